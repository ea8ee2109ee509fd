"""Sheets of rooms of many kinds: no word covers a symbol or a word, and nothing runs off the paper."""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from plenum.ceiling.room.room import Room
from plenum.files.completed.reader import as_building
from plenum.files.drawing.canvas import render
from plenum.files.drawing.issue import Issue
from plenum.files.drawing.light_lines import inside
from plenum.files.drawing.on_paper import OnPaper, Shape
from plenum.files.drawing.room_tiles import datum
from plenum.files.drawing.sheets import Wanted, sheets
from plenum.files.read import read_building
from plenum.files.units import Units
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room
from tests.support.drawn import SVG, Box, collisions, overlap, texts

ISSUE: Final = Issue("P01", "2030-01-31", "Construction")
FRAME_MM: Final = 7.0
COLUMNS: Final = [
    [[x, y], [x, y + 0.5], [x + 0.5, y + 0.5], [x + 0.5, y]] for x in (3.8, 7.8) for y in (2.3, 5.3)
]
ROOMS: Final[dict[str, dict[str, Any]]] = {
    "an office": room("r", 15, 10, name="Office 101"),
    "an L": room(
        "r", 20, 16, outline_m=[[0.2, 0.1], [11.9, 0.1], [11.9, 4.8], [4.8, 4.8], [4.8, 9.5], [0.2, 9.5]]
    ),
    "a corridor": room(
        "r", 40, 4, room_type="corridor", outline_m=[[0, 0.15], [24, 0.15], [24, 2.25], [0, 2.25]]
    ),
    "a hall": room("r", 34, 25, room_type="exhibition", ceiling_height_m=5.0),
    "a small room": room(
        "r",
        3,
        3,
        name="Accessible toilet and changing place",
        room_type="restroom",
        outline_m=[[0.1, 0.1], [1.7, 0.1], [1.7, 1.75], [0.1, 1.75]],
    ),
    "columns": room("r", 20, 13, outline_m=[[0, 0], [12, 0], [12, 7.8], [0, 7.8]], holes_m=COLUMNS),
    "existing items": room(
        "r",
        room_type="conference",
        rows=["..L....L..", "..........", ".....D....", "..S.......", "..........", "..L....L.."],
    ),
    "tiles of 2 by 4 ft": room("r", 20, 10, tile_m=[0.6096, 1.2192], ceiling_height_m=2.7432),
    "a crowd": room("r", 6, 6, room_type="operating_room", name="Procedure"),
    "a kitchen": room("r", 8, 6, room_type="kitchen", name="Kitchen"),
}


@cache
def completed(name: str) -> dict[str, Any]:
    """The room with all that is placed in it."""
    return PipelineRunner().run_full_pipeline(read_building(building([{**ROOMS[name], "story": "Level 1"}])))


def sheet_of(name: str, which: str, units: Units = Units.METRIC) -> Element:
    """One of the room's drawings, as any reader of SVG finds it."""
    result = {**completed(name), "settings": {**completed(name)["settings"], "units": units.value}}
    made = sheets(as_building(result), result, Wanted(issue=ISSUE))
    return next(fromstring(render(sheet.drawing)) for sheet in made if sheet.name == which)


def room_sheet(name: str, units: Units = Units.METRIC) -> Element:
    """The room's own."""
    return sheet_of(name, "0000_r", units)


def symbols(root: Element, name: str, units: Units = Units.METRIC) -> list[Box]:
    """The boxes of the components on a room's sheet, a tile large each."""
    wide, high = OnPaper.sheet(Shape.of(completed(name)["rooms"][0]), units).tile_mm
    (group,) = (e for e in root.iter(f"{SVG}g") if e.get("class") == "components")
    places = [(float(u.attrib["x"]), float(u.attrib["y"])) for u in group.iter(f"{SVG}use")]
    return [(x, y, x + wide, y + high) for x, y in places]


@pytest.mark.slow
@pytest.mark.parametrize("units", Units)
@pytest.mark.parametrize("name", ROOMS)
def test_no_word_of_a_rooms_sheet_covers_a_symbol(name: str, units: Units) -> None:
    """Marks, names, dimensions and numbers of tiles alike."""
    root = room_sheet(name, units)
    held = symbols(root, name, units)
    assert held
    assert [words for words, box in texts(root) if any(overlap(box, other) > 0.05 for other in held)] == []


@pytest.mark.slow
@pytest.mark.parametrize("units", Units)
@pytest.mark.parametrize("name", ROOMS)
def test_no_word_of_a_rooms_sheet_covers_another(name: str, units: Units) -> None:
    """Border cuts, overall dimensions and chains stand near to each other."""
    assert collisions(list(texts(room_sheet(name, units)))) == []


@pytest.mark.slow
@pytest.mark.parametrize("units", Units)
@pytest.mark.parametrize("name", ROOMS)
def test_no_word_of_a_rooms_sheet_runs_off_it(name: str, units: Units) -> None:
    """The frame is 7 mm inside the paper."""
    root = room_sheet(name, units)
    width, height = (float(root.attrib[side].removesuffix("mm")) for side in ("width", "height"))
    for words, (x0, y0, x1, y1) in texts(root):
        assert min(x0, y0) >= FRAME_MM, words
        assert x1 <= width - FRAME_MM, words
        assert y1 <= height - FRAME_MM, words


def test_a_crowded_sheet_would_be_found_out() -> None:
    """The check is no formality: letters twice as large collide."""
    root = room_sheet("an office")
    for element in root.iter():
        if "font-size" in element.attrib:
            element.set("font-size", str(2.0 * float(element.attrib["font-size"])))
    assert collisions(list(texts(root)))


@pytest.mark.parametrize("units", Units)
@pytest.mark.parametrize("which", ["storey_01", "0000_r"])
def test_a_long_name_is_told_in_whole(which: str, units: Units) -> None:
    """In as many lines as it takes, and nothing else is cut short either."""
    words = [words for words, _ in texts(sheet_of("a small room", which, units))]
    assert "Accessible toilet and changing place" in " ".join(words)
    assert not [one for one in words if "…" in one]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ROOMS if name != "a small room"])
def test_the_grids_datum_covers_no_symbol(name: str) -> None:
    """It stands at the first joint that is clear of components."""
    root = room_sheet(name)
    (circle,) = (e for g in root.iter(f"{SVG}g") if g.get("class") == "datum" for e in g.iter(f"{SVG}circle"))
    x, y, r = (float(circle.attrib[key]) for key in ("cx", "cy", "r"))
    assert all(overlap((x - r, y - r, x + r, y + r), box) == 0.0 for box in symbols(root, name))


def test_a_room_of_2_by_4_ft_tiles_is_in_round_feet() -> None:
    """Dimensions, ceiling, tiles, flows, key figures, scale and scale bar; nothing says metres."""
    shown = [words for words, _ in texts(room_sheet("tiles of 2 by 4 ft", Units.IMPERIAL))]
    assert shown.count("40'-0\"") == 2
    assert "ceiling 9'-0\" · tiles 2'-0\" × 4'-0\"" in shown
    assert "office enclosed · 1,600 ft²" in shown
    assert '1/8" = 1\'-0" on ARCH A' in shown
    assert any(words.endswith(" CFM") for words in shown)
    assert any(words.endswith(" fc") for words in shown)
    assert any(words.endswith(" ft") for words in shown)
    assert not [words for words in shown if words.endswith((" m", " lx", " L/s", " m²"))]


def test_centre_lines_end_at_the_walls() -> None:
    """An L's go on to the chain of dimensions as thin lines, not through what is no room."""
    (r,) = read_building(building([ROOMS["an L"]])).rooms
    assert list(inside(r, 0, 9.0, (0.1, 9.5))) == [((9.0, 0.1), (9.0, 4.8))]
    assert list(inside(r, 1, 6.0, (0.2, 11.9))) == [((0.2, 6.0), (4.8, 6.0))]


def test_a_datum_stands_beside_components_where_no_joint_is_clear() -> None:
    """A full room is set out from its first joint; one tile has none inside."""
    assert datum(Room("r", ("LLL",) * 3)) == pytest.approx((0.6, 0.6))
    assert datum(Room("r", (".",))) is None
    assert datum(Room("r", ("L...",) * 4)) == pytest.approx((1.2, 0.6))


@pytest.mark.parametrize(
    ("which", "words"), [("storey_01", "heat detectors by others"), ("0000_r", "required (as")]
)
def test_a_kitchens_sheets_say_that_heat_detectors_belong_there(which: str, words: str) -> None:
    """On the plan of the storey and beside the room's; an office's say nothing of them."""
    assert words in " ".join(found for found, _ in texts(sheet_of("a kitchen", which)))
    assert "heat" not in " ".join(found for found, _ in texts(sheet_of("an office", which)))
