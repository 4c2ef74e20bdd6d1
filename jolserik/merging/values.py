"""Plain values of the room."""

from enum import StrEnum


class Kind(StrEnum):
    """Of what two records are, by the words of the diary and of search."""

    COMPANY = "company"
    PROJECT = "project"


class Standing(StrEnum):
    """What is known of a pair: nobody has said anything, or somebody said it is two things."""

    WAITING = "waiting"
    DIFFERENT = "different"


class Fate(StrEnum):
    """What becomes of rows that belong to the record that goes."""

    MOVES = "moves"
    READ = "read"  # only added: they stay where they are and are read with the one that stays
    STAYS = "stays"
