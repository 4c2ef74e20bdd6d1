"""Totals of a territory by sector and by country of origin: counts of the register's records.

They are no figures of the ledger: what initiators declared is added up, project by project, and
each total opens down to its projects. The passport's promise counts first; where it says nothing,
or may not be read, what was published: a plan before what is said to be there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.db.models import Q

from jolserik.indicators.moment import Moment
from jolserik.ledger import queries
from jolserik.ledger.values import Answer, Qualifier, Question, Scenario, SubjectValue
from jolserik.people.actor import Actor
from jolserik.projects import queries as projects
from jolserik.projects import totals
from jolserik.projects.models import Project, ProjectFact
from jolserik.projects.progress import Progress
from jolserik.projects.queries import ProjectView
from jolserik.projects.totals import UNSAID, Asked, Declared, Part, Published, sectors_of
from jolserik.projects.values import Stage

PAGE_SIZE: Final = 50
MEASURE_OF: Final = {"cost": "project_cost", "jobs": "jobs_permanent"}
MEASURES: Final = tuple(MEASURE_OF.values())
# All answers about a subject and a measure: plans first.
Answers = Callable[[SubjectValue, str], tuple[Answer, ...]]


@dataclass(frozen=True)
class Sum:
    """What projects come to together."""

    projects: int = 0
    launched: int = 0
    in_work: int = 0
    unsaid: int = 0  # of which nobody told how far they are
    cost: Declared = field(default_factory=Declared)
    jobs: Declared = field(default_factory=Declared)

    def with_part(self, part: Part) -> "Sum":
        by_progress = {p: getattr(self, p.value) for p in Progress}
        by_progress[part.progress] += part.projects
        return Sum(
            projects=self.projects + part.projects,
            cost=self.cost + part.cost,
            jobs=self.jobs + part.jobs,
            **{p.value: many for p, many in by_progress.items()},
        )


@dataclass(frozen=True)
class Row:
    """A sector or country, or what was not told (`UNSAID`); `parts`: the divisions of a section."""

    code: str
    sum: Sum
    parts: tuple["Row", ...] = ()


@dataclass(frozen=True)
class Totals:
    """The same projects added up twice; each table comes to `whole`."""

    whole: Sum
    sectors: tuple[Row, ...]
    countries: tuple[Row, ...]


def added(parts: Iterable[Part]) -> Totals:
    """Every part stands in one row of each table, the largest amounts first, the untold last."""
    whole = Sum()
    sections: dict[str, Sum] = defaultdict(Sum)
    divisions: dict[str, dict[str, Sum]] = defaultdict(lambda: defaultdict(Sum))
    countries: dict[str, Sum] = defaultdict(Sum)
    for part in parts:
        section, division = sectors_of(part.section, part.division)
        country = part.origin or UNSAID
        whole = whole.with_part(part)
        sections[section] = sections[section].with_part(part)
        divisions[section][division] = divisions[section][division].with_part(part)
        countries[country] = countries[country].with_part(part)
    by_section = (replace(row, parts=_below(divisions[row.code])) for row in _rows(sections))
    return Totals(whole, tuple(by_section), _rows(countries))


def published(views: Iterable[ProjectView], answers: Answers) -> dict[int, Published]:
    """What publications said of each project by the day of its view."""
    return {view.project.pk: _published(view, answers) for view in views}


def within(subject: SubjectValue, moment: Moment) -> Q:
    """The projects of a territory or zone."""
    return totals.below(subject.code, day=moment.as_of, today=moment.today)


def parts(
    scope: Q,
    *,
    actor: Actor,
    moment: Moment,
    published: Mapping[int, Published],
    singly: bool = False,
) -> list[Part]:
    """The projects of a scope as known on the moment's day; see `projects.totals.parts`."""
    return totals.parts(
        scope,
        actor=actor,
        day=moment.as_of,
        today=moment.today,
        published=published,
        singly=singly,
    )


def _rows(sums: Mapping[str, Sum]) -> tuple[Row, ...]:
    rows = (Row(code, found) for code, found in sums.items())
    return tuple(sorted(rows, key=_largest_first))


def _largest_first(row: Row) -> tuple[object, ...]:
    untold = row.code.endswith(UNSAID)
    return untold, -row.sum.cost.amount, -row.sum.projects, row.code


def _below(divisions: Mapping[str, Sum]) -> tuple[Row, ...]:
    """Nothing is opened where it would only repeat the section."""
    return _rows(divisions) if len(divisions) > 1 else ()


def _published(view: ProjectView, answers: Answers) -> Published:
    stages = [fact.stage for fact in view.facts if fact.kind == ProjectFact.Kind.STAGE]
    subject = view.subject
    return Published(
        stage=stages[0] if stages else "",
        before=next((stage for stage in stages if not Stage(stage).beside), ""),
        cost=_declared(answers(subject, "project_cost")),
        jobs=_declared(answers(subject, "jobs_permanent")),
    )


def _stated(answers: tuple[Answer, ...]) -> Answer | None:
    return next((answer for answer in answers if not answer.basis.booked), None)


def _declared(answers: tuple[Answer, ...]) -> Declared:
    stated = _stated(answers)
    if stated is None:
        return Declared()
    rough = Qualifier.ABOUT if stated.disputed else stated.qualifier
    return Declared(stated.value, 1, frozenset({rough} - {Qualifier.NONE}))


# --- opened down to its projects


@dataclass(frozen=True)
class Record:
    """One project behind a total. `cost_told`, `jobs_told`: the ledger's answer, where the amount
    comes from a publication."""

    project: Project
    part: Part
    cost_told: Answer | None = None
    jobs_told: Answer | None = None


@dataclass(frozen=True)
class Records:
    """The projects of some rows of the totals, the dearest first: one page, and what all of them
    come to. Pages count from 1."""

    sum: Sum
    rows: tuple[Record, ...]
    page: int
    pages: int
    parts: tuple[Part, ...]  # all of them


def records(
    scope: Q,
    asked: Asked,
    *,
    actor: Actor,
    moment: Moment,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Records:
    """What a total was made of, as known on the moment's day."""
    views = projects.told(scope, as_of=moment.as_of)
    answers = _asked([view.subject for view in views], actor, moment)
    said = published(views, answers)
    found = parts(scope, actor=actor, moment=moment, published=said, singly=True)
    held = [part for part in found if asked.holds(part)]
    held.sort(key=lambda part: (not part.cost.said, -part.cost.amount, part.project))
    pages = max(1, -(-len(held) // size))
    page = min(max(page, 1), pages)
    shown = held[(page - 1) * size : page * size]
    rows = projects.named([part.project for part in shown if part.project])
    subjects = {view.subject.id: view.subject for view in views}

    def told(part: Part, amount: Declared, name: str) -> Answer | None:
        """The answer that an amount is; None where the passport said it, or nobody."""
        if not amount.said or amount is not getattr(said.get(part.project or 0), name, None):
            return None
        return _stated(answers(subjects[part.project or 0], MEASURE_OF[name]))

    listed = (
        Record(
            rows[part.project],
            part,
            told(part, part.cost, "cost"),
            told(part, part.jobs, "jobs"),
        )
        for part in shown
        if part.project
    )
    whole = Sum()
    for part in held:
        whole = whole.with_part(part)
    return Records(whole, tuple(listed), page, pages, tuple(held))


def _asked(subjects: Sequence[SubjectValue], actor: Actor, moment: Moment) -> Answers:
    """What the ledger says of the cost and jobs of projects: one batch of questions."""
    measures = queries.measures()

    def question(subject: SubjectValue, code: str, scenario: Scenario) -> Question:
        measure = measures[code]
        return Question(subject, measure, None, scenario, moment.as_of, moment.at_posting)

    wanted = [question(s, code, way) for s in subjects for code in MEASURES for way in Scenario]
    found = queries.answer_all(wanted, actor=actor)

    def answers(subject: SubjectValue, code: str) -> tuple[Answer, ...]:
        planned = found[question(subject, code, Scenario.PLAN)]
        return (*planned, *found[question(subject, code, Scenario.ACTUAL)])

    return answers
