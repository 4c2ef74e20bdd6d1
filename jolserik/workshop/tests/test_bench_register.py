from dataclasses import asdict, replace
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import TestCase

from jolserik.events import guards
from jolserik.search import queries
from jolserik.search.actions import rebuild
from jolserik.workshop import bench_register, bench_register_fill, bench_register_index
from jolserik.workshop.bench_register_cases import cases, exported, signed_in

SMALL: dict[str, Any] = {"DISTRICTS": 6, "ZONES": 6, "SPECIALISTS": 10, "AKIMAT": 2}


def quiet(_: str) -> None:
    """Says nothing."""


class TestBenchRegister(TestCase):
    """One small world for all: what is filled in bulk is as the acts would have left it, and what
    the pages say of it is what bare SQL finds."""

    @classmethod
    def setUpTestData(cls) -> None:
        with patch.multiple("jolserik.workshop.bench_register_fill", **SMALL):
            cls.world = bench_register_fill.fill(
                projects=300, companies=400, contacts=50, events=900, say=quiet
            )
        bench_register_index.fill(say=quiet)

    world: bench_register_fill.World

    def setUp(self) -> None:
        signed_in.cache_clear()  # sessions go with the test

    def test_the_index_is_as_the_acts_make_it(self) -> None:
        said: list[str] = []
        rebuild(say=said.append)
        assert {text.partition(": ")[2] for text in said} == {"0 put, 0 removed"}
        assert all(kind.there == kind.indexed for kind in queries.counted())
        assert guards.missing(connection) == []

    def test_pages_say_what_bare_sql_finds_in_few_statements(self) -> None:
        told = {"database": "x", "world": asdict(self.world)}
        with (
            patch("jolserik.workshop.bench_search.QUESTIONS", 2),
            patch("jolserik.workshop.bench_register_cases.WRITES", 4),
        ):
            lines = {
                case.name: bench_register._line(told, case, bench_register._taken(case))
                for case in (replace(c, repeats=min(c.repeats, 1)) for c in cases(self.world))
            }
        assert len(lines) > 20
        assert all(x["queries"] <= 8 for name, x in lines.items() if name.startswith("list,"))
        assert lines["detail of a project"]["queries"] <= 12

    def test_an_export_comes_again_and_again_up_to_the_number_asked_for(self) -> None:
        for many in (self.world.projects, 700):
            text = b"".join(exported(self.world, "csv", many))
            assert text.count(b"\r\n") == many + 1
