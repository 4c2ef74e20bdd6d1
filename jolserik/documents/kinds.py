"""The list of kinds of documents: those of the program, and those that an administrator added."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jolserik.core.words import Words, vocabulary
from jolserik.documents.models import Kind
from jolserik.documents.values import ALWAYS_CONFIDENTIAL, NEEDED, DocumentKind

# Words of the kinds that the program brings.
OURS: Final[Mapping[str, Words]] = {
    code.value: vocabulary()["document_kind", code.value] for code in DocumentKind
}


@dataclass(frozen=True)
class ListedKind:
    """`active`: may be chosen. `ours`: the program brings it, so its words are fixed."""

    code: str
    words: Words
    active: bool
    confidential: bool
    ours: bool

    @property
    def may_retire(self) -> bool:
        return self.code not in NEEDED

    @property
    def may_open(self) -> bool:
        """Whether its documents may be open to everybody who sees the thing."""
        return self.code not in ALWAYS_CONFIDENTIAL


def listed() -> dict[str, ListedKind]:
    """Every kind by its code, in the order of lists; one query."""
    rows = {row.code: row for row in Kind.objects.all()}
    ours = {code.value: _ours(code, rows.get(code)) for code in DocumentKind}
    other = ours.pop(DocumentKind.OTHER.value)
    added = {
        row.code: ListedKind(row.code, row.words, row.active, row.confidential, ours=False)
        for row in rows.values()
        if row.code not in set(DocumentKind)
    }
    return ours | added | {other.code: other}


def _ours(code: DocumentKind, row: Kind | None) -> ListedKind:
    return ListedKind(
        code=code.value,
        words=OURS[code],
        active=row is None or row.active or code in NEEDED,
        confidential=code in ALWAYS_CONFIDENTIAL or (row is not None and row.confidential),
        ours=True,
    )
