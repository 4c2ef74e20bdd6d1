"""The shared table of questions: the same first ten on both databases."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TestCase

from jolserik.search import actions
from jolserik.search.testing import registered
from jolserik.search.tests.make import keys, table, things

QUESTIONS: list[dict[str, Any]] = table("questions")["question"]
FEWEST = 60


class TestQuestions(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        # In another order at each run: it must not matter.
        actions.put(random.sample(things(), len(things())))

    @pytest.fixture(autouse=True)
    def _kinds(self) -> Iterator[None]:
        with registered():
            yield

    def test_every_question_finds_what_it_must_and_nothing_else(self) -> None:
        assert len(QUESTIONS) >= FEWEST
        for question in QUESTIONS:
            with self.subTest(question["asked"]):
                found = keys(question["asked"])
                assert found == question["found"]
                assert found[: len(question["first"])] == question["first"]

    def test_a_question_is_the_same_in_capitals_and_with_spaces(self) -> None:
        for question in QUESTIONS:
            # In capitals a Kazakh word at the end («ақ») may be a legal form, a key another sign.
            with self.subTest(question["asked"]):
                assert keys(f"  {question['asked']}\t ") == question["found"]
                if question["asked"].isalpha():
                    assert keys(question["asked"].upper()) == question["found"]
