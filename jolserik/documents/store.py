"""Files by their hash under the data folder: written whole or not at all, the same bytes once."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from jolserik.core.refusal import Refusal, Refused


def folder() -> Path:
    return Path(settings.DATA) / "files"


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def keep(data: bytes) -> str:
    """Write the bytes and return their SHA-256. Raises Refused when the disk does not take them."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = path_of(sha256)
    if place.exists():
        return sha256
    part = ""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=place.parent, prefix=".part-")
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, place)
    except OSError as wrong:
        if part:
            Path(part).unlink(missing_ok=True)
        raise Refused(Refusal("disk_full")) from wrong
    return sha256


def read(sha256: str) -> bytes | None:
    """The bytes of a hash; None where they are missing or no longer what they were."""
    try:
        data = path_of(sha256).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
