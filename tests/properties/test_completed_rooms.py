"""What holds for every room that comes back, however odd it went in.

`PLENUM_EXPLORE=400` looks at that many buildings, other ones each time; without it the same 40.
"""

from __future__ import annotations

from typing import Any

from hypothesis import assume, example, given, settings
from msgspec import convert

from plenum.ceiling.rules.evidence import broken
from plenum.files.building.building import Building
from plenum.files.completed.schema import EvidenceFields
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.properties.rooms import buildings, cupboards
from tests.support.agreement import differences
from tests.support.exploring import EXPLORE
from tests.support.naive.room import Verdicts
from tests.support.naive.search import any_layout
from tests.support.naive.verify import verify_power, verify_room

MANY = settings(max_examples=EXPLORE or 40)
UNREPEATED = frozenset({"job_id", "trace_id", "duration_s"})
MOST_FREE = 5
"""Free tiles of a room whose layouts are all tried: 3,125 of them."""
CHECKED = frozenset({"complete", "unsolved", "infeasible"})
DUCT: dict[str, Any] = {
    "schema": "plenum.building/1",
    "building_id": "odd",
    "rule_set": "US",
    "rooms": [
        {
            "room_id": "room_0",
            "room_type": "break_room",
            "tile_m": [0.6, 0.6],
            "ceiling_height_m": 2.2,
            "rows": ["..........", ".........."],
            "outline_m": [[0, 0], [6.0, 0], [6.0, 1.2], [0, 1.2]],
            "holes_m": [[[0.72, 0.504], [2.52, 0.504], [2.52, 0.864], [0.72, 0.864]]],
        }
    ],
}
"""The farthest point is a corner of the duct, seen from a side that points on a grid miss."""


def read(source: dict[str, Any]) -> Building:
    """The building; one that is refused at the door is none of the pipeline's business."""
    try:
        return read_building(source)
    except InvalidBuilding:
        assume(False)
        raise


def naive(result: dict[str, Any], room: dict[str, Any], original: list[str]) -> Verdicts:
    """The second opinion on one room of a result."""
    return verify_room(room, original, result["settings"], result["code"])


@MANY
@example(DUCT)
@given(buildings())
def test_a_room_that_says_complete_breaks_no_hard_rule_and_both_verifiers_agree_on_any(
    source: dict[str, Any],
) -> None:
    """Where rules are broken too: the evidence names the same ones, with the same values. A room that is not
    complete says why."""
    building = read(source)
    result = PipelineRunner().run_full_pipeline(building)
    for original, room in zip(building.rooms, result["rooms"], strict=True):
        evidence = [convert(e, EvidenceFields).evidence() for e in room["evidence"]]
        assert differences(evidence, naive(result, room, list(original.rows))) == []
        if room["status"] == "complete":
            assert [e.rule for e in broken(evidence)] == []
        else:
            assert room["status"] in CHECKED
            assert room["reasons"]
    if result["status"] == "complete":
        assert verify_power(result["rooms"], result["settings"])["LGT-6"][1]


@MANY
@given(buildings())
def test_nothing_that_was_there_is_moved_and_nothing_hangs_on_an_invalid_tile(
    source: dict[str, Any],
) -> None:
    """Only empty tiles change, whatever the room's status."""
    building = read(source)
    result = PipelineRunner().run_full_pipeline(building)
    for original, room in zip(building.rooms, result["rooms"], strict=True):
        assert len(room["rows"]) == len(original.rows)
        for before, after in zip(original.rows, room["rows"], strict=True):
            assert all(b in (".", a) for b, a in zip(before, after, strict=True))


@MANY
@given(buildings())
def test_the_same_building_gets_the_same_answer_twice(source: dict[str, Any]) -> None:
    """But for the job's own ids and times."""
    first, second = (repeatable(PipelineRunner().run_full_pipeline(read(source))) for _ in range(2))
    assert first == second


@MANY
@given(cupboards())
def test_no_room_that_is_called_infeasible_can_be_completed(source: dict[str, Any]) -> None:
    """All its layouts are tried."""
    building = read(source)
    (room,) = building.rooms
    assume(len(room.free()) <= MOST_FREE)
    result = PipelineRunner().run_full_pipeline(building)
    assume(result["rooms"][0]["status"] == "infeasible")
    assert any_layout(room.to_json(), result["settings"], result["code"]) is None


def repeatable(value: Any) -> Any:
    """A result without what tells one run from another."""
    if isinstance(value, dict):
        return {
            key: repeatable(inner)
            for key, inner in value.items()
            if key not in UNREPEATED and key != "execution_time"
        }
    return [repeatable(inner) for inner in value] if isinstance(value, list) else value
