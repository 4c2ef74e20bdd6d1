"""Names of sections and divisions of the classifier of economic activities (OKED).

Source: НК РК 03-2019, which follows NACE Rev. 2; the table is `oked.csv`.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from jolserik.core.words import Words


@cache
def names() -> Mapping[str, Words]:
    """By code: a letter for a section, two digits for a division."""
    text = (resources.files("jolserik.projects") / "oked.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: Words(row["ru"], row["kk"], row["en"]) for row in rows}


# First and last division of each section: НК РК 03-2019.
SECTIONS = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}


def section_of(code: str) -> str:
    """The section of a code of any level: `C` of `C`, of `24` and of `24101`; empty if unknown."""
    if not code[:2].isdigit():
        return code if code in SECTIONS else ""
    division = int(code[:2])
    return next((s for s, (first, last) in SECTIONS.items() if first <= division <= last), "")


def name_of(code: str) -> Words | None:
    """The name of a code, of its division where the code lies deeper."""
    known = names()
    return known.get(code) or known.get(code[:2])
