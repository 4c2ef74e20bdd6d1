"""A broken folder lists every mistake with its place, and nothing of it is loaded."""

from pathlib import Path

import pytest

from jolserik.events.models import Event
from jolserik.ledger import posting
from jolserik.ledger.models import Entry, Issuer, Source, Statement, Subject
from jolserik.ledger.tests.make import moment
from jolserik.workshop import folder as folders
from jolserik.workshop import region
from jolserik.workshop.models import Loaded

NOW = moment("2025-03-01")
NAMES = '{ru = "а", kk = "ә", en = "a"}'
REGION = 'slug = "tiny"\nhome = "kato:7"\nfictional = true\n'
PLACES = f'[[place]]\ncode = "kato:7"\nkind = "region"\nnames = {NAMES}\n'
ISSUERS = f'[[issuer]]\nkey = "office"\nnames = {NAMES}\n'
SOURCES = '[[source]]\nkey = "PAPER"\nkind = "publication"\ntitle = "Paper"\n'


def statement(key: str, **other: str) -> str:
    lines = {
        "subject": '"kato:7"',
        "measure": '"output"',
        "scenario": '"actual"',
        "basis": '"statement"',
        "amount": "5",
        "issuer": '"office"',
        "source": '"PAPER"',
        "known_on": '"2024-11-25"',
    } | other
    told = "".join(f"{name} = {text}\n" for name, text in lines.items())
    return f'[[statement]]\nkey = "{key}"\n{told}'


def booking(*rows: str, **other: str) -> str:
    lines = {"known_on": '"2024-11-25"', "basis": '"returns"', "source": '"PAPER"'} | other
    told = "".join(f"{name} = {text}\n" for name, text in lines.items())
    return f'[[booking]]\nkey = "b1"\n{told}rows = [{", ".join(rows)}]\n'


def row(amount: str = "5", month: str = "2024-10", subject: str = "kato:7") -> str:
    return f'{{subject = "{subject}", measure = "output", month = "{month}", amount = {amount}}}'


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    files = {"region": REGION, "places": PLACES, "issuers": ISSUERS, "sources": SOURCES}
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return tmp_path


def wrong(folder: Path, **files: str) -> list[str]:
    """What is said of a folder with these files besides; nothing has been written."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    with pytest.raises(folders.BadFolder) as bad:
        region.load(folders.read(folder), now=NOW)
    for table in (Subject, Source, Issuer, Statement, Entry, Loaded, Event):
        assert not table._default_manager.exists()
    assert posting.last() == 0
    return bad.value.lines


def test_an_empty_folder_is_no_region(tmp_path: Path) -> None:
    with pytest.raises(folders.BadFolder, match="no region"):
        folders.read(tmp_path)


@pytest.mark.django_db
def test_a_small_region_loads_with_its_bookings(tiny: Path) -> None:
    reason = f'[[reversal]]\nof = "b1"\nrow = 2\nknown_on = "2024-12-02"\nreason = {NAMES}\n'
    entries = booking(row("5"), row("70")) + reason + "corrected_amount = 7\n"
    (tiny / "entries.toml").write_text(entries, "utf-8")
    assert region.load(folders.read(tiny), now=NOW)["reversal"] == 1
    amounts = list(Entry.objects.order_by("posting_no").values_list("amount", "known_on"))
    assert [(a, str(day)) for a, day in amounts] == [
        (500, "2024-11-25"),
        (7000, "2024-11-25"),
        (-7000, "2024-12-02"),
        (700, "2024-12-02"),
    ]


MISTAKES = [
    ("scenario “perhaps” is none of actual, plan", {"scenario": '"perhaps"'}),
    ("basis “hearsay” is none of", {"basis": '"hearsay"'}),
    ("qualifier “nearly” is none of about, more_than, less_than", {"qualifier": '"nearly"'}),
    ("standing “hoped” is none of approved, announced", {"standing": '"hoped"'}),
    ("amount “many” is no number", {"amount": '"many"'}),
    ("amount “Infinity” is no number", {"amount": "inf"}),
    ("amount “NaN” is no number", {"amount": "nan"}),
    ("known_on “soon” is no date", {"known_on": '"soon"'}),
    ("from “2024-13” is no month", {"from": '"2024-13"'}),
    ("to “2024-10-01” is no month", {"to": '"2024-10-01"'}),
    ("note needs ru, kk and en", {"note": '{ru = "а"}'}),
    ("nothing is known as 'kato:8'", {"subject": '"kato:8"'}),
    ("nothing is known as 'gold'", {"measure": '"gold"'}),
    ("nothing is known as 'nobody'", {"issuer": '"nobody"'}),
    ("nothing is known as 'OTHER'", {"source": '"OTHER"'}),
    ("has not come yet", {"known_on": '"2025-04"'}),
    ("too many decimals", {"amount": "0.001"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "other"), MISTAKES, ids=[case[0] for case in MISTAKES])
def test_a_wrong_statement_is_named(tiny: Path, said: str, other: dict[str, str]) -> None:
    (line,) = wrong(tiny, statements=statement("right") + statement("bad", **other))
    assert line.startswith("[[statement]] bad: ") and said in line


BOOKINGS = [
    ("rows is empty", booking()),
    ("row 2: month “October” is no month", booking(row(), row(month="October"))),
    ("row 1: amount “x” is no number", booking(row('"x"'))),
    ("row 1: subject is missing", booking('{measure = "output", month = "2024-10", amount = 1}')),
    ("nothing is known as 'kato:8'", booking(row(), row(subject="kato:8"))),
    ("2024-12", booking(row(month="2024-12"))),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "entries"), BOOKINGS, ids=[case[0] for case in BOOKINGS])
def test_a_wrong_booking_is_named(tiny: Path, said: str, entries: str) -> None:
    lines = wrong(tiny, entries=entries)
    assert lines[0].startswith("[[booking]] b1: ") and said in lines[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("of", "number"), [("b1", 3), ("b1", 0), ("b2", 1)])
def test_a_reversal_of_no_row_is_named(tiny: Path, of: str, number: int) -> None:
    text = f'[[reversal]]\nof = "{of}"\nrow = {number}\nknown_on = "2024-12-02"\nreason = {NAMES}\n'
    (line,) = wrong(tiny, entries=booking(row(), row()) + text)
    assert line == f"[[reversal]] {of}#{number}: there is no such row of a booking"


@pytest.mark.django_db
def test_all_mistakes_of_the_files_are_listed_at_once(tiny: Path) -> None:
    twice = statement("one", amount='"x"') + statement("one") + "[[rumour]]\n"
    lines = wrong(tiny, region='slug = "tiny"\n', statements=twice, sources="[[source]]\nkind = \n")
    assert len(lines) == 5
    told = "\n".join(lines)
    for part in (
        "sources.toml",
        "[[rumour]]",
        "home is missing",
        "stands there twice",
        "no number",
    ):
        assert part in told


@pytest.mark.django_db
def test_all_refused_rows_are_listed_at_once(tiny: Path) -> None:
    bad = statement("a", amount="0.001") + statement("b", measure='"share_of_plan"')
    assert [line[:15] for line in wrong(tiny, statements=bad)] == [
        "[[statement]] a",
        "[[statement]] b",
    ]


@pytest.mark.django_db
def test_a_code_that_is_taken_is_named(tiny: Path) -> None:
    region.load(folders.read(tiny), now=NOW)
    (tiny / "region.toml").write_text(REGION.replace("tiny", "other"), "utf-8")
    with pytest.raises(folders.BadFolder) as bad:
        region.load(folders.read(tiny), now=NOW)
    assert [line.partition(":")[0] for line in bad.value.lines] == [
        "[[source]] PAPER",
        "[[place]] kato",
    ]
    assert Subject.objects.count() == 1


@pytest.mark.django_db
def test_a_new_row_is_added_and_the_rest_left_alone(tiny: Path) -> None:
    region.load(folders.read(tiny), now=NOW)
    (tiny / "statements.toml").write_text(statement("new"), "utf-8")
    assert dict(region.load(folders.read(tiny), now=NOW)) == {"statement": 1}
