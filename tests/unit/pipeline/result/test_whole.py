"""What a result says of all its rooms together."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.ceiling.rules.rule_set import RULE_SET_VERSION
from plenum.files.building.building import Waiver
from plenum.files.completed.schema import CompletedRoom, KindCount, RoomFields, RoomStatus, Totals
from plenum.pipeline.result.whole import Whole, as_a_whole

ROOM_TYPE = "office_enclosed"


def whole(*statuses: RoomStatus, settings: Settings | None = None, **more: Any) -> Whole:
    """Of rooms that ended so."""
    rooms = [result(f"room_{n}", status, **more) for n, status in enumerate(statuses)]
    waivers = (Waiver("AIR-9", "room_0", "duct", "J. Doe"),)
    return as_a_whole(rooms, settings or Settings(), waivers, {"right": 2, "left": 3})


def result(room_id: str, status: RoomStatus, **more: Any) -> tuple[Room, CompletedRoom]:
    """A room with a light that was placed beside one that was there."""
    room = Room(room_id, ("LL" + "." * 10, *["." * 12] * 9), room_type=ROOM_TYPE)
    counts = {kind: KindCount(placed=0, existing=0) for kind in Kind}
    counts[Kind.LIGHT] = KindCount(placed=1, existing=2)
    fields = {
        **structs.asdict(RoomFields.of(room)),
        "status": status,
        "degraded": [],
        "reasons": [],
        "assumptions": [],
        "selected_model": "left",
        "candidates": [],
        "counts": counts,
        "evidence": [],
        "proof": {},
    }
    return room, CompletedRoom(**{**fields, **more})


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (("complete", "complete"), "complete"),
        (("complete", "unsolved"), "incomplete"),
        (("complete", "infeasible"), "incomplete"),
        (("complete", "failed"), "incomplete"),
        (("complete", "cancelled"), "cancelled"),
        (("unsolved",), "incomplete"),
        (("failed", "failed"), "failed"),
        (("failed", "cancelled"), "cancelled"),
    ],
)
def test_a_building_is_what_its_rooms_are(statuses: tuple[RoomStatus, ...], status: str) -> None:
    """Complete where all are, failed where none was finished."""
    assert whole(*statuses)["status"] == status


@pytest.mark.parametrize(("policy", "status"), [("building", "incomplete"), ("report", "complete")])
def test_a_rule_of_the_whole_building_can_leave_it_incomplete(policy: str, status: str) -> None:
    """Though each of its rooms is complete; not where the rule only reports."""
    tight = {ROOM_TYPE: {"lpd_w_m2": 0.01}}
    found = whole("complete", settings=Settings(overrides={"targets": tight, "power": {"policy": policy}}))
    (power,) = found["evidence"]
    assert (power.rule, power.passed, power.hard) == ("LGT-6", False, policy == "building")
    assert found["status"] == status


def test_rooms_that_were_not_finished_count_nothing_in_the_buildings_rules() -> None:
    """Nothing is placed in them that could use power."""
    figures = [
        [e.value for e in whole(*statuses)["evidence"]]
        for statuses in (("complete",), ("complete", "failed", "cancelled"))
    ]
    assert figures[0] == figures[1] != []


def test_totals_are_the_sums_over_the_rooms() -> None:
    """Statuses that do not occur are left out; names are in order."""
    totals = whole("complete", "failed", "complete", degraded=["right: gone"])["totals"]
    assert totals == Totals(
        rooms=3,
        statuses={"complete": 2, "failed": 1},
        degraded=3,
        counts={
            kind: KindCount(placed=3, existing=6) if kind is Kind.LIGHT else KindCount(placed=0, existing=0)
            for kind in Kind
        },
        executions={"left": 3, "right": 2},
        selected={"left": 3},
    )
    assert list(totals.statuses) == ["complete", "failed"]
    assert list(totals.executions) == ["left", "right"]


def test_a_room_that_nobody_won_is_nobodys() -> None:
    """The totals do not count a nameless winner."""
    assert whole("failed", selected_model=None)["totals"].selected == {}


def test_what_was_asked_of_the_building_stands_in_its_result() -> None:
    """Rule set with its version, fire code, settings, waivers."""
    settings = Settings(RuleSet.EU, FireCode.BS5839, {"maintenance_factor": 0.7})
    found = whole("complete", settings=settings)
    assert (found["rule_set"], found["code"]) == (f"EU {RULE_SET_VERSION}", FireCode.BS5839)
    assert found["settings"] == {"maintenance_factor": 0.7}
    assert found["waivers"] == [{"rule": "AIR-9", "room_id": "room_0", "reason": "duct", "by": "J. Doe"}]
