"""Building files: what they say, what is assumed, and what is refused where."""

from __future__ import annotations

import math
from typing import Any

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Frame
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.files import limits
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room
from tests.support.honeybee import box, model, rectangle
from tests.support.refusals import refused

L_SHAPE = [[0, 0], [5.4, 0], [5.4, 2.1], [2.4, 2.1], [2.4, 4.2], [0, 4.2]]


def test_a_room_is_read_as_it_is_written() -> None:
    """Every field finds its place."""
    read = read_building(
        building(
            [
                room(
                    "a",
                    width=3,
                    height=2,
                    name="Büro 1",
                    story="1. OG",
                    tile_m=[0.6, 1.2],
                    rows=[".L#", "S.."],
                    frame={"origin_m": [1, 2, 3], "rotation_deg": 30},
                    luminaire="A",
                )
            ],
            rule_set="UK",
            code="EN54_14_2018",
            waivers=[{"rule": "LGT-2", "room_id": "a", "reason": "store", "by": "NN"}],
        )
    )
    (only,) = read.rooms
    assert (only.room_id, only.name, only.story) == ("a", "Büro 1", "1. OG")
    assert only.rows == (".L#", "S..")
    assert only.tile_m == (0.6, 1.2)
    assert only.frame == Frame((1.0, 2.0, 3.0), 30.0)
    assert only.luminaire == "A"
    assert (read.settings.rule_set, read.settings.code) == (RuleSet.UK, FireCode.EN54_14_2018)
    assert read.waivers[0].by == "NN"
    assert read.assumptions == {"a": ()}
    assert read.source_format == "building"


def test_row_zero_is_the_lowest_row() -> None:
    """y grows upwards: the first string is y = 0."""
    (only,) = read_building(building([room("a", rows=["D..", "..."])])).rooms
    assert only.of_kind(Kind.DETECTOR) == ((0, 0),)


def test_occupied_tiles_are_existing() -> None:
    """What arrives occupied is never moved, so it is noted."""
    (only,) = read_building(building([room("a", rows=[".L#", "SRD"])])).rooms
    assert only.existing == {(1, 0), (0, 1), (1, 1), (2, 1)}


def test_the_fire_code_follows_the_rule_set_unless_it_is_given() -> None:
    """UK alone means BS 5839-1."""
    assert read_building(building(1, rule_set="UK")).settings.code is FireCode.BS5839
    assert read_building(building(1, rule_set="EU")).settings.code is FireCode.EN54_14_2018
    assert read_building(building(1)).settings.code is FireCode.NFPA72


def test_what_a_room_does_not_say_is_assumed_and_listed() -> None:
    """The defaults of the house, or the file's own `assume`."""
    bare = {"room_id": "a", "rows": ["..."]}
    read = read_building(building([bare]))
    assert (read.rooms[0].tile_m, read.rooms[0].ceiling_height_m) == ((0.6, 0.6), 2.8)
    assert len(read.assumptions["a"]) == 3
    own = {"assume": {"tile_m": 0.625, "ceiling_height_m": 3.2, "room_type": "corridor"}}
    read = read_building(building([bare], settings=own))
    assert (read.rooms[0].tile_m, read.rooms[0].ceiling_height_m) == ((0.625, 0.625), 3.2)
    assert read.rooms[0].room_type == "corridor"
    assert any("0.625" in text for text in read.assumptions["a"])


def test_everyday_names_of_room_types_are_understood_and_listed() -> None:
    """`Meeting room` is a conference room; the result says it was read so."""
    read = read_building(building([room("a", room_type="Meeting room")]))
    assert read.rooms[0].room_type == "conference"
    assert read.assumptions["a"] == ("room type conference, from 'Meeting room'",)


def test_a_room_type_of_ones_own_needs_targets() -> None:
    """Without them nobody knows what light it asks for."""
    error = refused(building([room("a", room_type="observatory")]))
    assert error.pointer == "/rooms/0/room_type"
    own = {"targets": {"observatory": {"em_lx": 100}}}
    assert (
        read_building(building([room("a", room_type="observatory")], settings=own)).rooms[0].room_type
        == "observatory"
    )


def test_an_outline_is_counter_clockwise_and_open_after_reading() -> None:
    """The domain wants it so; files may close it and go round either way."""
    (first,) = read_building(building([room("a", outline_m=L_SHAPE)])).rooms
    clockwise = [*reversed(L_SHAPE), L_SHAPE[-1]]
    (second,) = read_building(building([room("a", outline_m=clockwise)])).rooms
    assert sorted(first.outline_m) == sorted(second.outline_m)
    for ring in (first.outline_m, second.outline_m):
        area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True))
        assert area > 0
        assert len(ring) == 6


def test_empty_tiles_that_the_outline_cuts_become_invalid() -> None:
    """A tile must be whole; the change is listed."""
    read = read_building(building([room("a", outline_m=L_SHAPE)]))
    assert read.rooms[0].rows == (*["........."] * 3, *["....#####"] * 4)
    assert read.assumptions["a"] == ("20 tiles that the outline cuts taken as invalid",)


def test_a_component_in_a_cut_tile_stays_for_the_rules_to_judge() -> None:
    """Existing things are never removed."""
    rows = ["........."] * 3 + ["...L....."] + ["........."] * 3
    (only,) = read_building(
        building([room("a", rows=rows, outline_m=[[0, 0], [2.2, 0], [2.2, 4], [0, 4]])])
    ).rooms
    assert only.at((3, 3)) == "L"


def test_holes_are_kept_and_their_tiles_invalid() -> None:
    """A shaft in the middle of the room."""
    hole = [[1.8, 1.8], [2.4, 1.8], [2.4, 2.4], [1.8, 2.4]]
    outline = [[0, 0], [5.4, 0], [5.4, 4.2], [0, 4.2]]
    (only,) = read_building(building([room("a", outline_m=outline, holes_m=[hole])])).rooms
    assert len(only.holes_m) == 1
    assert only.at((3, 3)) == "#"
    assert only.usable == 9 * 7 - 1


def test_flows_of_terminals_that_are_there_are_known() -> None:
    """In L/s; those without a figure take their share, and a written building says them again."""
    read = read_building(building([room("a", rows=["S..R", "...."], flows=[[3, 0, 55], [0, 0, 40.5]])]))
    assert read.rooms[0].flows == {(0, 0): 40.5, (3, 0): 55}
    assert building_to_json(read)["rooms"][0]["flows"] == [[0, 0, 40.5], [3, 0, 55]]


def test_what_was_left_out_is_told_by_the_file_and_by_the_result() -> None:
    """A file made from a model keeps what the model calls a room and is none."""
    read = read_building(building(1, left_out=["space 'duct': it has no body"]))
    assert building_to_json(read)["left_out"] == ["space 'duct': it has no body"]
    assert PipelineRunner().run_full_pipeline(read)["left_out"] == ["space 'duct': it has no body"]


def test_the_internal_form_is_lossless() -> None:
    """Rooms travel as JSON between intake and stages."""
    read = read_building(
        building(
            [room("a", outline_m=L_SHAPE, rows=[".LS......"] * 3 + ["........."] * 4), room("b")],
            left_out=["space 'duct'"],
            settings={"maintenance_factor": 0.7},
            waivers=[{"rule": "LGT-2", "room_id": "a", "reason": "store", "by": "NN"}],
        )
    )
    assert Building.from_json(read.to_json()) == read


CIRCLE = [[5 * math.cos(i / 500), 5 * math.sin(i / 500)] for i in range(limits.MAX_POINTS + 2)]
WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "zero height": (room("a", ceiling_height_m=0), "/rooms/0/ceiling_height_m", "1.8"),
    "a hall as high as a cathedral": (room("a", ceiling_height_m=31), "/rooms/0/ceiling_height_m", "30"),
    "tile too large": (room("a", tile_m=600), "/rooms/0/tile_m", "3"),
    "tile of zero": (room("a", tile_m=[0.6, 0]), "/rooms/0/tile_m/1", "0.1"),
    "tile not finite": (room("a", tile_m=math.inf), "/rooms/0/tile_m", "finite"),
    "tile not a number": (room("a", tile_m="60 cm"), "/rooms/0/tile_m", "metres"),
    "true is no number": (room("a", ceiling_height_m=True), "/rooms/0/ceiling_height_m", "number"),
    "height not finite": (room("a", ceiling_height_m=math.nan), "/rooms/0/ceiling_height_m", "finite"),
    "height of 400 digits": (room("a", ceiling_height_m=10**400), "/rooms/0/ceiling_height_m", "number"),
    "unknown field": (room("a", celing_height_m=3), "/rooms/0/celing_height_m", "ceiling_height_m"),
    "rows as text": (room("a", rows="..."), "/rooms/0/rows", "list"),
    "no rows": (room("a", rows=[]), "/rooms/0/rows", "400"),
    "empty rows": (room("a", rows=[""]), "/rooms/0/rows", "400"),
    "ragged rows": (room("a", rows=["...", ".."]), "/rooms/0/rows", "equally long"),
    "unknown tile": (room("a", rows=["..x"]), "/rooms/0/rows", "smoke detector"),
    "a row that is no text": (room("a", rows=[["."]]), "/rooms/0/rows", "text"),
    "too many rows": (room("a", rows=["."] * 401), "/rooms/0/rows", "400"),
    "rows too long": (room("a", rows=["." * 401]), "/rooms/0/rows", "400"),
    "id with a path": (room("../../etc/passwd"), "/rooms/0/room_id", "letters"),
    "empty id": (room(""), "/rooms/0/room_id", "identifier"),
    "id that is a number": ({**room("a"), "room_id": 7}, "/rooms/0/room_id", "text"),
    "name with a control character": (room("a", name="a\x07"), "/rooms/0/name", "printable"),
    "name of a megabyte": (room("a", name="x" * 1_000_000), "/rooms/0/name", "200"),
    "name with half a surrogate pair": (room("a", name="\ud800"), "/rooms/0/name", "surrogates"),
    "unknown luminaire": (room("a", luminaire="Z"), "/rooms/0/luminaire", "A, B, C"),
    "crossing outline": (
        room("a", outline_m=[[0, 0], [4, 4], [0, 4], [4, 0]]),
        "/rooms/0/outline_m",
        "in order",
    ),
    "outline on a line": (room("a", outline_m=[[0, 0], [1, 0], [2, 0]]), "/rooms/0/outline_m", "corners"),
    "outline of one point": (room("a", outline_m=[[1, 1]] * 4), "/rooms/0/outline_m", "3 corners"),
    "outline far from the grid": (
        room("a", outline_m=[[50, 50], [60, 50], [60, 60]]),
        "/rooms/0/outline_m",
        "corner (0, 0)",
    ),
    "outline of too many points": (room("a", outline_m=CIRCLE), "/rooms/0/outline_m", str(limits.MAX_POINTS)),
    "outline not finite": (
        room("a", outline_m=[[0, 0], [math.nan, 0], [1, 1]]),
        "/rooms/0/outline_m/1/0",
        "finite",
    ),
    "hole outside": (
        room("a", outline_m=L_SHAPE, holes_m=[[[3, 3], [4, 3], [4, 4]]]),
        "/rooms/0/holes_m/0",
        "outline",
    ),
    "holes that overlap": (
        room(
            "a",
            outline_m=L_SHAPE,
            holes_m=[[[0.5, 0.5], [1.5, 0.5], [1, 1.5]], [[0.6, 0.6], [2, 0.6], [1, 1.8]]],
        ),
        "/rooms/0/holes_m",
        "separate",
    ),
    "hole without an outline": (
        room("a", holes_m=[[[0, 0], [1, 0], [1, 1]]]),
        "/rooms/0/holes_m",
        "outline_m",
    ),
    "more below beams than its holes have": (
        room("a", outline_m=L_SHAPE, holes_m=[[[0.5, 0.5], [1.5, 0.5], [1, 1.5]]], beams_m2=0.6),
        "/rooms/0/beams_m2",
        "holes_m",
    ),
    "light outside the outline": (
        room("a", rows=["........L"] * 7, outline_m=[[0, 0], [3, 0], [3, 4.2], [0, 4.2]]),
        "/rooms/0/rows/0",
        "corner (0, 0)",
    ),
    "flow of a light": (room("a", rows=["L.S"], flows=[[0, 0, 40]]), "/rooms/0/flows/0", "each S or R"),
    "flow outside": (room("a", rows=["L.S"], flows=[[2, 1, 40]]), "/rooms/0/flows/0", "each S or R"),
    "flow twice": (room("a", rows=["S"], flows=[[0, 0, 4], [0, 0, 5]]), "/rooms/0/flows/1", "once"),
    "flow of nothing": (room("a", rows=["S"], flows=[[0, 0, 0]]), "/rooms/0/flows/0/2", "0"),
    "flow of a half tile": (room("a", rows=["S"], flows=[[0.5, 0, 9]]), "/rooms/0/flows/0/0", "whole"),
    "flow without a figure": (room("a", rows=["S"], flows=[[0, 0]]), "/rooms/0/flows/0/2", "add it"),
    "frame without an origin": (room("a", frame={"rotation_deg": 5}), "/rooms/0/frame/origin_m", "add it"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_room_is_refused_with_place_and_cure(name: str) -> None:
    """Whatever is wrong with a room, the pointer leads to it and the cure says what is right."""
    wrong, place, cure = WRONG[name]
    error = refused(building([wrong]))
    assert error.pointer == place
    assert cure in error.cure


WRONG_BUILDINGS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no schema": ({"rooms": []}, "/schema", "plenum.building/1"),
    "next schema": (building(1) | {"schema": "plenum.building/2"}, "/schema", "plenum.building/1"),
    "a result": (building(1) | {"schema": "plenum.completed/1"}, "/schema", "building it was made from"),
    "nothing known": ({"walls": []}, "", "schema"),
    "no rooms": (building([]), "/rooms", "1"),
    "rooms as an object": (building(1) | {"rooms": {}}, "/rooms", "list"),
    "ids that differ in capitals alone": (building([room("a"), room("A")]), "/rooms/1/room_id", "capitals"),
    "unknown rule set": (building(1, rule_set="FR"), "/rule_set", "US"),
    "unknown code": (building(1, code="NFPA13"), "/code", "NFPA72"),
    "waiver for no rule": (
        building(1, waivers=[{"rule": "LGT-1x", "room_id": "room_0", "reason": "r", "by": "b"}]),
        "/waivers/0/rule",
        "LGT-1",
    ),
    "waiver for no room": (
        building(1, waivers=[{"rule": "LGT-1", "room_id": "room_9", "reason": "r", "by": "b"}]),
        "/waivers/0/room_id",
        "room_0",
    ),
    "waiver without a name": (
        building(1, waivers=[{"rule": "LGT-1", "room_id": "room_0", "reason": "r", "by": ""}]),
        "/waivers/0/by",
        "1",
    ),
    "detectors for no room": (
        building(1, settings={"fire": {"category": "selective", "rooms": ["room_9"]}}),
        "/settings/fire/rooms/0",
        "room_0",
    ),
    "doubled waiver": (
        building(1, waivers=[{"rule": "LGT-1", "room_id": "room_0", "reason": "r", "by": "b"}] * 2),
        "/waivers/1",
        "one of them",
    ),
}


@pytest.mark.parametrize("name", WRONG_BUILDINGS)
def test_a_wrong_building_is_refused_with_place_and_cure(name: str) -> None:
    """What no room alone shows."""
    wrong, place, cure = WRONG_BUILDINGS[name]
    error = refused(wrong)
    assert error.pointer == place
    assert cure in error.cure


def test_more_tiles_or_corners_than_a_building_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sums over the rooms are bounded too, and counted before the work is done."""
    monkeypatch.setattr(limits, "MAX_CELLS", 100)
    assert refused(building([room("a"), room("b")])).pointer == "/rooms/1"
    assert refused(model(box("a", rectangle(6, 4)), box("b", rectangle(6, 4, 9)))).pointer == "/rooms/1"
    monkeypatch.setattr(limits, "MAX_CELLS", 1000)
    monkeypatch.setattr(limits, "MAX_CORNERS", 5)
    square = [[0, 0], [5.4, 0], [5.4, 4.2], [0, 4.2]]
    assert "outline points" in refused(building([room("a", outline_m=square)] * 2)).message


@pytest.mark.parametrize("source", [None, 5, True, [], [1, 2], 0.5])
def test_anything_that_is_no_object_is_refused(source: Any) -> None:
    """A task's argument can be any JSON value."""
    assert "no building" in refused(source).message
