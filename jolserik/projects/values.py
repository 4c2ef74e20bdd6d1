"""Plain values of the projects: stages, states, roles on a team."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """How far a project is, in the order of the road; the last two stand beside it."""

    ENQUIRY = "enquiry"
    MEMORANDUM = "memorandum"
    COUNCIL_APPROVAL = "council_approval"
    LAND_AND_DESIGN = "land_and_design"
    CONSTRUCTION = "construction"
    EQUIPMENT = "equipment"
    COMMISSIONING = "commissioning"
    LAUNCHED = "launched"
    DESIGN_CAPACITY = "design_capacity"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"

    @property
    def beside(self) -> bool:
        """Not on the road: suspended or cancelled."""
        return self in (Stage.SUSPENDED, Stage.CANCELLED)


ROAD: Final = tuple(stage for stage in Stage if not stage.beside)
# Worked on and not launched yet: the measure projects_in_progress.
IN_PROGRESS: Final = ROAD[ROAD.index(Stage.LAND_AND_DESIGN) : ROAD.index(Stage.LAUNCHED)]
LAUNCHED: Final = (Stage.LAUNCHED, Stage.DESIGN_CAPACITY)


class State(StrEnum):
    """Whether the region walks with a project: known from publications only, live, closed."""

    PUBLISHED = "published"
    LIVE = "live"
    CLOSED = "closed"


class TeamRole(StrEnum):
    """What somebody is on a project's team."""

    LEAD = "lead"
    DEPUTY = "deputy"
    SECTOR_DEPARTMENT = "sector_department"
    DISTRICT_AKIMAT = "district_akimat"


class SiteKind(StrEnum):
    """On what land a project stands."""

    ZONE = "zone"
    STATE_LAND = "state_land"
    OWN_LAND = "own_land"
    RENTED = "rented"


class TermKind(StrEnum):
    """Which editable list a term belongs to."""

    SHIFT_REASON = "shift_reason"
    BACK_REASON = "back_reason"
    SUSPEND_REASON = "suspend_reason"
    CANCEL_REASON = "cancel_reason"
    LOST_REASON = "lost_reason"
    REOPEN_REASON = "reopen_reason"
    ASSIGN_REASON = "assign_reason"
    LIST = "list"
    SUPPORT = "support"


@dataclass(frozen=True)
class ProjectFacts:
    """What the gates ask of a project. `values`: passport fields as plain text, empty if unknown.

    `documents`: kinds of documents attached; `planned`: stages with a planned date;
    `contact_known`: somebody is there for it, if only by position.
    """

    stage: Stage
    state: State
    values: Mapping[str, str]
    documents: frozenset[str] = frozenset()
    planned: frozenset[Stage] = frozenset()
    phases: int = 0
    phases_launched: int = 0
    years_planned: bool = False
    in_zone: bool = False
    company_form: str = ""
    stage_before: Stage | None = None
    contact_known: bool = False

    @property
    def launched(self) -> bool:
        stage = self.stage_before if self.stage.beside and self.stage_before else self.stage
        return stage in LAUNCHED
