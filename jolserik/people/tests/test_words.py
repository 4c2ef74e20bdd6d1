import re
from pathlib import Path

import pytest

from jolserik.core.refusal import Problem, Refusal
from jolserik.core.words import LANGUAGES, vocabulary, word
from jolserik.people.access import AccessKind
from jolserik.people.actions.locks import BROKEN
from jolserik.people.actor import PUBLIC, Role
from jolserik.people.docs import rights_markdown
from jolserik.people.models import OrganisationKind
from jolserik.people.rights import Right, table
from jolserik.people.testing import GANI, MADINA
from jolserik.people.wording import problem_in_words, refusal_in_words

ROOM = Path(__file__).parent.parent
SAID = {
    "refusal": re.compile(r'Refusal\(\s*"(\w+)"'),
    "problem": re.compile(r'Problem\(\s*"\w+",\s*"(\w+)"'),
    "event": re.compile(r'(?:record|_note|_record)\(\s*"(\w+)"|"(\w+)": signals'),
}


def _said_in_room() -> set[tuple[str, str]]:
    text = "\n".join(f.read_text("utf-8") for f in ROOM.rglob("*.py") if "tests" not in f.parts)
    found = ((kind, "".join(m.groups(""))) for kind, p in SAID.items() for m in p.finditer(text))
    return set(found)


def test_every_code_that_the_room_says_has_words() -> None:
    said = _said_in_room()
    assert {kind for kind, _ in said} == {"refusal", "problem", "event"}
    assert len(said) > 40
    assert said - vocabulary().keys() == set()


def test_roles_kinds_and_constraints_have_words() -> None:
    for language in LANGUAGES:
        assert all(word("role", role, language) for role in Role)
        assert all(word("organisation_kind", kind, language) for kind in OrganisationKind)
        assert all(word("access", k, language) for k in AccessKind if k is not AccessKind.RIGHT)
        assert all(problem_in_words(problem, language) for problem in BROKEN.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_right_is_named_in_the_readers_language(language: str) -> None:
    said = refusal_in_words(Refusal("no_right", {"right": "see_people"}), language)
    assert table()[Right.SEE_PEOPLE].words.get(language) in said
    assert "see_people" not in said


def test_days_are_written_as_people_write_them() -> None:
    refusal = Refusal("post_ends_already", {"end": "2026-06-30"})
    assert "30.06.2026" in refusal_in_words(refusal, "ru")
    assert "2026-06-30" in refusal_in_words(refusal, "en")
    problem = Problem("password", "password_too_short", {"min_length": 12})
    assert "12" in problem_in_words(problem, "kk")


def test_the_document_shows_every_role_and_right() -> None:
    lines = rights_markdown().splitlines()
    assert sum(line.startswith("| ") for line in lines) == len(Role) + 2
    assert "| Zone operator | everywhere | own scope | own scope | – |" in rights_markdown()


def test_a_view_describes_whom_it_lets_in() -> None:
    from jolserik.people.access import EVERYONE, Access

    assert Access(EVERYONE).why_not(PUBLIC) is None
    managing = Access(AccessKind.RIGHT, Right.MANAGE_PEOPLE)
    assert getattr(managing.why_not(PUBLIC), "code", "") == "sign_in_first"
    assert getattr(managing.why_not(GANI.actor), "code", "") == "no_right"
    assert managing.why_not(MADINA.actor) is None
    assert managing.describe("en") == "Add people and give them posts"
    with pytest.raises(ValueError, match="belongs to the kind"):
        Access(AccessKind.RIGHT)
