"""Buildings completed by the pipeline, judged a second time by a verifier that shares nothing with it.

Every hard rule, illuminance point by point included, which naively takes its time. A layout that holds
all rules tests the verifiers little, so the completed rooms are spoiled too.
"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building
from plenum.files.completed.schema import EvidenceFields
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.agreement import differences
from tests.support.naive.room import NaiveRoom
from tests.support.naive.shape import inside
from tests.support.naive.verify import verify_power, verify_room

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "small_office.json"
LAB_SUBSET = 5
"""Under each code every fifth room of the large building."""
SPOILED = 3
"""Ways in which each room of the example is spoiled."""


@lru_cache(maxsize=8)
def completed(path: Path, code: FireCode, every: int = 1) -> tuple[Building, dict[str, Any]]:
    """A building under a code, and what the pipeline made of it."""
    read = read_building(path)
    building = replace(read, settings=replace(read.settings, code=code), rooms=read.rooms[::every])
    return building, PipelineRunner().run_full_pipeline(building)


def disagreements(building: Building, result: dict[str, Any]) -> dict[str, list[str]]:
    """By room id, and under "" for the building itself."""
    found = {}
    for original, room in zip(building.rooms, result["rooms"], strict=True):
        assert room["room_id"] == original.room_id
        evidence = [convert(e, EvidenceFields).evidence() for e in room["evidence"]]
        verdicts = verify_room(room, list(original.rows), result["settings"], result["code"])
        found[original.room_id] = differences(evidence, verdicts)
    whole = [convert(e, EvidenceFields).evidence() for e in result["evidence"]]
    found[""] = differences(whole, verify_power(result["rooms"], result["settings"]))
    return {room_id: texts for room_id, texts in found.items() if texts}


@pytest.mark.parametrize("code", FireCode)
def test_both_verifiers_agree_on_the_example_building(code: FireCode) -> None:
    """Every hard rule of every room under each fire code: the same values, the same verdicts."""
    assert disagreements(*completed(EXAMPLE, code)) == {}


@pytest.mark.parametrize(
    ("code", "every"),
    [*((code, LAB_SUBSET) for code in FireCode), pytest.param(FireCode.NFPA72, 1, marks=pytest.mark.long)],
)
def test_both_verifiers_agree_on_a_real_building(test_data: Path, code: FireCode, every: int) -> None:
    """A fifth of the laboratory building's 100 rooms under each code, and all of them under one."""
    assert disagreements(*completed(test_data / "lab_building.hbjson", code, every)) == {}


@pytest.mark.parametrize("code", FireCode)
def test_both_verifiers_find_the_same_faults_in_spoiled_rooms(code: FireCode) -> None:
    """Components moved, added, removed and put on invalid tiles, flows changed: the same rules break."""
    building, result = completed(EXAMPLE, code)
    dice = random.Random(7)
    broken: set[str] = set()
    for original, room in zip(building.rooms, result["rooms"], strict=True):
        for _ in range(SPOILED):
            data = spoiled(room, dice)
            now = Room.from_json({"existing": [], **data})
            evidence = verify(now, brief_for(now, building.settings), original=original)
            verdicts = verify_room(data, list(original.rows), result["settings"], code.value)
            assert differences(evidence, verdicts) == [], data["rows"]
            broken |= {rule for rule, (_, passed) in verdicts.items() if not passed}
    assert {"GEO-2", "LGT-1", "LGT-2", "AIR-3", "AIR-8", "AIR-9", "AIR-10", "SMK-5", "SMK-9"} <= broken


def spoiled(room: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The room with three of its tiles exchanged or overwritten, and now and then other flows.

    Tiles that a wall cuts are among them, tiles outside the room are not: what hangs there is
    refused when the building is read.
    """
    grid = [list(row) for row in room["rows"]]
    plain = NaiveRoom(room, {}, "NFPA72")
    tiles = [tile for tile in plain.tiles("#.LSRD") if inside(plain.centre(tile), plain.shape)]
    for _ in range(3):
        (x, y), (u, v) = dice.choice(occupied(grid)), dice.choice(tiles)
        if dice.random() < 0.6:
            grid[y][x], grid[v][u] = grid[v][u], grid[y][x]
        else:
            grid[y][x] = dice.choice(".LSRD")
    flows = [
        [x, y, flow * dice.choice((1.0, 1.0, 0.5))] for x, y, flow in room["flows"] if grid[y][x] in "SR"
    ]
    return {**room, "rows": ["".join(row) for row in grid], "flows": flows}


def occupied(grid: list[list[str]]) -> list[tuple[int, int]]:
    """The tiles that hold something."""
    return [(x, y) for y, row in enumerate(grid) for x, char in enumerate(row) if char in "LSRD"]
