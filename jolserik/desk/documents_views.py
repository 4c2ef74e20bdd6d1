"""Documents about a thing: adding, reading, correcting, withdrawing, and the list of kinds."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jolserik.core.refusal import Refusal, Refused
from jolserik.core.words import Words
from jolserik.desk.asking import arrived, status_of
from jolserik.desk.documents_forms import (
    CorrectionForm,
    DocumentForm,
    KindForm,
    NewKindForm,
    PhotoForm,
    VersionForm,
    WithdrawDocumentForm,
)
from jolserik.desk.documents_panel import line
from jolserik.desk.documents_panel import panel as panel  # pages of things show it
from jolserik.documents import actions, kinds, owners, queries, store
from jolserik.documents.actions.documents import draft_of
from jolserik.documents.models import Document
from jolserik.documents.values import Media, Upload
from jolserik.people.access import actor_of, requires
from jolserik.people.queries import display_names
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.site.say import language

PAGE_SIZE: Final = 50
# A file is data for somebody's own programs, never a page of ours: it runs and fetches nothing.
LOCKED_UP: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"


@requires(Right.USE_DESK)
@require_safe
def documents_list(request: HttpRequest) -> HttpResponse:
    """Documents that the reader may see, the newest first."""
    known = kinds.listed()
    kind = request.GET.get("kind", "")
    found = queries.visible_to(actor_of(request))
    if kind in known:
        found = found.filter(kind=kind)
    ordered = queries.with_versions(found).order_by("-added_at", "-id")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    keys = {v.by for document in page for v in document.versions.all()[:1] if v.by}
    people = display_names(keys, language()) if keys else {}
    context = {
        "page": page,
        "lines": [(line(one, people), known[one.kind].words, about) for one, about in _about(page)],
        "kind": kind,
        "kinds": known.values(),
        "may_edit_kinds": why_not(actor_of(request), Right.EDIT_REFERENCE) is None,
    }
    return render(request, "desk/documents/list.html", context)


@requires(Right.USE_DESK)
def document_add(request: HttpRequest, about_kind: str, about_key: str) -> HttpResponse:
    """A new document about a thing the actor may add to; `?kind=photo`: a photo."""
    actor = actor_of(request)
    if about_kind not in owners.owners():
        raise Http404
    refusal = owners.why_not_add(actor, about_kind, about_key)
    if refusal is not None:
        raise Refused(refusal)
    photo = "photo" in (request.GET.get("kind"), request.POST.get("kind"))
    form = _adding(request, photo=photo)
    back = _page_of(about_kind, about_key)
    if request.method == "POST" and arrived(request, form):
        try:
            document = actions.add_document(
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
            said = _("“%(title)s” is kept.") % {"title": document.title}
            messages.success(request, said)
            again = f"{request.path}?kind=photo" if photo else request.path
            return redirect(again if "again" in request.POST else f"{back}#documents")
    context = {
        "form": form,
        "photo": photo,
        "back": back,
        "about": owners.names(about_kind, [about_key]).get(about_key),
    }
    status = status_of(request)
    return render(request, "desk/documents/add.html", context, status=status)


@requires(Right.USE_DESK)
@require_safe
def document_page(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """A document with all its versions; what may be done with it for whoever may."""
    return _page(request, _document(request, number))


@requires(Right.USE_DESK)
@require_POST
def document_version(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """A newer file of a document."""
    document = _document(request, number)
    form = VersionForm(request.POST, request.FILES, photo=queries.is_photo(document))
    if arrived(request, form):
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
    return _page(request, document, status=422, version_form=form)


@requires(Right.USE_DESK)
@require_POST
def document_correct(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Put right what is said of a document."""
    document = _document(request, number)
    form = _correcting(document, request.POST)
    if form.is_valid():
        try:
            actions.correct_document(
                document, form.draft(), by=actor_of(request), now=timezone.now()
            )
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            return _page(request, document, status=409, refused=refused, correct_form=form)
        else:
            messages.success(request, _("What is said of the document is corrected."))
            return redirect("desk:document", number=number)
    return _page(request, document, status=422, correct_form=form)


@requires(Right.USE_DESK)
@require_POST
def document_withdraw(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Take a document out of sight."""
    document = _document(request, number)
    form = WithdrawDocumentForm(request.POST)
    if form.is_valid():
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
    return _page(request, document, status=422, withdraw_form=form)


@requires(Right.USE_DESK)
@require_safe
def document_file(request: HttpRequest, number: uuid.UUID, no: int) -> HttpResponseBase:
    """The bytes of a version as a download; with `?open` in the browser, where that is safe.

    Each opening of a confidential document is written down.
    """
    document = _document(request, number)
    version = next((v for v in document.versions.all() if v.no == no), None)
    if version is None:
        raise Http404
    if document.confidential and request.method == "GET":
        actions.note_opened(document, no=no, by=actor_of(request), now=timezone.now())
    blob = version.blob
    return _bytes(
        request,
        blob.sha256,
        media=Media(blob.media),
        name=version.file_name,
        inline="open" in request.GET and blob.inline,
        confidential=document.confidential,
    )


@requires(Right.USE_DESK)
@require_safe
def document_thumbnail(request: HttpRequest, number: uuid.UUID, no: int) -> HttpResponseBase:
    """The small picture of a photo. Confidential ones have none: opening them is written down."""
    document = _document(request, number)
    version = next((v for v in document.versions.all() if v.no == no), None)
    if version is None or document.confidential or not version.blob.thumbnail:
        raise Http404
    return _bytes(
        request,
        version.blob.thumbnail,
        media=Media.JPEG,
        name=version.file_name,
        inline=True,
        confidential=False,
    )


@requires(Right.EDIT_REFERENCE)
def kinds_list(request: HttpRequest) -> HttpResponse:
    """The list of kinds of documents, and a new one."""
    form = NewKindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if code in kinds.listed():
            form.add_error("code", _("There is a kind with this code. Open it in the list."))
        elif _kind_changed(request, code, form):
            return redirect("desk:document_kinds")
    context = {"kinds": kinds.listed().values(), "form": form}
    status = status_of(request)
    return render(request, "desk/documents/kinds.html", context, status=status)


@requires(Right.EDIT_REFERENCE)
def kind_page(request: HttpRequest, code: str) -> HttpResponse:
    """A kind: its words, whether it may be chosen, whether it is confidential."""
    kind = kinds.listed().get(code)
    if kind is None:
        raise Http404
    form = KindForm.showing(kind, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kind_changed(request, code, form):
        return redirect("desk:document_kinds")
    context = {"kind": kind, "form": form}
    status = status_of(request)
    return render(request, "desk/documents/kind.html", context, status=status)


documents_urls = [
    path("documents/", documents_list, name="documents"),
    path("documents/kinds/", kinds_list, name="document_kinds"),
    path("documents/kinds/<slug:code>/", kind_page, name="document_kind"),
    path("documents/<uuid:number>/", document_page, name="document"),
    path("documents/<uuid:number>/version/", document_version, name="document_version"),
    path("documents/<uuid:number>/correct/", document_correct, name="document_correct"),
    path("documents/<uuid:number>/withdraw/", document_withdraw, name="document_withdraw"),
    path("documents/<uuid:number>/file/<int:no>/", document_file, name="document_file"),
    path(
        "documents/<uuid:number>/thumbnail/<int:no>/", document_thumbnail, name="document_thumbnail"
    ),
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
    status: int = 200,
    refused: Refused | None = None,
    version_form: VersionForm | None = None,
    correct_form: CorrectionForm | None = None,
    withdraw_form: WithdrawDocumentForm | None = None,
) -> HttpResponse:
    why = owners.why_not_add(actor_of(request), document.about_kind, document.about_key)
    versions = list(document.versions.all())
    people = display_names({v.by for v in versions if v.by}, language())
    photo = queries.is_photo(document)
    context: dict[str, Any] = {
        "document": document,
        "kind": queries.kind_words(frozenset({document.kind}))[document.kind],
        "photo": photo,
        "newest": versions[0],
        "versions": [(v, people.get(v.by, "") if v.by else "") for v in versions],
        "about": owners.names(document.about_kind, [document.about_key]).get(document.about_key),
        "back": _page_of(document.about_kind, document.about_key),
        "refusal": refusal_in_words(refused.refusal, language()) if refused else "",
        "may_change": why is None,
    }
    if why is None:
        context |= {
            "version_form": version_form or VersionForm(photo=photo, auto_id="version_%s"),
            "correct_form": correct_form or _correcting(document, None),
            "withdraw_form": withdraw_form or WithdrawDocumentForm(auto_id="withdraw_%s"),
        }
    return render(request, "desk/documents/page.html", context, status=status)


def _bytes(
    request: HttpRequest,
    sha256: str,
    *,
    media: Media,
    name: str,
    inline: bool,
    confidential: bool,
) -> HttpResponseBase:
    tag = f'"{sha256[:32]}"'
    if not confidential and request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), tag=tag, confidential=False)
    file = store.opened(sha256) if store.state_of(sha256) is store.State.WHOLE else None
    if file is None:
        raise Refused(Refusal("file_missing", {"file": sha256[:12]}))
    # Office files, pictures and PDF are packed already; packing them again takes their length away.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = FileResponse(file, content_type=_type(media))
    response.headers["Content-Disposition"] = (
        content_disposition_header(not inline, name) or "attachment"
    )
    return _guarded(response, tag=tag, confidential=confidential)


def _guarded(response: HttpResponseBase, *, tag: str, confidential: bool) -> HttpResponseBase:
    """Asked for again each time, since who may see may change; confidential ones are not kept."""
    response.headers["Content-Security-Policy"] = LOCKED_UP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = (
        "private, no-store" if confidential else "private, max-age=0, must-revalidate"
    )
    if not confidential:
        response.headers["ETag"] = tag
    return response


def _type(media: Media) -> str:
    """Of plain text the letters are not known for sure, so the browser is not told any."""
    return "application/octet-stream" if media is Media.TEXT else media.value


def _adding(request: HttpRequest, *, photo: bool) -> Any:
    """The form of a new document or photo."""
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if photo:
        return PhotoForm(data, files)
    start = {"kind": request.GET.get("kind", "")}
    return DocumentForm(data, files, kinds=kinds.listed(), language=language(), initial=start)


def _correcting(document: Document, data: Any) -> CorrectionForm:
    return CorrectionForm(
        data,
        kinds=kinds.listed(),
        language=language(),
        kept=document.kind,
        initial=vars(draft_of(document)),
        auto_id="correct_%s",
    )


def _kind_changed(request: HttpRequest, code: str, form: KindForm) -> bool:
    try:
        actions.change_kind(
            code,
            form.words(),
            active=form.cleaned_data["active"],
            confidential=form.cleaned_data["confidential"],
            by=actor_of(request),
            now=timezone.now(),
        )
    except Invalid as invalid:
        form.show(invalid.problems, language())
        return False
    messages.success(request, _("The list of kinds is changed."))
    return True


def _about(documents: Iterable[Document]) -> list[tuple[Document, tuple[Words | None, str]]]:
    """Each document with what the thing is called and the page of it; one query a kind of thing."""
    rows = list(documents)
    asked: dict[str, set[str]] = {}
    for row in rows:
        asked.setdefault(row.about_kind, set()).add(row.about_key)
    names = {kind: owners.names(kind, keys) for kind, keys in asked.items()}
    return [
        (
            row,
            (names[row.about_kind].get(row.about_key), _page_of(row.about_kind, row.about_key)),
        )
        for row in rows
    ]


def _page_of(about_kind: str, about_key: str) -> str:
    """The page of the thing that a document is about."""
    if about_kind == "project":
        return reverse("desk:project_documents", args=[about_key.partition(":")[2]])
    if about_kind in ("promise", "instruction"):
        return reverse(f"desk:{about_kind}", args=[about_key])
    return f"/desk/{about_kind}/{about_key}/"


def _upload(file: Any) -> Upload:
    chunks: Iterable[bytes] = file.chunks()
    return Upload(file.name or "", chunks)
