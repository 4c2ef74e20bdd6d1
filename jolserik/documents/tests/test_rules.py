import datetime as dt

import pytest

from jolserik.core.words import Words
from jolserik.documents import rules
from jolserik.documents.rules import DocumentDraft

TODAY = dt.date(2026, 3, 2)
KINDS = {"letter": True, "lease": False, "photo": True}
FULL = Words("а", "ә", "a")


@pytest.mark.parametrize(
    ("draft", "kept", "found"),
    [
        (DocumentDraft("letter"), "", []),
        (DocumentDraft("letter", signed_on=TODAY), "", []),
        (DocumentDraft("letter", signed_on=dt.date(2026, 3, 3)), "", ["document_signed_ahead"]),
        (DocumentDraft("letter", "x" * 300), "", []),
        (DocumentDraft("letter", "x" * 301), "", ["document_title_long"]),
        (DocumentDraft("lease"), "", ["document_kind_retired"]),
        (DocumentDraft("lease"), "lease", []),
        (DocumentDraft("nothing"), "nothing", ["document_kind_unknown"]),
        (DocumentDraft("photo"), "", ["photo_needs_title"]),
        (DocumentDraft("photo", "Площадка"), "", []),
    ],
)
def test_what_is_wrong_with_a_document(draft: DocumentDraft, kept: str, found: list[str]) -> None:
    problems = rules.document_problems(draft, kinds=KINDS, kept_kind=kept, today=TODAY)
    assert [problem.code for problem in problems] == found


def test_spaces_that_nobody_meant_are_gone() -> None:
    draft = DocumentDraft("letter", "  Письмо \n акиму ", document_no=" 12 ", note="\t").tidy()
    assert (draft.title, draft.document_no, draft.note) == ("Письмо акиму", "12", "")


@pytest.mark.parametrize(
    ("code", "words", "ours", "active", "may_retire", "found"),
    [
        ("guarantee", FULL, False, True, True, []),
        ("bank_guarantee-2", FULL, False, True, True, []),
        ("Guarantee", FULL, False, True, True, ["code"]),
        ("x" * 25, FULL, False, True, True, ["code"]),
        ("guarantee", Words("а", " ", ""), False, True, True, ["name_kk", "name_en"]),
        ("letter", Words("", "", ""), True, False, True, []),
        ("photo", Words("", "", ""), True, False, False, ["active"]),
        ("photo", Words("", "", ""), True, True, False, []),
    ],
)
def test_what_is_wrong_with_a_kind(
    code: str, words: Words, ours: bool, active: bool, may_retire: bool, found: list[str]
) -> None:
    problems = rules.kind_problems(code, words, ours=ours, active=active, may_retire=may_retire)
    assert [problem.place for problem in problems] == found


@pytest.mark.parametrize(
    ("was", "becomes", "picture", "refused"),
    [
        (False, True, False, True),
        (False, True, True, False),
        (True, True, True, False),
        (True, False, True, False),
        (False, False, False, False),
    ],
)
def test_only_a_picture_becomes_a_photo(
    was: bool, becomes: bool, picture: bool, refused: bool
) -> None:
    refusal = rules.why_not_turned(was_photo=was, is_photo=becomes, is_picture=picture)
    assert (refusal is not None) is refused
