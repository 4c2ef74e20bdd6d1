"""Lists as they came, by their hash under the data folder, until the upload is dropped.

They are working papers with people's names in them: not documents, and not in the backup.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from jolserik.core.refusal import Refusal, Refused
from jolserik.sheets.limits import MEGABYTE


def folder() -> Path:
    return Path(settings.DATA) / "lists"


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write the pieces; the hash and the size. Refused beyond the limit, or when the disk is full.

    Nothing is left of a file that was refused, and a reader never sees half of one.
    """
    most = settings.LARGEST_LIST
    digest, size, part = hashlib.sha256(), 0, ""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=folder(), prefix=".part-")
        with os.fdopen(descriptor, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise Refused(Refusal("table_too_large", {"limit_mb": most // MEGABYTE}))
                digest.update(chunk)
                out.write(chunk)
        place = path_of(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part, place)
    except OSError as wrong:
        raise Refused(Refusal("disk_full")) from wrong
    finally:
        if part:
            Path(part).unlink(missing_ok=True)
    return digest.hexdigest(), size


def drop(sha256: str) -> None:
    path_of(sha256).unlink(missing_ok=True)
