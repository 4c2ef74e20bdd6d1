"""Verbs. Each takes `by=` and `now=`, writes in one transaction and leaves one event.

Whoever may not is answered with Refused, wrong fields with Invalid; then nothing is written.
"""

from jolserik.people.actions.organisations import add_organisation, rename_organisation
from jolserik.people.actions.persons import (
    Contacts,
    add_person,
    correct_person,
    erase_person,
    open_contacts,
)
from jolserik.people.actions.posts import end_post, give_post
from jolserik.people.actions.sign_in import (
    add_person_with_sign_in,
    add_to_cast,
    block_sign_in,
    create_sign_in,
    note_password_changed,
    note_second_factor,
    note_sign_in_failed,
    note_signed_in,
    password_problems,
    unblock_sign_in,
)
from jolserik.people.actions.stand_ins import end_stand_in, give_stand_in

__all__ = [
    "Contacts",
    "add_organisation",
    "add_person",
    "add_person_with_sign_in",
    "add_to_cast",
    "block_sign_in",
    "correct_person",
    "create_sign_in",
    "end_post",
    "end_stand_in",
    "erase_person",
    "give_post",
    "give_stand_in",
    "note_password_changed",
    "note_second_factor",
    "note_sign_in_failed",
    "note_signed_in",
    "open_contacts",
    "password_problems",
    "rename_organisation",
    "unblock_sign_in",
]
