"""Verbs of the documents."""

from jolserik.documents.actions.documents import (
    add_document,
    add_kept,
    add_version,
    correct_document,
    note_opened,
    withdraw_document,
)
from jolserik.documents.actions.files import KeptFile, keep_file, keep_photo
from jolserik.documents.actions.kinds import change_kind
from jolserik.documents.rules import DocumentDraft

__all__ = [
    "DocumentDraft",
    "KeptFile",
    "add_document",
    "add_kept",
    "add_version",
    "change_kind",
    "correct_document",
    "keep_file",
    "keep_photo",
    "note_opened",
    "withdraw_document",
]
