"""The briefing note of many projects together: a territory or zone, a company, a sector or a
country within a territory. What the register's totals are made of, as known on a day."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from babel import Locale
from django.db.models import Q

from jolserik.briefings import figures, happened
from jolserik.briefings.happened import About
from jolserik.briefings.note import NOT_KNOWN, Note, head, without_empty_columns
from jolserik.briefings.saying import Say
from jolserik.companies.models import Company
from jolserik.indicators import totals
from jolserik.indicators.moment import Moment
from jolserik.indicators.totals import Records
from jolserik.ledger.values import SubjectValue
from jolserik.people.actor import Actor
from jolserik.projects import access, as_of, oked
from jolserik.projects.models import Project
from jolserik.projects.totals import Asked
from jolserik.projects.values import Stage

ROWS: Final = 10
MOST_PEOPLE: Final = 6
MOST_OWNERS: Final = 5
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Reader:
    """Who reads a note, of which day, in which language; `link` leads to all the projects."""

    actor: Actor
    moment: Moment
    language: str
    link: str = ""


def of_territory(subject: SubjectValue, reader: Reader) -> Note:
    """A region, city, district or zone: its figures, and its projects."""
    say = Say(reader.language, reader.moment.as_of)
    told = figures.lines(subject, reader.actor, reader.moment, say, most=9)
    scope = totals.within(subject, reader.moment)
    title = subject.names.get(reader.language)
    return _note(
        scope, Asked(), subject.kind, title, reader, say, money=told, fictional=subject.fictional
    )


def of_company(company: Company, reader: Reader) -> Note:
    """A company: what it is, who owns it, and its projects."""
    say = Say(reader.language, reader.moment.as_of)
    body = company.organisation
    owners = [
        ", ".join(
            part for part in (o.name, say.countries([o.country]) if o.country else "") if part
        )
        + (f" – {say.number(o.share.normalize())}\u00a0%" if o.share is not None else "")
        for o in company.owners.all()
    ]
    listed = "; ".join(owners[:MOST_OWNERS])
    if len(owners) > MOST_OWNERS:
        listed += say.note("and_more", {"count": len(owners) - MOST_OWNERS})
    facts = [
        (say.word("field", "form"), say.word("company_form", company.form)),
        (say.word("field", "country"), say.countries([company.country])),
        (say.word("field", "bin"), body.bin),
        (say.word("field", "foreign_number"), company.foreign_number),
        (say.word("field", "owners"), listed),
        (say.word("field", "website"), company.website),
    ]
    title = body.called(reader.language, reader.moment.as_of)
    return _note(
        Q(company=company.pk),
        Asked(),
        "company",
        title,
        reader,
        say,
        facts=[(label, text) for label, text in facts if text],
        fictional=company.fictional,
    )


def of_sector(code: str, within: SubjectValue, reader: Reader) -> Note:
    """A section or division of OKED within a territory."""
    named = oked.names()[code]
    title = f"{named.get(reader.language)} ({code})"
    return _of_rows(Asked(sector=code), "sector", title, within, reader)


def of_country(code: str, within: SubjectValue, reader: Reader) -> Note:
    """The projects that come from a country, by the rule of `projects.origin`."""
    title = str(Locale(reader.language).territories.get(code, code))
    return _of_rows(Asked(origin=code), "country", title, within, reader)


def _of_rows(asked: Asked, kind: str, title: str, within: SubjectValue, reader: Reader) -> Note:
    say = Say(reader.language, reader.moment.as_of)
    return _note(
        totals.within(within, reader.moment),
        asked,
        kind,
        title,
        reader,
        say,
        facts=[(say.note("within"), within.names.get(reader.language))],
        fictional=within.fictional,
    )


def _note(
    scope: Q,
    asked: Asked,
    kind: str,
    title: str,
    reader: Reader,
    say: Say,
    *,
    facts: Pairs | None = None,
    money: Pairs | None = None,
    fictional: bool,
) -> Note:
    moment = reader.moment
    found = totals.records(scope, asked, actor=reader.actor, moment=moment, size=ROWS)
    keys = [part.project for part in found.parts if part.project]
    about = _about(found, keys, reader, say)
    led = as_of.leads(keys, moment.as_of)
    rows = _table(found, {row.project_id: row.person for row in led}, moment, say)
    return Note(
        **head(title=title, kind=kind, fictional=fictional, moment=moment, say=say),
        facts=[*(facts or []), *_counted(found, say)],
        money=[*(money or []), *_declared(found, say)],
        since=happened.since(about),
        problems=happened.problems(about),
        next=happened.ahead(about),
        specialist=_people(led, say),
        **without_empty_columns(rows),
        whole=found.sum.projects,
        link=reader.link,
        sources=say.sources,
    )


def _about(found: Records, keys: list[int], reader: Reader, say: Say) -> About:
    inner = access.in_confidence(reader.actor).filter(pk__in=keys).values_list("pk", flat=True)
    named = Project.objects.filter(pk__in=keys).select_related("subject")
    return About(
        inner=list(inner),
        seen=keys,
        stages={part.project or 0: part.stage for part in found.parts},
        names={row.pk: row.subject.names.get(say.language) for row in named},
        actor=reader.actor,
        moment=reader.moment,
        say=say,
    )


def _counted(found: Records, say: Say) -> Pairs:
    """How many projects, how far they are, and where they stand on the road."""
    whole = found.sum
    if not whole.projects:
        return [(say.note("projects"), say.note("none"))]
    counted = [(whole.in_work, "in_work"), (whole.launched, "launched"), (whole.unsaid, "unsaid")]
    parts = [f"{say.word('progress', far)}: {many}" for many, far in counted if many]
    stages = Counter(part.stage for part in found.parts if part.stage)
    road = [f"{say.word('stage', stage)} {stages[stage]}" for stage in Stage if stages[stage]]
    lines = [
        (say.note("projects"), f"{whole.projects} ({', '.join(parts)}){say.registered()}"),
        (say.note("stage"), ", ".join(road)),
    ]
    return [(label, text) for label, text in lines if text]


def _declared(found: Records, say: Say) -> Pairs:
    """The cost and jobs of the projects together: sums of what stands in the rows."""
    lines = [
        (say.note("declared_cost"), say.of_many(found.sum.cost, found.sum, money=True)),
        (say.note("declared_jobs"), say.of_many(found.sum.jobs, found.sum, money=False)),
    ]
    return [(label, f"{text}{say.registered()}") for label, text in lines if text]


def _table(found: Records, leads: dict[int, Any], moment: Moment, say: Say) -> list[list[str]]:
    shifted = {}
    if not moment.is_today:
        shifted = as_of.launches([record.project.pk for record in found.rows], moment.as_of)
    rows = []
    for record in found.rows:
        project = record.project
        launch = shifted.get(project.pk, project.planned_launch_on)
        lead = leads.get(project.pk)
        cost, jobs = say.cells(record)
        rows.append(
            [
                project.subject.names.get(say.language),
                say.word("stage", record.part.stage) or NOT_KNOWN,
                cost,
                jobs,
                say.day(launch) or NOT_KNOWN,
                lead.name(say.language) if lead else NOT_KNOWN,
            ]
        )
    return rows


def _people(led: list[Any], say: Say) -> str:
    """Who leads how many of the projects, the most first."""
    many = Counter(row.person_id for row in led)
    people = {row.person_id: row.person for row in led}
    said = [
        f"{people[key].name(say.language)} ({count})"
        for key, count in many.most_common(MOST_PEOPLE)
    ]
    left = len(many) - MOST_PEOPLE
    return ", ".join(said) + (say.note("and_more", {"count": left}) if left > 0 else "")
