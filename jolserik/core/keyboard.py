"""Text typed with another keyboard layout switched on: `cfhfym` is сарань, `ыфьыгтп` is samsung.

The Kazakh layout has its own letters in the row of digits: `0fhf5fyls` is қарағанды.
"""

import re

ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
KAZAKH_DIGITS = str.maketrans("234589 0-=".replace(" ", ""), "әіңғүұқөһ")
SHIFTED = str.maketrans('{}:"<>~', "[];',.`")  # the same keys while Shift is held
_TO_RUSSIAN = str.maketrans(ENGLISH, RUSSIAN)
_TO_ENGLISH = str.maketrans(RUSSIAN, ENGLISH)
_LATIN, _CYRILLIC = re.compile("[a-z]"), re.compile("[а-яё]")


def swapped(text: str) -> str | None:
    """What the same keys give in the other layout; None where no letter was typed."""
    typed = text.lower().translate(SHIFTED)
    if _LATIN.search(typed):
        return typed.translate(_TO_RUSSIAN).translate(KAZAKH_DIGITS)
    if _CYRILLIC.search(typed):
        return typed.translate(_TO_ENGLISH)
    return None
