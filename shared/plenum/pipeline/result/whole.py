"""What a result says of all its rooms together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypedDict

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence, broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.rule_set import RULE_SET_VERSION
from plenum.ceiling.whole.building_power import building_evidence
from plenum.files.building.building import Waiver
from plenum.files.completed.schema import (
    STATUSES,
    BuildingStatus,
    CompletedRoom,
    EvidenceFields,
    KindCount,
    Totals,
)

Rooms = Sequence[tuple[Room, CompletedRoom]]
"""Each room with everything on its grid, and its result."""
UNFINISHED = ("failed", "cancelled")


class Whole(TypedDict):
    """The building's own part of a result, by the names that it has there."""

    status: BuildingStatus
    rule_set: str
    code: FireCode
    settings: Mapping[str, Any]
    waivers: list[dict[str, str]]
    totals: Totals
    evidence: list[EvidenceFields]


def as_a_whole(
    rooms: Rooms, settings: Settings, waivers: Sequence[Waiver], executions: Mapping[str, int]
) -> Whole:
    """Status, totals and the rules that hold for a building as a whole, over what was finished."""
    finished = [room for room, result in rooms if result.status not in UNFINISHED]
    evidence = building_evidence(finished, settings)
    results = [result for _, result in rooms]
    return Whole(
        status=_status(results, evidence),
        rule_set=f"{settings.rule_set.value} {RULE_SET_VERSION}",
        code=settings.code,
        settings=settings.overrides,
        waivers=[asdict(waiver) for waiver in waivers],
        totals=_totals(results, executions),
        evidence=[EvidenceFields.of(e) for e in evidence],
    )


def _totals(rooms: Sequence[CompletedRoom], executions: Mapping[str, int]) -> Totals:
    statuses = Counter(room.status for room in rooms)
    selected = Counter(room.selected_model for room in rooms if room.selected_model)
    return Totals(
        rooms=len(rooms),
        statuses={status: statuses[status] for status in STATUSES if statuses[status]},
        degraded=sum(bool(room.degraded) for room in rooms),
        counts={
            kind: KindCount(
                placed=sum(room.counts[kind].placed for room in rooms),
                existing=sum(room.counts[kind].existing for room in rooms),
            )
            for kind in Kind
        },
        executions=dict(sorted(executions.items())),
        selected=dict(sorted(selected.items())),
    )


def _status(rooms: Sequence[CompletedRoom], evidence: Sequence[Evidence]) -> BuildingStatus:
    if any(room.status == "cancelled" for room in rooms):
        return "cancelled"
    if all(room.status == "failed" for room in rooms):
        return "failed"
    complete = all(room.status == "complete" for room in rooms) and not broken(evidence)
    return "complete" if complete else "incomplete"
