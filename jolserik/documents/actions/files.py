"""From an upload to bytes that are kept: read, looked through, drawn anew, written."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from jolserik.core.refusal import Refusal, Refused, ensure
from jolserik.documents import content, images, store
from jolserik.documents.models import Blob
from jolserik.documents.values import Media, Upload

MEGABYTE: Final = 1 << 20


@dataclass(frozen=True)
class KeptFile:
    """A file that is kept, under the name it may have."""

    blob: Blob
    name: str

    @property
    def is_picture(self) -> bool:
        return Media(self.blob.media).is_image


def keep_photo(upload: Upload) -> Blob:
    """Keep a photo, drawn anew; for rooms that hold photos of their own. Raises Refused."""
    return keep_file(upload, only_pictures=True).blob


def keep_file(upload: Upload, *, only_pictures: bool = False) -> KeptFile:
    """Keep what was uploaded. Raises Refused, and then nothing new lies on the disk.

    Stands outside of the transaction that names the file: bytes that no row names do no harm, a
    row without its bytes would.
    """
    data = _bytes(upload)
    found = content.found_in(data)
    if isinstance(found, Refusal):
        raise Refused(found)
    ensure(content.why_not_named(upload.name, found.media))
    if only_pictures and not found.media.is_image:
        raise Refused(Refusal("file_is_no_photo"))
    thumbnail = ""
    if found.media.is_image:
        cleaned = images.clean(data)
        data, thumbnail = cleaned.data, store.keep(cleaned.thumbnail)
    blob = _blob(
        store.keep(data),
        size=len(data),
        media=found.media,
        thumbnail=thumbnail,
        inline=found.inline,
    )
    return KeptFile(blob, content.clean_name(upload.name, found.media))


def _bytes(upload: Upload) -> bytes:
    """All of it, refused as soon as it is too much."""
    most = settings.LARGEST_FILE
    data = bytearray()
    for chunk in upload.chunks:
        data += chunk
        if len(data) > most:
            raise Refused(Refusal("file_too_large", {"most": most // MEGABYTE}))
    return bytes(data)


def _blob(sha256: str, **known: object) -> Blob:
    """The row of these bytes; two people may bring the same file at the same moment."""
    row = Blob.objects.filter(pk=sha256).first()
    if row is not None:
        return row
    try:
        with transaction.atomic():
            return Blob.objects.create(sha256=sha256, **known)
    except IntegrityError:
        return Blob.objects.get(pk=sha256)
