"""What the portal may ask of the ledger directly: the list of measures, and a subject."""

from collections.abc import Mapping

from jolserik.ledger import queries
from jolserik.ledger.values import MeasureValue, SubjectValue


def measures() -> Mapping[str, MeasureValue]:
    """All measures by code."""
    return queries.measures()


def subject(code: str) -> SubjectValue | None:
    return queries.subject(code)
