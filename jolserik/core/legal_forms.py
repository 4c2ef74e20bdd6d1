"""Legal forms of companies in three languages: ТОО «Алтын дән», «Алтын дән» ЖШС, Altyn Dan LLP.

They say what a company is before the law, not which company it is: search and likeness of names
leave them out.
"""

import re

from jolserik.core.fold import FOLDS

# Folded: қ is к, ң is н and so on.
SPELLED_OUT = (
    "товарищество с ограниченной ответственностью",
    "товарищество с дополнительной ответственностью",
    "общество с ограниченной ответственностью",
    "жауапкершилиги шектеули сериктестиги",
    "жауапкершилиги шектеули сериктестик",
    "акционерное общество",
    "акционерлик когамы",
    "акционерлик когам",
    "индивидуальный предприниматель",
    "жеке касипкер",
    "крестьянское или фермерское хозяйство",
    "крестьянское хозяйство",
    "фермерское хозяйство",
    "шаруа кожалыгы",
    "фермер кожалыгы",
    "производственный кооператив",
    "ондиристик кооператив",
    "limited liability partnership",
    "limited liability company",
    "joint stock company",
    "joint-stock company",
    "private company",
    "sole trader",
)
# No words of any of the three languages, so they are forms wherever they stand.
SHORT = (
    *("тоо", "тдо", "ооо", "ао", "оао", "зао", "пао", "нао", "ип", "кх", "кфх", "фх"),
    *("жшс", "жк", "шк", "фк", "гкп", "кгп", "ргп", "кмк", "рмк", "шжк"),
    *("llp", "llc", "jsc", "ojsc", "cjsc", "pjsc", "ltd", "inc", "plc", "gmbh", "sarl", "srl"),
)
# Words too («Ақ орда»), so they are forms only at the end of a name and in these letters.
AT_THE_END = (
    *("АҚ", "АК", "ӨК", "ПК", "SA", "AG", "KG", "AB", "AS", "NV", "BV", "SE", "Oy", "OY", "Oyj"),
    *("Co", "CO", "Corp", "SpA", "SPA", "Pte", "Kft", "A/S"),
)
_JOINED = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # А.О., L.L.P.
_BARE = re.compile(r"[\W_]+")
_ANYWHERE = re.compile(rf"\b(?:{'|'.join(map(re.escape, (*SPELLED_OUT, *SHORT)))})\b")
_ENDING = re.compile(rf"(?<=[\s,.»”\"'])(?:{'|'.join(map(re.escape, AT_THE_END))})[\s.,&]*$")
_LATIN_ENDING = re.compile(r"[\s,.&]*\b(?:ltd|llc|inc|plc|gmbh)[\s.,&]*$", re.IGNORECASE)


def without_legal_forms(text: str) -> str:
    """The words of a text, as they are written, without legal forms; all where nothing is left.

    A Latin form in Cyrillic letters is a word like any other, and the other way round.
    """
    kept = _JOINED.sub("", " ".join(text.replace("\0", " ").split()))
    return _bare(_without_short(_without_endings(kept))) or _bare(kept)


def _without_endings(text: str) -> str:
    """`Bau GmbH & Co. KG` and `Samsung Co., Ltd.`: one after another, from the end."""
    while (shorter := _ENDING.sub("", _LATIN_ENDING.sub("", text))) != text:
        text = shorter
    return text


def _without_short(text: str) -> str:
    """Looked for in the text letter by letter folded, cut out of the text itself."""
    folded = "".join(map(_folded_letter, text))
    parts, end = [], 0
    for found in _ANYWHERE.finditer(folded):
        parts.append(text[end : found.start()])
        end = found.end()
    return " ".join([*parts, text[end:]])


def _folded_letter(letter: str) -> str:
    lower = letter.lower().translate(FOLDS)
    return lower if len(lower) == 1 else letter


def _bare(text: str) -> str:
    return " ".join(_BARE.sub(" ", text).split())
