"""Folding text for search: lower case, ё as е, Kazakh letters as their nearest Russian ones.

SQLite cannot ignore case in Cyrillic, so folded text is stored in a column of its own.
"""

FOLDS = str.maketrans("ёәғқңөұүһі", "еагкноуухи")


def fold(text: str) -> str:
    """Folded text with single spaces: what a search column holds and a query is turned into.

    NUL, which PostgreSQL does not take, becomes a space.
    """
    return " ".join(text.replace("\0", " ").lower().translate(FOLDS).split())
