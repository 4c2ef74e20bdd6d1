"""Verbs. Each takes `by=` and `now=`, leaves one event, and reads files before any lock."""

from jolserik.imports.actions.compare import compare, tick, tick_all
from jolserik.imports.actions.take import Taken, take_in
from jolserik.imports.actions.uploads import (
    Correction,
    UploadDraft,
    choose_table,
    correct,
    drop_upload,
    receive,
    say_day,
    say_rates,
)

__all__ = [
    "Correction",
    "Taken",
    "UploadDraft",
    "choose_table",
    "compare",
    "correct",
    "drop_upload",
    "receive",
    "say_day",
    "say_rates",
    "take_in",
    "tick",
    "tick_all",
]
