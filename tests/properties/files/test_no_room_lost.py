"""Whatever befalls a model, each room that it still declares is read or told, or the whole is refused.

The examples are the same on every run; PLENUM_EXPLORE=N asks for N new ones of each format.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.omission import Omission
from plenum.files.read import read_building
from tests.support.buildings import building, room
from tests.support.dragonfly import dragonfly, room_2d, story
from tests.support.exploring import EXPLORE
from tests.support.gbxml import document, plan, shell, space, surface
from tests.support.honeybee import box, model, rectangle
from tests.support.ifc import Sample
from tests.support.ifc_apart import Apart
from tests.support.plans import Plan

some = settings(max_examples=EXPLORE or 60)
many = settings(max_examples=EXPLORE or 200)
PLACES = [(7 * i, 0) for i in range(6)]
NAMES = ("Office", "Shaft 1", "Bespr.", "X-17", "WC", "Lab")
GARBAGE = ("\x00\x07", '"', "'", "/*", "*/", "<", "&", "#999", ";", "\n", "\\X2\\", "é€😀", "]", "}", "1e999")


@dataclass(frozen=True)
class Format:
    """One format: a file that is right, what it is made of, and how its rooms are counted from outside."""

    text: str
    piece: str
    """A pattern of what is dropped, doubled and moved as one."""
    declared: Callable[[str], int]

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The text in pieces."""
        return tuple(re.findall(self.piece, self.text)[:-1])

    @cached_property
    def telling(self) -> list[int]:
        """The pieces without which there would be fewer rooms."""
        rooms = self.declared(self.text)
        without = ("".join(self.pieces[:i] + self.pieces[i + 1 :]) for i in range(len(self.pieces)))
        return [i for i, text in enumerate(without) if self.declared(text) < rooms] or [0]


def ifc() -> str:
    """Six spaces on two storeys, each with a body of its own."""
    sample = Sample("IFC4", "mm")
    storeys = [sample.storey(), sample.storey("Level 2", z=4)]
    for i, (at, name) in enumerate(zip(PLACES, NAMES, strict=True)):
        body = sample.prism(rectangle(6, 4)) if i % 2 else sample.brep(sample.faces(rectangle(6, 4), 2.8))
        sample.space(storeys[i // 3], str(101 + i), [body], at=(*at, 0), LongName=name)
    return str(sample.text())


def gbxml() -> str:
    """Spaces by shell, by plan and by the surfaces around them."""
    spaces = [
        space(f"s{i}", (shell if i % 2 else plan)(rectangle(6, 4, *at)), name=name)
        for i, (at, name) in enumerate(zip(PLACES, NAMES, strict=True))
    ]
    floor, roof = ([(x, y + 9, z) for x, y in rectangle(6, 4)] for z in (0, 3))
    around = surface("f", "SlabOnGrade", floor, "c") + surface("r", "Roof", roof, "c")
    return document(*spaces, space("c", name="Hall"), surfaces=around).replace("><", ">\n<")


def drawing() -> str:
    """Outlines on one layer, a name in each, and a line on another."""
    drawn = Plan()
    for at, name in zip(PLACES, NAMES, strict=True):
        drawn.box(*at, 6, 4)
        drawn.say(name, at[0] + 1, at[1] + 1)
    drawn.box(0, 9, 1, 1, "FURNITURE")
    return drawn.text()


def old_drawing() -> str:
    """The same of a drawing whose polylines are sequences of vertices."""
    drawn = Plan(version="R12")
    for at, name in zip(PLACES, NAMES, strict=True):
        corners = [(1000 * x, 1000 * y) for x, y in rectangle(6, 4, *at)]
        drawn.space.add_polyline2d(corners, close=True, dxfattribs={"layer": "A-AREA"})
        drawn.say(name, at[0] + 1, at[1] + 1)
    return drawn.text()


def spaces_of_ifc(text: str) -> int:
    """Instances, whichever numbers they have."""
    return len(re.findall(r"#\d+\s*=\s*IFCSPACE\s*\(", text))


def spaces_of_gbxml(text: str) -> int:
    """Elements, wherever they stand."""
    return len(re.findall(r"<Space[\s/>]", text))


def lines_of_list(text: str) -> int:
    """Lines that are not empty, under the first of them."""
    rows = (any(cell.strip() for cell in row.split(";")) for row in text.splitlines())
    return max(0, sum(rows) - 1)


def outlines_of_drawing(text: str) -> int:
    """Polylines on the rooms' layer."""
    entities = re.split(r"(?m)^\s*0\n", text.partition("\nENTITIES\n")[2].partition("\nENDSEC\n")[0])
    drawn = (e for e in entities if e.startswith(("LWPOLYLINE", "POLYLINE")))
    return sum(bool(re.search(r"(?m)^ *8\nA-AREA$", e)) for e in drawn)


FORMATS = {
    "gbxml": Format(gbxml(), r"[^\n]*\n?", spaces_of_gbxml),
    "csv": Format(
        "name;type;length;width\n" + "".join(f"{n} {i};;6;4,5\n" for i, n in enumerate(NAMES)),
        r"[^;\n]*[;\n]?",
        lines_of_list,
    ),
    "dxf": Format(drawing(), r"[^\n]*\n[^\n]*\n?", outlines_of_drawing),
    "old dxf": Format(old_drawing(), r"[^\n]*\n[^\n]*\n?", outlines_of_drawing),
}
IFC = Format(ifc(), r"[^\n]*\n?", spaces_of_ifc)


@st.composite
def damaged(draw: st.DrawFn, good: Format) -> str:
    """The text after one to three accidents."""
    pieces = list(good.pieces)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(pieces) - 1) | st.sampled_from(good.telling)) % len(pieces)
        match draw(st.sampled_from(["drop", "double", "move", "cut", "rename", "garbage"])):
            case "drop" if len(pieces) > 1:
                del pieces[at]
            case "double":
                pieces.insert(at, pieces[at])
            case "move":
                pieces.insert(draw(st.integers(0, len(pieces) - 1)), pieces.pop(at))
            case "cut" if at:
                del pieces[at:]
            case "rename":
                words = re.findall(r"\w+", pieces[at]) or [""]
                other = draw(st.sampled_from([*words, *NAMES, "0", "x"]))
                pieces[at] = pieces[at].replace(draw(st.sampled_from(words)), other, 1)
            case _:
                inside = draw(st.integers(0, len(pieces[at])))
                pieces[at] = pieces[at][:inside] + draw(st.sampled_from(GARBAGE)) + pieces[at][inside:]
    return "".join(pieces)


def accounted(read: Building) -> int:
    """Rooms that were read or told."""
    twice = sum("is there twice" in line for line in read.left_out)
    return len(read.rooms) + sum(Omission.of(line) is not None for line in read.left_out) + twice


def read_or_none(text: str | bytes | dict[str, Any]) -> Building | None:
    """The building; none where it is refused."""
    with suppress(InvalidBuilding):
        return read_building(text)
    return None


@pytest.mark.parametrize("name", FORMATS)
@many
@given(data=st.data())
def test_a_damaged_text_loses_no_room_silently(name: str, data: st.DataObject) -> None:
    """What it declares after the damage is read, told, or all of it is refused."""
    good = FORMATS[name]
    text = data.draw(damaged(good))
    read = read_or_none(text.encode("utf-8", "surrogatepass"))
    assert read is None or accounted(read) >= good.declared(text)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    """A process that may end."""
    reader = Apart()
    yield reader
    reader.close()


@some
@given(text=damaged(IFC))
def test_a_damaged_ifc_model_loses_no_space_silently(apart: Apart, text: str) -> None:
    """The library passes over what it cannot parse: that is told, or refused."""
    with suppress(InvalidBuilding):
        assert accounted(apart.read(text)) >= IFC.declared(text)


ROOMS = [
    box(name, rectangle(6, 4, *at), display_name=name) for name, at in zip("abcdef", PLACES, strict=True)
]
DRAWN = [room_2d(name, rectangle(6, 4, *at)) for name, at in zip("abcdef", PLACES, strict=True)]
DOCUMENTS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "hbjson": (model(*ROOMS), ("rooms",)),
    "dfjson": (
        dragonfly(
            story("1", *DRAWN[:3]),
            story("2", *DRAWN[3:5], multiplier=2, floor_to_floor_height=4.0),
            story("3", DRAWN[5], story_type="CeilingPlenum"),
            room_3ds=ROOMS[:1],
        ),
        ("buildings/unique_stories/room_2ds", "buildings/room_3ds"),
    ),
    "building": (building([room("a"), room("b"), room("c", width=3, height=2)]), ("rooms",)),
}
"""With the paths to their lists of rooms."""


def holders(data: Any) -> list[tuple[Any, Any]]:
    """Every list and object of a document with each of its indices or keys."""
    steps = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    return [(data, step) for step in steps] + [found for step in steps for found in holders(data[step])]


def rooms_in(data: Any, path: tuple[str, ...]) -> int:
    """Entries of the lists at the end of a path of keys, through lists of objects."""
    if not path:
        return len(data) if isinstance(data, list) else 0
    inner = [each for each in (data if isinstance(data, list) else [data]) if isinstance(each, dict)]
    return sum(rooms_in(each.get(path[0]), path[1:]) for each in inner)


def declared_in(data: Any, paths: tuple[str, ...]) -> int:
    """Rooms of a document, by the paths to their lists."""
    return sum(rooms_in(data, tuple(path.split("/"))) for path in paths)


@st.composite
def rearranged(draw: st.DrawFn, good: dict[str, Any]) -> dict[str, Any]:
    """The document with one to three of its entries dropped, doubled, moved, renamed or replaced."""
    made = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 3))):
        spots = holders(made)
        if not spots:
            break
        shallow = [spot for spot in spots if isinstance(spot[0][spot[1]], dict | list)] or spots
        holder, step = draw(st.sampled_from(shallow) | st.sampled_from(spots))
        match draw(st.sampled_from(["drop", "double", "move", "rename", "garbage"])):
            case "drop":
                del holder[step]
            case "double" if isinstance(holder, list):
                holder.insert(step, copy.deepcopy(holder[step]))
            case "move" if isinstance(holder, list):
                holder.insert(draw(st.integers(0, len(holder) - 1)), holder.pop(step))
            case "rename" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["x", *{str(key) for _, key in spots}]))] = holder.pop(step)
            case _:
                holder[step] = draw(st.sampled_from([None, "", [], {}, 0, -1.5, 1e308, "Floor", [[0, 0]]]))
    return made


@pytest.mark.parametrize("name", DOCUMENTS)
@some
@given(data=st.data())
def test_a_damaged_document_loses_no_room_silently(name: str, data: st.DataObject) -> None:
    """Entries and keys of JSON, at any depth."""
    good, paths = DOCUMENTS[name]
    made = data.draw(rearranged(good))
    read = read_or_none(json.dumps(made))
    assert read is None or accounted(read) >= declared_in(made, paths)


@pytest.mark.parametrize("name", [*FORMATS, *DOCUMENTS, "ifc"])
def test_what_is_damaged_is_right_before(name: str) -> None:
    """All rooms are read or told, none twice."""
    if name in DOCUMENTS:
        good, paths = DOCUMENTS[name]
        assert accounted(read_building(good)) == declared_in(good, paths) + 2 * (name == "dfjson")
        return
    source = IFC if name == "ifc" else FORMATS[name]
    assert accounted(read_building(source.text.encode())) == source.declared(source.text)
