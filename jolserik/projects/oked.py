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
