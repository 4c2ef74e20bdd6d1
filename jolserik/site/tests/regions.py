"""Regions for page tests: the made-up second region, and made-up ones of any size."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.test import override_settings

from jolserik.workshop import region
from jolserik.workshop.folder import Folder, read

NOW = dt.datetime(2026, 3, 2, 6, 0, tzinfo=dt.UTC)
HOUSE = Path(region.__file__).resolve().parents[2]
SECOND = HOUSE / "tests" / "regions" / "second"
KARAGANDA = HOUSE / "jolserik" / "workshop" / "regions" / "karaganda"
FICTIONAL = HOUSE / "jolserik" / "workshop" / "regions" / "fictional"


# Nobody signs in with a password of the cast, so it need not cost what a password must.
quick_passwords = override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
)


def load_second() -> Folder:
    """The made-up second region, loaded."""
    folder = read(SECOND)
    region.load(folder, now=NOW)
    return folder


def row(folder: Folder, key: str, kind: str = "statement") -> dict[str, Any]:
    """One row of a region's file by its key."""
    return dict(next(line for line in folder.of(kind) if line["key"] == key))


def words(text: str) -> dict[str, str]:
    return {"ru": text, "kk": text, "en": text}


def load_sized(size: int) -> None:
    """A made-up region of so many districts, zones and projects; growing it adds what is new.

    Every second zone lies in two places.
    """
    source = {
        "key": "SIZED",
        "kind": "publication",
        "title": "Выдумка",
        "published_on": "2025-01-10",
    }
    tables: dict[str, list[Any]] = {
        "issuer": [{"key": "sized", "names": words("Выдумщик")}],
        "source": [source],
        "place": [{"code": "kato:97", "kind": "region", "names": words("Мерная область")}],
        "zone": [],
        "project": [],
        "statement": [_statement("kato:97", "fixed_capital_investment", "2024-01", "2024-12", 7)],
    }
    for number in range(size):
        district, zone, project = f"kato:97{number:02}", _zone(number), f"project:sized-{number}"
        above = {"parents": [{"code": "kato:97"}]}
        tables["place"].append(
            {"code": district, "kind": "district", "names": words(f"Район {number}")} | above
        )
        tables["zone"].append(
            {"code": zone, "kind": "industrial", "names": words(f"Зона {number}")}
            | {"parents": [{"code": district}], "lies_in": [district, "kato:97"][: number % 2 + 1]}
        )
        # All projects stand in the first zone too, so that its page grows as well.
        tables["project"].append(
            {"code": project, "names": words(f"Завод {number}"), "place": district}
            | {"zone": _zone(0), "countries": ["SK"], "sector": "23", "fact": [_fact()]}
        )
        tables["statement"] += [
            _statement(district, "fixed_capital_investment", "2024-01", "2024-12", number),
            _statement(zone, "participants", "", "", number),
            _statement(zone, "investment_made", "", "2024-11", number),
            _statement(_zone(0), "investment_made", "", f"20{number % 24:02}-11", number),
            _statement(project, "jobs_permanent", "", "", number),
        ]
    about = {"slug": "sized", "home": "kato:97", "fictional": True}
    region.load(Folder(Path("sized"), about, tables), now=NOW)


def _zone(number: int) -> str:
    """The first one is that which the cast's zone operator runs."""
    return f"zone:sized-{number}" if number else "zone:test"


def _statement(subject: str, measure: str, first: str, last: str, amount: int) -> dict[str, Any]:
    line: dict[str, Any] = {
        "key": f"{subject} {measure} {last} {amount}",
        "subject": subject,
        "measure": measure,
        "scenario": "actual",
        "standing": "",
        "basis": "statement",
        "amount": 1000 + amount,
        "issuer": "sized",
        "source": "SIZED",
        "place": f"{measure} {amount}",
        "known_on": "2025-01-10",
    }
    return line | ({"from": first} if first else {}) | ({"to": last} if last else {})


def _fact() -> dict[str, Any]:
    text = words("Завод строится")
    stage = {"kind": "stage", "stage": "construction", "text": text}
    return stage | {"known_on": "2025-01-10", "source": "SIZED"}
