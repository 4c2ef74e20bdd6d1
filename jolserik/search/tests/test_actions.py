import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase

from jolserik.search import actions
from jolserik.search.models import Entry, Gram, Number, Posting, Word
from jolserik.search.testing import registered
from jolserik.search.tests.make import entry, keys, things


def stored() -> dict[str, Any]:
    """The whole index, without the numbers that rows happen to have."""
    words = {word.pk: (word.kind, word.text) for word in Word.objects.all()}
    rows = {row.pk: (row.kind, row.key) for row in Entry.objects.all()}
    postings = Posting.objects.values_list("word", "rank", "entry")
    columns = [f.name for f in Entry._meta.concrete_fields if f.name != "id"]
    return {
        "entries": sorted(map(repr, Entry.objects.values_list(*columns))),
        "words": sorted(Word.objects.values_list("kind", "text", "best")),
        "grams": sorted(
            (gram, words[word]) for gram, word in Gram.objects.values_list("gram", "word")
        ),
        "postings": sorted((words[word], rank, rows[row]) for word, rank, row in postings),
        "numbers": sorted(
            (text, kind, rank, rows[row])
            for text, kind, rank, row in Number.objects.values_list("text", "kind", "rank", "entry")
        ),
    }


class ActionsTestCase(TestCase):
    @pytest.fixture(autouse=True)
    def _kinds(self) -> Iterator[None]:
        with registered():
            yield


class TestPut(ActionsTestCase):
    def test_putting_again_changes_nothing(self) -> None:
        assert actions.put(things()) == len(things())
        before = stored()
        assert actions.put(things()) == 0
        assert stored() == before

    def test_the_order_of_putting_does_not_matter(self) -> None:
        actions.put(things())
        before = stored()
        Entry.objects.all().delete()
        Word.objects.all().delete()
        for one in random.sample(things(), len(things())):
            actions.put([one])
        assert stored() == before

    def test_a_changed_thing_leaves_nothing_of_before(self) -> None:
        actions.put([entry("project", "a", "Завод шин", numbers=("123456",), weight=5)])
        actions.put([entry("project", "b", "Завод ламп")])
        actions.put([entry("project", "a", "Фабрика ламп", numbers=("654321",))])
        changed = stored()
        Entry.objects.all().delete()
        Word.objects.all().delete()
        actions.put([entry("project", "b", "Завод ламп")])
        actions.put([entry("project", "a", "Фабрика ламп", numbers=("654321",))])
        assert stored() == changed
        assert keys("шин", limit=1) == []
        assert keys("123456") == []
        assert keys("6543") == ["a"]

    def test_the_last_of_several_with_one_key_counts(self) -> None:
        actions.put([entry("project", "a", "Завод"), entry("project", "a", "Фабрика")])
        assert (keys("фабрика"), keys("завод")) == (["a"], [])

    def test_a_refused_act_leaves_nothing_in_the_index(self) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            actions.put([entry("project", "a", "Завод")])
            _ = 1 // 0
        assert keys("завод") == []

    def test_odd_texts_are_taken(self) -> None:
        odd = "\0 😀 %_' " + "о" * 400
        actions.put([entry("project", "a", odd, texts=(odd, ""), numbers=("12-34/56 a", "x", ""))])
        assert keys("о" * 60) == ["a"]
        assert keys("123") == []  # no number: a letter stands in it
        actions.put([entry("project", "a", "", weight=10**9)])
        assert Entry.objects.get().words == "|~  ~"


class TestRemove(ActionsTestCase):
    def test_what_is_removed_leaves_no_word_behind(self) -> None:
        actions.put([entry("person", "a", "Болат Мысалов"), entry("person", "b", "Дана Мысалова")])
        before = stored()
        actions.put([entry("person", "c", "Болат Редкофамильный", numbers=("777000",))])
        actions.remove("person", "c")
        assert stored() == before
        assert not Word.objects.filter(text__startswith="redko").exists()

    def test_removing_the_best_leaves_the_second_best(self) -> None:
        kept = entry("project", "light", "Завод шин", weight=1)
        actions.put([kept])
        before = stored()
        actions.put([entry("project", "heavy", "Завод шин", weight=900)])
        actions.remove("project", "heavy")
        assert stored() == before

    def test_removing_what_is_not_there_is_no_error(self) -> None:
        actions.remove("person", "nobody")


class TestRebuild(ActionsTestCase):
    def test_all_is_as_if_it_had_been_put_anew(self) -> None:
        listed = [one for one in things() if one.kind == "place"]
        actions.put(listed)
        before = stored()
        actions.put([entry("place", "gone", "Прежнее место"), entry("strange", "x", "Чужое")])
        actions.put([entry("place", listed[0].key, "Названо иначе")])
        actions.remove("place", listed[1].key)
        said: list[str] = []
        with registered(["place"], entries=lambda code: iter(listed)):
            actions.rebuild(say=said.append)
            assert stored() == before
            assert said == ["place: 2 put, 1 removed", "place: 0 put, 0 removed"]

    def test_what_changes_meanwhile_is_not_overwritten(self) -> None:
        """An act that ends after the reading began is read at the next pass."""
        names = ["Старое имя"]

        def entries(code: str) -> Iterator[Any]:
            yield entry("place", "a", names[-1])
            if len(names) == 1:
                names.append("Новое имя")
                actions.put([entry("place", "a", names[-1])])
                actions.put([entry("place", "b", "Другое место")])
            if len(names) > 2:
                yield entry("place", "b", "Другое место")
            names.append(names[-1])

        with registered(["place"], entries=entries):
            actions.rebuild()
            assert keys("новое имя") == ["a"]
            assert keys("другое") == ["b"]
