"""Verbs. Each takes `by=` and `now=` and writes in one transaction.

Whoever may not is answered with Refused, wrong fields with Invalid; then nothing is written.
"""

from jolserik.merging.actions.companies import merge_companies
from jolserik.merging.actions.pairs import AT_ONCE, look, say_different
from jolserik.merging.actions.projects import merge_projects
from jolserik.merging.actions.registering import LooksLike, register_company, register_project
from jolserik.merging.actions.undoing import undo_merger, why_not_undo

__all__ = [
    "AT_ONCE",
    "LooksLike",
    "look",
    "merge_companies",
    "merge_projects",
    "register_company",
    "register_project",
    "say_different",
    "undo_merger",
    "why_not_undo",
]
