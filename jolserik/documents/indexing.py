"""Documents as search knows them."""

from collections.abc import Iterator

from django.db.models import QuerySet

from jolserik.core.words import LANGUAGES, Words, word
from jolserik.documents.models import Document
from jolserik.search.values import IndexEntry

DOCUMENT = "document"
WEIGHT = 200
BATCH = 500


def of_document(document: Document) -> IndexEntry:
    """By its title, its number, what kind it is, and the names of its files."""
    files = [version.file_name for version in document.versions.all()]
    kinds = (word("document_kind", document.kind, language) for language in LANGUAGES)
    return IndexEntry(
        kind=DOCUMENT,
        key=str(document.number),
        title=Words(document.title, "", ""),
        texts=tuple(filter(None, [document.document_no, *files, *kinds])),
        weight=WEIGHT,
    )


def documents() -> Iterator[IndexEntry]:
    """All that were not withdrawn."""
    rows = standing().prefetch_related("versions").order_by("pk")
    return map(of_document, rows.iterator(chunk_size=BATCH))


def standing() -> QuerySet[Document]:
    return Document.objects.filter(withdrawn_at=None)
