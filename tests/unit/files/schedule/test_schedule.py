"""The schedule: every component on a line, at its place, safe to open."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.files.schedule.schedule import schedule_csv
from tests.support.buildings import building, room

ROWS = [".L.S..", "......", "R....D", ".L...."]


def a_building(**more: object) -> Building:
    """One room turned on the site, with one component of each kind and one light more."""
    frame = {"origin_m": [10.0, 20.0, 3.0], "rotation_deg": 90}
    read = read_building(
        building(
            [room("a", rows=ROWS, frame=frame, luminaire="C", ceiling_height_m=2.7, story="Level 1", **more)]
        )
    )
    placed = replace(read.rooms[0], existing=frozenset({(1, 0)}), flows={(3, 0): 87.5})
    return replace(read, rooms=(placed,))


def lines(read: Building) -> list[dict[str, str]]:
    """The schedule as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(schedule_csv(read), newline="")))


def test_each_component_has_a_line_with_its_place_and_figures() -> None:
    """Positions are the site's: a room turned by a right angle has its x axis along the site's y."""
    found = lines(a_building())
    assert [line["id"] for line in found] == ["a-L01", "a-S01", "a-R01", "a-D01", "a-L02"]
    light, supply, *_, last = found
    assert (light["kind"], light["origin"], last["origin"]) == ("light", "existing", "placed")
    assert (light["mark"], supply["mark"], last["mark"]) == ("C", "88 L/s", "C")
    assert (light["luminaire"], light["lumens"], light["watts"]) == ("C", "2400", "18")
    assert (supply["flow_l_s"], supply["lumens"], supply["luminaire"]) == ("87.5", "", "")
    assert (light["tile_x"], light["tile_y"], light["storey"], light["room"]) == ("1", "0", "Level 1", "a")
    at = [float(light[axis]) for axis in ("x_m", "y_m", "z_m", "height_m")]
    assert at == pytest.approx([10.0 - 0.3, 20.0 + 0.9, 5.7, 2.7])


def test_columns_are_in_the_buildings_units() -> None:
    """Their heads say which; the marks are those of the drawings."""
    read = a_building()
    own = lines(replace(read, settings=replace(read.settings, overrides={"units": "imperial"})))
    assert not {"x_m", "y_m", "z_m", "height_m", "flow_l_s"} & own[0].keys()
    at = [float(own[0][axis]) for axis in ("x_ft", "y_ft", "z_ft", "height_ft")]
    assert at == pytest.approx([9.7 / 0.3048, 20.9 / 0.3048, 5.7 / 0.3048, 2.7 / 0.3048], abs=1e-4)
    assert float(own[1]["flow_cfm"]) == pytest.approx(87.5 / 0.4719474, abs=1e-3)
    assert own[1]["mark"] == "185 CFM"
    assert [line["lumens"] for line in own] == [line["lumens"] for line in lines(read)]


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "  =HYPERLINK(1)", "＝1"])
def test_a_name_is_never_a_formula(name: str) -> None:
    """Spreadsheets would run it; with an apostrophe it is text."""
    for line in lines(a_building(name=name)):
        assert line["room_name"] == f"'{name}"


def test_names_with_commas_and_quotes_stay_in_their_cell() -> None:
    """What RFC 4180 asks for."""
    name = 'Office "A", north; 1'
    assert {line["room_name"] for line in lines(a_building(name=name))} == {name}


def test_a_room_where_heat_detectors_belong_has_a_line_without_a_place() -> None:
    """None is placed, and who buys them must know; where a category leaves the room out there is no line."""
    kitchen = room("k", rows=["L..."], room_type="kitchen", story="1")
    *_, last = lines(read_building(building([kitchen])))
    assert (last["id"], last["kind"], last["origin"], last["room"]) == (
        "k-H",
        "heat_detector",
        "required",
        "k",
    )
    assert last["x_m"] == last["tile_x"] == last["mark"] == ""
    partial = building([kitchen], settings={"fire": {"category": "partial"}})
    assert [line["id"] for line in lines(read_building(partial))] == ["k-L01"]
