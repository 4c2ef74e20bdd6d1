"""What is wrong with a document, and what may be done with one: pure questions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from jolserik.core.refusal import Change, Problem, Refusal
from jolserik.core.words import LANGUAGES, Words
from jolserik.people.rules import SLUG

LONGEST_TITLE = 300
LONGEST_CODE = 24


@dataclass(frozen=True)
class DocumentDraft:
    """A document before it is added or corrected. `kind`: a code of the list of kinds."""

    kind: str
    title: str = ""
    document_no: str = ""
    signed_on: dt.date | None = None
    confidential: bool = False
    note: str = ""

    def tidy(self) -> "DocumentDraft":
        """Without spaces that nobody meant."""
        return replace(
            self,
            title=" ".join(self.title.split()),
            document_no=" ".join(self.document_no.split()),
            note=" ".join(self.note.split()),
        )


def document_problems(
    draft: DocumentDraft, *, kinds: Mapping[str, bool], kept_kind: str = "", today: dt.date
) -> tuple[Problem, ...]:
    """Everything wrong with a document's fields.

    `kinds`: codes and whether they may be chosen; `kept_kind`: the one it has, which it may keep.
    A photo needs a title: it is read out to whoever cannot see the picture.
    """
    found = []
    if draft.kind not in kinds:
        found.append(Problem("kind", "document_kind_unknown"))
    elif not kinds[draft.kind] and draft.kind != kept_kind:
        found.append(Problem("kind", "document_kind_retired"))
    if draft.kind == "photo" and not draft.title:
        found.append(Problem("title", "photo_needs_title"))
    if len(draft.title) > LONGEST_TITLE:
        found.append(Problem("title", "document_title_long", {"most": LONGEST_TITLE}))
    if draft.signed_on and draft.signed_on > today:
        found.append(Problem("signed_on", "document_signed_ahead"))
    return tuple(found)


def why_not_touch(*, withdrawn: bool) -> Refusal | None:
    """Why a document cannot be changed, added to or withdrawn any more."""
    return Refusal("document_withdrawn") if withdrawn else None


def why_not_turned(*, was_photo: bool, is_photo: bool, is_picture: bool) -> Refusal | None:
    """A photo is a picture; papers stay papers unless their file is one."""
    if is_photo and not was_photo and not is_picture:
        return Refusal("file_is_no_photo")
    return None


def changes(old: DocumentDraft, new: DocumentDraft) -> tuple[Change, ...]:
    """What a correction changed. Titles and numbers may name people: only that they changed."""
    found = []
    for field in ("kind", "signed_on", "confidential"):
        before, after = _text(getattr(old, field)), _text(getattr(new, field))
        if before != after:
            found.append(Change(f"document_{field}", before, after))
    return tuple(found)


def fields_changed(old: DocumentDraft, new: DocumentDraft) -> tuple[str, ...]:
    """Codes of all fields that a correction changed."""
    fields = ("kind", "title", "document_no", "signed_on", "confidential")
    return tuple(field for field in fields if getattr(old, field) != getattr(new, field))


def kind_problems(
    code: str, words: Words, *, ours: bool, active: bool, may_retire: bool
) -> tuple[Problem, ...]:
    """Everything wrong with a kind. Kinds of ours keep their words, since the gates name them."""
    found = []
    if not ours:
        if len(code) > LONGEST_CODE or not SLUG.fullmatch(code.replace("_", "-")):
            found.append(Problem("code", "document_kind_code", {"most": LONGEST_CODE}))
        found += [
            Problem(f"name_{x}", "name_missing") for x in LANGUAGES if not getattr(words, x).strip()
        ]
    if not active and not may_retire:
        found.append(Problem("active", "document_kind_needed"))
    return tuple(found)


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    return (
        "true" if value is True else value.isoformat() if isinstance(value, dt.date) else str(value)
    )
