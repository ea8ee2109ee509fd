"""Whatever comes in, a reader answers with a building that holds together, or with InvalidBuilding.

The examples are the same on every run; PLENUM_EXPLORE=N asks for N new ones of each kind.
"""

from __future__ import annotations

import copy
import json
import math
import re
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from plenum.ceiling.room.geometry import tiles_inside
from plenum.ceiling.room.grid import ALPHABET, EMPTY, KINDS
from plenum.files.building.building import Building
from plenum.files.building.schema import BuildingFields, RoomFields
from plenum.files.building.writer import building_to_json
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from plenum.files.settings.options import ReadOptions
from plenum.files.settings.schema import SettingsFields
from tests.support.buildings import building, room
from tests.support.dragonfly import dragonfly, room_2d, story
from tests.support.exploring import EXPLORE
from tests.support.gbxml import document, plan, shell, space, surface
from tests.support.honeybee import box, face, model, rectangle

fuzz = settings(max_examples=EXPLORE or 150)
EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

NAMES = sorted(
    {
        *BuildingFields.model_fields,
        *RoomFields.model_fields,
        *SettingsFields.model_fields,
        *("schema", "type", "cells", "grid_id", "width", "height", "x", "y", "component"),
        *(
            "identifier",
            "units",
            "faces",
            "geometry",
            "boundary",
            "holes",
            "face_type",
            "properties",
            "energy",
        ),
        *(
            "buildings",
            "unique_stories",
            "room_2ds",
            "room_3ds",
            "floor_boundary",
            "floor_holes",
            "multiplier",
        ),
        *("floor_height", "floor_to_ceiling_height", "floor_to_floor_height", "ceiling_plenum_depth"),
    }
)
WORDS = [
    "plenum.building/1",
    "plenum.completed/1",
    "Model",
    "Meters",
    "Floor",
    "light",
    "empty",
    "office",
    "..L#",
    "a",
    "../x",
    "US",
    "LGT-1",
    "",
]
numbers = (
    st.integers(-5, 5)
    | st.integers()
    | st.floats()
    | st.sampled_from([0.6, 1e308, -0.0, 10**30, 10**400, math.inf, -math.inf, math.nan, 2**63, 1e-320])
)
texts = st.sampled_from(WORDS) | st.text(st.characters(), max_size=8)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=5)
    ),
    max_leaves=20,
)
SEEDS: list[dict[str, Any]] = [
    building(
        [
            room(
                "a",
                rows=["..L..", ".#...", "....D"],
                outline_m=[[0, 0], [3, 0], [3, 1.8], [0, 1.8]],
                holes_m=[[[0.6, 0.6], [1.2, 0.6], [1.2, 1.2], [0.6, 1.2]]],
                frame={"origin_m": [1, 2, 3], "rotation_deg": 30},
                luminaire="A",
                story="1",
            ),
            room("b", width=3, height=2),
        ],
        code="BS5839",
        settings={
            "targets": {"corridor": {"em_lx": 100, "luminaire": "C"}},
            "luminaires": {"X": {"lumens": 4000, "watts": 30}},
            "loads": {"corridor": 20, "office_enclosed": {"people_per_100m2": 5}},
            "assume": {"tile_m": [0.6, 0.6], "storey_drop_m": 0.5},
            "reflectances": [0.7, 0.5, 0.2],
        },
        waivers=[{"rule": "LGT-2", "room_id": "a", "reason": "r", "by": "b"}],
    ),
    {
        "grid_id": "g",
        "width": 2,
        "height": 2,
        "cells": [{"x": i % 2, "y": i // 2, "component": "empty"} for i in range(4)],
    },
    model(
        box("a", [(0, 0), (6, 1), (5, 5), (0, 4)], holes=[[(1, 1), (2, 1), (2, 2)]], story="1"),
        {
            **box("b", rectangle(3, 4, 9)),
            "faces": [face("Floor", rectangle(3, 4, 9), 0), face("Wall", rectangle(3, 4, 9), 3)],
        },
    ),
    dragonfly(
        story("1", room_2d("a", [(0, 0), (6, 1), (5, 5), (0, 4)], holes=[[(1, 1), (2, 1), (2, 2)]])),
        story("2", room_2d("b", rectangle(3, 4, 9), z=4.0), multiplier=2, floor_to_floor_height=4.0),
        room_3ds=[box("c", rectangle(3, 4, 20))],
    ),
]
XML = document(
    space("a", shell([(0, 0), (6, 1), (5, 5), (0, 4)]), spaceType="OfficeEnclosed", zoneIdRef="zone-1"),
    space("b", plan(rectangle(3, 4, 9)), buildingStoreyIdRef="level-1"),
    space("c", more="<CADObjectId>7</CADObjectId>"),
    surfaces=surface("f", "SlabOnGrade", [(20, 0, 0), (23, 0, 0), (23, 4, 0), (20, 4, 0)], "c")
    + surface("r", "Roof", [(20, 0, 3.5), (23, 0, 3.5), (23, 4, 3.5), (20, 4, 3.5)], "c"),
)
PIECES = re.findall(r"<[^>]*>|[^<]+", XML)


def read_or_refuse(source: Any, options: Any = None) -> Building | None:
    """The building, if it is one. Everything but InvalidBuilding is the reader's fault."""
    try:
        found = read_building(source, options=options)
    except InvalidBuilding as error:
        is_clear(error)
        return None
    holds_together(found)
    return found


def is_clear(error: InvalidBuilding) -> None:
    """One printable sentence with a cure, that any JSON writer takes."""
    assert str(error).isprintable()
    assert error.cure
    json.dumps(error.args).encode("utf-8")


def holds_together(found: Building) -> None:
    """What every stage takes for granted."""
    assert found.rooms
    assert len({r.room_id for r in found.rooms}) == len(found.rooms)
    for r in found.rooms:
        assert len({len(row) for row in r.rows}) == 1
        assert ALPHABET.issuperset("".join(r.rows))
        assert r.existing == {tile for tile, char in r.tiles() if char in KINDS}
        assert all(math.isfinite(v) for v in (*r.tile_m, r.ceiling_height_m, *r.frame.origin_m))
        inside = tiles_inside(r)
        assert all(inside[y, x] for (x, y), char in r.tiles() if char == EMPTY)
    assert Building.from_json(json.loads(json.dumps(found.to_json()))) == found
    again = read_building(building_to_json(found))
    assert again.rooms == found.rooms
    assert again.settings == found.settings


@fuzz
@given(st.binary(max_size=200) | st.text(st.characters(), max_size=200))
def test_any_bytes_and_any_text_are_read_or_refused(source: bytes | str) -> None:
    """Encodings, half characters, things that are no JSON."""
    read_or_refuse(source)


@fuzz
@given(values)
def test_any_json_value_is_read_or_refused(source: Any) -> None:
    """Objects of our own field names with anything in them."""
    read_or_refuse(source)
    read_or_refuse(json.dumps(source))


def test_the_files_that_are_changed_are_right_before() -> None:
    """Otherwise the fuzzer would never get past their first mistake."""
    for seed in SEEDS:
        assert read_or_refuse(seed)

    assert read_or_refuse(XML)


def _spots(data: Any) -> list[tuple[Any, Any]]:
    """Every container of a document with each of its keys or indices."""
    found: list[tuple[Any, Any]] = []
    stack = [data]
    while stack:
        here = stack.pop()
        steps = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        found += [(here, step) for step in steps]
        stack += [here[step] for step in steps]
    return found


@fuzz
@given(st.data(), st.sampled_from(SEEDS))
def test_a_good_file_with_a_few_things_changed_is_read_or_refused(
    data: st.DataObject, seed: dict[str, Any]
) -> None:
    """Values replaced, taken out, doubled and moved, in files that were right."""
    broken = copy.deepcopy(seed)
    for _ in range(data.draw(st.integers(1, 3))):
        spots = _spots(broken)
        if not spots:
            break
        holder, step = spots[data.draw(st.integers(0, len(spots) - 1))]
        change = data.draw(st.sampled_from(["replace", "remove", "double", "add", "number"]))
        if change == "remove":
            del holder[step]
        elif change == "replace":
            holder[step] = data.draw(values)
        elif change == "number":
            holder[step] = data.draw(numbers)
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[step]) if change == "double" else data.draw(values))
        else:
            holder[data.draw(st.sampled_from(NAMES))] = copy.deepcopy(holder[step])
    read_or_refuse(broken)
    read_or_refuse(json.dumps(broken))


@fuzz
@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4)), min_size=1, max_size=3))
def test_a_damaged_file_is_read_or_refused(cuts: list[tuple[int, bytes]]) -> None:
    """Bytes overwritten anywhere in the example."""
    content = bytearray((EXAMPLES / "small_office.json").read_bytes())
    for at, patch in cuts:
        content[at : at + len(patch)] = patch
    read_or_refuse(bytes(content))
    xml = bytearray(XML.encode())
    for at, patch in cuts:
        xml[at % len(xml) : at % len(xml) + len(patch)] = patch
    read_or_refuse(bytes(xml))


@fuzz
@given(st.data())
def test_a_good_xml_file_with_a_few_pieces_changed_is_read_or_refused(data: st.DataObject) -> None:
    """Tags and texts taken out, doubled, moved and replaced by numbers of any kind."""
    pieces = list(PIECES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        change = data.draw(st.sampled_from(["remove", "double", "move", "number", "text"]))
        if change == "remove" and len(pieces) > 1:
            del pieces[at]
        elif change == "double":
            pieces.insert(at, pieces[at])
        elif change == "move":
            pieces.insert(data.draw(st.integers(0, len(pieces) - 1)), pieces.pop(at))
        elif change == "number":
            pieces[at] = str(data.draw(numbers))
        else:
            pieces[at] = data.draw(texts)
    read_or_refuse("".join(pieces))


points = st.lists(st.tuples(*[st.floats(-20, 20, width=32)] * 2), min_size=3, max_size=8)


@fuzz
@example([(6, 0), (1, 0), (7, -1), (0, 0), (0, 2**-14)], [], 0.0, 0.3)  # corners 61 µm apart
@example([(6, 0), (4, 0), (7, -1), (0, 0), (0, 2**-14)], [], 0.0, 0.3)  # the same, and a crossing
@given(points, st.lists(points, max_size=2), st.floats(-360, 360), st.sampled_from([0.3, 0.6, [0.6, 1.2]]))
def test_any_floor_becomes_a_grid_that_holds_together_or_is_refused(
    floor: list[Any], holes: list[Any], height: float, tile: Any
) -> None:
    """Honeybee floors of random corners: crossing, flat, tiny, with holes anywhere."""
    read_or_refuse(model(box("a", floor, holes=holes, height=abs(height) / 10)), {"tile_m": tile})
    rows = ["." * 12] * 9
    read_or_refuse(building([room("a", rows=rows, outline_m=[list(p) for p in floor])]))
    read_or_refuse(dragonfly(story("1", room_2d("a", floor, holes=holes, height=abs(height) / 10))))
    read_or_refuse(document(space("a", shell(floor, height=abs(height) / 10))))
    read_or_refuse(document(space("a", plan(floor))))


@fuzz
@given(
    st.dictionaries(st.sampled_from(sorted(ReadOptions.model_fields)) | texts, values, max_size=4) | values
)
def test_any_options_are_taken_or_refused(options: Any) -> None:
    """Options come with the task, from anybody."""
    for seed in SEEDS:
        read_or_refuse(seed, options)
