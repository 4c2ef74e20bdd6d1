"""Documents come back with the rows that name them, each proved by its hash."""

import errno
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest import mock

from django.db import connection
from django.test import override_settings

from jolserik.cli import archive
from jolserik.cli.tests.machine import Machine
from jolserik.documents import store
from jolserik.documents.models import Blob
from jolserik.documents.store import State
from jolserik.events.guards import lifted
from jolserik.events.testing import CommittingTestCase
from jolserik.people.testing import NOW

FIRST, SECOND, SMALL = b"%PDF-1.7 an act", b"%PDF-1.7 a lease", b"\xff\xd8\xff small"
Change = Callable[[dict[str, bytes]], None]


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class TestFilesInTheBackup(CommittingTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        settings = override_settings(DATA=self.folder / "data")
        settings.enable()
        self.addCleanup(settings.disable)
        self.file = self.folder / "backup.zip"
        for data, thumbnail in ((FIRST, SMALL), (SECOND, b"")):
            Blob.objects.create(
                sha256=store.keep(data),
                size=len(data),
                media="application/pdf",
                thumbnail=store.keep(thumbnail) if thumbnail else "",
            )

    def emptied(self) -> None:
        """As on a new machine: the folder and the rows are not there."""
        with lifted(connection):
            Blob.objects.all().delete()
        (self.folder / "data").rename(self.folder / "old")

    def changed(self, change: Change) -> Path:
        with zipfile.ZipFile(self.file) as opened:
            members = {name: opened.read(name) for name in opened.namelist()}
        change(members)
        target = self.folder / "changed.zip"
        with zipfile.ZipFile(target, "w") as written:
            for name, data in members.items():
                written.writestr(name, data)
        return target

    def reason(self, file: Path) -> str:
        with self.assertRaises(archive.BadArchive) as bad:
            archive.fill(file)
        assert not Blob.objects.exists()
        left = [p for p in store.folder().rglob("*") if p.is_file()]
        assert left == []
        return str(bad.exception)

    def test_every_file_comes_back_whole_and_once(self) -> None:
        made = archive.write(self.file, now=NOW)
        assert (made.files, made.missing) == (3, ())
        self.emptied()
        assert archive.fill(self.file).files == 3
        for data in (FIRST, SECOND, SMALL):
            assert store.read(name_of(data)) == data
        assert Blob.objects.count() == 2

    def test_a_lost_file_does_not_stop_the_backup_and_is_told_both_times(self) -> None:
        store.path_of(name_of(FIRST)).write_bytes(b"rotten")
        made = archive.write(self.file, now=NOW)
        assert (made.files, made.missing) == (2, (name_of(FIRST),))
        self.emptied()
        again = archive.fill(self.file)
        assert again.missing == (name_of(FIRST),)
        assert store.state_of(name_of(FIRST)) is State.MISSING
        assert store.state_of(name_of(SECOND)) is State.WHOLE

    def test_changed_files_are_refused_and_nothing_is_left(self) -> None:
        archive.write(self.file, now=NOW)
        self.emptied()
        first = f"files/{name_of(FIRST)}"
        stranger = b"a stranger"

        def rotten(members: dict[str, bytes]) -> None:
            members[first] = members[first].replace(b"act", b"ACT")

        def taken_away(members: dict[str, bytes]) -> None:
            del members[first]

        def added(members: dict[str, bytes]) -> None:
            members[f"files/{name_of(stranger)}"] = stranger

        def elsewhere(members: dict[str, bytes]) -> None:
            members["files/../../outside"] = stranger

        def said_to_be_missing(members: dict[str, bytes]) -> None:
            del members[first]
            manifest = json.loads(members[archive.MANIFEST])
            manifest["missing"] = ["../../outside"]
            members[archive.MANIFEST] = json.dumps(manifest).encode()

        for change, said in (
            (rotten, "is damaged"),
            (taken_away, "not those that its rows name"),
            (added, "not those that its rows name"),
            (elsewhere, "not a real one"),
            (said_to_be_missing, "does not hold what its manifest says"),
        ):
            assert said in self.reason(self.changed(change)), change.__name__
        assert not (self.folder / "outside").exists()

    def test_what_was_there_before_a_failed_restore_stays(self) -> None:
        archive.write(self.file, now=NOW)
        self.emptied()
        store.keep(FIRST)

        real, calls = store.keep_stream, iter(range(10))

        def full_at_the_third(chunks: Iterable[bytes]) -> store.Kept:
            if next(calls) == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(chunks)

        patched = mock.patch.object(store, "keep_stream", full_at_the_third)
        patched.start()
        self.addCleanup(patched.stop)
        with self.assertRaisesRegex(archive.BadArchive, "free some space"):
            archive.fill(self.file)
        assert store.read(name_of(FIRST)) == FIRST
        assert store.state_of(name_of(SECOND)) is State.MISSING
        assert store.state_of(name_of(SMALL)) is State.MISSING
        assert not Blob.objects.exists()


KEEP = """
from jolserik.documents import store
from jolserik.documents.models import Blob
for data in (b"%PDF-1 first", b"%PDF-1 second"):
    Blob.objects.create(sha256=store.keep(data), size=len(data), media="application/pdf")
"""


def test_commands_say_what_is_lost_and_bring_back_what_is_not(
    empty: Machine, migrated: Machine, tmp_path: Path
) -> None:
    empty.python(KEEP)
    first = name_of(b"%PDF-1 first")
    place = empty.folder / "files" / first[:2] / first[2:4] / first
    found = {f["about"]: f for f in json.loads(empty.run("doctor", "--json").stdout)}
    assert found["files"]["state"] == "ok"
    place.write_bytes(b"changed")
    found = {f["about"]: f for f in json.loads(empty.run("doctor", "--json").stdout)}
    assert found["files"]["state"] == "wrong"
    assert "1 of 2 files of documents are changed" in found["files"]["said"]
    assert first in found["files"]["mend"]
    place.unlink()
    done = empty.run("backup", tmp_path / "backup.zip")
    assert done.returncode == 0
    assert "1 files" in done.stdout
    assert first in done.stderr
    new = Machine(shutil.copytree(migrated.folder, tmp_path / "new"))
    restored = new.run("restore", tmp_path / "backup.zip")
    assert restored.returncode == 0, restored.stderr
    assert first in restored.stderr
    second = name_of(b"%PDF-1 second")
    assert (new.folder / "files" / second[:2] / second[2:4] / second).is_file()
