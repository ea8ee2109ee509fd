"""Beams: a tenth of the height deep they part a ceiling, shallower ones nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely import Polygon

from plenum.ceiling.asked.air_brief import air_brief
from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files import limits
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.completed.reader import as_building
from plenum.files.errors import InvalidBuilding
from plenum.files.read import laid_out, read_building, read_model
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room
from tests.support.naive.verify import verify_room

ACROSS = {"from_m": [4.5, 0.0], "to_m": [4.5, 4.8], "depth_m": 0.4}


def read(*beams: dict[str, Any], **more: Any) -> Building:
    """A room of 9 × 4.8 m under 2.8 m with these beams."""
    hall = room("hall", 15, 8, room_type="storage", **more)
    return read_building(building([hall], rule_set="UK", settings={"beams": {"hall": list(beams)}}))


def area_of_holes(hall: Room) -> float:
    """m², each hole by itself."""
    return sum(Polygon(hole).area for hole in hall.holes_m)


def test_a_deep_beam_parts_the_room_and_cuts_its_tiles() -> None:
    """One column of tiles is lost; the floor stays one, a hair open at the walls."""
    (hall,) = read(ACROSS).rooms
    assert hall.rows == ("." * 7 + "#" + "." * 7,) * 8
    floor = Polygon(hall.outline, hall.holes_m)
    assert floor.is_valid
    assert floor.area == pytest.approx(9 * 4.8 - 0.3 * 4.76)


def test_the_floor_below_a_beam_is_aired_and_lit_as_the_rest() -> None:
    """Whoever stands there breathes, and the luminaires beside the beam light it."""
    source, plain = read(ACROSS), read({**ACROSS, "depth_m": 0.2})
    (hall,), (whole,) = source.rooms, plain.rooms
    assert area_m2(hall) == pytest.approx(area_m2(whole))
    air, wanted = (air_brief(one, source.settings) for one in (hall, whole))
    assert air.ventilation_l_s == pytest.approx(wanted.ventilation_l_s)
    assert air.supply_l_s == pytest.approx(wanted.supply_l_s)
    (again,) = read_building(building_to_json(source)).rooms
    assert area_m2(again) == area_m2(hall)


def test_a_beam_of_less_than_a_tenth_of_the_height_parts_nothing() -> None:
    """It is told all the same."""
    source = read({**ACROSS, "depth_m": 0.27})
    assert source.rooms[0].holes_m == ()
    assert source.assumptions["hall"][-1].startswith("beams: 0 of 1")


@pytest.mark.slow
def test_each_bay_gets_a_detector_and_both_verifiers_want_it() -> None:
    """Without beams one does for all of the room; a bay without one breaks SMK-3."""
    source = read(ACROSS)
    result = PipelineRunner().run_full_pipeline(source)
    (hall,) = result["rooms"]
    assert hall["status"] == "complete"
    tiles = [x for row in hall["rows"] for x, char in enumerate(row) if char == "D"]
    assert min(tiles) < 7 < max(tiles)
    assert as_building(result).rooms[0].beams_m2 == source.rooms[0].beams_m2 > 0.0
    plain = PipelineRunner().run_full_pipeline(read({**ACROSS, "depth_m": 0.2}))
    assert plain["rooms"][0]["counts"]["smoke_detector"]["placed"] == 1
    rows = [row if max(tiles) >= len(row) else row[:8] + row[8:].replace("D", ".") for row in hall["rows"]]
    verdicts = verify_room({**hall, "rows": rows}, rows, result["settings"], "BS5839", photometry=False)
    assert [rule for rule, (_, holds) in verdicts.items() if not holds] == ["SMK-3"]


def test_beams_that_cross_part_a_room_into_four() -> None:
    """The second ends a hair before the first, so that no bay is lost."""
    along = {"from_m": [0.0, 2.4], "to_m": [9.0, 2.4], "depth_m": 0.4}
    (hall,) = read(ACROSS, along).rooms
    floor = Polygon(hall.outline, hall.holes_m)
    assert floor.is_valid
    assert len(hall.holes_m) == 3
    assert floor.area == pytest.approx(9 * 4.8 - 0.3 * 4.8 - 0.3 * 8.7, abs=0.1)


def test_a_beam_takes_in_what_it_is_wider_than() -> None:
    """A column, and a beam before it: no hole lies in a hole, and a worker reads the building again."""
    column = [[4.4, 2.3], [4.6, 2.3], [4.6, 2.5], [4.4, 2.5]]
    wall = [[0.0, 0.0], [9.0, 0.0], [9.0, 4.8], [0.0, 4.8]]
    short = {"from_m": [4.4, 1.2], "to_m": [4.6, 1.2], "width_m": 0.2, "depth_m": 0.4}
    source = read(short, {**ACROSS, "width_m": 0.6}, outline_m=wall, holes_m=[column])
    (hall,) = source.rooms
    assert Polygon(hall.outline, hall.holes_m).is_valid
    assert area_of_holes(hall) == pytest.approx(0.6 * 4.76)
    assert read_building(building_to_json(source)).rooms == source.rooms


def test_settings_of_beams_are_carried_out_once() -> None:
    """What is read again, as by a worker, has its holes and no beams."""
    assert "beams" not in read(ACROSS).settings.overrides
    assert not read(ACROSS).rooms[0].of_kind(Kind.LIGHT)


def test_a_beam_through_what_hangs_there_is_refused_with_its_tile() -> None:
    """Nothing that came in is moved."""
    rows = [".......L......."] + ["." * 15] * 7
    with pytest.raises(InvalidBuilding, match=r"tile \(7, 0\)"):
        read(ACROSS, rows=rows)


def test_what_hangs_in_a_model_on_a_tile_that_a_beam_cuts_stays() -> None:
    """A detector a hand's breadth from the beam: no mistake of the model's, which knows no tiles."""
    beam = {"from_m": [4.9, 0.0], "to_m": [4.9, 4.8], "depth_m": 0.4, "width_m": 0.3}
    listed = read_model(
        "name,type,length,width,height\nR0,storage,9.0,4.8,2.8",
        options={"settings": {"beams": {"R0": [beam]}}},
    )
    (blank,) = listed.rooms
    row = blank.rows[2][:7] + "D" + blank.rows[2][8:]
    hung = replace(blank, rows=(*blank.rows[:2], row, *blank.rows[3:]), existing=frozenset({(7, 2)}))
    (parted,) = laid_out(replace(listed, rooms=(hung,)), "").rooms
    assert parted.rows[2][7] == "D"
    assert parted.rows[1][7] == parted.rows[3][7] == "#"


def test_a_mistake_of_beams_is_told_with_the_files_name(tmp_path: Path) -> None:
    """As any other mistake of the file."""
    file = tmp_path / "odd.json"
    beams = {"hall": [{**ACROSS, "from_m": [90.0, 0.0], "to_m": [90.0, 4.8]}]}
    file.write_text(json.dumps(building([room("hall", 15, 8)], settings={"beams": beams})))
    with pytest.raises(InvalidBuilding, match="no length, or none inside") as caught:
        read_building(file)
    assert caught.value.source == "odd.json"


def test_a_beam_of_no_room_is_refused_with_the_nearest_name() -> None:
    """A misspelt room would go without."""
    with pytest.raises(InvalidBuilding) as error:
        read_building(building([room("hall")], settings={"beams": {"hal": [ACROSS]}}))
    assert error.value.pointer == "/settings/beams/hal"
    assert "hall" in error.value.cure


@pytest.mark.parametrize(
    "ends", [{"from_m": [4.5, 9.0], "to_m": [4.5, 12.0]}, {"from_m": [4.5, 1.0], "to_m": [4.5, 1.0]}]
)
def test_a_beam_that_is_not_in_the_room_is_refused(ends: dict[str, Any]) -> None:
    """Outside of it, or a point: it would part nothing, and nobody would know."""
    with pytest.raises(InvalidBuilding, match="none inside the room"):
        read({**ACROSS, **ends})


def test_the_note_of_beams_is_bounded_as_all_notes_are() -> None:
    """A room that came with as many notes as it may have is read again by a worker."""
    source = read(ACROSS, assumptions=[f"note {i}" for i in range(limits.MAX_NOTES)])
    assert len(source.assumptions["hall"]) == limits.MAX_NOTES
    assert read_building(building_to_json(source)).rooms == source.rooms


def test_more_holes_than_a_room_may_have_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that reads the building again would refuse them later."""
    monkeypatch.setattr(limits, "MAX_HOLES", 1)
    with pytest.raises(InvalidBuilding, match="2 holes and parts of beams"):
        read(ACROSS, {**ACROSS, "from_m": [2.0, 0.0], "to_m": [2.0, 4.8]})
