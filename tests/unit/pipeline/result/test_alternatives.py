"""Each room's three ceilings in one result, completed one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from plenum.ceiling.whole.power_shares import most_lights
from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.files.report.report import building_report_html
from plenum.pipeline.result.alternatives import with_alternatives
from plenum.pipeline.runner import PipelineRunner

BUILDING = {
    "schema": "plenum.building/1",
    "building_id": "b",
    "rooms": [
        {"room_id": "r", "rows": ["." * 9] * 7, "room_type": "office_enclosed"},
        {"room_id": "s", "rows": ["." * 8] * 6, "room_type": "conference"},
    ],
}


def placed(building: Building) -> dict[str, Any]:
    """In this process."""
    return PipelineRunner().run_full_pipeline(building)


def test_a_room_keeps_all_three_ceilings_and_says_which_it_is() -> None:
    """Each with air and detectors of its own; the taken one's are the room's."""
    building = read_building(BUILDING)
    result = with_alternatives(building, placed(building), placed)
    for room in result["rooms"]:
        found = room["alternatives"]
        assert [one["name"] for one in found] == ["dense", "sparse", "balanced"]
        (taken,) = (one for one in found if one["selected"])
        assert room["selected_model"].endswith(taken["name"])
        assert taken["rows"] == room["rows"]
        for one in found:
            if "rows" in one:
                assert one["mean_lx"] > 0
                assert one["power_w_m2"] > 0
                assert sum(row.count("D") for row in one["rows"]) >= 1
            else:
                assert one["reasons"]


def test_only_rooms_that_another_won_are_placed_again() -> None:
    """What a room has already is not worked out twice."""
    building = read_building({**BUILDING, "settings": {"lights": "dense"}})
    first = placed(building)
    asked: list[tuple[str, tuple[str, ...]]] = []

    def told(part: Building) -> Mapping[str, Any]:
        asked.append((part.settings.overrides["lights"]["building"], tuple(r.room_id for r in part.rooms)))
        return placed(part)

    with_alternatives(building, first, told)
    won = {room["room_id"]: room["selected_model"].rpartition("_")[2] for room in first["rooms"]}
    for choice, rooms in asked:
        assert rooms == tuple(room_id for room_id in ("r", "s") if won[room_id] != choice)


def test_an_alternative_has_the_rooms_share_of_the_buildings_power() -> None:
    """As many lights as beside the others, neither what they leave unused nor its own allowance alone."""
    building = read_building(BUILDING)
    shares = dict(
        zip((r.room_id for r in building.rooms), most_lights(building.rooms, building.settings), strict=True)
    )
    asked: list[tuple[str, int | None]] = []

    def told(part: Building) -> Mapping[str, Any]:
        most = most_lights(part.rooms, part.settings)
        asked.extend(zip((r.room_id for r in part.rooms), most, strict=True))
        return placed(part)

    with_alternatives(building, placed(building), told)
    assert {room_id for room_id, _ in asked} == {"r", "s"}
    for room_id, most in asked:
        share = shares[room_id]
        assert most is not None
        assert share is not None
        assert share <= most <= share + 1


@pytest.mark.slow
def test_the_report_shows_them_side_by_side() -> None:
    """Plans and figures."""
    building = read_building(BUILDING)
    page = building_report_html(with_alternatives(building, placed(building), placed))
    assert page.count('class="alternatives"') == 2
    assert "Uniformity" in page
    assert ", taken" in page
