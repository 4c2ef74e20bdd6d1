"""The figures of the regions come out of the command as their folders state them.

No figure stands here: each is read from the folder by the key of its statement.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

from click.testing import CliRunner
from django.test import TestCase

from jolserik.cli.figures import command
from jolserik.cli.main import jolserik
from jolserik.core.amounts import plain
from jolserik.ledger import actions, posting, verify
from jolserik.ledger.models import Statement, Subject
from jolserik.ledger.tests.make import moment
from jolserik.people.actor import PROGRAM
from jolserik.projects.models import Project
from jolserik.territory.models import Place, Zone
from jolserik.workshop import folder as folders
from jolserik.workshop import region

HOUSE = Path(__file__).resolve().parents[3]
KARAGANDA = HOUSE / "jolserik" / "workshop" / "regions" / "karaganda"
SECOND = HOUSE / "tests" / "regions" / "second"
NOW = moment("2026-03-02")
ARTICLE_DAY = "2024-11-25"

# scope, measure, period, scenario → keys of the statements that answer
ARTICLE = [
    ("kato:35", "fixed_capital_investment", "2024", "actual", ["fci-2024-to-date-november"]),
    (
        "kato:35",
        "fixed_capital_investment",
        "2024",
        "plan",
        ["fci-2024-plan-january", "fci-2024-plan-november"],
    ),
    ("kato:35", "fixed_capital_investment", "2022..2024", "actual", ["fci-2022-2024-three-years"]),
    ("zone:saryarka", "participants", "", "actual", ["saryarka-participants-2024-november"]),
    (
        "zone:saryarka",
        "participants_registered",
        "2024",
        "actual",
        ["saryarka-participants-registered-2024"],
    ),
    (
        "zone:saryarka",
        "projects_launched",
        "",
        "actual",
        ["saryarka-projects-launched-2024-november"],
    ),
    (
        "zone:saryarka",
        "projects_in_progress",
        "",
        "actual",
        ["saryarka-projects-in-progress-2024-november"],
    ),
    ("zone:saryarka", "investment_made", "", "actual", ["saryarka-invested-2024-november"]),
    ("zone:saryarka", "output", "", "actual", ["saryarka-output-2024-november"]),
    ("zone:saran", "investment_made", "", "actual", ["saran-invested-2024-november"]),
    ("zone:saran", "projects", "", "actual", ["saran-projects-2024-november"]),
    ("zone:saran", "investment_committed", "", "actual", ["saran-committed-2024-november"]),
    (
        "project:silk-road-electronics",
        "production_lines",
        "",
        "actual",
        ["silk-road-electronics-lines"],
    ),
]


def asked(scope: str, **options: str) -> list[dict[str, Any]]:
    typed = ["--scope", scope, "--json"]
    for name, text in options.items():
        typed += [f"--{name.replace('_', '-')}", text] if text else []
    done = CliRunner().invoke(command, typed)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.output)
    return found


class TestRegions(TestCase):
    karaganda: ClassVar[folders.Folder]
    second: ClassVar[folders.Folder]
    added: ClassVar[list[Counter[str]]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.karaganda, cls.second = folders.read(KARAGANDA), folders.read(SECOND)
        cls.added = [region.load(folder, now=NOW) for folder in (cls.karaganda, cls.second)]

    def told(self, folder: folders.Folder, keys: list[str]) -> list[tuple[Any, ...]]:
        lines = {line["key"]: line for line in folder.of("statement")}
        return [
            (
                plain(folders.decimal(lines[key]["amount"])),
                lines[key].get("qualifier") or None,
                lines[key].get("standing") or None,
                lines[key].get("from") or None,
                lines[key].get("to") or None,
            )
            for key in keys
        ]

    def test_every_sentence_of_the_article_comes_out_as_known_that_day(self) -> None:
        fields = ("value", "qualifier", "standing", "covers_from", "covers_to")
        for scope, measure, period, scenario, keys in ARTICLE:
            found = asked(
                scope,
                measure=measure,
                period=period,
                scenario=scenario,
                basis="statement",
                as_of=ARTICLE_DAY,
            )
            with self.subTest(scope=scope, measure=measure, scenario=scenario):
                given = [tuple(one[field] for field in fields) for one in found]
                assert given == self.told(self.karaganda, keys)
                assert all(one["sources"][0]["title"] for one in found)

    def test_the_first_day_of_the_year_knew_nothing_of_it(self) -> None:
        asked_then = {
            "measure": "fixed_capital_investment",
            "period": "2024",
            "as_of": "2024-01-01",
        }
        assert asked("kato:35", scenario="actual", **asked_then) == []

    def test_a_permanent_question_gives_the_same_digits_after_another_load(self) -> None:
        number = str(Statement.objects.filter(subject__code="kato:35").latest("pk").pk)
        asked_once = {"period": "2024", "as_of": ARTICLE_DAY, "at_posting": number}
        before = asked("kato:35", **asked_once)
        assert before and int(number) < posting.last()
        statement = Statement.objects.filter(subject__code="kato:35").latest("pk")
        actions.withdraw(statement, reason="a test", by=PROGRAM, now=NOW)
        assert asked("kato:35", **asked_once) == before

    def test_the_second_region_shows_its_own_figures(self) -> None:
        lines = self.second.of("statement")
        values = {plain(folders.decimal(line["amount"])) for line in lines}
        found = [
            one
            for subject in Subject.objects.filter(code__in={line["subject"] for line in lines})
            for period in ("", "2023", "2024")
            for one in asked(subject.code, period=period)
        ]
        assert found and all(one["fictional"] for one in found)
        sums = {one["value"] for one in found if one["entries"] > 1}
        assert {one["value"] for one in found} <= values | sums
        assert len({one["value"] for one in found} & values) > 3

    def test_the_second_region_changes_nothing_of_the_first(self) -> None:
        own = {line["code"] for line in self.second.of("place")}
        assert not Subject.objects.filter(code__in=own, fictional=False).exists()
        found = asked("kato:35", period="2024")
        titles = {source["title"] for one in found for source in one["sources"]}
        assert not titles & {line["title"] for line in self.second.of("source")}

    def test_everything_in_the_folders_is_there(self) -> None:
        for folder, added in zip((self.karaganda, self.second), self.added, strict=True):
            for kind in ("place", "zone", "project", "statement", "source"):
                assert added[kind] == len(folder.of(kind))
        lines = [*self.karaganda.of("place"), *self.second.of("place")]
        assert Place.objects.count() == len(lines)
        assert Zone.objects.filter(subject__code="zone:saryarka").exists()
        silk = Project.objects.get(subject__code="project:silk-road-electronics")
        assert silk.facts.exists()

    def test_loading_again_adds_nothing(self) -> None:
        number = posting.last()
        assert region.load(folders.read(KARAGANDA), now=NOW) == {}
        assert region.load(folders.read(SECOND), now=NOW) == {}
        assert posting.last() == number

    def test_the_loaded_ledger_is_whole(self) -> None:
        assert verify.verify() == []


def test_unknown_words_are_one_line_and_exit_code_two(db: None) -> None:
    for typed in (
        ["--scope", "kato:0"],
        ["--scope", "kato:0", "--measure", "gold"],
        ["--scope", "kato:0", "--period", "2024-13"],
        ["--scope", "kato:0", "--as-of", "0001-01-01"],
    ):
        done = CliRunner().invoke(jolserik, ["figures", *typed])
        assert done.exit_code == 1 and len(done.output.strip().splitlines()) == 1
