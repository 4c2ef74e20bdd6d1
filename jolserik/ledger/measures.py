"""The program's measures, kept as data in `measures.toml` and copied into their table."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from django.db import transaction

from jolserik.ledger.models import Measure

NOTHING = {"ru": "", "kk": "", "en": ""}


def table() -> list[Mapping[str, Any]]:
    """The file as it stands, in its order."""
    text = (resources.files("jolserik.ledger") / "measures.toml").read_text("utf-8")
    return list(tomllib.loads(text)["measure"])


@transaction.atomic
def install() -> None:
    """Bring the table up to the file. Kind, unit and scale of a measure in use never change."""
    for line in table():
        names, definition = line["names"], line.get("definition", NOTHING)
        fixed = {"kind": line["kind"], "unit": line["unit"], "scale": line["scale"]}
        words = {f"name_{code}": text for code, text in names.items()}
        words |= {f"definition_{code}": text for code, text in definition.items()}
        rest = {
            "can_fall": line.get("can_fall", True),
            "needs_period": line.get("needs_period", False),
            "denominator": line.get("denominator"),
            "good": line.get("good", "none"),
        }
        measure = Measure.objects.filter(code=line["code"]).first()
        if measure is None:
            Measure.objects.create(code=line["code"], **fixed, **words, **rest)
            continue
        changed = {name for name, value in fixed.items() if getattr(measure, name) != value}
        if changed:
            raise ValueError(f"measure {line['code']}: {', '.join(sorted(changed))} may not change")
        for name, value in (words | rest).items():
            setattr(measure, name, value)
        measure.save()


def markdown() -> str:
    """The table of measures for docs/measures.md."""
    lines = ["| code | name | kind | unit | what is counted |", "|---|---|---|---|---|"]
    for line in table():
        definition = line.get("definition", NOTHING)["en"]
        name = line["names"]["en"]
        cells = (
            f"`{line['code']}`",
            name,
            line["kind"].replace("_", " "),
            line["unit"],
            definition,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
