"""Projects and what was published about them."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jolserik.core.known import KnownOn
from jolserik.events.models import Event
from jolserik.ledger.models import Subject
from jolserik.ledger.tests import make
from jolserik.ledger.tests.make import NAMES, NOW
from jolserik.people.actor import PROGRAM
from jolserik.projects import actions, queries
from jolserik.projects.models import Project, ProjectFact

pytestmark = pytest.mark.django_db
LATER = dt.date(2026, 1, 1)


def project(code: str, place: Subject | None = None, zone: Subject | None = None) -> Project:
    return actions.add_project(
        code=code, names=NAMES, fictional=False, place=place, zone=zone, by=PROGRAM, now=NOW
    )


def fact(
    about: Project, known: str, kind: str = "stage", stage: str = "construction"
) -> ProjectFact:
    return actions.add_fact(
        about,
        kind=kind,
        stage=stage if kind == "stage" else "",
        text=NAMES,
        known=KnownOn.parse(known),
        source=make.source(),
        by=PROGRAM,
        now=NOW,
    )


def test_a_project_rolls_up_into_its_zone_and_its_place_once() -> None:
    district, zone = make.subject("kato:1"), make.subject("zone:1")
    make.lies(zone, district)
    made = project("project:1", district, zone)
    make.book(made.subject, 7)
    assert [make.value(about, "2024") for about in (zone, district)] == [7, 7]


def test_a_fact_is_a_row_and_an_event() -> None:
    row = fact(project("project:1"), "2024-autumn")
    assert (str(row.known), row.stage, row.text["en"]) == ("2024-autumn", "construction", "a")
    event = Event.objects.latest("id")
    assert (event.name, event.subject_key) == ("project_fact_recorded", "project:1")


@pytest.mark.parametrize(("kind", "stage"), [("stage", ""), ("state", "launched")])
def test_a_stage_is_named_and_nothing_else_is(kind: str, stage: str) -> None:
    about = project("project:1")
    with pytest.raises(IntegrityError, match="project_stage_is_named"), transaction.atomic():
        actions.add_fact(
            about,
            kind=kind,
            stage=stage,
            text=NAMES,
            known=KnownOn.parse("2024"),
            source=make.source(),
            by=PROGRAM,
            now=NOW,
        )


def test_a_project_is_shown_as_known_on_a_day() -> None:
    made = project("project:1")
    fact(made, "2024-03-01", stage="construction")
    fact(made, "2024-10-01", stage="launched")
    subject = made.subject.to_value()
    stages = {}
    for day in (dt.date(2024, 2, 1), dt.date(2024, 9, 30), dt.date(2024, 10, 1)):
        view = queries.project(subject, as_of=day)
        assert view is not None
        stages[day.month] = view.stage.stage if view.stage else None
    assert stages == {2: None, 9: "construction", 10: "launched"}


def test_the_furthest_stage_stands_first_and_unknown_projects_nowhere() -> None:
    zone = make.subject("zone:1")
    for number, stage in enumerate(("memorandum", "launched", "construction")):
        fact(project(f"project:{number}", zone=zone), "2024-03-01", stage=stage)
    project("project:9", zone=zone)
    found = queries.below(zone.to_value(), as_of=LATER)
    stages = [view.stage.stage for view in found if view.stage]
    assert stages == ["launched", "construction", "memorandum"] and len(found) == 3


def test_three_projects_and_thirty_take_the_same_statements() -> None:
    counts = []
    for code, many in (("zone:1", 3), ("zone:2", 30)):
        zone = make.subject(code)
        for number in range(many):
            fact(project(f"project:{code}-{number}", zone=zone), "2024-03-01")
        with CaptureQueriesContext(connection) as captured:
            assert len(queries.below(zone.to_value(), as_of=LATER)) == many
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_published_project_stands_where_the_newest_publication_says() -> None:
    made = project("project:1")
    fact(made, "2025-06-01", stage="launched")
    fact(made, "2024-06-01", stage="construction")
    made.refresh_from_db()
    assert (made.stage, made.stage_since, made.launched_on) == ("launched", None, None)
    fact(made, "2025-09-01", stage="suspended")
    made.refresh_from_db()
    assert (made.stage, made.stage_before) == ("suspended", "launched")
