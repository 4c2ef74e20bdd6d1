"""What every test of the whole program starts with."""

import pytest


@pytest.fixture(autouse=True)
def no_proxy_or_mail_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer's own shell sets for the program does not reach the tests."""
    for name in ("EMAIL_URL", "JOLSERIK_DEMO", "JOLSERIK_REGION"):
        monkeypatch.delenv(name, raising=False)
