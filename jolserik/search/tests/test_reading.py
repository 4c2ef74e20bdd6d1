import pytest
from rapidfuzz.distance import OSA

from jolserik.search.ranking import folded, grams
from jolserik.search.reading import MOST_SLOTS, edits, question
from jolserik.search.tests.make import entry

NUMBERS = [
    ("990140000123", "990140000123"),
    ("990 140-000 123", "990140000123"),
    ("БИН 990140", "990140"),
    ("бсн: 990140", "990140"),
    ("№ 352", "352"),
    ("35", ""),
    ("завод 2030", ""),
    ("12а4", ""),
    ("٣٤٥٦", ""),
]
SLOTS = [
    ("Завод  «Шин»", ["zavod", "win"]),
    ("ТОО «Алтын дән»", ["altin", "dan"]),
    ("тоо", ["to"]),
    ("завод по производству шин", ["zavod", "proizvodstvu", "win"]),
    ("завод завод завод", ["zavod"]),
    ("и", ["i"]),
    ("Б Г Д Мысалов", ["b", "g", "misalov"]),
    ("—", []),
]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_a_number_may_stand_in_groups_or_after_its_name(text: str, number: str) -> None:
    assert question(text).number == number


@pytest.mark.parametrize(("text", "words"), SLOTS)
def test_only_words_that_tell_something_are_looked_for(text: str, words: list[str]) -> None:
    typed = question(text).typed
    assert [slot.text for slot in typed.slots] == words if typed else words == []


def test_a_question_has_an_end() -> None:
    typed = question(" ".join(f"слово{chr(1072 + n)}" for n in range(32))).typed
    assert typed is not None
    assert len(typed.slots) == MOST_SLOTS


def test_edits_are_all_that_one_error_makes() -> None:
    assert {"sarn", "saron", "sarnan", "sraan", "saran" + "a"} <= edits("saran")
    assert all(OSA.distance("saran", word) == 1 for word in edits("saran"))


def test_trigrams_know_where_a_word_ends() -> None:
    assert grams("saran") == {"^sa", "sar", "ara", "ran", "an$"}
    assert grams("2030") == frozenset()


# What is better stands before what is worse, whatever the weight.
BETTER_FIRST = [
    "саран",  # nothing else
    "саран завод",
    "завод саранча",  # begins so
    "завод сарань ламп",
    "завод сарпн",  # with an error
]


def test_a_better_fit_outweighs_everything() -> None:
    words = [folded(entry("project", str(n), text)).words for n, text in enumerate(BETTER_FIRST)]
    forgiving = question("саран").others[0]
    scores = [forgiving.score(text)[1] for text in words]
    whole, exact, begins, exact_too, slipped = scores
    assert whole > exact == exact_too > begins > slipped > 0


def test_a_title_outweighs_what_stands_beside_it() -> None:
    typed = question("саран").typed
    assert typed is not None
    title = folded(entry("project", "a", "Завод саран")).words
    beside = folded(entry("project", "a", "Завод", texts=("саран",))).words
    assert typed.score(title)[1] > typed.score(beside)[1] > 0


def test_precedence_is_real_then_heavy_then_short() -> None:
    in_order = [
        entry("project", "a", "Завод шин", weight=5),
        entry("project", "b", "Завод красных шин", weight=5),
        entry("project", "c", "Завод", weight=4),
        entry("project", "d", "Завод", weight=900, fictional=True),
    ]
    numbers = [folded(one).precedence for one in in_order]
    assert numbers == sorted(numbers)
    assert all(0 <= rank < 2**63 for one in in_order for rank in folded(one).ranks.values())
