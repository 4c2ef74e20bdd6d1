"""Photos are drawn anew: what hides in a file (place, camera, code) does not come along."""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from jolserik.core.refusal import Refusal, Refused

LONGEST: Final = 2560  # pixels
THUMBNAIL: Final = 480
MOST_PIXELS: Final = 80_000_000


@dataclass(frozen=True)
class Cleaned:
    """A photo as it is kept, and a small one beside it; both JPEG."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int


def clean(data: bytes) -> Cleaned:
    """The picture alone, turned upright, at most 2560 pixels long. Raises Refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Refused(Refusal("image_too_large"))
                picture = ImageOps.exif_transpose(opened) or opened
                flat = Image.new("RGB", picture.size, "white")
                if "A" in picture.getbands():
                    flat.paste(picture, mask=picture.getchannel("A"))
                else:
                    flat.paste(picture.convert("RGB"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(Refusal("image_too_large")) from bomb
    except (OSError, ValueError, SyntaxError) as wrong:
        raise Refused(Refusal("file_damaged")) from wrong
    flat.thumbnail((LONGEST, LONGEST))
    small = flat.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return Cleaned(_jpeg(flat, 85), _jpeg(small, 78), flat.width, flat.height)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
