"""What the books say of two records that are one: what is taken back, what is booked anew.

A thing that was registered twice was booked twice, which is a booked mistake. It is corrected as
every mistake is: rows of the one that goes are reversed, and those that hold are booked on the one
that stays, both known from the day of the merger. Figures as known before it do not change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jolserik.ledger.models import Entry
from jolserik.ledger.values import Basis, Scenario
from jolserik.merging.choices import BOTH, HERE, ROAD_MEASURES, THERE, live_series
from jolserik.projects.models import Phase, Project


@dataclass
class Plan:
    """Rows that are only taken back, and rows that are booked on the one that stays as well."""

    back: list[Entry] = field(default_factory=list)
    moved: list[Entry] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        found = {"moves": len(self.moved), "back": len(self.back)}
        return {fate: many for fate, many in found.items() if many}


def plan(stays: Project, goes: Project, chosen: Mapping[str, str]) -> Plan:
    """By what was chosen; `chosen` is complete."""
    found = Plan()
    here, there = live_series(stays.subject), live_series(goes.subject)
    for code, rows in there.items():
        holds = _holds(code, chosen, both_know=code in here)
        (found.back if holds == HERE else found.moved).extend(rows)
        if holds == THERE:
            found.back.extend(here.get(code, ()))
    if chosen.get("road") == THERE:
        found.back += [
            row
            for code, rows in here.items()
            if _of_road(code) and code not in there
            for row in rows
        ]
    for phase in _left(goes, stays, chosen):
        for rows in live_series(phase.subject).values():
            found.back += rows
    return found


def _holds(code: str, chosen: Mapping[str, str], *, both_know: bool) -> str:
    """Whose rows of a series hold."""
    if _of_road(code):
        # What is walked with has booked its own road; the other one's is the same one twice.
        return chosen.get("road", HERE)
    if not both_know:
        return BOTH
    return chosen.get(f"books:{code}", HERE)


def _of_road(code: str) -> bool:
    measure, scenario, basis = code.split(":")
    return measure in ROAD_MEASURES and scenario == Scenario.ACTUAL and basis == Basis.REGISTER


def _left(goes: Project, stays: Project, chosen: Mapping[str, str]) -> list[Phase]:
    """Phases that hold no longer: they stay with the one that goes, or go to it."""
    wanted = chosen.get("phases", BOTH)
    left = {HERE: goes, THERE: stays}.get(wanted)
    if left is None:
        return []
    return list(Phase.objects.filter(project=left).select_related("subject").order_by("number"))
