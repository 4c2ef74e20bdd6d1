"""What holds for any names: compared with ranking everything by itself."""

from collections.abc import Iterable

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jolserik.core.fold import skeleton
from jolserik.search import actions
from jolserik.search.ranking import LOT_BITS, folded
from jolserik.search.reading import question
from jolserik.search.testing import registered
from jolserik.search.tests.make import entry, keys
from jolserik.search.values import IndexEntry

unhurried = settings(deadline=None, max_examples=40)
WORDS = ("завод", "зауыты", "саран", "сары", "сара", "арка", "шин", "шина", "темир", "тау", "qazaq")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
asked_words = st.sampled_from([*WORDS, *(word[:2] for word in WORDS), *(w[:3] for w in WORDS)])
asked = st.lists(asked_words, min_size=1, max_size=3).map(" ".join)
kinds = st.sampled_from(["place", "project", "company"])


@st.composite
def many(draw: st.DrawFn) -> list[IndexEntry]:
    return [
        entry(
            draw(kinds),
            f"k{number}",
            draw(names),
            draw(st.one_of(st.just(""), names)),
            texts=tuple(draw(st.lists(names, max_size=2))),
            weight=draw(st.sampled_from([0, 1, 500])),
            fictional=draw(st.booleans()),
        )
        for number in range(draw(st.integers(3, 40)))
    ]


def ranked(text: str, entries: Iterable[IndexEntry]) -> list[str]:
    """All that hold every word, by looking at each."""
    reading = question(text).typed
    assert reading is not None
    found = []
    for one in entries:
        words = folded(one)
        missing, score = reading.score(words.words)
        if score and not missing:
            place = (-score, words.precedence >> LOT_BITS, words.words, one.kind, one.key)
            found.append((place, one.key))
    return [key for _, key in sorted(found)]


class TestAnyNames(TestCase):
    @given(many(), asked, st.integers(1, 5), st.randoms())
    @unhurried
    def test_the_index_finds_what_looking_at_everything_finds(
        self, entries: list[IndexEntry], text: str, limit: int, chance: object
    ) -> None:
        expected = ranked(text, entries)
        assume(len(expected) >= limit)
        chance.shuffle(entries)  # type: ignore[attr-defined]  # of random.Random
        with registered():
            for one in entries:
                actions.put([one])
            assert keys(text, limit=limit) == expected[:limit]

    @given(many(), asked, st.data())
    @unhurried
    def test_what_may_not_be_seen_never_appears(
        self, entries: list[IndexEntry], text: str, data: st.DataObject
    ) -> None:
        seen = data.draw(st.sets(st.sampled_from([one.key for one in entries])))
        actions.put(entries)
        with registered(visible=lambda code, actor: seen):
            found = keys(text, limit=5)
            assert set(found) <= seen
            expected = ranked(text, [one for one in entries if one.key in seen])
            if len(expected) >= 5:
                assert found == expected[:5]

    @given(many(), st.data())
    @unhurried
    def test_one_typing_error_is_forgiven(
        self, entries: list[IndexEntry], data: st.DataObject
    ) -> None:
        word = data.draw(st.sampled_from([w for w in WORDS if len(skeleton(w)[0]) >= 4]))
        at = data.draw(st.integers(0, len(word) - 1))
        letter = data.draw(st.sampled_from("абекнорст"))
        wrong = data.draw(
            st.sampled_from(
                [
                    word[:at] + word[at + 1 :],
                    word[:at] + letter + word[at:],
                    word[:at] + letter + word[at + 1 :],
                    word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
                ]
            )
        )
        assume(len(skeleton(wrong)) == 1 and len(skeleton(wrong)[0]) >= 4)
        entries.append(entry("place", "the one", f"{word} яя"))
        actions.put(entries)
        with registered():
            assert "the one" in keys(wrong, limit=100)
