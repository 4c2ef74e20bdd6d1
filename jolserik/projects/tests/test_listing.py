import datetime as dt
import uuid
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

from django.test import TestCase

from jolserik.companies.actions import register_company
from jolserik.companies.rules import CompanyDraft
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.people.actor import PROGRAM, PUBLIC
from jolserik.people.rules import Invalid
from jolserik.people.testing import BOLAT, DANA, FARIDA, GANI, NOW, TODAY
from jolserik.projects import actions, export, listing, passport
from jolserik.projects.actions.views import note_export, remove_view, save_view, views_of
from jolserik.projects.listing import Filters, Listing, parse
from jolserik.projects.models import Membership, Project, Term
from jolserik.projects.testing import (
    DISTRICT,
    FULL,
    REGION,
    ZONE,
    company,
    made_up_bin,
    project,
    settle_register,
    words,
)
from jolserik.projects.values import Stage, TeamRole


class ListingTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.firm = company("ТОО «Алтын дән»", number=3)
        cls.tiles = project("Завод плитки", company=cls.firm.key, zone=ZONE, **FULL)
        cls.farm = project("Ферма", sector="01", countries="DE,KZ", cost_kzt="50000000")
        cls.bare = project("Әке мен бала")

    firm: Any
    tiles: Project
    farm: Project
    bare: Project

    def found(self, **filters: Any) -> set[str]:
        asked = Listing(Filters(**filters))
        rows = listing.rows(asked, DANA.actor, page=1, today=TODAY)
        return {row.subject.name_ru for row in rows}


class TestFilters(ListingTestCase):
    def test_words_of_a_name_and_of_the_company_without_its_form(self) -> None:
        assert self.found(q="плитки завод") == {"Завод плитки"}
        assert self.found(q="алтын дән жшс") == {"Завод плитки"}
        assert self.found(q=self.firm.organisation.bin[:8]) == {"Завод плитки"}
        assert self.found(q="нет такого") == set()

    def test_a_place_and_a_zone_with_all_that_lies_below(self) -> None:
        assert self.found(place=REGION) == self.found(place=DISTRICT) == self.found()
        assert self.found(zone=ZONE) == {"Завод плитки"}

    def test_a_sector_with_its_divisions(self) -> None:
        assert self.found(sector="C") == self.found(sector="23") == {"Завод плитки"}
        assert self.found(sector="A") == {"Ферма"}
        assert self.found(sector="24") == set()

    def test_a_country_among_several(self) -> None:
        assert self.found(country="DE") == {"Ферма"}
        assert self.found(country="KZ") == {"Завод плитки", "Ферма"}

    def test_amount_and_jobs_with_both_ends(self) -> None:
        assert self.found(cost_from=Decimal(1_000_000_000)) == {"Завод плитки"}
        assert self.found(cost_to=Decimal(50_000_000)) == {"Ферма"}
        assert self.found(jobs_from=80, jobs_to=80) == {"Завод плитки"}

    def test_a_specialist_in_any_role(self) -> None:
        key = str(FARIDA.key)
        assert self.found(person=key) == set()
        actions.add_to_team(
            self.farm.pk, FARIDA.key, TeamRole.SECTOR_DEPARTMENT, by=DANA.actor, now=NOW
        )
        assert self.found(person=key) == {"Ферма"}
        assert self.found(person=str(BOLAT.key)) == self.found()

    def test_a_list_and_the_day_on_it(self) -> None:
        term = Term.objects.filter(kind="list").first()
        assert term is not None
        Membership.objects.create(
            project=self.farm, list=term, from_on=dt.date(2025, 1, 1), to_on=dt.date(2025, 12, 31)
        )
        Membership.objects.create(project=self.tiles, list=term, from_on=dt.date(2026, 1, 1))
        assert self.found(list=term.code) == {"Завод плитки"}
        assert self.found(list=term.code, list_on=dt.date(2025, 12, 31)) == {"Ферма"}

    def test_late_is_planned_before_today_and_not_launched(self) -> None:
        Project.objects.filter(pk=self.farm.pk).update(planned_launch_on=TODAY)
        assert self.found(late=True) == set()
        yesterday = TODAY - dt.timedelta(days=1)
        Project.objects.filter(pk=self.farm.pk).update(planned_launch_on=yesterday)
        assert self.found(late=True) == {"Ферма"}
        Project.objects.filter(pk=self.farm.pk).update(launched_on=yesterday)
        assert self.found(late=True) == set()

    def test_stale_is_untouched_for_so_many_days(self) -> None:
        long_ago = NOW - dt.timedelta(days=40)
        Project.objects.filter(pk=self.bare.pk).update(touched_at=long_ago)
        assert self.found(stale=30) == {"Әке мен бала"}
        assert self.found(stale=60) == set()

    def test_missing_fields_of_every_kind(self) -> None:
        assert self.found(missing=("company",)) == {"Ферма", "Әке мен бала"}
        assert self.found(missing=("countries", "cost_kzt")) == {"Әке мен бала"}
        assert self.found(missing=("site_kind", "sector", "starts_on")) == {"Әке мен бала"}
        for code in passport.BY_CODE:
            self.found(missing=(code,))

    def test_the_public_finds_published_projects_alone(self) -> None:
        Project.objects.update(published=False)
        Project.objects.filter(pk=self.farm.pk).update(published=True)
        rows = listing.rows(Listing(), PUBLIC, page=1, today=TODAY)
        assert [row.pk for row in rows] == [self.farm.pk]


class TestOrder(ListingTestCase):
    def order(self, sort: str) -> list[str]:
        rows = listing.rows(Listing(sort=sort), DANA.actor, page=1, today=TODAY)
        return [row.subject.name_ru for row in rows]

    def test_names_stand_as_a_kazakh_reader_expects(self) -> None:
        assert self.order("name") == ["Әке мен бала", "Завод плитки", "Ферма"]
        assert self.order("-name") == ["Ферма", "Завод плитки", "Әке мен бала"]

    def test_what_is_unknown_stands_last_either_way(self) -> None:
        assert self.order("cost") == ["Ферма", "Завод плитки", "Әке мен бала"]
        assert self.order("-cost") == ["Завод плитки", "Ферма", "Әке мен бала"]

    def test_every_order_answers(self) -> None:
        for sort in listing.SORTS:
            assert len(self.order(sort)) == len(self.order(f"-{sort}")) == 3


class TestCounts(ListingTestCase):
    def test_stages_are_counted_whichever_is_asked_for(self) -> None:
        Project.objects.filter(pk=self.farm.pk).update(stage=Stage.CONSTRUCTION)
        with self.assertNumQueries(1):
            filters = Filters(stage=("construction",))
            counts = listing.stage_counts(filters, DANA.actor, today=TODAY)
        assert counts == {"enquiry": 2, "construction": 1}
        assert listing.total(filters, counts) == 1

    def test_lines_cost_the_same_queries_for_three_and_thirty(self) -> None:
        def cost() -> int:
            with self.assertNumQueries(_Any()) as counter:
                listing.rows(Listing(columns=listing.COLUMNS), DANA.actor, page=1, today=TODAY)
                list(export.table(Listing(), DANA.actor, language="ru", today=TODAY))
            return len(counter.captured_queries)

        before = cost()
        for n in range(27):
            project(f"Ещё {n}", company=company(f"Фирма {n}", number=100 + n).key)
        assert cost() == before <= 12


class TestAddress(ListingTestCase):
    def test_what_is_written_is_read_again(self) -> None:
        asked = Listing(
            Filters(
                q="завод & ко",
                stage=("enquiry", "published"),
                place=REGION,
                person=str(uuid.UUID(int=2)),
                cost_from=Decimal("1500000000.50"),
                jobs_to=0,
                launch_from=dt.date(2026, 1, 1),
                late=True,
                stale=30,
                missing=("company", "sector"),
            ),
            sort="-cost",
            columns=("stage", "bin"),
        )
        again, problems = parse(parse_qs(asked.query()))
        assert (again, problems) == (asked, ())

    def test_what_is_not_understood_is_a_problem_and_the_rest_holds(self) -> None:
        typed = {
            "stage": ["nowhere"],
            "cost_from": ["много"],
            "launch_to": ["31.12.2026"],
            "person": ["x"],
            "sector": ["Щ"],
            "country": ["Narnia"],
            "stale": ["-1"],
            "missing": ["shoe"],
            "place": ["x' or 1=1"],
            "jobs_from": ["٣"],
            "sort": ["-shoe"],
            "late": ["1"],
        }
        asked, problems = parse(typed)
        assert asked == Listing(Filters(late=True))
        assert {p.place for p in problems} == set(typed) - {"late"}
        assert {p.code for p in problems} == {"filter_not_understood"}

    def test_amounts_are_typed_as_people_write_them(self) -> None:
        asked, _ = parse({"cost_from": ["1,5 млрд"]})
        assert asked.filters.cost_from == Decimal(1_500_000_000)


class TestViews(ListingTestCase):
    def test_a_view_is_kept_and_shared_with_the_department(self) -> None:
        save_view(" Мои ", "late=1&shoe=2", shared=True, by=BOLAT.actor, now=NOW)
        save_view("Личный", "", by=BOLAT.actor, now=NOW)
        assert [(v.name, v.query) for v in views_of(DANA.actor)] == [("Мои", "late=1")]
        assert views_of(BOLAT.actor).count() == 2
        assert Event.objects.filter(name="view_saved").count() == 2

    def test_the_same_name_is_written_over(self) -> None:
        save_view("Мои", "late=1", by=BOLAT.actor, now=NOW)
        save_view("Мои", "stale=30", by=BOLAT.actor, now=NOW)
        assert [v.query for v in views_of(BOLAT.actor)] == ["stale=30"]

    def test_only_who_keeps_a_view_removes_it(self) -> None:
        view = save_view("Мои", "late=1", shared=True, by=BOLAT.actor, now=NOW)
        with self.assertRaises(Refused):
            remove_view(view.pk, by=DANA.actor, now=NOW)
        remove_view(view.pk, by=BOLAT.actor, now=NOW)
        assert not views_of(BOLAT.actor).exists()

    def test_a_view_needs_a_name_and_a_reader_a_right(self) -> None:
        with self.assertRaises(Invalid):
            save_view(" ", "late=1", by=BOLAT.actor, now=NOW)
        with self.assertRaises(Refused):
            save_view("Мои", "late=1", by=GANI.actor, now=NOW)


class TestExport(ListingTestCase):
    def test_every_row_has_every_column_and_units_stand_in_the_header(self) -> None:
        for language in ("ru", "kk", "en"):
            head = export.header(language)
            rows = list(export.table(Listing(), DANA.actor, language=language, today=TODAY))
            assert {len(row) for row in rows} == {len(head)}
            assert len(rows) == 3
        assert "Cost, total, tenge" in head
        tiles = next(row for row in rows if "Завод плитки" in row)
        by_name = dict(zip(head, tiles, strict=True))
        assert by_name["BIN"] == self.firm.organisation.bin
        assert by_name["Cost, total, tenge"] == Decimal(1_000_000_000)
        assert by_name["Fictional (an example)"] is True

    def test_no_iin_is_taken_away(self) -> None:
        iin = made_up_bin(77)
        trader = register_company(
            CompanyDraft(name=words("ИП Пример"), form="sole_trader", iin=iin),
            by=PROGRAM,
            now=NOW,
        )
        project("Пекарня", company=trader.key)
        rows = export.table(Listing(), DANA.actor, language="ru", today=TODAY)
        assert iin not in str(list(rows))

    def test_taking_a_list_away_is_recorded_without_typed_words(self) -> None:
        asked = Listing(Filters(q="Сапарова", late=True))
        note_export(asked, form="csv", rows=7, by=BOLAT.actor, now=NOW)
        event = Event.objects.get(name="projects_exported")
        assert event.facts["rows"] == 7
        assert "late=1" in event.facts["query"]
        assert "Сапарова" not in str(parse_qs(event.facts["query"]))


class _Any(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__
