"""A project as the register knew it on an earlier day: later acts undone, by the diary."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from jolserik.companies.models import Company
from jolserik.events.models import Event
from jolserik.ledger.models import Subject
from jolserik.projects import passport
from jolserik.projects.models import Assignment, PlanShift, Project
from jolserik.projects.totals import after_day
from jolserik.projects.values import Stage, TeamRole

NAMES: Final = ("name_ru", "name_kk", "name_en")


def wound_back(project: Project, day: dt.date) -> Project:
    """The same object with the fields of its passport as they were in the evening of a day; names
    stay those of now. For reading only: it must not be saved."""
    events = Event.objects.filter(
        subject_kind="project", subject_key=project.subject.code, at__gte=after_day(day)
    )
    old: dict[str, str] = {}
    for name, facts in events.order_by("id").values_list("name", "facts"):
        if name == "project_registered":
            continue
        for field, before, _after in facts.get("changes", ()):
            if field in passport.BY_CODE and field not in NAMES:
                old.setdefault(field, before)
    for field, text in old.items():
        if field == "company":
            project.company = Company.objects.filter(pk=text).first() if text else None
        elif field in ("place", "zone"):
            setattr(project, field, Subject.objects.filter(code=text).first() if text else None)
        else:
            setattr(project, field, passport.from_text(passport.BY_CODE[field], text))
    return project


def launches(keys: Collection[int], day: dt.date) -> dict[int, dt.date | None]:
    """The planned launch that was in force on a day, of projects that moved it since."""
    shifts = PlanShift.objects.filter(
        project__in=keys, phase=None, stage=Stage.LAUNCHED, at__gte=after_day(day)
    )
    # Newest first, so that the first shift since tells last what was before it.
    return dict(shifts.order_by("-id").values_list("project_id", "old_on"))


def leads(keys: Collection[int], day: dt.date) -> list[Assignment]:
    """Who led these projects on a day, by project; the newest where one followed another."""
    rows = Assignment.objects.filter(
        project__in=keys, role=TeamRole.LEAD, from_on__lte=day
    ).select_related("person")
    open_then = [row for row in rows.order_by("id") if row.to_on is None or row.to_on > day]
    return list({row.project_id: row for row in open_then}.values())
