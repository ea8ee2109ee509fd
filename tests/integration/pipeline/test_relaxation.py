"""A room that is not complete says what would complete it; done as it says, it is."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from plenum.ceiling.rules.fire_code import FireCode
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.hard_rooms import hard_rooms


def building(code: FireCode, rooms: list[dict[str, Any]]) -> dict[str, Any]:
    """Their building; its power binds nobody, for a room's share is another one in a building of its own."""
    settings = {"power": {"policy": "report"}}
    return {
        "schema": "plenum.building/1",
        "building_id": "hard",
        "code": code.value,
        "settings": settings,
        "rooms": rooms,
    }


def done_as_told(source: dict[str, Any], relaxation: dict[str, Any]) -> dict[str, Any]:
    """A building of one room, changed as the room's relaxation says."""
    changed = copy.deepcopy(source)
    (room,) = changed["rooms"]
    if "luminaire" in relaxation:
        room["luminaire"] = relaxation["luminaire"]
    for x, y in relaxation.get("free", ()):
        row = room["rows"][y]
        room["rows"][y] = row[:x] + "." + row[x + 1 :]
    changed["waivers"] = [
        {"rule": waived["rule"], "room_id": room["room_id"], "reason": "as told", "by": "a test"}
        for waived in relaxation.get("waive", ())
    ]
    return changed


def complete(source: dict[str, Any]) -> dict[str, Any]:
    """The building's result."""
    return PipelineRunner().run_full_pipeline(read_building(source))


@pytest.mark.parametrize("code", list(FireCode))
def test_what_a_room_says_would_complete_it_completes_it(code: FireCode) -> None:
    """Random rooms, each tried: a luminaire, a freed tile, or rules waived; nothing else is proposed."""
    rooms = hard_rooms(10 + list(FireCode).index(code))
    result = complete(building(code, rooms))
    kinds: set[str] = set()
    for source, room in zip(rooms, result["rooms"], strict=True):
        if room["status"] == "complete":
            assert "relaxation" not in room
            continue
        told = room["relaxation"]
        (kind,) = set(told) - {"text", "tried"}
        kinds.add(kind)
        (again,) = complete(done_as_told(building(code, [source]), told))["rooms"]
        assert again["status"] == "complete", (source, told, again["reasons"])
        assert any(told["text"] in reason for reason in room["reasons"])
    assert {"free", "waive"} <= kinds


def test_another_luminaire_comes_before_anything_that_must_be_built_or_waived() -> None:
    """Glare alone is wrong with the room: the class that is allowed completes it."""
    room = {"room_id": "r", "room_type": "office_enclosed", "luminaire": "A", "rows": ["." * 10] * 8}
    (found,) = complete(building(FireCode.NFPA72, [room]))["rooms"]
    assert found["status"] == "infeasible"
    assert found["relaxation"]["luminaire"] == "B"


def test_one_freed_tile_comes_before_a_waiver() -> None:
    """A strip whose far end is too dark, and is not with a light in its nearest tile that nothing can use."""
    room = {"room_id": "r", "room_type": "storage", "rows": ["." * 9 + "#" * 6] * 3}
    (found,) = complete(building(FireCode.NFPA72, [room]))["rooms"]
    assert found["status"] == "infeasible"
    assert len(found["relaxation"]["free"]) == 1


def test_a_hall_is_not_placed_again_and_again() -> None:
    """Too large to try anything: what the layout reaches is what would have to be waived."""
    rows = ["." * 70] * 70
    rows[3] = "SR" + rows[3][2:]
    room = {"room_id": "r", "room_type": "storage", "rows": rows}
    (found,) = complete(building(FireCode.NFPA72, [room]))["rooms"]
    assert found["status"] == "infeasible"
    assert found["relaxation"]["tried"] == 0
    assert [waived["rule"] for waived in found["relaxation"]["waive"]] == ["AIR-9"]
