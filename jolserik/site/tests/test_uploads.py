import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest
from django.test import RequestFactory

from jolserik.core.refusal import Refusal
from jolserik.site import uploads

MEGABYTE = 1 << 20
SMALL, MIDDLE, LARGE = b"x" * 100, b"y" * (3 * MEGABYTE), b"z" * (5 * MEGABYTE)


@pytest.fixture(autouse=True)
def limit(settings: Any, tmp_path: Path) -> None:
    settings.LARGEST_FILE = 4 * MEGABYTE
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)


def sent(**files: bytes) -> HttpRequest:
    named = {field: SimpleUploadedFile(f"{field}.pdf", data) for field, data in files.items()}
    return RequestFactory().post("/", {"kind": "letter"} | named)


def arrived(request: HttpRequest) -> dict[str, bytes]:
    files: dict[str, Any] = dict(request.FILES.items())
    return {name: file.read() for name, file in files.items()}


def test_files_within_the_limit_arrive_in_memory_or_on_disk() -> None:
    request = sent(small=SMALL, middle=MIDDLE)
    assert arrived(request) == {"small": SMALL, "middle": MIDDLE}
    assert uploads.why_missing(request, "small") is None


def test_a_file_that_is_too_large_is_left_out_and_the_rest_arrives(tmp_path: Path) -> None:
    request = sent(small=SMALL, large=LARGE, middle=MIDDLE)
    assert set(request.FILES) == {"small", "middle"}
    assert request.POST["kind"] == "letter"
    assert not uploads.was_cut(request)
    assert uploads.why_missing(request, "large") == Refusal("file_too_large", {"most": 4})
    request.close()
    assert list(tmp_path.iterdir()) == []


def test_what_is_absurdly_large_is_not_even_read() -> None:
    request = sent(large=b"z" * (uploads.ABSURD * 4 * MEGABYTE + 1))
    assert request.POST["kind"] == "letter"  # it stands before the file
    assert not request.FILES
    assert uploads.why_missing(request, "large") is not None
    assert uploads.was_cut(request)
    stream = request._stream  # what came, as the server gives it
    assert stream.read(10) == b"z" * 10


@pytest.mark.parametrize("step", ["new_file", "receive_data_chunk", "file_complete"])
def test_a_full_disk_is_said_in_words(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(TemporaryFileUploadHandler, step, full)
    request = sent(middle=MIDDLE)
    assert not request.FILES
    assert uploads.why_missing(request, "middle") == Refusal("disk_full")
