"""Files by their hash under the data folder: written whole or not at all, the same bytes once.

Nothing of a name or a person is in a path. A file is never changed: other bytes have another hash.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from jolserik.core.refusal import Refusal, Refused

CHUNK: Final = 1 << 20
PART: Final = ".part-"


class State(StrEnum):
    """How a file lies there."""

    WHOLE = "whole"
    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True)
class Kept:
    """`new`: these bytes were not here before."""

    sha256: str
    size: int
    new: bool


def folder() -> Path:
    return Path(settings.DATA) / "files"


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def keep(data: bytes) -> str:
    """Write the bytes and return their SHA-256. Raises Refused when the disk does not take them."""
    try:
        return keep_stream([data]).sha256
    except OSError as wrong:
        raise Refused(Refusal("disk_full")) from wrong


def keep_stream(chunks: Iterable[bytes]) -> Kept:
    """The same, piece by piece. Raises OSError; what was half written is taken away."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o750)
    descriptor, part = tempfile.mkstemp(dir=folder(), prefix=PART)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(descriptor, "wb") as out:
            for chunk in chunks:
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            out.flush()
            os.fsync(out.fileno())
        sha256 = digest.hexdigest()
        place = path_of(sha256)
        new = state_of(sha256) is not State.WHOLE  # a changed file is mended by the true bytes
        if new:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            os.replace(part, place)
            _sync(place.parent)
        return Kept(sha256, size, new)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(part)


def opened(sha256: str) -> BinaryIO | None:
    """The file, to be read and closed by the caller; None where it is missing."""
    try:
        return path_of(sha256).open("rb")
    except OSError:
        return None


def read(sha256: str) -> bytes | None:
    """The bytes of a hash; None where they are missing or no longer what they were."""
    try:
        data = path_of(sha256).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def state_of(sha256: str) -> State:
    """Whether the file is there and still what its name says, read in pieces."""
    digest = hashlib.sha256()
    try:
        with path_of(sha256).open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return State.MISSING
    return State.WHOLE if digest.hexdigest() == sha256 else State.CHANGED


def half_written() -> list[Path]:
    """What is left of files whose writing was broken off, by a power cut for example."""
    return sorted(folder().glob(f"{PART}*"))


def forget(sha256: str) -> None:
    """Take a file away that nothing names: only for what a failed restore has just brought."""
    path_of(sha256).unlink(missing_ok=True)


@contextmanager
def all_or_nothing() -> Iterator[list[Kept]]:
    """Files kept inside and added to the list are taken away again when something fails."""
    brought: list[Kept] = []
    try:
        yield brought
    except BaseException:
        for kept in brought:
            if kept.new:
                forget(kept.sha256)
        raise


def _sync(place: Path) -> None:
    """The name of a file lasts through a power cut only when its folder is written too."""
    with suppress(OSError):  # some file systems have no such thing
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
