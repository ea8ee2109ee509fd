"""The drawings: true to the grid, safe against names, legible in black and white."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.files.drawing import canvas
from plenum.files.drawing.paper import STOCK
from plenum.files.drawing.svg import building_overview_svg, room_plan_svg
from plenum.files.read import read_building
from plenum.files.units import Units
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    """A drawing's elements; it must be well-formed."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def drawn(rows: list[str], **more: Any) -> ET.Element:
    """The plan of one room with this grid."""
    data = {"counts": {}, **room("a", rows=rows), "tile_m": [0.6, 0.6], "status": "complete", **more}
    return parsed(room_plan_svg(data, {"building_id": "b"}))


def places(root: ET.Element) -> dict[tuple[str, tuple[int, int]], tuple[float, float]]:
    """Where each component of a plan is on the paper, by kind and tile."""
    found = {}
    for group in root.iter(f"{SVG}g"):
        if "data-tile" in group.attrib:
            x, y = map(int, group.attrib["data-tile"].split(","))
            use = group.find(f"{SVG}use")
            assert use is not None
            found[group.attrib["class"], (x, y)] = float(use.attrib["x"]), float(use.attrib["y"])
    return found


@pytest.fixture(scope="module")
def completed() -> dict[str, Any]:
    """A small building with all that a plan can show."""
    source = building(
        [
            room("a", rows=["....L...."] + ["..#......"] * 6, name="Büro <1> & Co"),
            room(
                "b",
                room_type="corridor",
                width=20,
                height=3,
                frame={"origin_m": [0, 10, 0], "rotation_deg": 90},
            ),
            room("c", width=1, height=1, frame={"origin_m": [9, 0, 0]}),
        ]
    )
    return PipelineRunner().run_full_pipeline(read_building(source))


def test_x_runs_right_and_y_runs_up() -> None:
    """Handedness: tile (0, 0) is at the lower left; nothing is mirrored."""
    at = places(drawn(["L...", "....", "..D."]))
    light, detector = at["light placed", (0, 0)], at["smoke_detector placed", (2, 2)]
    assert light[0] < detector[0]
    assert light[1] > detector[1]


def test_a_tile_is_as_large_as_the_scale_says() -> None:
    """1 : 50 makes 12 mm of 0.6 m."""
    root = drawn(["LL.", "L..", "..."])
    at = places(root)
    assert at["light placed", (1, 0)][0] - at["light placed", (0, 0)][0] == pytest.approx(12)
    assert at["light placed", (0, 0)][1] - at["light placed", (0, 1)][1] == pytest.approx(12)
    assert "1 : 50 on A4" in "".join(root.itertext())


def test_every_component_is_drawn_once_with_its_words() -> None:
    """Kind, tile, and whether it was there before, for pointer and screen reader."""
    root = drawn(["LSR", "D.L"], existing=[[2, 1]])
    assert Counter(name for name, _ in places(root)) == {
        "light placed": 1,
        "light existing": 1,
        "air_supply placed": 1,
        "air_return placed": 1,
        "smoke_detector placed": 1,
    }
    for group in root.iter(f"{SVG}g"):
        if "data-tile" in group.attrib:
            title = group.find(f"{SVG}title")
            assert title is not None
            assert group.attrib["data-tile"].replace(",", ", ") in (title.text or "")


def test_what_was_there_before_is_framed() -> None:
    """A second mark, not a second colour."""
    for existing, marks in (([], 1), ([[0, 0]], 2)):
        root = drawn(["L"], existing=existing)
        (group,) = [g for g in root.iter(f"{SVG}g") if "data-tile" in g.attrib]
        assert len(group.findall(f"{SVG}use")) == marks


def test_symbols_differ_by_shape() -> None:
    """With all colours and texts taken away no two kinds look alike."""
    root = drawn(["LSRD"])
    shapes = {}
    for kind in Kind:
        (symbol,) = [g for g in root.iter(f"{SVG}g") if g.attrib.get("id") == f"plan-{kind.value}"]
        shapes[kind] = [
            (part.tag, part.attrib.get("d"), part.attrib.get("r"))
            for part in symbol
            if part.tag != f"{SVG}text"
        ]
    assert len({str(shape) for shape in shapes.values()}) == len(Kind)
    assert all(shapes.values())


def test_names_from_files_are_text_and_never_markup() -> None:
    """Markup, quotes and control characters in every name."""
    evil = "</text><script>alert(1)</script>&\"'\x07\x1b]]>"
    root = drawn(
        ["L"], name=evil, story=evil, room_type=evil, reasons=[evil], assumptions=[evil], degraded=[evil]
    )
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>" in "".join(root.itertext())
    data = {**room("a", rows=["L"]), "tile_m": [0.6, 0.6], "status": evil, "frame": None}
    whole = {
        "building_id": evil,
        "name": evil,
        "rule_set": evil,
        "code": evil,
        "rooms": [data],
        "totals": {
            "rooms": 1,
            "statuses": {evil: 1},
            "counts": {kind.value: {"placed": 0, "existing": 0} for kind in Kind},
        },
    }
    for text in (building_overview_svg(whole), room_plan_svg(data, whole)):
        assert not list(parsed(text).iter(f"{SVG}script"))


def test_outline_holes_and_invalid_tiles_are_drawn() -> None:
    """Walls follow the outline; holes have walls too; tiles that cannot be used are hatched."""
    outline = [[0, 0], [2.4, 0], [2.4, 1.2], [1.2, 1.2], [1.2, 1.8], [0, 1.8]]
    hole = [[0.6, 0.6], [1.2, 0.6], [1.2, 1.2]]
    root = drawn(["....", ".#..", "..##"], outline_m=outline, holes_m=[hole])
    (walls,) = [p for p in root.iter(f"{SVG}path") if p.attrib.get("class") == "walls"]
    assert walls.attrib["d"].count("M") == 2
    assert walls.attrib["d"].count("L") == len(outline) - 1 + len(hole) - 1
    (hatched,) = [p for p in root.iter(f"{SVG}path") if p.attrib.get("class") == "invalid"]
    assert hatched.attrib["d"].count("M") == 2
    assert hatched.attrib["fill"].startswith("url(#")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (4, 6), (60, 40), (400, 2), (3, 400), (400, 400)])
def test_any_room_fits_its_sheet(width: int, height: int) -> None:
    """From one tile to the largest hall, at a scale that people use, with the corners inside."""
    last = ["." * (width - 1) + "L"]
    rows = (["D" + "." * (width - 1)] if width > 1 or height > 1 else []) + ["." * width] * (height - 2)
    root = drawn([*rows, *last][:height] if height > 1 else last)
    paper = [float(root.attrib[side].removesuffix("mm")) for side in ("width", "height")]
    scale = re.search(r"1 : (\d+) on", "".join(root.itertext()))
    assert scale
    assert int(scale[1]) in STOCK[Units.METRIC].scales
    tile = 600 / int(scale[1])
    for x, y in places(root).values():
        assert 7 <= x <= paper[0] - 7 - 74 - tile
        assert 7 <= y <= paper[1] - 7 - 20 - tile


def test_the_title_block_ends_above_its_small_print() -> None:
    """However many reasons there are; what does not fit is counted."""
    root = drawn(
        ["L"], reasons=[f"reason {i} of very many words indeed, word after word" for i in range(200)]
    )
    (block,) = [g for g in root.iter(f"{SVG}g") if g.attrib.get("class") == "title-block"]
    assert max(float(t.attrib["y"]) for t in block.iter(f"{SVG}text")) <= 210 - 7 - 12
    assert "more lines in the result" in "".join(block.itertext())


def test_the_plan_of_a_result_tells_its_figures(completed: dict[str, Any]) -> None:
    """Status, counts, illuminance with its limit, and the name as it was given."""
    for data in completed["rooms"]:
        words = "".join(parsed(room_plan_svg(data, completed)).itertext())
        assert data["status"].upper() in words
        assert "≥ 500" in words or "≥ 100" in words
    assert "Büro <1> & Co" in "".join(parsed(room_plan_svg(completed["rooms"][0], completed)).itertext())


@pytest.mark.slow
def test_the_overview_shows_every_room_with_its_status(completed: dict[str, Any]) -> None:
    """Names and states in tooltips, counts in the legend."""
    root = parsed(building_overview_svg(completed))
    rooms = {
        g.attrib["data-room"]: g.findtext(f"{SVG}title")
        for g in root.iter(f"{SVG}g")
        if "data-room" in g.attrib
    }
    assert set(rooms) == {"a", "b", "c"}
    assert rooms["c"] == "c: infeasible"
    words = "".join(root.itertext())
    assert "2 complete" in words
    assert "1 infeasible" in words


def test_the_overview_keeps_the_sites_handedness() -> None:
    """Room b stands east of a, room c north of it; the sheet may turn the site, never mirror it."""
    frames = {"a": [0, 0, 0], "b": [20, 0, 0], "c": [0, 12, 0]}
    rooms = [
        {**room(name, rows=["..."] * 3), "tile_m": [1, 1], "frame": {"origin_m": at, "rotation_deg": 0}}
        for name, at in frames.items()
    ]
    for stretch in (1, 10):
        rooms[2]["frame"] = {"origin_m": [0, 12 * stretch, 0], "rotation_deg": 0}
        totals = {
            "rooms": 3,
            "statuses": {"complete": 3},
            "counts": {kind.value: {"placed": 0, "existing": 0} for kind in Kind},
        }
        whole = {"building_id": "x", "rooms": rooms, "totals": totals, "rule_set": "US v1", "code": "NFPA72"}
        root = parsed(building_overview_svg(whole))
        corner = {}
        for group in root.iter(f"{SVG}g"):
            if "data-room" in group.attrib:
                first = group.find(f"{SVG}path")
                assert first is not None
                x, y = re.findall(r"-?[\d.]+", first.attrib["d"])[:2]
                corner[group.attrib["data-room"]] = (float(x), -float(y))
        east = (corner["b"][0] - corner["a"][0], corner["b"][1] - corner["a"][1])
        north = (corner["c"][0] - corner["a"][0], corner["c"][1] - corner["a"][1])
        assert east[0] * north[1] - east[1] * north[0] > 0


def test_rooms_without_a_place_stand_side_by_side() -> None:
    """They do not hide each other, and the sheet says that it put them so."""
    rooms = [{**room(f"r{i}", width=9 + i), "tile_m": [0.6, 0.6]} for i in range(12)]
    totals = {
        "rooms": 12,
        "statuses": {},
        "counts": {kind.value: {"placed": 0, "existing": 0} for kind in Kind},
    }
    whole = {"building_id": "x", "rooms": rooms, "totals": totals, "rule_set": "US v1", "code": "NFPA72"}
    root = parsed(building_overview_svg(whole))
    assert "side by side" in "".join(root.itertext())
    boxes = []
    for group in root.iter(f"{SVG}g"):
        if "data-room" in group.attrib:
            first = group.find(f"{SVG}path")
            assert first is not None
            figures = [float(f) for f in re.findall(r"-?[\d.]+", first.attrib["d"])]
            boxes.append((min(figures[::2]), min(figures[1::2]), max(figures[::2]), max(figures[1::2])))
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
            assert apart


def test_storeys_are_drawn_apart(completed: dict[str, Any]) -> None:
    """One panel a storey, each with its name."""
    rooms = [{**data, "story": f"Level {i}"} for i, data in enumerate(completed["rooms"])]
    root = parsed(building_overview_svg({**completed, "rooms": rooms}))
    panels = [g for g in root.iter(f"{SVG}g") if g.attrib.get("class") == "storey"]
    assert len(panels) == 3
    assert "Level 2" in "".join(root.itertext())


@pytest.mark.parametrize(
    "words", ["short", "a much longer text than the room there is for it", "漢字の長い名前の部屋" * 4, ""]
)
def test_text_is_cut_to_the_room_there_is(words: str) -> None:
    """By an estimate that is on the safe side; the whole text stays in the tooltip."""
    shown = canvas.cut(words, 2.3, 30)
    assert canvas.wide(shown, 2.3) <= 30
    assert shown == words or shown.endswith("…")
    assert len(canvas.wrap(words * 30, 2.3, 30, 3)) <= 3
