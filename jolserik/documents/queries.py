"""Questions about documents, from what the actor may see of the things they are about."""

import uuid

from django.db.models import Prefetch, Q, QuerySet

from jolserik.core.words import Words
from jolserik.documents import kinds
from jolserik.documents.models import Document, Version
from jolserik.documents.owners import owners
from jolserik.documents.values import DocumentKind
from jolserik.people.actor import Actor


def visible_to(actor: Actor) -> QuerySet[Document]:
    """Documents the actor may see, withdrawn ones left out; the public sees none."""
    documents = Document.objects.filter(withdrawn_at=None)
    if actor.is_program:
        return documents
    if actor.is_public:
        return documents.none()
    seen = Q(pk__in=())
    for kind, owner in owners().items():
        for is_open, keys in (
            (True, owner.visible(actor)),
            (False, owner.confidential(actor)),
        ):
            part = Q(about_kind=kind, confidential=not is_open)
            seen |= part if keys is None else part & Q(about_key__in=keys)
    return documents.filter(seen)


def with_versions(documents: QuerySet[Document]) -> QuerySet[Document]:
    """The same with their versions and files, newest first, in one more query."""
    versions = Version.objects.select_related("blob").order_by("-no")
    return documents.prefetch_related(Prefetch("versions", queryset=versions))


def of(about_kind: str, about_key: str, *, actor: Actor) -> list[Document]:
    """Documents about a thing by kind, newest first, each with its versions, in two queries."""
    found = visible_to(actor).filter(about_kind=about_kind, about_key=about_key)
    return list(with_versions(found).order_by("kind", "-id"))


def one(number: uuid.UUID, *, actor: Actor) -> Document | None:
    """A document by its number, where the actor may see it."""
    return with_versions(visible_to(actor).filter(number=number)).first()


def kinds_of(about_kind: str, about_key: str) -> frozenset[str]:
    """Kinds of the live documents about a thing: what the gates ask."""
    found = Document.objects.filter(
        about_kind=about_kind, about_key=about_key, withdrawn_at=None
    ).values_list("kind", flat=True)
    return frozenset(found)


def kind_words(codes: frozenset[str]) -> dict[str, Words]:
    """Words for kinds of documents in the order of lists; a query only for added ones."""
    ours = {code: kinds.OURS[code] for code in kinds.OURS if code in codes}
    if codes <= ours.keys():
        return ours
    return {code: kind.words for code, kind in kinds.listed().items() if code in codes}


def is_photo(document: Document) -> bool:
    return document.kind == DocumentKind.PHOTO
