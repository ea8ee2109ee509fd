"""What is called infeasible has no solution by a second solver either, on a program written apart.

The rows come from the naive rules, the verdict from GLPK; the product's certificates come from its own
rules and HiGHS. Rooms that were completed must have a solution, or the rows would prove nothing.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from plenum.ceiling.rules.fire_code import FireCode
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.hard_rooms import hard_rooms
from tests.support.naive.program import rows
from tests.support.second_solver import has_solution

SHAPES = ((2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (2, 2), (3, 2), (3, 3), (4, 2), (1, 5), (5, 4), (9, 3))
TYPES = ("corridor", "storage", "office_enclosed", "restroom", "stair", "electrical", "kitchen", "fume_lab")
ROOMS = 60


def small_rooms(seed: int) -> list[dict[str, Any]]:
    """Rooms of few tiles, some of them taken or unusable."""
    dice = random.Random(seed)
    found = []
    for number in range(ROOMS):
        width, height = dice.choice(SHAPES)
        grid = [["."] * width for _ in range(height)]
        for _ in range(dice.choice((0, 0, 1, 2, 4))):
            grid[dice.randrange(height)][dice.randrange(width)] = dice.choice("##LSRD")
        room = {"room_id": f"r{number}", "room_type": dice.choice(TYPES), "ceiling_height_m": 2.8}
        found.append({**room, "rows": ["".join(row) for row in grid]})
    return [room for room in found if any(set(row) - {"#"} for row in room["rows"])]


@pytest.mark.parametrize("code", list(FireCode))
def test_a_second_solver_agrees_on_which_small_rooms_have_a_layout(code: FireCode) -> None:
    """Infeasible rooms have no solution, complete ones have one, and none is left undecided."""
    building = read_building(
        {
            "schema": "plenum.building/1",
            "building_id": "small",
            "code": code.value,
            "rooms": small_rooms(list(FireCode).index(code)),
        }
    )
    result = PipelineRunner().run_full_pipeline(building)
    statuses = {room["room_id"]: room["status"] for room in result["rooms"]}
    solvable = {
        room.room_id: has_solution(rows(room.to_json(), result["settings"], result["code"]))
        for room in building.rooms
    }
    assert statuses == {name: "complete" if yes else "infeasible" for name, yes in solvable.items()}
    assert sum(solvable.values()) > ROOMS // 4
    assert len(solvable) - sum(solvable.values()) > ROOMS // 10


def test_a_second_solver_confirms_the_certificates_of_larger_rooms_too() -> None:
    """Up to 120 tiles, cluttered: what no layout can hold has no solution."""
    building = read_building({"schema": "plenum.building/1", "building_id": "hard", "rooms": hard_rooms(10)})
    result = PipelineRunner().run_full_pipeline(building)
    certified = {room["room_id"] for room in result["rooms"] if room["status"] == "infeasible"}
    assert len(certified) > 5
    for room in building.rooms:
        if room.room_id in certified:
            assert not has_solution(rows(room.to_json(), result["settings"], result["code"])), room.rows


def test_a_component_on_a_cut_tile_is_named_with_its_tile() -> None:
    """GEO-2, by the certificate; without the component the room is completed."""
    room = {
        "room_id": "cut",
        "room_type": "storage",
        "rows": ["........"] * 5 + [".......L"],
        "outline_m": [[0, 0], [4.8, 0], [4.8, 3.3], [4.5, 3.6], [0, 3.6]],
    }
    source = {"schema": "plenum.building/1", "building_id": "b", "rooms": [room]}
    done = PipelineRunner().run_full_pipeline(read_building(source))["rooms"][0]
    assert done["status"] == "infeasible"
    assert [(why["rule"], why["tiles"]) for why in done["infeasible"]] == [("GEO-2", [[7, 5]])]
    room["rows"] = ["........"] * 6
    assert PipelineRunner().run_full_pipeline(read_building(source))["rooms"][0]["status"] == "complete"


def test_a_certificate_is_dropped_where_a_rule_it_leans_on_is_waived() -> None:
    """Two tiles cannot keep detector and supply apart; with that rule waived nothing is proven."""
    room = {"room_id": "two", "room_type": "storage", "rows": ["S..L"]}
    source: dict[str, Any] = {"schema": "plenum.building/1", "building_id": "b", "rooms": [room]}
    first = PipelineRunner().run_full_pipeline(read_building(source))["rooms"][0]
    assert first["status"] == "infeasible"
    why = first["infeasible"][0]
    rule = next(rule for rule in (why["rule"], *why["leans_on"]) if rule.startswith("SMK"))
    source["waivers"] = [{"rule": rule, "room_id": "two", "reason": "agreed", "by": "J. Doe"}]
    second = PipelineRunner().run_full_pipeline(read_building(source))["rooms"][0]
    assert all(rule not in (why["rule"], *why["leans_on"]) for why in second["infeasible"])
