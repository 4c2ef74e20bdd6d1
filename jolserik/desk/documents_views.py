"""Documents about a thing: the part that any page shows, adding, downloading, withdrawing."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from jolserik.core.refusal import Refused
from jolserik.desk.documents_forms import DocumentForm, VersionForm, WithdrawDocumentForm
from jolserik.documents import actions, owners, queries, store
from jolserik.documents.models import Document
from jolserik.documents.owners import owners as known_owners
from jolserik.documents.values import Media, Upload
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.queries import display_names
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.site.say import language

# A file is data for somebody's own programs, never a page of ours.
LOCKED_UP = "default-src 'none'; sandbox"


def panel(about_kind: str, about_key: str, *, actor: Actor) -> dict[str, Any]:
    """What `desk/documents/panel.html` shows about a thing: two queries, and one for names."""
    documents = queries.of(about_kind, about_key, actor=actor)
    keys = {v.by for d in documents for v in d.versions.all() if v.by}
    return {
        "about_kind": about_kind,
        "about_key": about_key,
        "documents": [d for d in documents if d.kind != "photo"],
        "photos": [d for d in documents if d.kind == "photo"],
        "people": display_names(keys, language()) if keys else {},
        "may_add": owners.why_not_add(actor, about_kind, about_key) is None,
    }


@requires(Right.USE_DESK)
def document_add(request: HttpRequest, about_kind: str, about_key: str) -> HttpResponse:
    """A new document about a thing the actor may add to."""
    actor = actor_of(request)
    if about_kind not in known_owners():
        raise Http404
    refusal = owners.why_not_add(actor, about_kind, about_key)
    if refusal is not None:
        raise Refused(refusal)
    start = {"kind": request.GET.get("kind", "")}
    form = DocumentForm(
        request.POST or None, request.FILES or None, language=language(), initial=start
    )
    context: dict[str, Any] = {"form": form, "back": _page_of(about_kind, about_key)}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_document(
                about_kind,
                about_key,
                form.draft(),
                _upload(form.cleaned_data["file"]),
                by=actor,
                now=timezone.now(),
            )
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            form.add_error("file", refusal_in_words(refused.refusal, language()))
        else:
            messages.success(request, _("The document is kept."))
            return redirect(f"{context['back']}#documents")
    return render(request, "desk/documents/add.html", context, status=status)


@requires(Right.USE_DESK)
def document_page(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """A document with all its versions; a newer version and withdrawing for whoever may."""
    document = _document(request, number)
    return _page(request, document)


@requires(Right.USE_DESK)
def document_version(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """A newer file of a document."""
    document = _document(request, number)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_version(
                document,
                _upload(form.cleaned_data["file"]),
                note=form.cleaned_data["note"],
                by=actor_of(request),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("file", refusal_in_words(refused.refusal, language()))
        else:
            messages.success(request, _("The newer version is kept."))
            return redirect("desk:document", number=number)
    return _page(request, document, version_form=form, status=422)


@requires(Right.USE_DESK)
def document_withdraw(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Take a document out of sight."""
    document = _document(request, number)
    form = WithdrawDocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.withdraw_document(
                document, reason=reason, by=actor_of(request), now=timezone.now()
            )
        except Refused as refused:
            form.add_error("reason", refusal_in_words(refused.refusal, language()))
        else:
            messages.success(request, _("The document is withdrawn."))
            return redirect(_page_of(document.about_kind, document.about_key))
    return _page(request, document, withdraw_form=form, status=422)


@requires(Right.USE_DESK)
@cache_control(private=True, no_store=True)
def document_file(request: HttpRequest, number: uuid.UUID, no: int) -> HttpResponse:
    """The bytes of a version; always as a download, except photos that we drew ourselves."""
    document = _document(request, number)
    version = next((v for v in document.versions.all() if v.no == no), None)
    if version is None:
        raise Http404
    small = "small" in request.GET and bool(version.blob.thumbnail)
    data = store.read(version.blob.thumbnail if small else version.blob.sha256)
    if data is None:
        raise Http404
    if document.confidential and not small:
        actions.note_opened(document, by=actor_of(request), now=timezone.now())
    media = Media(version.blob.media)
    response = HttpResponse(data, content_type=media.value)
    disposition = content_disposition_header(not media.is_image, version.file_name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = LOCKED_UP
    return response


documents_urls = [
    path("documents/<uuid:number>/", document_page, name="document"),
    path("documents/<uuid:number>/version/", document_version, name="document_version"),
    path("documents/<uuid:number>/withdraw/", document_withdraw, name="document_withdraw"),
    path("documents/<uuid:number>/file/<int:no>/", document_file, name="document_file"),
    path("documents/about/<slug:about_kind>/<str:about_key>/", document_add, name="document_add"),
]


def _document(request: HttpRequest, number: uuid.UUID) -> Document:
    document = queries.one(number, actor=actor_of(request))
    if document is None:
        raise Http404
    return document


def _page(
    request: HttpRequest,
    document: Document,
    *,
    version_form: VersionForm | None = None,
    withdraw_form: WithdrawDocumentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    why_not = owners.why_not_add(actor_of(request), document.about_kind, document.about_key)
    versions = list(document.versions.all())
    context = {
        "document": document,
        "versions": versions,
        "people": display_names({v.by for v in versions if v.by}, language()),
        "may_change": why_not is None,
        "version_form": version_form or VersionForm(),
        "withdraw_form": withdraw_form or WithdrawDocumentForm(),
        "back": _page_of(document.about_kind, document.about_key),
    }
    answered = status if request.method == "POST" else 200
    return render(request, "desk/documents/page.html", context, status=answered)


def _page_of(about_kind: str, about_key: str) -> str:
    """The page of the thing that a document is about."""
    if about_kind == "project":
        return f"/desk/project/{about_key.partition(':')[2]}/"
    return f"/desk/{about_kind}/{about_key}/"


def _upload(file: Any) -> Upload:
    chunks: Iterable[bytes] = file.chunks()
    return Upload(file.name or "", chunks)
