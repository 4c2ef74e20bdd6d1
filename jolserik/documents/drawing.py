"""Drawing a photo anew: only the picture comes out, nothing that hides in the file.

Place, camera and time (EXIF), comments, profiles and whatever hangs on the end are gone; the
picture stands upright, in sRGB, and is no larger than a page needs.

Run as a program it draws one photo from stdin to stdout, with little memory and time and without
the settings or secrets of the program. A file that takes over the decoder has taken over nothing.
"""

import io
import json
import os
import resource
import sys
import warnings
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

from jolserik.core.refusal import Refusal, Refused
from jolserik.documents.values import Media

LONGEST: Final = 2560  # pixels
THUMBNAIL: Final = 480
# A telephone of today takes 50 megapixels; a file that says more of itself is made to fill memory.
MOST_PIXELS: Final = 64_000_000
MEMORY: Final = 2 << 30  # bytes; the largest photo needs a third of it
CPU_SECONDS: Final = 30
QUALITY: Final = 85
THUMBNAIL_QUALITY: Final = 78
# MPO is what telephones call a JPEG with a second picture behind the first.
FORMATS: Final = {
    "JPEG": Media.JPEG,
    "MPO": Media.JPEG,
    "PNG": Media.PNG,
    "WEBP": Media.WEBP,
}
GREY: Final = ("1", "L")
DEEP_GREY: Final = ("I", "I;16", "I;16B", "I;16L", "F")


@dataclass(frozen=True)
class Cleaned:
    """A photo as it is kept, in the format it came in, and a small one beside it (JPEG)."""

    data: bytes
    media: Media
    thumbnail: bytes
    width: int
    height: int


def draw(data: bytes) -> Cleaned:
    """The picture alone, turned upright, at most 2560 pixels long, in sRGB.

    Of an animation the first picture is kept. Raises Refused: not a whole picture, or one that
    is too large to be opened.
    """
    opened = _opened(data)
    try:
        media = FORMATS[opened.format or ""]
        profile = opened.info.get("icc_profile")
        opened.draft("RGB", (LONGEST, LONGEST))  # a large JPEG is decoded smaller at once
        upright = ImageOps.exif_transpose(opened)
        picture = _in_srgb(_eight_bits(upright), profile)
        picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
        small = _on_white(picture)
        small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    except MemoryError as vast:
        raise _too_large() from vast
    except Exception as wrong:  # decoders raise whatever they like on a damaged file
        raise Refused(Refusal("file_damaged")) from wrong
    return Cleaned(
        data=_written(picture, media, QUALITY),
        media=media,
        thumbnail=_written(small, Media.JPEG, THUMBNAIL_QUALITY),
        width=picture.width,
        height=picture.height,
    )


def _opened(data: bytes) -> Image.Image:
    """With only its head read: how large it is, is known before anything is drawn."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except Exception as wrong:  # as above
        raise Refused(Refusal("file_damaged")) from wrong
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()
    return picture


def _too_large() -> Refused:
    return Refused(Refusal("image_too_large", {"most": MOST_PIXELS // 1_000_000}))


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey, colours, colours with transparency, or colours of print, eight bits each."""
    picture.load()
    if picture.mode in DEEP_GREY:
        high = picture.convert("F").getextrema()[1]
        scale = 255 / 65535 if isinstance(high, float) and high > 255 else 1
        return picture.convert("F").point(lambda value: value * scale).convert("L")
    if picture.mode in ("RGB", "RGBA", "CMYK", *GREY):
        return picture.convert("L") if picture.mode in GREY else picture.copy()
    transparent = "A" in picture.mode or "a" in picture.mode or "transparency" in picture.info
    return picture.convert("RGBA" if transparent else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as they were meant: without their profile a telephone's wide ones look pale."""
    wanted = picture.mode if picture.mode in ("L", "RGBA") else "RGB"
    if profile and picture.mode != "L":
        try:
            turned = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=wanted,
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None  # a damaged profile: the colours as they stand
        if turned is not None:
            return turned
    return picture if picture.mode == wanted else picture.convert(wanted)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.copy()
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.getchannel("A"))
    return page


def _written(picture: Image.Image, media: Media, quality: int) -> bytes:
    # A new picture has pixels only: notes of the old one cannot be written out with it.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    if media is Media.PNG:
        bare.save(out, "PNG", optimize=True)
    elif media is Media.WEBP:
        bare.save(out, "WEBP", quality=quality, method=4)
    else:
        bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def main() -> None:
    """Answers with one line of JSON, then the bytes of the photo and of the small one."""
    _confine()
    out = sys.stdout.buffer
    try:
        cleaned = draw(sys.stdin.buffer.read())
    except Refused as refused:
        refusal = refused.refusal
        _say(out, {"refusal": refusal.code, "facts": dict(refusal.facts)})
        return
    told = {
        "media": cleaned.media.value,
        "width": cleaned.width,
        "height": cleaned.height,
        "sizes": [len(cleaned.data), len(cleaned.thumbnail)],
    }
    _say(out, told)
    out.write(cleaned.data)
    out.write(cleaned.thumbnail)
    out.flush()


def _confine() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(5)  # pages that somebody waits for come first


def _say(out: Any, told: dict[str, Any]) -> None:
    out.write(json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main()
