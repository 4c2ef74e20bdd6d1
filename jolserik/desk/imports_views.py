"""Lists of projects: sending one, settling its columns, comparing, taking in, mending the rest."""

import datetime as dt
import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jolserik.core.refusal import Problem, Refused
from jolserik.core.words import word
from jolserik.desk import imports_picture
from jolserik.desk.asking import status_of
from jolserik.desk.imports_forms import ListForm
from jolserik.imports import actions, choices, queries, reading, rest
from jolserik.imports.actions import Correction, UploadDraft
from jolserik.imports.models import Upload
from jolserik.imports.values import Outcome, RowKind, Stand
from jolserik.people.access import actor_of, requires
from jolserik.people.models import Organisation
from jolserik.people.queries import display_names, organisations
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import problem_in_words, refusal_in_words
from jolserik.site import uploads
from jolserik.site.say import language

PAGE_SIZE: Final = 20  # rows of a page: each may send more than twenty fields
BATCH: Final = 40  # rows taken in by one request
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Right.IMPORT_LISTS)
def imports_list(request: HttpRequest) -> HttpResponse:
    """Lists that were sent, newest first."""
    found = queries.with_counts(queries.visible_to(actor_of(request)))
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    people = display_names({upload.by for upload in page}, language())
    return render(request, "desk/imports/list.html", {"page": page, "people": people})


@requires(Right.IMPORT_LISTS)
def import_new(request: HttpRequest) -> HttpResponse:
    """Send a list."""
    actor, today = actor_of(request), timezone.localdate()
    departments = queries.departments(actor)
    named = organisations().filter(pk__in=departments)
    start = {"as_of": today, "lead": str(actor.key)}
    form = ListForm(
        request.POST or None,
        request.FILES or None,
        initial=start,
        lists=queries.lists(),
        leads=_leads(departments),
        departments=[(o.key, _called(o)) for o in named],
        language=language(),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = UploadDraft(
            name=data["file"].name,
            department=form.department_key(),
            lead=uuid.UUID(data["lead"]),
            as_of=data["as_of"],
            list_code=data["list_code"],
        )
        try:
            upload = actions.receive(draft, data["file"].chunks(), by=actor, now=timezone.now())
        except Refused as refused:
            form.add_error("file", refusal_in_words(refused.refusal, language()))
        except Invalid as invalid:
            form.show(invalid.problems, language())
        else:
            return redirect("desk:import_columns", key=upload.key)
    elif request.method == "POST" and (why := uploads.why_missing(request, "file")):
        form.errors.pop("file", None)
        if uploads.was_cut(request):
            form.errors.clear()
        form.add_error("file", refusal_in_words(why, language()))
    status = status_of(request)
    return render(request, "desk/imports/new.html", {"form": form}, status=status)


@requires(Right.IMPORT_LISTS)
@never_cache
def import_columns(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What the columns mean: proposed, asked, corrected."""
    upload = _upload(request, key)
    if request.method != "POST":
        return _columns_page(request, upload)
    by, now = actor_of(request), timezone.now()
    if "table" in request.POST:
        number = request.POST["table"]
        actions.choose_table(upload, int(number) if number.isdigit() else 0, by=by, now=now)
        return redirect("desk:import_columns", key=key)
    try:
        if "day" in request.POST:
            actions.say_day(upload, _day(request.POST["day"], upload), by=by, now=now)
            return redirect("desk:import_columns", key=key)
        upload = actions.correct(upload, _corrections(request.POST), by=by, now=now)
        rates = {
            name.removeprefix("rate-"): text
            for name, text in request.POST.items()
            if name.startswith("rate-") and isinstance(text, str) and text.strip()
        }
        if rates:
            upload = actions.say_rates(upload, rates, by=by, now=now)
        if request.POST.get("do") == "compare":
            actions.compare(upload, by=by, now=now)
            return redirect("desk:import_rows", key=key)
    except Invalid as invalid:
        wrong = [problem_in_words(p, language()) for p in invalid.problems]
        return _columns_page(request, upload, errors=wrong, status=422)
    except Refused as refused:
        said = [refusal_in_words(refused.refusal, language())]
        return _columns_page(request, upload, errors=said, status=409)
    messages.success(request, _("The columns are kept."))
    return redirect("desk:import_columns", key=key)


@requires(Right.IMPORT_LISTS)
@never_cache
def import_rows(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Rows beside the register: new, changed, unclear, wrong, the same; ticked and taken in."""
    upload = _upload(request, key)
    if upload.stand == Stand.MAPPING:
        return redirect("desk:import_columns", key=key)
    if request.method != "POST":
        return _rows_page(request, upload)
    by, now, do = actor_of(request), timezone.now(), request.POST.get("do", "")
    shown = request.POST.get("show", "")
    try:
        if do in ("all", "none") and shown in set(RowKind):
            actions.tick_all(upload, RowKind(shown), ticked=do == "all", by=by)
        else:
            _tick(request.POST, upload, by=by, now=now)
        if do == "take":
            return _take(request, upload)
    except Refused as refused:
        said = refusal_in_words(refused.refusal, language())
        return _rows_page(request, upload, error=said, status=409)
    page = request.POST.get("page", "1")
    return redirect(f"{request.path}?show={shown}&page={page if page.isdigit() else 1}")


@requires(Right.IMPORT_LISTS)
@require_POST
def import_take(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go on taking in what is ticked and waits."""
    upload = _upload(request, key)
    try:
        return _take(request, upload)
    except Refused as refused:
        said = refusal_in_words(refused.refusal, language())
        return _rows_page(request, upload, error=said, status=409)


@requires(Right.IMPORT_LISTS)
def import_rest(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Rows to mend as a workbook that can be sent again."""
    upload = _upload(request, key)
    table = reading.table_of(upload, choices.recogniser())
    mends = [
        rest.Mend(row.number, tuple(Problem(*problem) for problem in row.problems))
        for row in queries.rest_of(upload).order_by("number")
    ]
    lang = language()
    content = rest.rest_workbook(
        table,
        mends,
        say=lambda p: imports_picture.problem_said(p.place, p.code, p.facts, lang),
        words={name: word("mend", name, lang) for name in ("sheet", "row", "cell", "what")},
    )
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    return _workbook(content, f"{stem} – {word('mend', 'sheet', lang)}.xlsx")


@requires(Right.IMPORT_LISTS)
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty list with columns that are known at once."""
    return _workbook(rest.template(language()), f"{word('template', 'sheet', language())}.xlsx")


@requires(Right.IMPORT_LISTS)
@require_POST
def import_drop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    actions.drop_upload(_upload(request, key), by=actor_of(request), now=timezone.now())
    messages.success(request, _("The list and its file are thrown away."))
    return redirect("desk:imports")


imports_urls = [
    path("imports/", imports_list, name="imports"),
    path("imports/new/", import_new, name="import_new"),
    path("imports/empty-list/", import_template, name="import_template"),
    path("imports/<uuid:key>/", import_columns, name="import_columns"),
    path("imports/<uuid:key>/rows/", import_rows, name="import_rows"),
    path("imports/<uuid:key>/take/", import_take, name="import_take"),
    path("imports/<uuid:key>/rest/", import_rest, name="import_rest"),
    path("imports/<uuid:key>/drop/", import_drop, name="import_drop"),
]


def _upload(request: HttpRequest, key: uuid.UUID) -> Upload:
    upload = queries.visible_to(actor_of(request)).filter(key=key).first()
    if upload is None:
        raise Http404
    return upload


def _columns_page(
    request: HttpRequest,
    upload: Upload,
    *,
    errors: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    lang = language()
    context = {
        "upload": upload,
        "list_name": _list_name(upload),
        "step": 1,
        "picture": imports_picture.columns(upload, lang),
        "groups": imports_picture.field_groups(lang),
        "units": imports_picture.unit_choices(lang),
        "same_file": queries.same_file(upload),
        "errors": errors or [],
    }
    return render(request, "desk/imports/columns.html", context, status=status)


def _rows_page(
    request: HttpRequest, upload: Upload, *, error: str = "", status: int = 200
) -> HttpResponse:
    lang, counts = language(), queries.counts(upload)
    asked = request.GET.get("show") or request.POST.get("show") or ""
    order = [RowKind.NEW, RowKind.CHANGED, RowKind.UNCLEAR, RowKind.WRONG, RowKind.SAME]
    first = next((kind for kind in order if counts.of(kind)), RowKind.NEW)
    tabs = [*order, *([Outcome.TAKEN] if counts.taken else [])]
    show = asked if asked in set(tabs) else Outcome.TAKEN if _only_taken(counts) else first
    found = upload.rows.order_by("number")
    if show == Outcome.TAKEN:
        found = found.filter(outcome=Outcome.TAKEN)
    else:
        found = found.filter(kind=show).exclude(outcome=Outcome.TAKEN)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "upload": upload,
        "list_name": _list_name(upload),
        "step": 3 if upload.stand == Stand.FINISHED else 2,
        "counts": counts,
        "show": show,
        "tabs": [
            {
                "code": kind.value,
                "title": word("row_kind", kind, lang) if kind in set(RowKind) else _("Taken in"),
                "count": counts.taken if kind == Outcome.TAKEN else counts.of(kind),
            }
            for kind in tabs
        ],
        "page": page,
        "lines": imports_picture.rows(list(page), lang),
        "error": error,
        "going_on": bool(counts.ticked and counts.taken and upload.finished_at is None)
        and "going" in request.GET,
    }
    return render(request, "desk/imports/rows.html", context, status=status)


def _list_name(upload: Upload) -> str:
    if not upload.list_code:
        return ""
    term = queries.lists().filter(code=upload.list_code).first()
    return term.words.get(language()) if term else upload.list_code


def _only_taken(counts: queries.Counts) -> bool:
    return counts.taken > 0 and not counts.rest


def _take(request: HttpRequest, upload: Upload) -> HttpResponse:
    done = actions.take_in(upload, most=BATCH, by=actor_of(request), now=timezone.now())
    if done.taken:
        said = ngettext("%(count)d row is taken in.", "%(count)d rows are taken in.", done.taken)
        messages.success(request, said % {"count": done.taken})
    if done.failed:
        said = ngettext(
            "%(count)d row was not taken in: see why below.",
            "%(count)d rows were not taken in: see why below.",
            done.failed,
        )
        messages.warning(request, said % {"count": done.failed})
    address = f"/desk/imports/{upload.key}/rows/"
    return redirect(f"{address}?going=1" if done.waiting else address)


def _day(text: object, upload: Upload) -> dt.date:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return upload.as_of


def _corrections(data: QueryDict) -> dict[int, Correction]:
    """What was said about each column of the page."""
    found = {}
    for name in data:
        if name.startswith("field-") and name[6:].isdigit():
            number = name[6:]
            unit = str(data.get(f"unit-{number}", ""))
            found[int(number)] = Correction(
                field=str(data.get(name, "")),
                unit=unit if ":" in unit else "",
                percent=str(data.get(f"percent-{number}", "")),
                confirmed=f"sure-{number}" in data,
            )
    return found


def _tick(data: QueryDict, upload: Upload, *, by: Any, now: Any) -> None:
    """What was ticked on the page: rows, fields of rows, projects of unclear rows."""
    ids = [int(text) for text in data.getlist("row") if text.isdigit()]
    ticks = {pk: f"t{pk}" in data for pk in ids}
    fields = {pk: frozenset(data.getlist(f"f{pk}")) for pk in ids if f"f{pk}-shown" in data}
    chosen: dict[int, int | None] = {}
    for pk in ids:
        said = str(data.get(f"c{pk}", ""))
        if said == "new":
            chosen[pk] = None
        elif said.isdigit():
            chosen[pk] = int(said)
    for pk in chosen:
        ticks.pop(pk, None)
    actions.tick(upload, ticks, fields=fields, chosen=chosen, by=by, now=now)


def _leads(departments: tuple[str, ...]) -> list[Any]:
    found = {}
    for department in departments:
        for person in queries.possible_leads(department, today=timezone.localdate()):
            found[person.key] = person
    return sorted(found.values(), key=lambda person: person.name(language()))


def _called(organisation: Organisation) -> str:
    return organisation.called(language(), timezone.localdate())


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
