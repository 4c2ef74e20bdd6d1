"""Words that tell nothing from anything: kinds of places, and the small words of a sentence.

By «қаласы» nobody looks for a city, and every city is called so: such words count as if they stood
beside the title. The small words are left out of the index and of questions, unless nothing else
is there.
"""

from jolserik.core.fold import skeleton

KINDS = frozenset(
    skeleton(
        "город қала қаласы city район аудан ауданы district область облыс облысы region"
        " зона аймақ аймағы zone село ауыл ауылы village"
    )
)
SMALL = frozenset(
    word
    for text in (
        "и в во на с со о об от по для из к у за при",
        "және мен пен бен үшін",
        "a an the of in on for and to at by",
    )
    for word in skeleton(text)
)
