"""What a briefing note says: gathered from the rooms as of a day, in words, drawn elsewhere."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Final

from babel import Locale

from jolserik.commitments import queries as commitments
from jolserik.commitments.values import PromiseState
from jolserik.contacts import queries as contacts
from jolserik.core import amounts
from jolserik.core.words import word
from jolserik.indicators import pictures
from jolserik.indicators.moment import Moment
from jolserik.ledger.values import Answer, MeasureValue, Qualifier, SubjectValue
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.queries import display_names
from jolserik.projects import access, family, oked
from jolserik.projects.models import Project, StageDate, StageMove, StateText
from jolserik.projects.values import ROAD, Stage, State

COUNTED: Final = ("piece", "person")
MOST_ROWS: Final = 300
MOST_LINES: Final = 7


@dataclass(frozen=True)
class Note:
    """A note of one page: pairs of label and text, then lists. All words are in its language."""

    language: str
    kind: str
    title: str
    day: str
    fictional: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    money: list[tuple[str, str]] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    specialist: str = ""
    table: list[list[str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def of_project(project: Project, *, actor: Actor, moment: Moment, language: str) -> Note:
    """The note of one project, as known on the moment's day, as far as the actor may know it."""
    say = _Say(language, moment.as_of)
    subject = project.subject.to_value()
    inner = access.in_confidence(actor).filter(pk=project.pk).exists()
    money, sources = _money(subject, actor, moment, say)
    stage, since = _stage(project, moment.as_of)
    return Note(
        **_head(subject, "project", moment, say),
        facts=_facts(project, stage, since, say),
        money=[*_cost(project, say), *money] if inner else money,
        since=_since(project, actor, moment, say) if inner else [],
        problems=_problems(project, actor, moment, say) if inner else [],
        next=_next(project, moment, say) if inner else [],
        specialist=_specialist(project, say),
        sources=sources,
    )


def of_subject(subject: SubjectValue, *, actor: Actor, moment: Moment, language: str) -> Note:
    """The note of a territory or zone: its figures, and its projects in one table."""
    say = _Say(language, moment.as_of)
    money, sources = _money(subject, actor, moment, say)
    rows = list(_below(subject, actor))
    return Note(
        **_head(subject, subject.kind, moment, say),
        facts=[(say.note("projects"), str(len(rows)))] if rows else [],
        money=money,
        table=[_row(project, say) for project in rows[:MOST_ROWS]],
        sources=sources,
    )


def _head(subject: SubjectValue, kind: str, moment: Moment, say: "_Say") -> dict[str, Any]:
    codes = (
        "facts", "money", "since", "problems", "next", "specialist", "table", "sources", "as_of",
        "name", "stage", "cost", "jobs", "launch", "lead",
    )  # fmt: skip
    return {
        "language": say.language,
        "kind": word("note_kind", kind, say.language),
        "title": subject.names.get(say.language),
        "day": say.day(moment.as_of),
        "fictional": say.note("fictional") if subject.fictional else "",
        "words": {code: say.note(code) for code in codes},
    }


def _facts(
    project: Project, stage: str, since: dt.date | None, say: "_Say"
) -> list[tuple[str, str]]:
    company = project.company.organisation if project.company else None
    initiator = company.called(say.language, say.today) if company else project.initiator
    capacity = (
        f"{amounts.exact(project.capacity.normalize(), say.language)} {project.capacity_unit}"
        if project.capacity is not None
        else ""
    )
    stage_text = word("stage", stage, say.language) if stage else ""
    if since:
        stage_text = f"{stage_text}, {say.note('from')} {say.day(since)}"
    period = " – ".join(say.day(day) for day in (project.starts_on, project.ends_on) if day)
    jobs = [
        f"{number} ({word('field', name, say.language).lower()})"
        for name, number in (
            ("jobs_permanent", project.jobs_permanent),
            ("jobs_temporary", project.jobs_temporary),
        )
        if number
    ]
    sector = oked.name_of(project.sector)
    lines = (
        (word("field", "company", say.language), initiator),
        (word("field", "countries", say.language), say.countries(project.countries)),
        (word("field", "sector", say.language), sector.get(say.language) if sector else ""),
        (word("field", "place", say.language), _named(project.place, say)),
        (word("field", "zone", say.language), _named(project.zone, say)),
        (word("field", "product", say.language), project.product),
        (word("field", "capacity", say.language), capacity),
        (say.note("jobs"), ", ".join(jobs)),
        (say.note("period"), period),
        (say.note("stage"), stage_text),
        (word("field", "readiness", say.language), _percent(project.readiness)),
    )
    return [(label, text) for label, text in lines if text]


def _cost(project: Project, say: "_Say") -> list[tuple[str, str]]:
    codes = ("cost_kzt", "cost_own_kzt", "cost_bank_kzt", "cost_state_kzt", "cost_other_kzt")
    values = ((code, getattr(project, code)) for code in codes)
    return [
        (word("field", code, say.language), f"{amounts.compact(v, say.language)} ₸")
        for code, v in values
        if v is not None
    ]


def _money(
    subject: SubjectValue, actor: Actor, moment: Moment, say: "_Say"
) -> tuple[list[tuple[str, str]], list[str]]:
    """Figures of the ledger with the numbers of their sources, and the sources."""
    picture = pictures.picture(subject, actor=actor, moment=moment)
    lines: list[tuple[str, str]] = []
    sources: list[str] = []
    headline = [picture.headline.line] if picture.headline else []
    for line in [*headline, *picture.key, *picture.lines]:
        for answer in (*line.actual, *line.plan):
            told = say.answer(answer)
            notes = []
            for row in answer.rows[:3]:
                said = f"{row.source.title}, {say.known(row.known)}"
                if said not in sources:
                    sources.append(said)
                notes.append(str(sources.index(said) + 1))
            mark = f" [{', '.join(notes)}]" if notes else f" ({say.note('booked')})"
            text = (say.label(answer), f"{told}{mark}")
            if text not in lines:
                lines.append(text)
    return lines, sources


def _stage(project: Project, day: dt.date) -> tuple[str, dt.date | None]:
    """The stage on a day: by the moves that had happened by then."""
    moves = StageMove.objects.filter(project=project, on__lte=day).order_by("-on", "-id")
    last = moves.first()
    return (last.to, last.on) if last else (project.stage, project.stage_since)


def _since(project: Project, actor: Actor, moment: Moment, say: "_Say") -> list[str]:
    """What was done between the two days of the moment, newest first."""
    span = {"on__gt": moment.since, "on__lte": moment.as_of}
    moves = StageMove.objects.filter(project=project, **span).order_by("-on", "-id")
    told = StateText.objects.filter(project__in=family.of(project), **span).exclude(text="")
    lines = [(m.on, word("stage", m.to, say.language)) for m in moves]
    lines += [(s.on, s.text) for s in told.order_by("-on", "-id")]
    for contact in contacts.of(project, actor=actor, limit=50):
        day = local_day(contact.happened_at)
        if moment.since < day <= moment.as_of:
            kind = word("contact_kind", contact.kind, say.language)
            lines.append((day, f"{kind}: {contact.notes}" if contact.notes else kind))
    lines.sort(key=lambda line: line[0], reverse=True)
    return [f"{say.day(day)}: {text}" for day, text in lines[:MOST_LINES]]


def _problems(project: Project, actor: Actor, moment: Moment, say: "_Say") -> list[str]:
    """What is overdue: planned days, promises, instructions."""
    day = moment.as_of
    dates = StageDate.objects.filter(
        project=project, phase=None, planned_on__lt=day, actual_on=None
    )
    passed = ROAD.index(Stage(project.stage)) if not Stage(project.stage).beside else -1
    found = [
        f"{say.note('late')}: {word('stage', d.stage, say.language)}, {say.day(d.planned_on)}"
        for d in dates.order_by("planned_on")
        if d.planned_on and ROAD.index(Stage(d.stage)) > passed
    ]
    for row in commitments.promises_visible_to(actor).filter(
        project=project, state=PromiseState.OPEN, due_on__lt=day
    ):
        side = word("promise_side", row.side, say.language)
        found.append(f"{say.note('owed')} ({side}): {row.text}, {say.day(row.due_on)}")
    for task in commitments.instructions_visible_to(actor).filter(
        project=project, ended_on=None, due_on__lt=day
    ):
        found.append(f"{say.note('instructed')}: {task.text}, {say.day(task.due_on)}")
    return found[:MOST_LINES]


def _next(project: Project, moment: Moment, say: "_Say") -> list[str]:
    told = StateText.objects.filter(project__in=family.of(project), on__lte=moment.as_of).exclude(
        next_step=""
    )
    last = told.order_by("-on", "-id").first()
    lines = [last.next_step] if last else []
    ahead = StageDate.objects.filter(
        project=project, phase=None, planned_on__gte=moment.as_of, actual_on=None
    ).order_by("planned_on")
    lines += [
        f"{word('stage', d.stage, say.language)}: {say.day(d.planned_on)}"
        for d in ahead[:3]
        if d.planned_on
    ]
    return lines


def _specialist(project: Project, say: "_Say") -> str:
    if project.lead_id is None:
        return ""
    name = display_names([project.lead_id], say.language)[project.lead_id]
    body = project.department.called(say.language, say.today) if project.department else ""
    return ", ".join(part for part in (name, body) if part)


def _below(subject: SubjectValue, actor: Actor) -> Iterable[Project]:
    """Projects that lie below a subject, the dearest first."""
    rows = access.visible_to(actor).filter(pk__in=access.below(subject.code))
    joined = rows.select_related("subject", "lead").exclude(state=State.CLOSED)
    return joined.order_by("-cost_kzt", "sort_name", "pk")


def _row(project: Project, say: "_Say") -> list[str]:
    cost = f"{amounts.compact(project.cost_kzt, say.language)} ₸" if project.cost_kzt else "–"
    return [
        project.subject.names.get(say.language),
        word("stage", project.stage, say.language) if project.stage else "–",
        cost,
        str(project.jobs_permanent or "–"),
        say.day(project.planned_launch_on) if project.planned_launch_on else "–",
        project.lead.name(say.language) if project.lead else "–",
    ]


def _named(subject: Any, say: "_Say") -> str:
    return subject.names.get(say.language) if subject else ""


def _percent(value: int | None) -> str:
    return "" if value is None else f"{value} %"


class _Say:
    """Numbers, days and names in one language; organisations are called as on `today`."""

    def __init__(self, language: str, today: dt.date) -> None:
        self.language, self.today = language, today

    def note(self, code: str) -> str:
        return word("note", code, self.language)

    def day(self, day: dt.date | None) -> str:
        if day is None:
            return ""
        return day.isoformat() if self.language == "en" else f"{day:%d.%m.%Y}"

    def known(self, known: Any) -> str:
        precise = str(known)
        return self.day(known.day) if len(precise) == 10 else precise

    def countries(self, codes: Sequence[str]) -> str:
        names = Locale(self.language).territories
        return ", ".join(names.get(code, code) for code in codes)

    def label(self, answer: Answer) -> str:
        """The measure with its period, and what a plan is."""
        parts = [answer.question.measure.names.get(self.language)]
        if answer.question.period:
            parts.append(str(answer.question.period))
        if answer.standing:
            parts.append(word("note", answer.standing, self.language))
        return ", ".join(parts)

    def answer(self, answer: Answer) -> str:
        measure = answer.question.measure
        shown = [(answer.amount, answer.qualifier)]
        shown += [(rival.amount, rival.qualifier) for rival in answer.rivals]
        return " / ".join(self._amount(amount, qual, measure) for amount, qual in shown)

    def _amount(self, amount: int, qualifier: Qualifier, measure: MeasureValue) -> str:
        text = amounts.compact(Decimal(measure.to_decimal(amount)), self.language)
        if measure.unit == "KZT":
            text = f"{text} ₸"
        elif measure.unit not in COUNTED:
            text = f"{text} {word('unit', measure.unit, self.language)}"
        if qualifier is Qualifier.NONE:
            return text
        return word("qualifier", qualifier, self.language, {"value": text})
