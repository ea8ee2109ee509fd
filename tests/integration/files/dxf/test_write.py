"""Drawings: written, read again with ezdxf, counted and located."""

from __future__ import annotations

import io
import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import ezdxf
import pytest
from shapely import Polygon, box
from typer.testing import CliRunner

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Frame
from plenum.cli.main import app
from plenum.files.building.building import Building
from plenum.files.drawing.issue import Issue
from plenum.files.dxf import write
from plenum.files.dxf.write import building_dxf
from plenum.files.geometry.tiling import to_site
from plenum.files.parsing.missing import MissingLibraryError
from plenum.files.read import read_building
from plenum.files.schedule.components import components
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

L_SHAPE = [[0, 0], [5.4, 0], [5.4, 1.8], [3, 1.8], [3, 3], [0, 3]]
ROWS = [".L.S.....", ".........", "R.L.D....", "..S......", "....L...."]


def a_building(*stories: str) -> Building:
    """An L-shaped room with all kinds on each storey, each turned on the site."""
    rooms = [
        room(
            f"a{i}",
            rows=ROWS,
            name="Büro 1 %%d ^J",
            story=story,
            outline_m=L_SHAPE,
            tile_m=[0.6, 0.6] if i % 2 == 0 else [0.3, 0.3],
            frame={"origin_m": [400.0 + 10 * i, 50.0, 4.0 * i], "rotation_deg": 25.0 + i},
        )
        for i, story in enumerate(stories or ("Level 1",))
    ]
    read = read_building(building(rooms))
    return replace(read, rooms=tuple(replace(r, flows={(3, 0): 87.25}) for r in read.rooms))


def opened(read: Building) -> Any:
    """The drawing as ezdxf reads it, without a single error to report or mend."""
    doc: Any = ezdxf.read(io.StringIO(building_dxf(read).decode("utf-8")))  # type: ignore[attr-defined]  # ezdxf exports it without saying so
    audit = doc.audit()
    assert (audit.errors, audit.fixes) == ([], [])
    return doc


def own_id(insert: Any) -> str:
    """The first of the extended data."""
    return str(insert.get_xdata("PLENUM")[0].value)


def shown(insert: Any) -> list[Any]:
    """The texts beside a component that a reader sees, its block's and its own, where they stand."""
    of_block = [each for each in insert.virtual_entities() if each.dxftype() == "TEXT"]
    marks = [text for text in of_block if text.dxf.height == pytest.approx(120)]
    return marks + [each for each in insert.attribs if not each.is_invisible]


def said(insert: Any, tag: str) -> str:
    """A component's attribute, its own or its block's."""
    return str(insert.get_attrib_text(tag, search_const=True))


def inserts(doc: Any) -> dict[str, Any]:
    """The components of a drawing by their id."""
    found = {own_id(insert): insert for insert in doc.modelspace().query("INSERT")}
    assert len(found) == len(doc.modelspace().query("INSERT"))
    return found


def test_every_component_is_an_insert_of_its_kinds_block_at_its_place() -> None:
    """Millimetres on the site, turned with the room, at the height of the ceiling."""
    read = a_building()
    doc = opened(read)
    assert doc.header["$INSUNITS"] == 4
    found = inserts(doc)
    for part in components(read.rooms[0], read.settings):
        insert = found.pop(part.own_id)
        x, y = to_site(read.rooms[0].frame, part.centre_m)
        assert tuple(insert.dxf.insert) == pytest.approx((x * 1000, y * 1000, 2800), abs=0.01)
        assert insert.dxf.rotation == pytest.approx(25.0)
        assert insert.dxf.layer == part.kind.entry.dxf.layer
        assert insert.get_xdata("PLENUM")[1].value == "a0"
    assert not found
    assert Counter(i.dxf.name for i in doc.modelspace().query("INSERT")) == {
        "LUMINAIRE_600X600_B_EXISTING": 2,
        "LUMINAIRE_600X600_B_EXISTING_OWN_MARK": 1,
        "SUPPLY_DIFFUSER_600X600_EXISTING": 2,
        "RETURN_GRILLE_600X600_EXISTING": 1,
        "SMOKE_DETECTOR_EXISTING": 1,
    }


def test_attributes_tell_luminaire_flow_and_origin() -> None:
    """The mark is shown beside the symbol, the rest is there to be listed, by constants of the block."""
    found = inserts(opened(a_building()))
    light, supply = found["a0-L01"], found["a0-S01"]
    assert (said(light, "LUMINAIRE"), said(light, "LUMENS"), said(light, "WATTS")) == ("B", "3600", "30")
    assert (said(supply, "FLOW_L_S"), said(supply, "ORIGIN")) == ("87.25", "existing")
    assert [a.dxf.tag for a in supply.attribs if not a.is_invisible] == ["MARK"]
    assert (said(supply, "MARK"), said(light, "MARK")) == ("87 L/s", "B")
    assert said(found["a0-D01"], "MARK") == "1-001"
    assert said(light, "FLOW_L_S") == ""


def test_what_a_block_says_no_insert_repeats() -> None:
    """A light whose mark is below it has no attributes of its own; one whose place is taken has its mark."""
    found = inserts(opened(a_building()))
    lights = [found[f"a0-L0{n}"] for n in (1, 2, 3)]
    assert sorted(len(light.attribs) for light in lights) == [0, 0, 1]
    assert {said(light, "MARK") for light in lights} == {"B"}
    assert all([each.dxf.text for each in shown(light)] == ["B"] for light in lights)
    assert [a.dxf.tag for a in found["a0-S02"].attribs] == []


def test_luminaires_whose_names_differ_by_capitals_keep_their_own_blocks() -> None:
    """Names of blocks are one there, and the watts are not."""
    lamps = {"x": {"lumens": 3000, "watts": 20}, "X": {"lumens": 3000, "watts": 40}}
    rooms = [
        room(name, rows=["...", ".L.", "..."], luminaire=lamp) for name, lamp in zip("ab", "xX", strict=True)
    ]
    found = inserts(opened(read_building(building(rooms, settings={"luminaires": lamps}))))
    assert (said(found["a-L01"], "WATTS"), said(found["b-L01"], "WATTS")) == ("20", "40")


def test_a_floor_of_a_hundred_rooms_takes_less_than_a_megabyte() -> None:
    """100 rooms with 14 components each, turned on the site, all flows known."""
    rows = ["..........", ".L.L..L.L.", "..S....S..", ".L.L..L.L.", "..S.R..D..", "....L....."]
    frames = [
        {"origin_m": [10.1 * (i % 10), 8.3 * (i // 10), 20], "rotation_deg": 23.884926} for i in range(100)
    ]
    rooms = [room(f"office_{i}", rows=rows, name=f"Office {i}", frame=frames[i]) for i in range(100)]
    read = read_building(building(rooms))
    flows = {(2, 2): 60.25, (7, 2): 60.25, (2, 4): 60.25, (4, 4): 180.75}
    told = replace(read, rooms=tuple(replace(each, flows=flows) for each in read.rooms))
    drawn = building_dxf(told)
    assert drawn.count(b"\nINSERT\n") == 1400
    assert len(drawn) < 1_000_000


def test_outline_grid_and_name_are_drawn_inside_the_room() -> None:
    """The outline's corners are the room's; no line of the grid leaves it; codes in names are text."""
    read = a_building()
    doc = opened(read)
    (outline,) = doc.modelspace().query("LWPOLYLINE[layer=='A-WALL']")
    assert outline.closed
    corners = [to_site(read.rooms[0].frame, corner) for corner in read.rooms[0].outline]
    for (x, y), (wx, wy) in zip(outline.get_points("xy"), corners, strict=True):
        assert (x, y) == pytest.approx((wx * 1000, wy * 1000), abs=0.01)
    joints = doc.modelspace().query("LINE[layer=='A-CLNG-GRID']")
    lengths = sum(math.dist(line.dxf.start, line.dxf.end) for line in joints)
    # By hand: 10 joints along y, of 3 m up to x = 3 m and of 1.8 m beyond; 6 along x, of 5.4 m up to 1.8 m.
    assert lengths == pytest.approx((6 * 3 + 4 * 1.8 + 4 * 5.4 + 2 * 3) * 1000, abs=1)
    texts = [text.dxf.text for text in doc.modelspace().query("TEXT[layer=='A-ANNO-TEXT']")]
    assert texts == ["Büro 1 %%%%%%d ^ J", "a0"]


def test_the_drawing_opens_on_the_whole_building() -> None:
    """Its extents are the rooms', and so is the view, wherever on the site they stand."""
    read = a_building("Level 1", "Level 2")
    doc = opened(read)
    corners = [to_site(r.frame, corner) for r in read.rooms for corner in r.outline]
    low, high = doc.header["$EXTMIN"], doc.header["$EXTMAX"]
    assert low[0] == pytest.approx(min(x for x, _ in corners) * 1000)
    assert high[1] == pytest.approx(max(y for _, y in corners) * 1000)
    (view,) = doc.viewports.get("*Active")
    assert low[0] < view.dxf.center.x < high[0]
    assert view.dxf.height > high[1] - low[1]


def test_storeys_have_their_own_layers_and_their_own_heights() -> None:
    """So that one can be frozen; names that are no layer names are changed, and never into one another."""
    doc = opened(a_building("Level 1", "level/1", "2. Stock"))
    lights = doc.modelspace().query("INSERT").filter(lambda i: i.dxf.name.startswith("LUMINAIRE"))
    by_layer = {i.dxf.layer: round(i.dxf.insert.z) for i in lights}
    assert by_layer == {
        "E-LITE-FIXT-LEVEL_1": 2800,
        "E-LITE-FIXT-LEVEL_1_": 6800,
        "E-LITE-FIXT-2__STOCK": 10800,
    }
    names = " ".join(block.name for block in doc.blocks)
    assert "LUMINAIRE_600X600_B" in names
    assert "LUMINAIRE_300X300_B" in names


def test_rooms_that_do_not_say_where_they_stand_are_drawn_side_by_side() -> None:
    """Two rooms at the origin would lie on one another."""
    read = a_building("Level 1", "Level 1")
    doc = opened(replace(read, rooms=tuple(replace(r, frame=Frame()) for r in read.rooms)))
    first, second = doc.modelspace().query("LWPOLYLINE[layer=='A-WALL']")
    assert Polygon(first.get_points("xy")).disjoint(Polygon(second.get_points("xy")))


def test_marks_and_names_cover_no_symbol() -> None:
    """In the room's own axes: no text's box, at its height, meets a tile that holds something."""
    read = a_building()
    doc = opened(read)
    turn = math.radians(-25.0)

    def in_room(x: float, y: float) -> tuple[float, float]:
        x, y = x - 400_000.0, y - 50_000.0
        return x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)

    found = inserts(doc).values()
    tiles = [
        box(x - 300, y - 300, x + 300, y + 300)
        for x, y, _ in (i.dxf.insert for i in found)
        for x, y in [in_room(x, y)]
    ]
    texts = [text for insert in found for text in shown(insert)]
    texts += doc.modelspace().query("TEXT[layer=='A-ANNO-TEXT']")
    for text in texts:
        x, y = in_room(text.dxf.align_point.x, text.dxf.align_point.y)
        half = 0.35 * len(text.dxf.text) * text.dxf.height
        assert all(tile.disjoint(box(x - half, y + 1, x + half, y + text.dxf.height)) for tile in tiles)
    assert len(texts) == 7


def test_each_storey_has_a_layout_that_shows_it_alone() -> None:
    """A sheet at a round scale with its title block; the other storeys' layers are frozen in its window."""
    text = building_dxf(a_building("Level 1", "Level 2"), Issue("C02", "2030-01-31"))
    doc: Any = ezdxf.read(io.StringIO(text.decode("utf-8")))  # type: ignore[attr-defined]  # ezdxf exports it without saying so
    assert doc.layout_names_in_taborder() == ["Model", "Layout1", "RC-101 Level 1", "RC-102 Level 2"]
    sheet = doc.layouts.get("RC-102 Level 2")
    words = " ".join(each.dxf.text for each in sheet.query("TEXT"))
    for said in ("Reflected ceiling plan: Level 2", "C02", "2030-01-31", "1 : 50 on A3"):
        assert said in words
    window = sheet.viewports()[-1]
    assert window.dxf.view_height / window.dxf.height == pytest.approx(50)
    assert "E-LITE-FIXT-LEVEL_1" in window.frozen_layers
    assert "E-LITE-FIXT-LEVEL_2" not in window.frozen_layers


def test_marks_flows_and_scales_are_in_the_buildings_units() -> None:
    """The model stays in millimetres: CAD turns it by its header."""
    read = a_building()
    doc = opened(replace(read, settings=replace(read.settings, overrides={"units": "imperial"})))
    supply = next(each for each in doc.modelspace().query("INSERT") if said(each, "FLOW_CFM"))
    assert (said(supply, "MARK"), said(supply, "FLOW_CFM")) == ("185 CFM", "184.9")
    sheet = doc.layouts.get("RC-101 Level 1")
    assert '1/4" = 1\'-0" on ARCH B' in [each.dxf.text for each in sheet.query("TEXT")]
    assert sheet.viewports()[-1].dxf.view_height / sheet.viewports()[-1].dxf.height == pytest.approx(48)
    assert doc.header["$INSUNITS"] == opened(read).header["$INSUNITS"] == 4


def test_every_kind_has_a_layer_and_a_block_of_its_own() -> None:
    """What is counted by layer or by block is counted by kind."""
    assert len({kind.entry.dxf.layer for kind in Kind}) == len(Kind)


def test_a_room_where_heat_detectors_belong_says_so() -> None:
    """None is placed; an office says nothing of them."""
    for room_type, told in (("kitchen", True), ("office_open", False)):
        doc = opened(read_building(building([room("r", room_type=room_type)])))
        texts = {text.dxf.text for text in doc.modelspace().query("TEXT")}
        assert ("heat detectors by others" in texts) is told


def test_without_ezdxf_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plenum runs without it; a drawing does not."""
    monkeypatch.setattr(write, "find_spec", lambda _: None)
    with pytest.raises(MissingLibraryError, match=r"pip install 'plenum-ceilings\[dxf\]'"):
        building_dxf(a_building())


def test_a_result_becomes_a_drawing_with_everything_that_was_placed(tmp_path: Path) -> None:
    """`plenum convert RESULT -o plan.dxf`: as many inserts of each kind as the result counts."""
    completed = PipelineRunner().run_full_pipeline(read_building(building(2)))
    source, out = tmp_path / "result.json", tmp_path / "plan.dxf"
    source.write_text(json.dumps(completed))
    assert CliRunner().invoke(app, ["convert", str(source), "-o", str(out)]).exit_code == 0
    doc = ezdxf.readfile(out)  # type: ignore[attr-defined]  # ezdxf exports it without saying so
    found = Counter(insert.dxf.layer for insert in doc.modelspace().query("INSERT"))
    counts = completed["totals"]["counts"]
    assert found == {kind.entry.dxf.layer: counts[kind.value]["placed"] for kind in Kind}
