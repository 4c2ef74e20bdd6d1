import io
import sys
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from jolserik.core.refusal import Refusal, Refused
from jolserik.documents import drawing, images
from jolserik.documents.testing import picture
from jolserik.documents.values import Media

PYTHON: Final = sys.executable
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def told(data: bytes) -> Image.Image:
    opened = Image.open(io.BytesIO(data))
    opened.load()
    return opened


def of_telephone(size: tuple[int, int] = (4000, 1000)) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # lies on its side
    exif[MAKE] = "Camera of somebody"
    exif[GPS] = {1: "N", 2: (49.0, 48.0, 6.0)}
    return picture(size=size, exif=exif, comment=b"secret words") + b"<script>behind</script>"


def test_a_photo_loses_place_camera_and_what_hangs_on_and_is_turned_upright() -> None:
    cleaned = drawing.draw(of_telephone())
    assert (cleaned.width, cleaned.height) == (640, 2560)
    kept = told(cleaned.data)
    assert (kept.size, kept.format) == ((640, 2560), "JPEG")
    assert not kept.getexif()
    for word in (b"Camera", b"secret", b"script", b"Exif"):
        assert word not in cleaned.data
        assert word not in cleaned.thumbnail
    assert max(told(cleaned.thumbnail).size) == drawing.THUMBNAIL


@pytest.mark.parametrize(
    ("kind", "media"), [("JPEG", Media.JPEG), ("PNG", Media.PNG), ("WEBP", Media.WEBP)]
)
def test_a_picture_stays_in_its_format(kind: str, media: Media) -> None:
    cleaned = drawing.draw(picture(kind, (300, 200)))
    assert cleaned.media is media
    assert told(cleaned.data).format == kind
    assert told(cleaned.data).size == (300, 200)
    assert told(cleaned.thumbnail).format == "JPEG"


def test_words_hidden_in_a_png_are_gone() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "somebody")
    assert b"somebody" not in drawing.draw(picture("PNG", pnginfo=notes)).data


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_to_keep_colours_in_a_png_is_understood(mode: str) -> None:
    cleaned = drawing.draw(picture("PNG", mode=mode))
    assert told(cleaned.data).mode in ("L", "RGB", "RGBA")


def test_what_is_transparent_lies_on_white_in_the_small_picture() -> None:
    cleaned = drawing.draw(picture("PNG", mode="RGBA"))
    assert told(cleaned.data).getchannel("A").getextrema() == (0, 0)
    assert told(cleaned.thumbnail).getpixel((0, 0)) == (255, 255, 255)


def test_grey_of_sixteen_bits_is_scaled_and_not_cut() -> None:
    out = io.BytesIO()
    deep = Image.new("I;16", (2, 1))
    deep.putpixel((0, 0), 65535)
    deep.putpixel((1, 0), 32768)
    deep.save(out, "PNG")
    kept = told(drawing.draw(out.getvalue()).data)
    assert [kept.getpixel((0, 0)), kept.getpixel((1, 0))] == [255, 127]


def test_colours_of_print_become_colours_of_a_screen() -> None:
    cleaned = drawing.draw(picture(mode="CMYK"))
    assert told(cleaned.data).mode == "RGB"


@pytest.mark.parametrize("profile", [b"damaged", b""])
def test_a_damaged_profile_does_no_harm(profile: bytes) -> None:
    assert drawing.draw(picture(icc_profile=profile)).data


def red_and_blue_changed_over(profile: bytes) -> bytes:
    """A profile in which the primary colours have each other's place."""
    table = bytearray(profile)
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    table[red + 4 : red + 8], table[blue + 4 : blue + 8] = (
        profile[blue + 4 : blue + 8],
        profile[red + 4 : red + 8],
    )
    return bytes(table)


def test_colours_keep_their_meaning_without_their_profile() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    turned = red_and_blue_changed_over(srgb)
    Image.new("RGB", (8, 8), (200, 30, 30)).save(out, "PNG", icc_profile=turned)
    kept = told(drawing.draw(out.getvalue()).data)
    assert kept.getpixel((4, 4)) == pytest.approx((30, 30, 200), abs=2)
    assert "icc_profile" not in kept.info


def test_a_profile_of_other_colours_is_left_aside() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert told(drawing.draw(picture(icc_profile=lab)).data).getpixel((0, 0)) == (0, 0, 0)


def test_a_picture_made_to_fill_memory_is_refused_before_it_is_drawn() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 200_000
    with pytest.raises(Refused, match="image_too_large"):
        drawing.draw(bomb.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff not a picture",
        picture(size=(400, 400))[:500],
        picture("PNG", (90, 90))[:80],
        picture("WEBP")[:30],
        b"",
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="file_damaged"):
        drawing.draw(data)


# --- in a process of its own


def test_a_photo_comes_back_from_its_process_as_it_was_drawn() -> None:
    sent = of_telephone((1200, 800))
    assert images.clean(sent) == drawing.draw(sent)


def test_a_refusal_comes_back_with_its_facts() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(Refused) as refused:
        images.clean(bomb.getvalue())
    assert refused.value.refusal == Refusal("image_too_large", {"most": 64})


def test_a_process_that_dies_or_lies_is_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, code in enumerate(
        (
            "import os; os.abort()",
            "print('not json')",
            """print('{"media": "image/png", "width": 1, "height": 1, "sizes": [9]}\\nshort')""",
            "import time; time.sleep(60)",
        )
    ):
        worker = tmp_path / f"worker{number}.py"
        worker.write_text(code)
        monkeypatch.setattr(sys, "executable", _runs(tmp_path, worker))
        monkeypatch.setattr(images, "PATIENCE", 3)
        with pytest.raises(Refused, match="file_damaged"):
            images.clean(picture())


def _runs(folder: Path, worker: Path) -> str:
    """A program that runs the worker, whatever it is asked to run."""
    program = folder / f"{worker.stem}.sh"
    program.write_text(f'#!/bin/sh\nexec "{PYTHON}" "{worker}"\n')
    program.chmod(0o700)
    return str(program)
