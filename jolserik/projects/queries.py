"""Questions about projects. What was published is public, so everybody sees the same."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from jolserik.core.month import Month
from jolserik.ledger.models import LAST_POSTING, SubjectPath
from jolserik.ledger.values import SubjectValue
from jolserik.people.actor import Actor
from jolserik.people.models import OrganisationName, Person, Post
from jolserik.people.queries import held_on
from jolserik.people.rights import Right, table
from jolserik.projects import access, family
from jolserik.projects.facts import counted
from jolserik.projects.models import CounterObligation, Project, ProjectFact, StateText, Term
from jolserik.projects.values import Stage, TermKind

SHOWN: Final = ("subject", "place", "zone")


@dataclass(frozen=True)
class ProjectView:
    """A project as known on a day: its facts, newest first by kind."""

    project: Project
    subject: SubjectValue
    facts: tuple[ProjectFact, ...]

    def newest(self, kind: str) -> ProjectFact | None:
        return next((fact for fact in self.facts if fact.kind == kind), None)

    @property
    def stage(self) -> ProjectFact | None:
        return self.newest(ProjectFact.Kind.STAGE)

    @property
    def capacity(self) -> ProjectFact | None:
        return self.newest(ProjectFact.Kind.CAPACITY)

    @property
    def state(self) -> ProjectFact | None:
        return self.newest(ProjectFact.Kind.STATE)


def project(subject: SubjectValue, *, as_of: dt.date) -> ProjectView | None:
    """One project as known on a day; of one that was merged, nothing."""
    if found := told(Q(pk=subject.id), as_of=as_of):
        return found[0]
    row = access.standing().select_related(*SHOWN).filter(pk=subject.id).first()
    return ProjectView(row, subject, ()) if row else None


def below(subject: SubjectValue, *, as_of: dt.date) -> list[ProjectView]:
    """Projects that lie below a territory or zone and of which something was known by then."""
    month = Month.at(as_of).ordinal
    paths = SubjectPath.objects.filter(
        ancestor_id=subject.id,
        posting_to=LAST_POSTING,
        month_from__lte=month,
        month_to__gte=month,
    )
    return told(Q(pk__in=paths.values("descendant_id")), as_of=as_of)


def told(scope: Q, *, as_of: dt.date) -> list[ProjectView]:
    """Projects of a scope of which something was known by then, with what was published of those
    that were merged into them: one query."""
    keys = access.standing().filter(scope).values("pk")
    of_them = Q(project__in=keys) | Q(project__merged_into__in=keys)
    shown = [f"project__{merged}{name}" for merged in ("", "merged_into__") for name in SHOWN]
    rows = ProjectFact.objects.filter(of_them, known_on__lte=as_of)
    facts: dict[Project, list[ProjectFact]] = {}
    for fact in rows.select_related("source", *shown).order_by("-known_on", "-id"):
        facts.setdefault(fact.project.merged_into or fact.project, []).append(fact)
    return _in_order(
        ProjectView(row, row.subject.to_value(), tuple(known)) for row, known in facts.items()
    )


def _in_order(views: Iterable[ProjectView]) -> list[ProjectView]:
    """The furthest stage first, stopped ones last, by name."""
    order = list(Stage)

    def place(view: ProjectView) -> tuple[int, str]:
        stage = Stage(view.stage.stage) if view.stage else None
        rank = len(order) if stage is None else order.index(stage)
        return (rank if stage is None or stage.beside else -rank), view.subject.names.ru

    return sorted(views, key=place)


def named(keys: Collection[int]) -> dict[int, Project]:
    """Projects by key, with the names of what they are, where they stand and who leads them."""
    rows = Project.objects.filter(pk__in=keys)
    return rows.select_related("subject", "place", "zone", "lead").in_bulk()


def who_may_lead(*, today: dt.date) -> list[Person]:
    """People who may lead a project today, by name."""
    roles = list(table()[Right.EDIT_PROJECTS].holders)
    holding = Post.objects.filter(held_on(today), role__in=roles).values("person_id")
    people = Person.objects.filter(pk__in=holding, erased_at=None)
    return list(people.exclude(user__isnull=False, user__blocked_at__isnull=False))


def terms(*kinds: TermKind, also: str = "") -> list[Term]:
    """Terms in use of some lists, in their order; `also`: a retired one that is still chosen."""
    return list(
        Term.objects.filter(kind__in=kinds)
        .filter(Q(active=True) | Q(code=also))
        .order_by("kind", "order", "id")
    )


def of_register(actor: Actor, rights: tuple[Right, ...], *, today: dt.date) -> Any:
    """Projects the actor may see, ready for their page: names, rights and counts in one query.

    `investor_owes`: a counter-obligation is open after its day; `has_merged`: others were merged
    into it. `state_now` is the newest current state, `state_said` the newest that says something:
    for `state_told`. `company_called`: the present name of the company in three languages, or None.
    """
    rows = access.visible_to(actor).select_related(
        "subject", "place", "zone", "company__organisation", "lead", "department"
    )
    overdue = CounterObligation.objects.filter(
        support__project=OuterRef("pk"),
        outcome=CounterObligation.Outcome.OPEN,
        due_on__lt=today,
    )
    states = StateText.objects.filter(project__in=family.of_outer())
    called = OrganisationName.objects.filter(organisation=OuterRef("company"), valid_to=None)
    rows = rows.annotate(
        investor_owes=Exists(overdue),
        has_merged=Exists(Project.objects.filter(merged_into=OuterRef("pk"))),
        state_now=_newest(states),
        state_said=_newest(states.exclude(text="")),
        company_called=Subquery(called.values(said=JSONObject(ru="ru", kk="kk", en="en"))),
    )
    return counted(access.with_rights(rows, actor, rights))


@dataclass(frozen=True)
class Told:
    """What somebody said of how a project stands; an empty text: nothing changed."""

    number: int
    on: dt.date
    text: str
    next_step: str


def state_told(state: Mapping[str, Any] | None) -> Told | None:
    """From `state_now` or `state_said` of a row of `of_register`."""
    if state is None:
        return None
    on = dt.date.fromisoformat(state["on"])
    return Told(state["number"], on, state["text"], state["next_step"])


def _newest(states: QuerySet[StateText]) -> Subquery:
    """The newest of these in one column, so that it comes with the project's row."""
    said = JSONObject(number="pk", on="on", text="text", next_step="next_step")
    return Subquery(states.order_by("-pk").values(said=said)[:1])
