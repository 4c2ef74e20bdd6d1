from unittest.mock import patch

from django.test import TestCase

from jolserik.search.models import Entry
from jolserik.search.testing import registered
from jolserik.workshop.bench_search import COMPANY, PROJECT, bench_search


class TestBenchSearch(TestCase):
    def test_a_small_run_finds_what_it_asks_for(self) -> None:
        said: list[str] = []
        few = patch.multiple("jolserik.workshop.bench_search", QUESTIONS=5, REPEATS=1)
        with registered([]), few:
            lines = bench_search(projects=60, companies=120, say=said.append)
        assert Entry.objects.filter(kind=PROJECT).count() == 60
        assert Entry.objects.filter(kind=COMPANY).count() == 120
        assert {line["rows"] for line in lines} == {180}
        assert len({line["name"] for line in lines}) == len(lines)
        named = next(text for text in said if text.startswith("a name:"))
        assert "5 of 5 questions found something" in named
