"""What the actor may do with a promise or an instruction: one answer for the act and its button."""

from dataclasses import dataclass
from typing import Final

from jolserik.commitments import rules
from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import InstructionState, PromiseState, Side
from jolserik.core.refusal import Refusal
from jolserik.people.actor import Actor, Role
from jolserik.people.rights import Right, held
from jolserik.projects import access
from jolserik.projects.models import Project

# Whoever speaks for the region: what one of them gave, another may accept.
GIVERS: Final = frozenset({Role.LEADER, Role.HEADQUARTERS_SECRETARY})
INVESTORS: Final = frozenset({Role.INVESTOR, Role.INVESTOR_REPRESENTATIVE})


@dataclass(frozen=True)
class PromiseActs:
    """Why each act on a promise is closed to the actor; None where it is open."""

    end: Refusal | None
    move: Refusal | None
    release: Refusal | None


@dataclass(frozen=True)
class InstructionActs:
    """Why each act on an instruction is closed to the actor; None where it is open."""

    report: Refusal | None
    answer: Refusal | None
    move: Refusal | None
    pass_on: Refusal | None
    cancel: Refusal | None


def on_promise(row: Promise, actor: Actor) -> PromiseActs:
    """The team moves and ends it, its owner ends it; who was promised lets go of it."""
    state = PromiseState(row.state)
    edits = access.why_not_edit(actor, row.project)
    ended = rules.why_not_end_promise(state=state)
    release = rules.why_not_release(state=state, was_promised=_was_promised(row, actor, edits))
    if release and ended is None and edits and not _invests(row.project, actor):
        release = edits
    return PromiseActs(
        end=ended or (None if row.owner_id in actor.keys else edits),
        move=ended or edits,
        release=release,
    )


def on_instruction(row: Instruction, actor: Actor) -> InstructionActs:
    """Its holder and co-executors report it, who gave it answers, moves and takes it back."""
    state, giver = InstructionState(row.state), gave(row, actor)
    ended = row.ended_on is not None
    holds = row.holder_id in actor.keys
    executes = holds or row.co_executors.filter(pk__in=actor.keys).exists()
    return InstructionActs(
        report=rules.why_not_report(state=state, is_holder=executes),
        answer=rules.why_not_answer(state=state, is_giver=giver, accepted=True, reason=""),
        move=rules.why_not_move(ended=ended, is_giver=giver),
        pass_on=rules.why_not_pass(state=state, may=holds or giver),
        cancel=rules.why_not_cancel(ended=ended, is_giver=giver),
    )


def gave(row: Instruction, by: Actor) -> bool:
    """Who wrote it down, and the leaders and the secretary, in whose name it was given."""
    return (row.by is not None and row.by in by.keys) or bool(GIVERS & by.roles) or by.is_program


def _was_promised(row: Promise, actor: Actor, edits: Refusal | None) -> bool:
    """The team was promised by the investor. What the state promised, its investor lets go of, or
    a head of the department on their word."""
    if row.side == Side.INVESTOR:
        return edits is None
    heads = access.why_not(actor, Right.DECIDE_PROJECTS, row.project) is None
    return heads or _invests(row.project, actor)


def _invests(project: Project, actor: Actor) -> bool:
    """Whether the actor is one of the project's investor's people."""
    posts = [post for _, post in held(actor, Right.SEE_PROJECTS) if post.role in INVESTORS]
    if not posts:
        return False
    own = Actor(key=actor.key, posts=tuple(posts))
    return access.that(own, Right.SEE_PROJECTS).filter(pk=project.pk).exists()
