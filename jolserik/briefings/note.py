"""What a briefing note says, in words of one language; the rooms are asked and it is drawn
elsewhere."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from jolserik.briefings.saying import Say
from jolserik.indicators.moment import Moment

LISTS: Final = ("since", "problems", "next")
COLUMNS: Final = ("name", "stage", "cost", "jobs", "launch", "lead")
WORDS: Final = ("facts", "money", *LISTS, "specialist", "table", "sources", "as_of", *COLUMNS)
NOT_KNOWN: Final = "–"
FEWEST_ROWS: Final = 4
FEWEST_LINES: Final = 3
FEWEST_FIGURES: Final = 6


@dataclass(frozen=True)
class Note:
    """A note of one page: pairs of label and text, then lists. All words are in its language.

    `columns`: codes of those of the table. `whole`: how many projects there are, of which the
    table shows the first; `link`: where all of them are.
    """

    language: str
    kind: str
    title: str
    day: str
    fictional: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    money: list[tuple[str, str]] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    specialist: str = ""
    table: list[list[str]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    whole: int = 0
    link: str = ""
    sources: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def more(self) -> str:
        """How many projects the table leaves out, in words; empty where none."""
        left = self.whole - len(self.table)
        if left <= 0:
            return ""
        return self.words["more"].replace("{count}", str(left))

    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"more": self.more}

    def shorter(self) -> "Note | None":
        """With fewer rows and lines; None where there is nothing to leave out."""
        if len(self.table) > FEWEST_ROWS:
            return replace(self, table=self.table[:-1])
        longest = max(LISTS, key=lambda name: len(getattr(self, name)))
        lines = getattr(self, longest)
        if len(lines) > FEWEST_LINES:
            return replace(self, **{longest: lines[:-1]})
        # The sums of the projects stand last, so figures go from before them.
        figures = self.money
        if len(figures) > FEWEST_FIGURES:
            return replace(self, money=[*figures[:-3], *figures[-2:]])
        return None


def without_empty_columns(rows: list[list[str]]) -> dict[str, Any]:
    """A table of all COLUMNS, without those of which nothing is known."""
    kept = [n for n in range(len(COLUMNS)) if any(row[n] != NOT_KNOWN for row in rows)]
    return {
        "table": [[row[n] for n in kept] for row in rows],
        "columns": [COLUMNS[n] for n in kept],
    }


def head(*, title: str, kind: str, fictional: bool, moment: Moment, say: Say) -> dict[str, Any]:
    """What every note begins with."""
    return {
        "language": say.language,
        "kind": say.word("note_kind", kind),
        "title": title,
        "day": say.day(moment.as_of),
        "fictional": say.note("fictional") if fictional else "",
        "words": {code: say.note(code) for code in WORDS} | {"more": say.note("more")},
    }
