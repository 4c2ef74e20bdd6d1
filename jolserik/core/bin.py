"""BIN and IIN: the twelve-digit numbers of legal entities and people in Kazakhstan.

Source: the control digit is the weighted sum of the first eleven digits modulo 11, tried with
a second row of weights when the first gives 10.
"""

WEIGHTS = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


def has_valid_control_digit(number: str) -> bool:
    """True for twelve ASCII digits whose last one is the right control digit."""
    if len(number) != 12 or not (number.isascii() and number.isdigit()):
        return False
    digits = [int(d) for d in number]
    for weights in WEIGHTS:
        control = sum(w * d for w, d in zip(weights, digits, strict=False)) % 11
        if control < 10:
            return control == digits[11]
    return False
