"""Totals by sector and origin: exact, complete, as known on a day, the same as the list finds."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.test import TestCase

from jolserik.companies.actions import register_company
from jolserik.companies.rules import CompanyDraft, OwnerDraft
from jolserik.events.models import Event
from jolserik.people.actor import PROGRAM, PUBLIC, Actor
from jolserik.people.testing import BOLAT, DANA, ERLAN, NOW, TODAY
from jolserik.projects import actions, listing, origin
from jolserik.projects.listing import Filters
from jolserik.projects.models import Project
from jolserik.projects.progress import Progress, progress, standing
from jolserik.projects.testing import (
    FULL,
    REGION,
    ZONE,
    made_up_bin,
    project,
    settle_register,
    words,
)
from jolserik.projects.totals import UNSAID, Asked, Part, below, parts
from jolserik.projects.values import Stage, State

WEEK = dt.timedelta(days=7)


def owned(number: int, *owners: tuple[str, str | None], form: str = "", country: str = "KZ") -> str:
    """The key of a company with owners: (country, share)."""
    draft = CompanyDraft(
        name=words(f"Фирма {number}"),
        form=form or "legal_entity",
        country=country,
        bin="" if form == "foreign" else made_up_bin(number),
        owners=[
            OwnerDraft(f"Владелец {n}", c, Decimal(s) if s else None)
            for n, (c, s) in enumerate(owners)
        ],
    )
    return register_company(draft, by=PROGRAM, now=NOW, fictional=True).key


def total(found: list[Part], part: str) -> Decimal:
    return sum((getattr(p, part).amount for p in found), Decimal(0))


def all_parts(
    actor: Actor = DANA.actor, day: dt.date = TODAY, *, singly: bool = False
) -> list[Part]:
    scope = below(REGION, day=day, today=TODAY)
    return parts(scope, actor=actor, day=day, today=TODAY, published={}, singly=singly)


class TestOrigin(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()

    def of(self, *, public: bool = False, **values: Any) -> str:
        row = project(f"Проект {Project.objects.count()}", **values)
        found = origin.of(Project.objects.filter(pk=row.pk), public=public)
        return str(found.values_list("origin", flat=True).get())

    def test_the_initiator_goes_before_the_passport(self) -> None:
        chinese = owned(1, form="foreign", country="CN")
        assert self.of(company=chinese, countries="TR,KZ") == "CN"

    def test_owners_of_a_kazakh_company_with_a_tenth_or_more_count(self) -> None:
        cases = [
            ((("KZ", "70"), ("TR", "30")), "TR"),
            ((("KZ", "90.001"), ("TR", "9.999")), "KZ"),
            ((("KZ", "90"), ("TR", "5"), ("TR", "5")), "TR"),
            ((("TR", "40"), ("CN", "41"), ("KZ", "19")), "CN"),
            ((("TR", "50"), ("CN", "50")), "CN"),
            ((("DE", None),), "DE"),
            ((("DE", None), ("CN", "60")), "CN"),
            ((("", "100"),), "KZ"),
            ((), "KZ"),
        ]
        for number, (owners, country) in enumerate(cases, start=20):
            assert self.of(company=owned(number, *owners)) == country, owners

    def test_then_the_first_foreign_country_of_the_passport(self) -> None:
        cases = {"": "", "KZ": "KZ", "KZ,TR": "TR", "TR,CN,KZ": "TR", "KZ,CN,TR": "CN"}
        for named, country in cases.items():
            assert self.of(countries=named) == country, named
        assert self.of(company=owned(50, ("KZ", "100")), countries="CN") == "CN"

    def test_the_public_is_not_told_who_owns_whom(self) -> None:
        turkish = owned(60, ("TR", "100"))
        assert self.of(company=turkish, countries="KZ", public=True) == "KZ"
        assert self.of(company=turkish, public=True) == ""


class TestProgress(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project("Завод")

    row: Project

    def test_values_and_rows_are_judged_alike(self) -> None:
        known = [(stage, "") for stage in ("", *Stage)]
        known += [(Stage.SUSPENDED, stage) for stage in Stage if not stage.beside]
        for stage, before in known:
            Project.objects.filter(pk=self.row.pk).update(
                stage=stage, stage_before=before, state=State.PUBLISHED
            )
            said = progress(stage, before)
            for wanted in Progress:
                found = Project.objects.filter(standing(wanted)).exists()
                assert found == (said is wanted), (stage, before, wanted)
            assert Project.objects.filter(standing()).exists() == (said is not None)


class TestParts(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.tiles = project("Завод плитки", zone=ZONE, **FULL)
        cls.farm = project("Ферма", sector="01", countries="CN", cost_kzt="0.01")
        cls.whole = project("Завод", sector="C", cost_kzt="99999999999999.99", jobs_permanent="7")
        cls.bare = project("Без всего")

    tiles: Project
    farm: Project
    whole: Project
    bare: Project

    def test_every_project_stands_once_and_sums_are_exact(self) -> None:
        found = all_parts()
        assert sum(p.projects for p in found) == 4
        assert total(found, "cost") == Decimal("100001000000000.00")
        assert sum(p.cost.said for p in found) == 3
        assert total(found, "jobs") == 87
        singly = all_parts(singly=True)
        assert len(singly) == 4
        assert (total(singly, "cost"), total(singly, "jobs")) == (
            total(found, "cost"),
            total(found, "jobs"),
        )

    def test_sums_do_not_run_over(self) -> None:
        for n in range(3):
            project(f"Дорогой {n}", sector="C", cost_kzt="99999999999999.99")
        Project.objects.filter(sector="C").update(cost_kzt=Decimal("46000000000000000.01"))
        found = [p for p in all_parts() if (p.section, p.division) == ("C", "")]
        assert total(found, "cost") == 4 * Decimal("46000000000000000.01")

    def test_each_row_is_what_the_list_finds(self) -> None:
        Project.objects.filter(pk=self.farm.pk).update(stage=Stage.LAUNCHED)
        Project.objects.filter(pk=self.whole.pk).update(
            stage=Stage.SUSPENDED, stage_before=Stage.LAUNCHED
        )
        for member in (DANA, ERLAN, BOLAT):
            singly = all_parts(member.actor, singly=True)
            sectors = ("", "A", "C", "C-none", "23", "01", UNSAID, "B")
            for sector in sectors:
                for country in ("", "CN", "KZ", UNSAID):
                    for far in ("", *Progress):
                        asked = Asked(sector, country, far)
                        held = {p.project for p in singly if asked.holds(p)}
                        filters = Filters(
                            place=REGION, sector=sector, origin=country, progress=far or "open"
                        )
                        listed = listing.matching(filters, member.actor, today=TODAY)
                        assert held == {row.pk for row in listed}, (member.name, asked)
        assert len(all_parts(ERLAN.actor, singly=True)) == 1

    def test_a_cancelled_project_counts_nowhere(self) -> None:
        Project.objects.filter(pk=self.bare.pk).update(
            stage=Stage.CANCELLED, stage_before=Stage.ENQUIRY, state=State.CLOSED
        )
        assert sum(p.projects for p in all_parts()) == 3

    def test_the_public_counts_what_is_shown_and_reads_no_passport(self) -> None:
        Project.objects.update(published=False)
        assert all_parts(PUBLIC) == []
        Project.objects.filter(pk=self.tiles.pk).update(published=True)
        shown = all_parts(PUBLIC)
        assert [p.project for p in shown] == [self.tiles.pk]
        assert (shown[0].cost.said, shown[0].jobs.said, shown[0].stage) == (0, 0, "")

    def test_one_query_today_and_two_in_the_past(self) -> None:
        with self.assertNumQueries(1):
            all_parts()
        with self.assertNumQueries(2):  # all of it was done on the day after
            all_parts(day=TODAY - dt.timedelta(days=1))


class TestPastDay(TestCase):
    """The register is wound back to the evening of a day."""

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register(now=NOW - 2 * WEEK)
        cls.old = project("Завод", now=NOW - 2 * WEEK, **FULL)
        cls.new = project("Новый", now=NOW, cost_kzt="5")

    old: Project
    new: Project

    def at(self, day: dt.date) -> list[Part]:
        return all_parts(day=day, singly=True)

    def test_what_came_later_is_not_there_yet(self) -> None:
        assert len(self.at(TODAY)) == 2
        assert [p.project for p in self.at(TODAY - dt.timedelta(days=1))] == [self.old.pk]
        assert self.at(TODAY - 3 * WEEK) == []
        assert sum(p.projects for p in all_parts(day=TODAY - WEEK)) == 1

    def test_a_promise_changed_since_is_the_old_one(self) -> None:
        version = Project.objects.get(pk=self.old.pk).version
        for number, (cost, jobs) in enumerate((("700000000", "90"), ("900000000", ""))):
            actions.change_project(
                self.old.pk,
                {"cost_own_kzt": cost, "jobs_permanent": jobs},
                version=version + number,
                by=PROGRAM,
                now=NOW,
            )
        now, then = self.at(TODAY), self.at(TODAY - WEEK)
        assert {p.cost.amount for p in now} == {Decimal(5), Decimal(1_300_000_000)}
        assert [(p.cost.amount, p.jobs.amount) for p in then] == [
            (Decimal(1_000_000_000), Decimal(80))
        ]

    def test_a_stage_is_the_one_it_stood_at(self) -> None:
        Project.objects.filter(pk=self.old.pk).update(
            stage=Stage.CANCELLED,
            stage_before=Stage.ENQUIRY,
            state=State.CLOSED,
            touched_at=NOW,
        )
        facts = {"before": Stage.MEMORANDUM, "stage": Stage.CANCELLED}
        Event.objects.create(
            name="project_moved",
            at=NOW,
            subject_kind="project",
            subject_key=self.old.subject.code,
            facts=facts,
        )
        assert self.old.pk not in {p.project for p in self.at(TODAY)}
        assert [p.stage for p in self.at(TODAY - WEEK)] == [Stage.MEMORANDUM]
        assert sum(p.projects for p in all_parts(day=TODAY - WEEK)) == 1
