"""Who may see and change which projects: the one helper for page, list, search, export, papers."""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Case, Q, QuerySet, Value, When

from jolserik.core.refusal import Refusal
from jolserik.ledger.models import LAST_MONTH, LAST_POSTING, Subject, SubjectPath
from jolserik.people.actor import Actor, Role
from jolserik.people.rights import Reach, Right, held
from jolserik.projects.models import Assignment, Project
from jolserik.projects.values import State

# Rooms above tell of which projects something waits for somebody: querysets of project ids.
Waiting = Callable[[Actor], "QuerySet[Any, Any]"]
_waiting: list[Waiting] = []
NOBODY: Final = Q(pk__in=())


def register_waiting(answerer: Waiting) -> None:
    """A room above tells for which projects something waits for the actor (called at start)."""
    if answerer not in _waiting:
        _waiting.append(answerer)


def visible_to(actor: Actor) -> QuerySet[Project]:
    """Projects the actor may see; the public sees published ones alone. Those merged into others
    are addresses only: nobody sees them."""
    if actor.is_public:
        return standing().filter(published=True)
    within = _within(actor, Right.SEE_PROJECTS)
    if within is None:
        return standing()
    return standing().filter(within | Q(state=State.PUBLISHED))


def shown_to(actor: Actor) -> QuerySet[Project]:
    """Projects whose published page the actor may open: those seen, and those shown to everyone."""
    return visible_to(actor) | standing().filter(published=True)


def standing() -> QuerySet[Project]:
    """All projects but those that were merged into others."""
    return Project.objects.filter(merged_into__isnull=True)


def that(actor: Actor, right: Right) -> QuerySet[Project]:
    """Projects on which the actor holds a right."""
    if actor.is_public:
        return Project.objects.none()
    within = _within(actor, right)
    return standing() if within is None else standing().filter(within)


def why_not(actor: Actor, right: Right, project: Project) -> Refusal | None:
    """Why the actor may not do this with a project, or None. Nobody acts on a merged one."""
    if project.merged_into_id:
        return Refusal("project_merged")
    if actor.is_program:
        return None
    if actor.is_public:
        return Refusal("sign_in_first")
    if that(actor, right).filter(pk=project.pk).exists():
        return None
    return Refusal("no_right_for_project", {"right": right.value})


def why_not_edit(actor: Actor, project: Project) -> Refusal | None:
    return why_not(actor, Right.EDIT_PROJECTS, project)


def with_rights(rows: QuerySet[Project], actor: Actor, rights: tuple[Right, ...]) -> Any:
    """The rows with `may_…` for each right, in the query that fetches them; see `held_on`."""
    filters = {right: _within(actor, right) for right in rights}
    return rows.annotate(
        **{
            f"may_{right.value}": Value(True)
            if within is None
            else Case(When(within, then=True), default=False)
            for right, within in filters.items()
        }
    )


def held_on(row: Project, rights: tuple[Right, ...]) -> frozenset[Right]:
    """The rights that a row of `with_rights` says the actor holds."""
    return frozenset(right for right in rights if getattr(row, f"may_{right.value}"))


def in_confidence(actor: Actor) -> QuerySet[Project]:
    """Projects whose inner matters (contacts, promises) the actor may know: of the register, not
    those known from publications alone."""
    return visible_to(actor).exclude(state=State.PUBLISHED)


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every project of the register."""
    return not actor.is_public and _within(actor, Right.SEE_PROJECTS) is None


def team_of(actor: Actor) -> "QuerySet[Assignment]":
    """Open assignments of the actor and of those they stand in for."""
    return Assignment.objects.filter(person_id__in=actor.keys, ended_at__isnull=True)


def _within(actor: Actor, right: Right) -> Q | None:
    """The condition on projects; None means everywhere."""
    if actor.is_program:
        return None
    within = NOBODY
    for reach, post in held(actor, right):
        match reach:
            case Reach.ALL:
                return None
            case Reach.DEPARTMENT:
                within |= Q(department_id=post.organisation)
            case Reach.TEAM:
                within |= Q(pk__in=team_of(actor).values("project_id"))
            case Reach.OWN:
                if post.scope:
                    # Not by a join, which all projects would pay for.
                    itself = Subject.objects.filter(code=post.scope).values("pk")
                    within |= Q(pk__in=itself) | Q(pk__in=below(post.scope))
                if post.role in (Role.INVESTOR, Role.INVESTOR_REPRESENTATIVE):
                    within |= Q(company_id=post.organisation)
            case Reach.WAITING:
                for answerer in _waiting:
                    within |= Q(pk__in=answerer(actor))
    return within


def below(code: str) -> "QuerySet[SubjectPath, int]":
    """Ids of everything that lies below a subject now."""
    return SubjectPath.objects.filter(
        ancestor__code=code, posting_to=LAST_POSTING, month_to=LAST_MONTH
    ).values_list("descendant_id", flat=True)
