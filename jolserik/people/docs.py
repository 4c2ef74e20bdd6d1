"""The rights table as a document, drawn from the table that makes every check."""

from jolserik.core.words import word
from jolserik.people.actor import Role
from jolserik.people.rights import Reach, table

CELLS = {
    Reach.ALL: "everywhere",
    Reach.OWN: "own scope",
    Reach.DEPARTMENT: "own department",
    Reach.TEAM: "own team",
    Reach.WAITING: "what waits for one",
    None: "–",
}
HEAD = """# Who may do what

Drawn from `jolserik/people/rights.toml`; every check is made by the same table.
*Everywhere*: for every place, zone and project. *Own scope*: only in the district, zone or
project of the post. *Own department*: what the organisation of the post accompanies. *Own team*:
projects on whose team one is. *What waits for one*: things of which something waits for one's
answer. A dash: not at all. Pages open to everyone ask for no right.
"""


def rights_markdown() -> str:
    """A line for each role and a column for each right."""
    rules = table().values()
    head = ["Role", *(rule.words.en for rule in rules)]
    lines = [_line(head), _line(["---"] * len(head))]
    for role in Role:
        cells = [CELLS[rule.holders.get(role)] for rule in rules]
        lines.append(_line([word("role", role, "en"), *cells]))
    return HEAD + "\n" + "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
