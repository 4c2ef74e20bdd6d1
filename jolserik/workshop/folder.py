"""Reading a region folder: TOML files into plain tables, every mistake listed with its place.

The format is described in docs/data-format.md.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any

from jolserik.core.known import KnownOn
from jolserik.core.month import Month, NotAPeriod
from jolserik.core.words import Words
from jolserik.ledger.values import Basis, Qualifier, Scenario, Standing

Table = Mapping[str, Any]
FILES = {
    "issuers.toml": ("issuer",),
    "sources.toml": ("source",),
    "places.toml": ("place",),
    "zones.toml": ("zone",),
    "projects.toml": ("project",),
    "statements.toml": ("statement",),
    "targets.toml": ("target",),
    "entries.toml": ("source", "booking", "reversal"),
    "cast.toml": ("organisation", "person"),
    "register.toml": ("live",),
}


class BadFolder(Exception):
    """The folder cannot be loaded; `lines` say what is wrong and where. Nothing was written."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass
class Folder:
    """All tables of a region folder, by kind."""

    path: Path
    region: Table
    tables: dict[str, list[Table]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Table]:
        return self.tables.get(kind, [])

    @property
    def slug(self) -> str:
        return str(self.region["slug"])

    @property
    def fictional(self) -> bool:
        return bool(self.region.get("fictional", False))


def read(path: Path) -> Folder:
    """Read and check a folder. Raises BadFolder with all mistakes at once."""
    if not (path / "region.toml").is_file():
        raise BadFolder([f"{path}: no region.toml here; is this a region folder?"])
    wrong: list[str] = []
    region = _toml(path / "region.toml", wrong)
    folder = Folder(path, region)
    for name, kinds in FILES.items():
        if not (path / name).is_file():
            continue
        content = _toml(path / name, wrong)
        for kind in kinds:
            folder.tables.setdefault(kind, []).extend(content.get(kind, []))
        wrong += [f"{name}: unknown table [[{k}]]" for k in content if k not in kinds]
    wrong += [f"region.toml: {name} is missing" for name in ("slug", "home") if name not in region]
    wrong += list(_mistakes(folder))
    if wrong:
        raise BadFolder(wrong)
    return folder


def _toml(file: Path, wrong: list[str]) -> Table:
    try:
        return tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong.append(f"{file.name}: {error}")
        return {}


CLOSED: Mapping[str, type[StrEnum]] = {
    "scenario": Scenario,
    "standing": Standing,
    "basis": Basis,
    "qualifier": Qualifier,
}
ROW = ("subject", "measure", "month", "amount")
FACT = ("kind", "text", "known_on", "source")
REQUIRED = {
    "issuer": ("key", "names"),
    "source": ("key", "title", "kind"),
    "place": ("code", "kind", "names"),
    "zone": ("code", "kind", "names"),
    "project": ("code", "names"),
    "statement": (
        "key",
        "subject",
        "measure",
        "scenario",
        "basis",
        "amount",
        "issuer",
        "source",
        "known_on",
    ),
    "target": ("key", "subject", "measure", "to", "amount", "source", "known_on"),
    "booking": ("key", "known_on", "basis", "source", "rows"),
    "reversal": ("of", "row", "known_on", "reason"),
    "organisation": ("key", "kind", "names"),
    "person": ("key", "names"),
    "live": ("code", "lead", "head", "department", "registered"),
}


def _mistakes(folder: Folder) -> Iterator[str]:
    for kind, required in REQUIRED.items():
        seen: set[str] = set()
        for number, line in enumerate(folder.of(kind), start=1):
            name = key_of(kind, line) or f"number {number}"
            for missing in (r for r in required if r not in line):
                yield f"[[{kind}]] {name}: {missing} is missing"
            if name in seen:
                yield f"[[{kind}]] {name} stands there twice"
            seen.add(name)
            yield from (f"[[{kind}]] {name}: {m}" for m in _wrong_in(kind, line, folder))


def key_of(kind: str, line: Table) -> str:
    """What names a table: its key or code; a reversal is named by the row it reverses."""
    if kind == "reversal":
        return f"{line.get('of', '')}#{line.get('row', '')}"
    return str(line.get("key", line.get("code", "")))


def _wrong_in(kind: str, line: Table, folder: Folder) -> Iterator[str]:
    yield from _wrong_values(line, days=kind in ("organisation", "person"))
    if kind == "booking":
        rows = line.get("rows", ())
        if not rows:
            yield "rows is empty"
        for number, row in enumerate(rows, start=1):
            yield from (f"row {number}: {name} is missing" for name in ROW if name not in row)
            yield from (f"row {number}: {wrong}" for wrong in _wrong_values(row))
    if kind == "reversal":
        bookings = {booking.get("key"): booking for booking in folder.of("booking")}
        rows = bookings.get(line.get("of"), {}).get("rows", ())
        if not 1 <= int(line.get("row", 0)) <= len(rows):
            yield "there is no such row of a booking"
    for fact in line.get("fact", ()):
        yield from (f"fact: {name} is missing" for name in FACT if name not in fact)
        yield from (f"fact: {wrong}" for wrong in _wrong_values(fact))


def _wrong_values(line: Table, *, days: bool = False) -> Iterator[str]:
    """Wrong values of one table. `days`: its months may be whole dates."""
    for name, words_of in CLOSED.items():
        if name in line and line[name] not in set(words_of):
            known_words = ", ".join(word for word in words_of if word)
            yield f"{name} “{line[name]}” is none of {known_words}"
    for name in ("known_on", "published_on"):
        if name in line:
            try:
                KnownOn.parse(str(line[name]))
            except ValueError:
                formats = "2024-11-25, 2024-11, 2024-autumn or 2024"
                yield f"{name} “{line[name]}” is no date; write {formats}"
    for name in ("from", "to", "month", "valid_from", "valid_to"):
        if line.get(name) and not (days and len(str(line[name])) == 10):
            try:
                Month.parse(str(line[name]))
            except NotAPeriod:
                yield f"{name} “{line[name]}” is no month; write 2024-01"
    for name in ("amount", "critical", "corrected_amount", "area_ha", "original_amount", "rate"):
        if line.get(name, "") != "" and not _is_number(line[name]):
            yield f"{name} “{line[name]}” is no number"
    for name in ("names", "note", "act", "text"):
        if isinstance(line.get(name), dict) and set(line[name]) != {"ru", "kk", "en"}:
            yield f"{name} needs ru, kk and en"


def _is_number(value: Any) -> bool:
    try:
        return decimal(value).is_finite()
    except InvalidOperation:
        return False


# --- from tables to values


def decimal(value: Any) -> Decimal:
    """An amount in plain units, exactly as written."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def words(value: Any) -> Words | None:
    return Words.of(value) if value else None


def month(value: Any) -> Month | None:
    return Month.parse(str(value)) if value else None


def known(value: Any) -> KnownOn | None:
    return KnownOn.parse(str(value)) if value else None


def needed_month(value: Any) -> Month:
    """A month that `read` has found to be there and right."""
    return Month.parse(str(value))


def needed_day(value: Any) -> KnownOn:
    """A date that `read` has found to be there and right."""
    return KnownOn.parse(str(value))
