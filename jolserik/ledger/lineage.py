"""Codes of a subject and of all it lies in now: what a post's scope is compared with."""

from jolserik.ledger.models import LAST_MONTH, LAST_POSTING, Subject, SubjectPath


def lineage(subject: Subject) -> frozenset[str]:
    """The subject's code and the codes of its present ancestors."""
    above = SubjectPath.objects.filter(
        descendant=subject, posting_to=LAST_POSTING, month_to=LAST_MONTH
    )
    return frozenset({subject.code, *above.values_list("ancestor__code", flat=True)})
