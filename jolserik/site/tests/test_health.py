"""The health address: well, or what fails, and never more than that."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from jolserik.events import guards
from jolserik.site import health

pytestmark = pytest.mark.django_db


def test_health_is_open_to_everyone_and_asks_two_questions(
    client: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture
        response = client.get("/health/")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.headers["Cache-Control"] == "no-store"


def test_health_fails_when_a_guard_is_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "missing", lambda _: ["ledger_entry_no_update"])
    response = client.get("/health/")
    assert (response.status_code, response.json()["guards"]) == (503, "missing")


def test_health_fails_without_a_database_and_tells_no_secret(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise DatabaseError('password authentication failed for user "jolserik" on db.internal')

    monkeypatch.setattr(connection, "cursor", broken)
    response = client.get("/health/")
    monkeypatch.undo()
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")
    assert b"internal" not in response.content


def test_health_is_not_sent_to_https(client: Client, settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]  # pytest-django's fixture
    assert client.get("/health/").status_code == 200
    assert health.health.access is not None  # type: ignore[attr-defined]  # set by open_to
