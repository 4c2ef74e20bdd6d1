"""What was backed up comes back: to the last digit, from either database to either."""

import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from jolserik.cli import archive
from jolserik.cli.tests.machine import Machine, needs_postgres, postgres_database
from jolserik.events.models import Event
from jolserik.ledger.models import Source

QUESTION = ("figures", "--scope", "kato:35", "--as-of", "2024-11-25", "--evidence")
# What is easily lost on the way: the largest amounts, microseconds, odd letters, decimals, nulls.
EXTREMES = r"""
import datetime as dt, uuid
from decimal import Decimal
from jolserik.events.models import Event
from jolserik.ledger.models import LedgerHead, Measure, Source, Issuer, Statement, Subject
from jolserik.people.models import Person
head = LedgerHead.objects.get()
moment = dt.datetime(2026, 3, 1, 23, 59, 59, 999999, dt.UTC)
for number, amount in enumerate((10**16, -(10**16) + 1, 0), start=head.last_posting_no + 1):
    Statement.objects.create(
        posting_no=number, recorded_at=moment, recorded_by=uuid.uuid4(),
        subject=Subject.objects.first(), measure=Measure.objects.first(), amount=amount,
        source=Source.objects.first(), issuer=Issuer.objects.first(), known_on=dt.date(2026, 3, 1),
        scenario="actual", basis="statement", covers_from=24300, covers_to=24300,
        original_amount=Decimal("1234567890123.45"), original_currency="USD",
        rate=Decimal("523.123456"), rate_source="Ұлттық банк",
        note={"ru": "«Сарыарқа»", "kk": "Әәғқңөұүһі", "en": 'a "quote", \\ and \u2028 \U0001f600'},
    )
LedgerHead.objects.update(last_posting_no=number)
Event.objects.create(
    name="person_added", at=moment, by=uuid.uuid4(), subject_kind="person", subject_key="x",
    facts={"large": 9007199254740993, "none": None, "list": [1, {"a": True}], "text": "қ\n\t"},
)
Person.objects.create(name_ru="Айгүл\u00a0Ә.", language="kk")
"""


@pytest.fixture(scope="module")
def filled(karaganda: Machine, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("filled") / "data"
    machine = Machine(shutil.copytree(karaganda.folder, folder))
    machine.python(EXTREMES)
    machine.does("backup", machine.folder / "backup.zip")
    return machine


@pytest.fixture(scope="module")
def file(filled: Machine) -> Path:
    return filled.folder / "backup.zip"


def tables(file: Path) -> dict[str, tuple[int, str]]:
    """Rows and checksum of every table."""
    with zipfile.ZipFile(file) as opened:
        manifest = json.loads(opened.read(archive.MANIFEST))
    return {table["name"]: (table["rows"], table["sha256"]) for table in manifest["tables"]}


def restored(machine: Machine, file: Path) -> Path:
    """Restore there and back up again."""
    machine.does("restore", file)
    again = machine.folder / "again.zip"
    machine.does("backup", again)
    return again


def test_backup_comes_back_the_same(filled: Machine, file: Path, empty: Machine) -> None:
    assert tables(restored(empty, file)) == tables(file)
    figures = filled.json(*QUESTION)
    assert figures
    assert empty.json(*QUESTION) == figures


def test_what_was_restored_can_be_found(file: Path, empty: Machine) -> None:
    empty.does("restore", file)
    asked = (
        "from jolserik.search import public\n"
        "print([hit.key for hit in public.find('Сарнь', language='ru')][:1])"
    )
    assert "kato:3522" in empty.python(asked)
    empty.python("from jolserik.search.models import Entry; Entry.objects.all().delete()")
    found = {line["about"]: line for line in json.loads(empty.run("doctor", "--json").stdout)}
    assert found["search"]["state"] == "wrong"
    assert "jolserik search rebuild" in found["search"]["mend"]
    assert "Everything can be found" in empty.does("search", "rebuild")
    assert "kato:3522" in empty.python(asked)
    found = {line["about"]: line for line in json.loads(empty.run("doctor", "--json").stdout)}
    assert found["search"]["state"] == "ok"


@needs_postgres
def test_backup_goes_from_sqlite_to_postgres_and_back(
    filled: Machine, file: Path, empty: Machine, tmp_path: Path
) -> None:
    with postgres_database() as there, postgres_database() as beside:
        on_postgres = Machine(tmp_path, there)
        on_postgres.does("migrate")
        again = restored(on_postgres, file)
        assert tables(again) == tables(file)
        assert on_postgres.json(*QUESTION) == filled.json(*QUESTION)
        # Sequences go on behind the rows: a new row gets a number of its own.
        on_postgres.does("administrator", "a@b.kz", "--name", "А", stdin="an open road\n")
        (tmp_path / "beside").mkdir()
        on_another = Machine(tmp_path / "beside", beside)
        on_another.does("migrate")
        assert tables(restored(on_another, again)) == tables(file)
    assert tables(restored(empty, again)) == tables(file)


def test_backup_is_for_its_owner_only_and_never_overwrites(filled: Machine, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "is there already" in filled.refuses("backup", file)


def test_backup_on_a_full_disk_leaves_nothing(filled: Machine) -> None:
    target = filled.folder / "large.zip"
    assert "could not be written" in filled.refuses("backup", target, largest_file=40_000)
    assert [f.name for f in filled.folder.glob("*large*")] == []


def test_restore_on_a_full_disk_keeps_nothing(file: Path, empty: Machine) -> None:
    assert "nothing was restored" in empty.refuses("restore", file, largest_file=700_000)
    assert "whole" in empty.does("ledger", "verify")
    empty.does("restore", file)


def test_restore_refuses_a_database_with_rows(filled: Machine, file: Path) -> None:
    assert "the database is not empty" in filled.refuses("restore", file)


def test_restore_asks_to_migrate_first(file: Path, tmp_path: Path) -> None:
    assert "jolserik migrate" in Machine(tmp_path).refuses("restore", file)


def test_every_column_is_of_a_kind_that_a_backup_keeps() -> None:
    for model in archive.archived_models():
        for field in archive.columns(model):
            archive.kind_of(field)


def test_only_what_can_be_made_again_is_left_out() -> None:
    kept = set(archive.archived_models())
    left = {
        model._meta.app_label
        for model in apps.get_models(include_auto_created=True)
        if model not in kept
    }
    assert left <= {"sessions", "contenttypes", "auth", "search"}


# --- files that are no whole backup


Change = Callable[[dict[str, Any], dict[str, bytes]], None]


@pytest.fixture
def changed(file: Path, tmp_path: Path) -> Callable[[Change], Path]:
    """A copy of the backup with something changed, honest about its checksums or not."""

    def copy(change: Change) -> Path:
        with zipfile.ZipFile(file) as opened:
            members = {name: opened.read(name) for name in opened.namelist()}
        manifest = json.loads(members.pop(archive.MANIFEST))
        change(manifest, members)
        target = tmp_path / "changed.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
            for name, content in members.items():
                written.writestr(name, content)
            written.writestr(archive.MANIFEST, json.dumps(manifest))
        return target

    return copy


@pytest.fixture
def nothing_written(db: None) -> Iterator[None]:
    yield
    assert not Event.objects.exists()
    assert not Source.objects.exists()


def reason(file: Path) -> str:
    with pytest.raises(archive.BadArchive) as bad:
        archive.fill(file)
    return str(bad.value)


def _replaced(name: str, old: bytes, new: bytes) -> Change:
    """Rows changed by somebody who also mended size and checksum."""
    import hashlib

    def change(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        member = f"{name}.jsonl"
        assert old in members[member]
        members[member] = members[member].replace(old, new, 1)
        table = next(t for t in manifest["tables"] if t["name"] == name)
        table["bytes"] = len(members[member])
        table["sha256"] = hashlib.sha256(members[member]).hexdigest()

    return change


def _dishonest(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    members["ledger_source.jsonl"] = members["ledger_source.jsonl"].replace(b"2024", b"2023", 1)


def _older(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    manifest["migrations"].remove("ledger.0001_books")


def _newer(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    manifest["migrations"].append("ledger.9999_from_the_future")


def _other_format(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    manifest["format"] = 99


def _without_a_table(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    del members["events_event.jsonl"]


def _with_a_stranger(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    members["../../etc/passwd"] = b"x"


def _cut_rows(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    next(t for t in manifest["tables"] if t["name"] == "events_event")["rows"] += 1


def _head_moved(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    manifest["posting_no"] += 1


def _bomb(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    table = next(t for t in manifest["tables"] if t["name"] == "events_event")
    members["events_event.jsonl"] = bytes(30 << 20)
    table["bytes"] = 30 << 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_dishonest, "ledger_source in the backup is damaged"),
        (_older, "before ledger.0001_books"),
        (_newer, "ledger.9999_from_the_future"),
        (_other_format, "format 99"),
        (_without_a_table, "does not hold what its manifest says"),
        (_with_a_stranger, "does not hold what its manifest says"),
        (_cut_rows, "rows, not"),
        (_head_moved, "posting number"),
        (_bomb, "not a real one"),
        (_replaced("events_event", b"[", b"[[]"), "row 1 of events_event"),
        (_replaced("events_event", b"[1,", b'["1",'), "row 1 of events_event"),
        (_replaced("ledger_ledgerhead", b"[1,", b"[1,9"), "posting number"),
        (_replaced("ledger_subject", b"false", b"true"), "the ledger of the backup is not whole"),
        (_replaced("ledger_subject", b"[1,", b"[999999,"), "contradict each other"),
        (_replaced("people_person", b'"kk"', b'"xx"'), "contradict each other"),
    ],
)
def test_changed_backup_is_refused(
    change: Change, said: str, changed: Callable[[Change], Path], nothing_written: None
) -> None:
    assert said in reason(changed(change))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_cut_backup_is_refused(
    share: float, file: Path, tmp_path: Path, nothing_written: None
) -> None:
    content = file.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * share)])
    assert "no whole backup file" in reason(tmp_path / "cut.zip")


def test_backup_with_one_wrong_byte_is_refused(
    file: Path, tmp_path: Path, nothing_written: None
) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    (tmp_path / "rotten.zip").write_bytes(content)
    assert reason(tmp_path / "rotten.zip")


def test_foreign_files_are_refused(tmp_path: Path, nothing_written: None) -> None:
    (tmp_path / "letter.txt").write_text("Dear akim")
    assert "no whole backup file" in reason(tmp_path / "letter.txt")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as opened:
        opened.writestr("a.jpg", b"x")
    assert "no manifest.json" in reason(tmp_path / "photos.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as opened:
        opened.writestr("manifest.json", '{"kind": "something else"}')
    assert "no backup file of this program" in reason(tmp_path / "other.zip")
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as opened:
        opened.writestr("manifest.json", "[" * 100_000)
    assert "damaged" in reason(tmp_path / "deep.zip")
