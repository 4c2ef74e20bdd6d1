"""Questions about uploads and about what the register knows for comparing."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from jolserik.companies.models import Company
from jolserik.core.amounts import plain
from jolserik.core.likeness import spelled
from jolserik.core.month import Month
from jolserik.imports import matching
from jolserik.imports.matching import Known
from jolserik.imports.models import KnownRow, Row, SettledMapping, Upload
from jolserik.imports.values import Initiator, Outcome, Present, RowKind, Wanted
from jolserik.ledger.models import Entry, Subject
from jolserik.ledger.values import Basis, Scenario
from jolserik.people.actor import Actor
from jolserik.people.models import OrganisationName, Person, Post
from jolserik.people.queries import held_on
from jolserik.people.rights import Right, held, table
from jolserik.projects import access, family
from jolserik.projects.facts import facts_of, values_of
from jolserik.projects.models import Membership, Project, StateText, Term
from jolserik.projects.rules import missing
from jolserik.projects.values import Stage, TermKind
from jolserik.sheets.mapping import Mapping as SheetMapping

MOST_REMEMBERED = 60
MOST_SPELLED = 50_000  # companies whose names are compared by their spelling
BATCH = 400
YEAR_MEASURE = "investment_made"


# --- uploads


def departments(actor: Actor) -> tuple[str, ...]:
    """Organisations for which the actor may take in lists."""
    return tuple(
        dict.fromkeys(
            post.organisation for _, post in held(actor, Right.IMPORT_LISTS) if post.organisation
        )
    )


def visible_to(actor: Actor) -> QuerySet[Upload]:
    """Uploads of the actor's departments, newest first."""
    if actor.is_program:
        return Upload.objects.all()
    return Upload.objects.filter(department__in=departments(actor))


def with_counts(uploads: QuerySet[Upload]) -> QuerySet[Upload]:
    """Uploads with how many rows there are, were taken in and are left."""
    left = Q(rows__outcome__in=[Outcome.WAITING, Outcome.FAILED])
    return uploads.annotate(
        count=Count("rows"),
        taken=Count("rows", filter=Q(rows__outcome=Outcome.TAKEN)),
        left=Count("rows", filter=left & ~Q(rows__kind=RowKind.SAME)),
    ).order_by("-at", "key")


@dataclass(frozen=True)
class Counts:
    """Rows of an upload by kind (those that wait), and by what came of them."""

    by_kind: Mapping[str, int]
    ticked: int
    taken: int
    failed: int
    rest: int

    def of(self, kind: str) -> int:
        return self.by_kind.get(kind, 0)

    @property
    def open(self) -> int:
        """Rows that may still be ticked or settled, and not only mended in the file."""
        return sum(self.of(kind) for kind in (RowKind.NEW, RowKind.CHANGED, RowKind.UNCLEAR))


def counts(upload: Upload) -> Counts:
    """In one query. The rest: rows to mend, without the same ones and those taken in."""
    found: dict[str, int] = {}
    ticked = taken = failed = rest = 0
    rows = upload.rows.order_by().values_list("kind", "outcome", "ticked")
    for kind, outcome, is_ticked, number in rows.annotate(number=Count("id")):
        if outcome == Outcome.TAKEN:
            taken += number
            continue
        found[kind] = found.get(kind, 0) + number
        failed += number if outcome == Outcome.FAILED else 0
        ticked += number if is_ticked else 0
        rest += number if kind != RowKind.SAME else 0
    return Counts(found, ticked, taken, failed, rest)


def remembered(department: str) -> tuple[SheetMapping, ...]:
    """What the department settled about the columns of its lists, newest first."""
    rows = SettledMapping.objects.filter(department_id=department).order_by("-at", "-id")
    return tuple(SheetMapping.from_dict(row.mapping) for row in rows[:MOST_REMEMBERED])


def same_file(upload: Upload) -> Upload | None:
    """An earlier upload of the very same file."""
    others = Upload.objects.filter(department=upload.department_id, sha256=upload.sha256)
    return others.exclude(pk=upload.pk).filter(at__lt=upload.at).order_by("-at").first()


def possible_leads(department: str, *, today: dt.date) -> QuerySet[Person]:
    """Who may lead a project of the department, by name."""
    roles = list(table()[Right.EDIT_PROJECTS].holders)
    posts = Post.objects.filter(held_on(today), organisation_id=department, role__in=roles)
    return Person.objects.filter(key__in=posts.values("person_id"), erased_at=None).exclude(
        user__isnull=False, user__blocked_at__isnull=False
    )


def lists() -> QuerySet[Term]:
    return Term.objects.filter(kind=TermKind.LIST, active=True)


# --- the register


def mark_of(wanted: Wanted) -> str:
    """One row of a list, month after month: its name, initiator and place, unreadable."""
    who = wanted.initiator.number or spelled(wanted.initiator.name)
    text = f"{spelled(wanted.name)}|{who}|{wanted.values.get('place', '')}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def known_marks(department: str, marks: Iterable[str]) -> dict[str, int]:
    """Projects as which rows were taken in before; a merged one is the one it was merged into."""
    wanted = list(set(marks))
    found = {}
    for start in range(0, len(wanted), 500):
        rows = KnownRow.objects.filter(
            department_id=department, mark__in=wanted[start : start + 500]
        ).select_related("project")
        for row in rows:
            project = row.project
            found[row.mark] = project.merged_into_id or project.pk
    return found


def known_projects(actor: Actor, *, since: dt.datetime | None = None) -> list[Known]:
    """Projects that the actor sees, for matching; `since`: only those registered after."""
    rows = access.visible_to(actor).filter(merged_into=None)
    if since is not None:
        rows = rows.filter(registered_at__gt=since)
    found = rows.values_list(
        "pk",
        "subject__name_ru",
        "subject__name_kk",
        "subject__name_en",
        "company_id",
        "place__code",
    )
    return [
        Known(pk, tuple(dict.fromkeys((ru, kk, en))), company or "", place or "")
        for pk, ru, kk, en, company, place in found.iterator()
    ]


class Companies:
    """Companies that the rows of a list may name, by number and by name."""

    def __init__(self, initiators: Iterable[Initiator]) -> None:
        wanted = set(initiators)
        self._by_number: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = {}
        self.forms: dict[str, str] = {}
        numbers = sorted({one.number for one in wanted if one.number})
        for start in range(0, len(numbers), BATCH):
            self._number(numbers[start : start + BATCH])
        names = {one.name for one in wanted if one.name and not one.number}
        if names:
            self._name(names)

    def find(self, initiator: Initiator) -> str:
        """The key of the company; by its number where one is told, else by its only name."""
        if initiator.number:
            return self._by_number.get(initiator.number, "")
        named = self._by_name.get(spelled(initiator.name), set())
        return next(iter(named)) if len(named) == 1 and initiator.name else ""

    def _number(self, numbers: list[str]) -> None:
        rows = Company.objects.filter(Q(organisation__bin__in=numbers) | Q(iin__in=numbers))
        for row in rows.select_related("organisation", "merged_into"):
            company = row.merged_into or row
            for number in (row.organisation.bin, row.iin):
                if number:
                    self._by_number[number] = company.key
            self.forms[company.key] = company.form

    def _name(self, names: set[str]) -> None:
        """By their spelling in all alphabets; in a very long register only as they are written."""
        known = OrganisationName.objects.filter(organisation__in=Company.objects.values("pk"))
        if Company.objects.count() > MOST_SPELLED:
            known = known.filter(Q(ru__in=names) | Q(kk__in=names) | Q(en__in=names))
        looked_for = {spelled(name) for name in names}
        found: dict[str, set[str]] = {}
        for key, *texts in known.values_list("organisation_id", "ru", "kk", "en").iterator():
            for text in texts:
                if text and (name := spelled(text)) in looked_for:
                    found.setdefault(name, set()).add(key)
        keys = {key for group in found.values() for key in group}
        companies = Company.objects.select_related("merged_into").in_bulk(sorted(keys))
        for name, group in found.items():
            for key in group:
                company = companies[key].merged_into or companies[key]
                self._by_name.setdefault(name, set()).add(company.key)
                self.forms[company.key] = company.form


def present(actor: Actor, projects: Iterable[int]) -> dict[int, Present]:
    """Projects as they are compared. Six queries for every five hundred."""
    wanted = sorted(set(projects))
    found: dict[int, Present] = {}
    for start in range(0, len(wanted), 500):
        found |= _present(actor, wanted[start : start + 500])
    return found


def _present(actor: Actor, wanted: list[int]) -> dict[int, Present]:
    rows = Project.objects.filter(pk__in=wanted).select_related("subject", "place", "zone")
    may_edit = set(
        access.that(actor, Right.EDIT_PROJECTS).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    lists: dict[int, set[str]] = {}
    open_rows = Membership.objects.filter(project_id__in=wanted, to_on=None)
    for project, code in open_rows.values_list("project_id", "list__code"):
        lists.setdefault(project, set()).add(code)
    whose = family.of_all(wanted)
    newest = StateText.objects.filter(project_id__in=whose).exclude(text="")
    last = newest.order_by().values("project_id").annotate(last=Max("id")).values("last")
    told = StateText.objects.filter(pk__in=last).order_by("id").values_list("project_id", "text")
    states = {whose[project]: text for project, text in told}
    years = _years(wanted)
    return {
        row.pk: Present(
            project=row.pk,
            code=row.code,
            state=row.state,
            version=row.version,
            values=values_of(row),
            stage=row.stage,
            planned_launch=row.planned_launch_on.isoformat() if row.planned_launch_on else "",
            launched=row.launched_on is not None,
            last_state=states.get(row.pk, ""),
            lists=frozenset(lists.get(row.pk, ())),
            years=years.get(row.pk, {}),
            may_edit=row.pk in may_edit,
        )
        for row in rows
    }


def _years(wanted: list[int]) -> dict[int, dict[str, str]]:
    """Plans by year that hold, in tenge."""
    rows = Entry.objects.filter(
        subject_id__in=wanted,
        measure__code=YEAR_MEASURE,
        scenario=Scenario.PLAN,
        basis=Basis.REGISTER,
        reverses=None,
        reversed_by=None,
    ).select_related("measure")
    found: dict[int, dict[str, str]] = {}
    for row in rows.order_by("posting_no"):
        amount: Decimal = row.measure.to_value().to_decimal(row.amount)
        found.setdefault(row.subject_id, {})[str(Month(row.month).year)] = plain(amount)
    return found


def matcher_for(actor: Actor) -> matching.Matcher:
    return matching.Matcher(known_projects(actor))


def rows_to_take(upload: Upload, *, most: int) -> list[int]:
    """Rows that are ticked and wait, from the top."""
    waiting = upload.rows.filter(ticked=True, outcome=Outcome.WAITING)
    return list(waiting.order_by("number").values_list("pk", flat=True)[:most])


def rest_of(upload: Upload) -> QuerySet[Row]:
    """Rows to mend: everything that was not taken in and is not the same already."""
    return upload.rows.exclude(outcome=Outcome.TAKEN).exclude(kind=RowKind.SAME)


def lead_by_name(people: Iterable[tuple[uuid.UUID, str]], name: str) -> uuid.UUID | None:
    """The only one whose family name and first letter a list tells: «Омаров Б.Т.»."""
    words = spelled(name).split()
    if not words:
        return None
    found = []
    for key, full in people:
        parts = spelled(full).split()
        if parts and words[0] in parts and _initials_agree(words[1:], parts, words[0]):
            found.append(key)
    return found[0] if len(found) == 1 else None


def _initials_agree(initials: list[str], parts: list[str], family: str) -> bool:
    rest = [part for part in parts if part != family]
    return not initials or any(part.startswith(initials[0][0]) for part in rest)


def stage_lacks(project: int, to: Stage) -> int:
    """How much a project lacks for a stage further on."""
    rows = Project.objects.select_related("subject", "place", "zone", "company")
    return len(missing(facts_of(rows.get(pk=project)), to))


def is_fictional(codes: Iterable[str]) -> bool:
    """Whether a place or zone is made up: what lies in it is made up too."""
    named = [code for code in codes if code]
    return bool(named) and Subject.objects.filter(code__in=named, fictional=True).exists()
