"""`ledger verify` sees what was tampered with, and nothing where nothing was."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.models import F

from jolserik.events import guards
from jolserik.events.testing import CommittingTestCase
from jolserik.ledger import actions, verify
from jolserik.ledger.models import (
    Balance,
    Entry,
    LedgerHead,
    LongBalance,
    Statement,
    Subject,
    SubjectLink,
    SubjectPath,
)
from jolserik.ledger.tests import make
from jolserik.ledger.tests.make import moment
from jolserik.people.actor import PROGRAM


def small_ledger() -> tuple[Subject, Subject]:
    """A district in a region, moved once, with rows of both books; a row is reversed."""
    region, district = make.subject("kato:0"), make.subject("kato:1")
    lay = make.lies(district, region)
    row = make.book(district, 50)
    make.book(district, 7, month="2024-09")
    make.state(region, 58, "..2024-10")
    actions.reverse(row, source=row.source, by=PROGRAM, now=moment("2024-12-03"))
    make.lies(district, region, "2020-01..", replaces=lay)
    make.book(district, 9)
    return region, district


@pytest.mark.django_db
def test_a_whole_ledger_has_no_difference() -> None:
    assert verify.verify() == []
    small_ledger()
    assert verify.verify() == []


def other_amount() -> None:
    Balance.objects.filter(pk=Balance.objects.earliest("pk").pk).update(low=F("low") + 1)


def other_count() -> None:
    LongBalance.objects.update(entries=F("entries") + 1)


def balance_gone() -> None:
    Balance.objects.latest("pk").delete()


def long_balance_gone() -> None:
    LongBalance.objects.all().delete()


def balance_of_nothing() -> None:
    row = Balance.objects.latest("pk")
    row.pk, row.block = None, 77
    row.save()


def path_gone() -> None:
    SubjectPath.objects.filter(posting_to__gt=10**6).delete()


def past_path_gone() -> None:
    SubjectPath.objects.exclude(posting_to__gt=10**6).delete()


def path_too_long() -> None:
    SubjectPath.objects.update(month_to=F("month_to") - 1)


def head_too_low() -> None:
    LedgerHead.objects.update(last_posting_no=2)


def head_too_high() -> None:
    LedgerHead.objects.update(last_posting_no=99)


DERIVED = [
    (other_amount, "ledger_balance of subject"),
    (other_count, "ledger_longbalance of subject"),
    (balance_gone, "ledger_balance misses"),
    (long_balance_gone, "ledger_longbalance misses"),
    (balance_of_nothing, "block 77"),
    (path_gone, "differ from its links"),
    (past_path_gone, "for rows posted as"),
    (path_too_long, "differ from its links"),
    (head_too_low, "is above the head 2"),
    (head_too_high, "rows with posting numbers 8 to 99 are gone"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("tamper", "said"), DERIVED, ids=[case[0].__name__ for case in DERIVED])
def test_what_is_derived_cannot_be_tampered_with_unseen(
    tamper: Callable[[], None], said: str
) -> None:
    small_ledger()
    tamper()
    assert any(said in line for line in verify.verify())


class TestWithTheGuardsLifted(CommittingTestCase):
    def setUp(self) -> None:
        self.region, self.district = small_ledger()

    def seen(self, said: str, change: Callable[[], object]) -> None:
        with guards.lifted(connection):
            change()
        found = verify.verify()
        assert any(said in line for line in found), found

    def test_a_changed_entry_is_seen(self) -> None:
        last = Entry.objects.latest("posting_no").pk
        self.seen(
            "kept 5900 from 2 rows, rows give 5901",
            lambda: Entry.objects.filter(pk=last).update(amount=901),
        )

    def test_a_changed_month_is_seen(self) -> None:
        last = Entry.objects.latest("posting_no").pk
        self.seen(
            "rows give 5000 from 1",
            lambda: Entry.objects.filter(pk=last).update(month=F("month") - 1),
        )

    def test_a_changed_reversal_is_seen(self) -> None:
        reversals = Entry.objects.exclude(reverses=None)
        self.seen("does not mirror", lambda: reversals.update(amount=F("amount") + 1))

    def test_a_reversal_of_another_month_is_seen(self) -> None:
        reversals = Entry.objects.exclude(reverses=None)
        self.seen("does not mirror", lambda: reversals.update(month=F("month") + 1))

    def test_a_removed_statement_is_seen(self) -> None:
        number = Statement.objects.get().pk
        gone = f"the row with posting number {number} is gone"
        self.seen(gone, lambda: Statement.objects.all().delete())

    def test_a_posting_number_given_twice_is_seen(self) -> None:
        number = Statement.objects.get().pk
        last = Entry.objects.latest("posting_no").pk
        self.seen(
            f"posting number {number} was given twice",
            lambda: Entry.objects.filter(pk=last).update(posting_no=number),
        )

    def test_fiction_in_something_real_is_seen(self) -> None:
        fiction = Subject.objects.filter(pk=self.district.pk)
        self.seen("not both fictional", lambda: fiction.update(fictional=True))

    def test_a_changed_link_is_seen(self) -> None:
        links = SubjectLink.objects.exclude(replaces=None)
        self.seen("differ from its links", lambda: links.update(month_from=F("month_from") + 1))

    def test_a_dropped_guard_is_seen(self) -> None:
        name = guards.missing(connection)
        assert name == []
        guard = (
            "ledger_entry_no_delete" if connection.vendor == "sqlite" else "ledger_entry_no_change"
        )
        on = "" if connection.vendor == "sqlite" else " ON ledger_entry"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {guard}{on}")
        assert f"guard {guard} is not in place" in verify.verify()
        guards.install(connection)
        assert verify.verify() == []

    def test_a_guard_that_guards_nothing_is_seen(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER ledger_entry_no_delete")
                cursor.execute(
                    "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry"
                    " BEGIN SELECT 1; END"
                )
            else:
                cursor.execute(
                    "CREATE OR REPLACE FUNCTION jolserik_only_added() RETURNS trigger"
                    " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
                )
        assert any("ledger_entry_no_" in line for line in verify.verify())
        guards.install(connection)
        assert verify.verify() == []

    def test_verifying_holds_nobody_up_and_leaves_no_transaction(self) -> None:
        assert verify.verify() == [] and not connection.in_atomic_block
        make.book(self.district, 1)
        with transaction.atomic():
            assert verify.verify() == []
