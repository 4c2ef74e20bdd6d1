"""Documents as search knows them."""

from collections.abc import Iterator

from django.db.models import QuerySet

from jolserik.core.words import LANGUAGES, Words
from jolserik.documents import kinds
from jolserik.documents.models import Document
from jolserik.documents.queries import kind_words
from jolserik.search.values import IndexEntry

DOCUMENT = "document"
WEIGHT = 200
BATCH = 500


def of_document(document: Document, said: Words | None = None) -> IndexEntry:
    """By its title, its number, what kind it is (`said`, where it is known already), and the names
    of its files."""
    files = [version.file_name for version in document.versions.all()]
    words = said or kind_words(frozenset({document.kind}))[document.kind]
    return IndexEntry(
        kind=DOCUMENT,
        key=str(document.number),
        title=Words(document.title, "", ""),
        texts=tuple(
            filter(None, [document.document_no, *files, *(words.get(x) for x in LANGUAGES)])
        ),
        weight=WEIGHT,
    )


def documents() -> Iterator[IndexEntry]:
    """All that were not withdrawn."""
    rows = standing().prefetch_related("versions").order_by("pk")
    listed = kinds.listed()
    return (of_document(row, listed[row.kind].words) for row in rows.iterator(chunk_size=BATCH))


def standing() -> QuerySet[Document]:
    return Document.objects.filter(withdrawn_at=None)
