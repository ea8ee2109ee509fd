"""Whatever stands in an IFC file, the reader answers with a building that holds together, or InvalidBuilding.

The examples are the same on every run; PLENUM_EXPLORE=N asks for N new ones of each kind.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon

from plenum.ceiling.room.geometry import tiles_inside
from plenum.ceiling.room.grid import EMPTY, KINDS
from plenum.ceiling.room.room import Frame
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.tiling import to_site
from plenum.files.ifc.read import building_of
from plenum.files.ifc.writer.write import building_ifc
from plenum.files.read import read_building
from plenum.files.settings.options import ReadOptions
from tests.support.buildings import building, room
from tests.support.exploring import EXPLORE
from tests.support.ifc import L_SHAPE, UNITS, Sample
from tests.support.ifc_apart import Apart

fuzz = settings(max_examples=EXPLORE or 150)
SQUARE = ((0, 0), (6, 0), (6, 6), (0, 6))


@lru_cache(maxsize=1)
def seeds() -> tuple[str, ...]:
    """Files that are right, with all that the reader looks at."""
    sample = Sample("IFC4", "mm")
    storey = sample.storey(z=3.0, turn_deg=20)
    space = sample.space(storey, "1", [sample.prism(SQUARE)], LongName="Office 1")
    sample.space(storey, "2", [sample.face_set(sample.faces(L_SHAPE, 2.8))], at=(8, 0, 0))
    sample.space(storey, "3", [sample.cut(sample.prism(SQUARE, 4), 3)], at=(16, 0, 0))
    sample.space(storey, "4", [sample.mapped(sample.brep(sample.faces(L_SHAPE, 2.8)))], at=(24, 0, 0))
    diffuser = sample.element("IfcAirTerminal", (2, 2, 5.8), PredefinedType="DIFFUSER")
    flow = sample.new("IfcVolumetricFlowRateMeasure", 0.05)
    sample.define(diffuser, "Pset_AirTerminalOccurrence", AirFlowRate=flow)
    sample.contain(space, diffuser, sample.element("IfcLightFixture", (3, 4, 5.8)))
    old = Sample("IFC2X3", "ft")
    hall = old.space(old.storey(), "1", [old.rectangle(12, 6), old.prism(SQUARE, 2.8)])
    lamp = old.element("IfcFlowTerminal", (1, 1, 2.8))
    old.typed("IfcLightFixtureType", lamp, Name="t", PredefinedType="POINTSOURCE")
    old.contain(hall, lamp)
    rows = ["..L..", ".#S..", "..R.D"]
    written = building_ifc(read_building(building([room("a", rows=rows, frame=_FRAME), room("b")])))
    return sample.text(), old.text(), written.decode("ascii")


_FRAME = {"origin_m": [1, 2, 3], "rotation_deg": 30}
numbers = st.sampled_from(
    ["0.", "-1.", "1.E400", "1.E300", "NAN", "$", "*", "()", "'x'", ".T.", "1.E-300", "7."]
)
edits = st.lists(
    st.tuples(
        st.sampled_from(["number", "reference", "drop", "double", "name", "byte", "cut", "class"]),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
        numbers,
    ),
    min_size=1,
    max_size=4,
)


def edited(text: str, changes: list[tuple[str, int, int, str]]) -> str:
    """The text with these changes, each at a place counted from the start, round and round."""
    for what, first, second, number in changes:
        lines = text.split("\n")
        if what in ("drop", "double"):
            at = first % len(lines)
            lines[at : at + 1] = [] if what == "drop" else [lines[at], lines[second % len(lines)]]
            text = "\n".join(lines)
            continue
        if what == "cut":
            text = text[: first % (len(text) + 1)] + "\nENDSEC;\nEND-ISO-10303-21;\n"
            continue
        if what == "byte":
            at = first % (len(text) + 1)
            text = text[:at] + chr(second % 0x2100) + text[at + 1 :]
            continue
        pattern, other = {
            "number": (r"-?\d+\.(?:\d*)(?:E-?\d+)?", number),
            "reference": (r"#\d+(?!\d*=)", f"#{second % 120 + 1}"),
            "name": (r"'[^']*'", "'" + "aB/ #'"[: second % 6].replace("'", "") + "'"),
            "class": (r"(?<==)IFC\w+", ("IFCSPACE", "IFCWALL", "IFCNONE", "IFCSPHERE")[second % 4]),
        }[what]
        found = list(re.finditer(pattern, text))
        if found:
            match = found[first % len(found)]
            text = text[: match.start()] + other + text[match.end() :]
    return text


def whole(made: Building) -> None:
    """What every building holds, wherever it is from: usable tiles are whole, and it can be written."""
    for entry in made.rooms:
        inside = tiles_inside(entry)
        assert all(inside[y, x] for (x, y), char in entry.tiles() if char == EMPTY)
        assert entry.existing == {tile for tile, char in entry.tiles() if char in KINDS}
        assert set(entry.flows) <= entry.existing
        assert 1.8 <= entry.ceiling_height_m <= 30
    again = read_building(building_to_json(made))
    assert [entry.rows for entry in again.rooms] == [entry.rows for entry in made.rooms]


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    """A process that may end."""
    reader = Apart()
    yield reader
    reader.close()


@fuzz
@given(which=st.integers(0, 2), changes=edits)
def test_a_file_with_mistakes_is_read_or_refused(
    apart: Apart, which: int, changes: list[tuple[str, int, int, str]]
) -> None:
    """Wrong numbers, references, classes and names; lines lost, doubled, cut off."""
    try:
        made = apart.read(edited(seeds()[which], changes))
    except InvalidBuilding as refusal:
        error = refusal
    else:
        whole(made)
        return
    assert error.message
    assert error.cure


@fuzz
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=3, max_size=8, unique=True),
    st.floats(-180, 180),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["prism", "brep", "faces", "clipped", "mapped"]),
    st.floats(1.9, 9),
)
def test_any_outline_is_read_as_it_stands(
    corners: list[tuple[int, int]], turn: float, unit: str, kind: str, height: float
) -> None:
    """A star-shaped polygon, turned and placed anywhere, in any unit and kind of body."""
    points = [(x / 2, y / 2) for x, y in sorted(corners, key=_around(corners))]
    shape = Polygon(points)
    if not shape.is_valid or shape.area < 1 or shape.buffer(-0.1).geom_type != "Polygon":
        return
    sample = Sample("IFC4", unit)
    body = {
        "prism": lambda: sample.prism(points, height),
        "brep": lambda: sample.brep(sample.faces(points, height)),
        "faces": lambda: sample.face_set(sample.faces(points, height)),
        "clipped": lambda: sample.cut(sample.prism(points, height + 1), height),
        "mapped": lambda: sample.mapped(sample.prism(points, height)),
    }[kind]()
    storey = sample.storey(z=3.25, turn_deg=turn, at=(100, -20))
    sample.space(storey, "1", [body], at=(1, 2, 0.5))
    (entry,) = building_of(sample.text(), ReadOptions()).rooms
    back = Polygon([to_site(entry.frame, point) for point in entry.outline])
    wanted = Polygon([to_site(_at(turn), (x + 1, y + 2)) for x, y in points])
    assert back.symmetric_difference(wanted).area < 2e-3 * wanted.length
    assert abs(entry.ceiling_height_m - height) < 1e-3
    assert abs(entry.frame.origin_m[2] - 3.75) < 1e-3


def _at(turn: float) -> Frame:

    return Frame((100.0, -20.0, 3.25), turn)


def _around(corners: list[tuple[int, int]]) -> Callable[[tuple[int, int]], tuple[float, float]]:

    cx = sum(x for x, _ in corners) / len(corners)
    cy = sum(y for _, y in corners) / len(corners)
    return lambda corner: (math.atan2(corner[1] - cy, corner[0] - cx), math.dist(corner, (cx, cy)))
