import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from jolserik.people.actor import PUBLIC, Actor
from jolserik.people.testing import AIGUL, BOLAT, GANI
from jolserik.search import actions, public, queries
from jolserik.search.testing import registered
from jolserik.search.tests.make import entry, find, keys, things

ODD = ("", " ", "\0", "%", "_", "'", '"', "\\", "[", "a" * 500, "а " * 300, "😀", "\u202e", "٣٤٥٦")
MOST = 15


class SearchTestCase(TestCase):
    @pytest.fixture(autouse=True)
    def _kinds(self) -> Iterator[None]:
        with registered():
            yield


class TestFinding(SearchTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        actions.put(things())

    def test_a_hit_says_where_it_was_found(self) -> None:
        hit = find("алтын дан жшс")[0]
        assert (hit.kind, hit.title, hit.matched) == ("company", "ТОО «Алтын дән»", "")
        assert find("041140000016")[0].matched == "041140000016"
        assert find("Qarmet комплекс")[0].matched == ""
        assert find("Xiamen")[0].matched == "Xiamen Tungsten"
        (old,) = find("құжаты")
        assert (old.matched, old.in_part, old.fictional) == ("", False, False)

    def test_titles_are_in_the_readers_language_or_in_any(self) -> None:
        for language, title in (("kk", "Саран қаласы"), ("en", "Saran city")):
            hit = queries.find("сарань", actor=PUBLIC, language=language, limit=1)[0]
            assert hit.title == title
        assert queries.find("құжаты", actor=AIGUL.actor, language="en")[0].title.startswith("Жер")

    def test_a_long_text_is_shown_around_what_was_asked_for(self) -> None:
        text = "Долгий рассказ " * 20 + "о марке Выдумка " + "и так далее " * 20
        actions.put([entry("project", "long", "Завод", texts=(text,))])
        matched = find("выдумка")[0].matched
        assert len(matched) < 120
        assert matched.startswith("… ") and matched.endswith(" …")
        assert "Выдумка" in matched

    def test_some_of_the_words_are_enough_where_nothing_holds_all(self) -> None:
        found = find("завод марсианский")
        assert found
        assert all(hit.in_part for hit in found)
        assert not any(hit.in_part for hit in find("завод шин"))

    def test_kinds_can_be_chosen(self) -> None:
        assert {hit.kind for hit in find("саран", kinds=["project"])} == {"project"}
        assert find("саран", kinds=["nothing such"]) == []

    def test_odd_questions_do_no_harm(self) -> None:
        for text in ODD:
            with self.subTest(text[:20]):
                assert len(find(text)) <= 10

    def test_statements_do_not_grow_with_the_index(self) -> None:
        asked = ("завод", "сарнь", "завод выдумка", "cfhfym", "0411", "завод марсианский", "хщзъ")
        few = {text: self.statements(text) for text in asked}
        for number in range(40):
            numbers = (f"04115{number:07}",)
            name = f"Завод {chr(1072 + number % 30)}овая выдумка {number}"
            actions.put([entry("project", f"many-{number}", name, numbers=numbers)])
        for text in asked:
            with self.subTest(text):
                # What finds enough at once asks less.
                assert self.statements(text) <= few[text] <= MOST

    def statements(self, text: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            find(text)
        return len(asked)


class TestVisible(TestCase):
    """What the actor may not see never appears, by whatever it is asked for."""

    @classmethod
    def setUpTestData(cls) -> None:
        actions.put(
            entry("project", f"p{n}", f"Завод {n}", numbers=(f"90{n:010}",)) for n in range(300)
        )
        actions.put([entry("person", str(uuid.UUID(int=5)), "Завод Мысалов")])

    def test_the_public_finds_public_kinds_alone(self) -> None:
        with registered(public=["project"]):
            assert public.kinds() == ("project",)
            found = public.find("завод", limit=400, language="ru")
            assert {hit.kind for hit in found} == {"project"}
            assert public.find("мысалов", language="ru") == []
            assert public.find("завод", kinds=["person"], language="ru") == []
            assert keys("мысалов", actor=AIGUL.actor) == [str(uuid.UUID(int=5))]

    def test_each_finds_their_own_though_many_stand_before_it(self) -> None:
        own = {BOLAT.key: {"p3", "p299", "p150"}, AIGUL.key: {"p7"}}

        def visible(code: str, actor: Actor) -> set[str]:
            return own[actor.key] if code == "project" and actor.key in own else set()

        with registered(visible=visible):
            for member in (BOLAT, AIGUL, GANI):
                mine = own.get(member.key, set())
                for text in ("завод", "zfvod", "pfdjl", "9000", "завод марс"):
                    with self.subTest(f"{member.name} {text}"):
                        assert set(keys(text, actor=member.actor, limit=20)) == mine
            assert keys("завод") == []
            assert keys("завод", actor=PUBLIC) == []

    def test_a_third_of_many_is_found_without_the_others(self) -> None:
        third = {f"p{n}" for n in range(0, 300, 3)}
        with registered(visible=lambda code, actor: third):
            found = keys("завод", actor=BOLAT.actor, limit=50)
            assert len(found) == 50
            assert set(found) <= third


class TestWhole(SearchTestCase):
    def test_what_is_missing_in_the_index_is_counted(self) -> None:
        listed = [entry("place", "a", "Место"), entry("place", "b", "Другое")]
        with registered(["place"], entries=lambda code: listed):
            actions.put(listed[:1])
            (counted,) = queries.counted()
            assert (counted.kind, counted.there, counted.indexed) == ("place", 2, 1)
