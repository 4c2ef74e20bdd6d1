"""Posting numbers, given in commit order under the one ledger lock."""

from collections.abc import Iterator

from django.db import transaction

from jolserik.ledger.models import LedgerHead


def take(count: int) -> Iterator[int]:
    """The next `count` posting numbers. The lock is held until the transaction ends."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("posting numbers are taken inside an act's transaction")
    LedgerHead.objects.get_or_create(pk=1)
    head = LedgerHead.objects.select_for_update().get(pk=1)
    first = head.last_posting_no + 1
    head.last_posting_no += count
    head.save(update_fields=["last_posting_no"])
    return iter(range(first, first + count))


def last() -> int:
    """The posting number of the newest committed row; 0 in an empty ledger."""
    return LedgerHead.objects.filter(pk=1).values_list("last_posting_no", flat=True).first() or 0
