"""Questions about documents, from what the actor may see of the things they are about."""

import uuid

from django.db.models import Prefetch, Q, QuerySet

from jolserik.documents.models import Document, Version
from jolserik.documents.owners import owners
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


def of(about_kind: str, about_key: str, *, actor: Actor) -> list[Document]:
    """Documents about a thing by kind, newest first, each with its versions, in two queries."""
    versions = Version.objects.select_related("blob").order_by("-no")
    found = visible_to(actor).filter(about_kind=about_kind, about_key=about_key)
    ready = found.prefetch_related(Prefetch("versions", queryset=versions))
    return list(ready.order_by("kind", "-id"))


def one(number: uuid.UUID, *, actor: Actor) -> Document | None:
    """A document by its number, where the actor may see it."""
    return visible_to(actor).filter(number=number).prefetch_related("versions__blob").first()


def kinds_of(about_kind: str, about_key: str) -> frozenset[str]:
    """Kinds of the live documents about a thing: what the gates ask."""
    found = Document.objects.filter(
        about_kind=about_kind, about_key=about_key, withdrawn_at=None
    ).values_list("kind", flat=True)
    return frozenset(found)
