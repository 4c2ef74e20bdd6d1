import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jolserik.core.refusal import Refused
from jolserik.documents import store
from jolserik.documents.store import State

DATA = b"an act on land" * 1000
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path / "files"


def lying(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_bytes_are_kept_under_their_hash_and_only_once(folder: Path) -> None:
    assert store.keep(DATA) == NAME
    assert store.keep(DATA) == NAME
    assert lying(folder) == [f"{NAME[:2]}/{NAME[2:4]}/{NAME}"]
    assert store.path_of(NAME).stat().st_mode & 0o077 == 0
    assert store.read(NAME) == DATA


def test_pieces_are_counted_and_new_ones_told(folder: Path) -> None:
    pieces = [DATA[:100], DATA[100:]]
    kept = store.keep_stream(pieces)
    assert (kept.sha256, kept.size, kept.new) == (NAME, len(DATA), True)
    assert not store.keep_stream(pieces).new


def test_a_full_disk_leaves_nothing_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="disk_full"):
        store.keep(DATA)
    assert lying(folder) == []


def test_a_stream_that_breaks_leaves_nothing(folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield DATA
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.keep_stream(broken())
    assert lying(folder) == []


def test_what_a_power_cut_left_is_found(folder: Path) -> None:
    store.keep(DATA)
    assert store.half_written() == []
    left = folder / f"{store.PART}x"
    left.write_bytes(b"half")
    assert store.half_written() == [left]


def test_a_changed_file_is_noticed_and_mended_by_the_true_bytes() -> None:
    store.keep(DATA)
    place = store.path_of(NAME)
    place.write_bytes(b"something else")
    assert store.state_of(NAME) is State.CHANGED
    assert store.read(NAME) is None
    store.keep(DATA)
    assert store.state_of(NAME) is State.WHOLE
    place.unlink()
    assert store.state_of(NAME) is State.MISSING
    assert store.opened(NAME) is None


def test_what_a_failed_act_brought_is_taken_away_and_nothing_else(folder: Path) -> None:
    store.keep(DATA)
    with pytest.raises(RuntimeError), store.all_or_nothing() as brought:
        brought.append(store.keep_stream([DATA]))
        brought.append(store.keep_stream([b"new"]))
        raise RuntimeError
    assert [Path(name).name for name in lying(folder)] == [NAME]
