"""Made-up names: words that companies like to be called by, and syllables, in three languages.

The same chance makes the same names.
"""

import random

from anyascii import anyascii

from jolserik.core.words import Words

_HEADS = (
    "кара сары ак кок бай нур тас кызыл жана дала алтын темир алма шах бек дос жан каз астана"
    " алатау орда арка мега агро эко евро азия транс береке отан сункар тулпар жайлау самал"
)
_TAILS = "бай бек тау кол су строй инвест сервис пром трейд ойл газ энерго маш мет снаб техно лидер"
HEADS, TAILS = _HEADS.split(), _TAILS.split()
WHAT = (
    ("завод", "зауыты", "plant"),
    ("фабрика", "фабрикасы", "factory"),
    ("комплекс", "кешені", "complex"),
    ("ферма", "фермасы", "farm"),
    ("теплица", "жылыжайы", "greenhouse"),
    ("производство", "өндірісі", "production"),
    ("терминал", "терминалы", "terminal"),
    ("склад", "қоймасы", "warehouse"),
)
OF_WHAT = (
    ("шин", "шина", "tyre"),
    ("кабеля", "кабель", "cable"),
    ("цемента", "цемент", "cement"),
    ("мебели", "жиһаз", "furniture"),
    ("молока", "сүт", "milk"),
    ("стекла", "шыны", "glass"),
    ("бумаги", "қағаз", "paper"),
    ("насосов", "сорғы", "pump"),
    ("ламп", "шам", "lamp"),
    ("удобрений", "тыңайтқыш", "fertiliser"),
)
CONSONANTS, VOWELS, CLOSING = "бвгджзклмнпрстхшч", "аеиоуы", "нрлмстк"


def name(chance: random.Random) -> str:
    """One or two words: a coined one, sometimes with a number or another coined one."""
    words = [coined(chance)]
    if chance.random() < 0.5:
        words.append(chance.choice(TAILS) if chance.random() < 0.5 else coined(chance))
    if chance.random() < 0.1:
        words.append(str(chance.randrange(1, 2030)))
    return " ".join(word.title() for word in words)


def coined(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(HEADS) + chance.choice(TAILS)
    if kind < 0.7:
        return chance.choice(HEADS) + "".join(
            _syllable(chance) for _ in range(chance.randint(1, 2))
        )
    return "".join(_syllable(chance) for _ in range(chance.randint(2, 4)))


def company(called: str) -> Words:
    """A company of that name in three languages."""
    return Words(f"ТОО «{called}»", f"«{called}» ЖШС", f"{anyascii(called)} LLP")


def project(chance: random.Random) -> Words:
    """What is built, of what, and how it is called."""
    (ru, kk, en), (of_ru, of_kk, of_en) = chance.choice(WHAT), chance.choice(OF_WHAT)
    called = coined(chance).title()
    return Words(
        f"{ru} {of_ru} «{called}»",
        f"«{called}» {of_kk} {kk}",
        f"{anyascii(called)} {of_en} {en}".capitalize(),
    )


def _syllable(chance: random.Random) -> str:
    closing = chance.choice(CLOSING) if chance.random() < 0.4 else ""
    return chance.choice(CONSONANTS) + chance.choice(VOWELS) + closing
