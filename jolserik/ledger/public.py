"""What the portal may ask of the ledger directly: the list of measures, and search by name."""

from collections.abc import Mapping

from jolserik.core.fold import fold
from jolserik.ledger import queries
from jolserik.ledger.models import Subject
from jolserik.ledger.values import MeasureValue, SubjectValue

FOUND = 30


def measures() -> Mapping[str, MeasureValue]:
    """All measures by code."""
    return queries.measures()


def subject(code: str) -> SubjectValue | None:
    return queries.subject(code)


def search(text: str) -> list[SubjectValue]:
    """Subjects whose names (in any language) or code hold every word of the text; at most 30."""
    words = fold(text)[:100].split()
    if not words:
        return []
    rows = Subject.objects.all()
    for word in words:
        rows = rows.filter(folded__contains=word)
    return [row.to_value() for row in rows.order_by("fictional", "kind", "code")[:FOUND]]
