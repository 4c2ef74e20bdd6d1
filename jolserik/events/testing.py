"""The one base class for tests that need real commits: it lifts the guards to clean up."""

from django.db import connection
from django.test import TransactionTestCase

from jolserik.events import guards


class CommittingTestCase(TransactionTestCase):
    """Like TransactionTestCase; rows of guarded tables are removed after each test."""

    def _fixture_teardown(self) -> None:
        with guards.lifted(connection):
            super()._fixture_teardown()  # type: ignore[misc]  # Django's own, not in its stubs
