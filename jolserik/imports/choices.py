"""What cells of a list may name in this region: places, zones, sectors, lists, in all languages."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Final

from jolserik.core.fold import fold
from jolserik.core.words import Words
from jolserik.projects import oked
from jolserik.projects.models import Term
from jolserik.projects.values import TermKind
from jolserik.sheets.fields import Choices, Vocabulary, project_list
from jolserik.sheets.matching import Matcher
from jolserik.sheets.recognising import Recogniser
from jolserik.territory.models import Place, Zone

QUOTED: Final = re.compile(r"[«\"“](.+?)[»\"”]")


def recogniser() -> Recogniser:
    """For the fields of a project list, with the names that this register knows. Four queries."""
    return Recogniser(_vocabulary(), matcher=_matcher())


def _vocabulary() -> Vocabulary:
    return project_list().with_choices(
        {
            "place": _places(),
            "zone": _zones(),
            "sector": Choices({code: _all(words) for code, words in oked.names().items()}),
            "lists": _terms(TermKind.LIST),
            "support": _terms(TermKind.SUPPORT),
        }
    )


@cache
def _matcher() -> Matcher:
    return Matcher(project_list())


def _places() -> Choices:
    """Places of today. A name that two places share names neither."""
    found: dict[str, tuple[str, ...]] = {}
    for place in Place.objects.select_related("subject").filter(subject__valid_to=None):
        former = [name for line in place.former_names for name in _former(line)]
        found[place.subject.code] = (*_all(place.subject.names), *former)
    shared = Counter(fold(name) for names in found.values() for name in set(names))
    return Choices(
        {
            code: tuple(name for name in names if shared[fold(name)] == 1)
            for code, names in found.items()
        }
    )


def _former(line: dict[str, object]) -> Iterable[str]:
    names = line.get("names", line)
    texts = names.values() if isinstance(names, dict) else ()
    return [text for text in texts if isinstance(text, str) and len(text) > 3]


def _zones() -> Choices:
    """A zone is also known by what stands in quotes."""
    zones = Zone.objects.select_related("subject").filter(subject__valid_to=None)
    return Choices({zone.subject.code: _with_quoted(zone.subject.names) for zone in zones})


def _with_quoted(names: Words) -> tuple[str, ...]:
    texts = _all(names)
    quoted = [found[1] for text in texts if (found := QUOTED.search(text))]
    return (*texts, *quoted)


def _terms(kind: TermKind) -> Choices:
    terms = Term.objects.filter(kind=kind, active=True)
    return Choices({term.code: _all(term.words) for term in terms})


def _all(words: Words) -> tuple[str, ...]:
    return tuple(text for text in (words.ru, words.kk, words.en) if text)
