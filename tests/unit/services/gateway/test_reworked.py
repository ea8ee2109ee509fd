"""A result with rooms as a person has them: as a version of it, and as what is asked for around them."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.files.completed.schema import CompletedFields
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.check import check_fields
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from services.gateway.reworked import around, revised

ROOM = {"room_type": "office_enclosed", "rows": [".......", "#......", ".......", ".......", "......."]}
BUILDING = {
    "schema": "plenum.building/1",
    "building_id": "b",
    "rooms": [{"room_id": name, **ROOM} for name in ("one", "two")],
}


@pytest.fixture(scope="module")
def done() -> dict[str, Any]:
    """Two equal rooms, completed."""
    return PipelineRunner().run_full_pipeline(read_building(BUILDING))


def without(rows: list[str], symbol: str) -> list[str]:
    """The same ceiling with none of these."""
    return [row.replace(symbol, ".") for row in rows]


def test_a_version_has_the_edit_judged_and_all_else_as_it_was(done: dict[str, Any]) -> None:
    """Status, counts and totals follow; it is a result that every reader takes."""
    rows = without(done["rooms"][0]["rows"], "D")
    made = revised(done, [{"room_id": "one", "rows": rows}])
    check_fields(CompletedFields, made)
    one, two = made["rooms"]
    assert (one["rows"], one["status"], one["counts"]["smoke_detector"]["placed"]) == (rows, "unsolved", 0)
    assert any(reason.startswith("SMK-9") for reason in one["reasons"])
    assert one["proof"] == {}
    assert two == done["rooms"][1]
    assert made["status"] == "incomplete"
    assert made["totals"]["statuses"] == {"complete": 1, "unsolved": 1}


def test_what_was_taken_back_is_complete_again(done: dict[str, Any]) -> None:
    """Judged by its layout alone, not by how it came about."""
    gone = revised(done, [{"room_id": "one", "rows": without(done["rooms"][0]["rows"], "L")}])
    back = revised(gone, [{"room_id": "one", "rows": done["rooms"][0]["rows"]}])
    assert (back["status"], back["rooms"][0]["status"]) == ("complete", "complete")


def test_a_target_is_judged_in_every_room(done: dict[str, Any]) -> None:
    """Settings are the building's."""
    made = revised(done, [], {"targets": {"office_enclosed": {"em_lx": 5000}}})
    assert [room["status"] for room in made["rooms"]] == ["unsolved", "unsolved"]


def test_another_type_asks_for_something_else(done: dict[str, Any]) -> None:
    """A room's own, without touching the grid."""
    made = revised(done, [{"room_id": "one", "room_type": "storage"}])
    limits = [{e["rule"]: e["limit"] for e in room["evidence"]}["LGT-1"] for room in made["rooms"]]
    assert limits[0] < limits[1]


@pytest.mark.parametrize(
    "edits",
    [
        [{"room_id": "three"}],
        [{"room_id": "one"}, {"room_id": "one"}],
        [{"room_id": "one", "rows": ["."]}],
        [{"room_id": "one", "rows": ["x" * 7] * 5}],
        [{"room_id": "one", "luminaire": "none such"}],
    ],
)
def test_what_is_no_edit_of_this_result_is_refused(done: dict[str, Any], edits: list[Any]) -> None:
    """With where, and the cure."""
    with pytest.raises(InvalidBuilding):
        revised(done, edits)


def test_a_waived_rule_stays_waived(done: dict[str, Any]) -> None:
    """In its own room."""
    waiver = {"rule": "SMK-9", "room_id": "one", "reason": "sprinklers", "by": "ann"}
    edits = [{"room_id": room["room_id"], "rows": without(room["rows"], "D")} for room in done["rooms"]]
    made = revised({**done, "waivers": [waiver]}, edits)
    assert [room["status"] for room in made["rooms"]] == ["complete", "unsolved"]


def test_around_an_edit_what_is_kept_hangs_and_the_rest_is_the_earlier_layout(done: dict[str, Any]) -> None:
    """One room alone, which the pipeline completes again with nothing kept moved."""
    rows = done["rooms"][0]["rows"]
    y = next(y for y, row in enumerate(rows) if "L" in row)
    x = rows[y].index("L")
    asked = around(done, [{"room_id": "one", "keep": [[x, y]]}], {"near": True})
    (room,) = asked["rooms"]
    assert "".join(room["rows"]).count("L") == 1
    assert "".join(room["previous_rows"]).count("L") == "".join(rows).count("L") - 1
    again = PipelineRunner().run_full_pipeline(read_building(asked))
    assert again["status"] == "complete"
    assert again["rooms"][0]["rows"][y][x] == "L"


def test_an_alternative_may_be_asked_for_and_what_was_there_stays(done: dict[str, Any]) -> None:
    """Nothing else is on its grid, and the other room's power is not its own."""
    there = done["rooms"][0]
    (x, y) = next((row.index("D"), y) for y, row in enumerate(there["rows"]) if "D" in row)
    found = {**done, "rooms": [{**there, "existing": [[x, y]]}, done["rooms"][1]]}
    asked = around(found, [{"room_id": "one"}], {"near": False, "lights": "dense"})
    (room,) = asked["rooms"]
    assert "".join(room["rows"]).strip(".#") == "D"
    assert "previous_rows" not in room
    assert asked["settings"]["lights"] == {"building": "dense"}
