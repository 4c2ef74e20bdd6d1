"""Verbs. Each takes `by=` and `now=`, writes in one transaction and leaves one event.

Whoever may not is answered with Refused, wrong fields with Invalid; then nothing is written.
"""

from jolserik.projects.actions.lists import (
    add_obligation,
    end_obligation,
    enlist,
    give_support,
    strike_off,
)
from jolserik.projects.actions.phases import add_phase, change_phase, launch_phase
from jolserik.projects.actions.published import add_fact, add_project
from jolserik.projects.actions.register import (
    Conflict,
    ProjectDraft,
    change_project,
    register_project,
    show_to_everyone,
    take_on,
)
from jolserik.projects.actions.road import move_project, plan_stage
from jolserik.projects.actions.states import note_contact, tell_state
from jolserik.projects.actions.team import add_to_team, assign_lead, leave_team
from jolserik.projects.actions.terms import change_term, install_terms
from jolserik.projects.actions.years import plan_years

__all__ = [
    "Conflict",
    "ProjectDraft",
    "add_fact",
    "add_obligation",
    "add_phase",
    "add_project",
    "add_to_team",
    "assign_lead",
    "change_phase",
    "change_project",
    "change_term",
    "end_obligation",
    "enlist",
    "give_support",
    "install_terms",
    "launch_phase",
    "leave_team",
    "move_project",
    "note_contact",
    "plan_stage",
    "plan_years",
    "register_project",
    "show_to_everyone",
    "strike_off",
    "take_on",
    "tell_state",
]
