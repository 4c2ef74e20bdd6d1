"""Taking in uploaded files without trust: not too large, and never onto a full disk.

Both are noticed while the file is still coming, before any view is asked. The rest of a file that
is too large is read and thrown away, so that the browser gets a page with words and no broken line;
what is absurdly large is cut off.
"""

from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

from jolserik.core.refusal import Refusal

MEGABYTE: Final = 1 << 20
# A body that says it is this many times too large is not read at all.
ABSURD: Final = 8
CUT: Final = "*"


class Limited(FileUploadHandler):
    """Stands first: counts each file, and skips one that is larger than its address allows."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # as Django names it
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self.most = limit_of(self.request)
        self.is_absurd = content_length > ABSURD * self.most

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        self.come = 0
        if self.is_absurd:
            _note(self.request, field_name, too_large(self.most))
            _note(self.request, CUT, too_large(self.most))
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.come += len(raw_data)
        if self.come > self.most:
            _note(self.request, self.field_name or "", too_large(self.most))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class OntoDisk(TemporaryFileUploadHandler):
    """Keeps a file in the temporary folder; when the disk is full, it is skipped and said so."""

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(field_name, *args, **kwargs)
        except OSError as full:
            _note(self.request, field_name, Refusal("disk_full"))
            raise SkipFile from full

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as full:
            _note(self.request, self.field_name or "", Refusal("disk_full"))
            raise SkipFile from full

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        try:
            return super().file_complete(file_size)
        except OSError:
            _note(self.request, self.field_name or "", Refusal("disk_full"))
            return None


def limit_of(request: HttpRequest | None) -> int:
    """Bytes that a file sent to an address may have."""
    path = request.path if request else ""
    found = (most for start, most in settings.UPLOAD_LIMITS.items() if path.startswith(start))
    return next(found, settings.LARGEST_FILE)


def too_large(most: int) -> Refusal:
    return Refusal("file_too_large", {"most": most // MEGABYTE})


def why_missing(request: HttpRequest, field: str) -> Refusal | None:
    """Why a file that somebody sent is not among `request.FILES`; None: nobody sent one."""
    noted: dict[str, Refusal] = getattr(request, "uploads_refused", {})
    return noted.get(field)


def was_cut(request: HttpRequest) -> bool:
    """Whether the fields after a file were not read either, so that nothing can be said of them."""
    return why_missing(request, CUT) is not None


def _note(request: HttpRequest | None, field: str, refusal: Refusal) -> None:
    if request is None:
        return
    noted: dict[str, Refusal] = getattr(request, "uploads_refused", {})
    request.uploads_refused = noted | {field: refusal}  # type: ignore[attr-defined]  # read by why_missing
