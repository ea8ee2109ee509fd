"""What a plan can show over a room, as figures."""

from __future__ import annotations

import json
from math import dist
from typing import Any

import pytest

from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from services.gateway.overlays import overlays

BUILDING = {
    "schema": "plenum.building/1",
    "building_id": "b",
    "rooms": [{"room_id": "one", "room_type": "office_open", "rows": ["." * 16] * 10}],
}


@pytest.fixture(scope="module")
def done() -> dict[str, Any]:
    """A completed room."""
    return PipelineRunner().run_full_pipeline(read_building(BUILDING))


def of(completed: dict[str, Any]) -> dict[str, Any]:
    """Its overlays."""
    return overlays(json.dumps(completed).encode())


def test_light_and_cover_are_the_verifiers_own(done: dict[str, Any]) -> None:
    """Its mean, its farthest point; bands rise, and a covered floor leaves nothing open."""
    found = of(done)
    value = {each["rule"]: each["value"] for each in done["rooms"][0]["evidence"]}
    assert found["light"]["mean_lx"] == pytest.approx(value["LGT-1"], rel=1e-4)
    levels = [band["from_lx"] for band in found["light"]["bands"]]
    assert levels == sorted(levels)
    assert found["cover"]["open"] == []
    far = found["cover"]["farthest"]
    assert dist(far["at"], far["from"]) == pytest.approx(far["distance_m"], abs=0.01)
    assert far["distance_m"] <= found["cover"]["radius_m"]


def test_throws_and_lines_follow_what_hangs(done: dict[str, Any]) -> None:
    """A throw a supply diffuser, a line a row and a column of lights, in metres."""
    found = of(done)
    room = done["rooms"][0]
    assert len(found["throws"]) == room["counts"]["air_supply"]["placed"]
    assert all(0 < each["throw_m"] <= 4.0 for each in found["throws"])
    lit = [(x, y) for y, row in enumerate(room["rows"]) for x, char in enumerate(row) if char == "L"]
    assert found["lines"]["x"] == pytest.approx(sorted({(x + 0.5) * room["tile_m"][0] for x, _ in lit}))
    assert found["lines"]["y"] == pytest.approx(sorted({(y + 0.5) * room["tile_m"][1] for _, y in lit}))


def test_an_empty_room_has_nothing_to_show(done: dict[str, Any]) -> None:
    """No light, no detector: no overlay of either."""
    room = {**done["rooms"][0], "rows": ["." * 16] * 10, "flows": []}
    found = of({**done, "rooms": [room]})
    assert (found["light"], found["cover"], found["throws"]) == (None, None, [])
    assert found["lines"] == {"x": [], "y": []}


def test_what_is_no_result_is_refused() -> None:
    """A building has no layout to show."""
    with pytest.raises(InvalidBuilding):
        overlays(json.dumps(BUILDING).encode())
