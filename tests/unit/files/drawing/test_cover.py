"""The coverage drawing: what the verifier says of detectors, to be seen."""

from __future__ import annotations

import math
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from plenum.files.drawing.svg import room_figure_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(rows: list[str], room_type: str = "office_enclosed", **settings: str) -> ET.Element:
    """The coverage of one room."""
    room: dict[str, Any] = {
        "room_id": "r",
        "rows": rows,
        "tile_m": [0.6, 0.6],
        "ceiling_height_m": 2.8,
        "room_type": room_type,
        "status": "complete",
    }
    completed = {
        "building_id": "b",
        "rule_set": "US v1",
        "code": "NFPA72",
        "settings": settings,
        "rooms": [room],
    }
    return ET.fromstring(room_figure_svg(room, completed, "cover"))  # noqa: S314 - our own drawing


def open_parts(drawing: ET.Element) -> list[ET.Element]:
    """What is hatched as covered by none."""
    return [each for each in drawing.iter(f"{SVG}path") if each.get("class") == "open"]


def test_a_room_that_one_detector_covers_has_nothing_open() -> None:
    """And tells how far its farthest corner is: half the diagonal of a room of 3 m × 3 m, from its middle."""
    drawing = drawn([".....", ".....", "..D..", ".....", "....."])
    assert open_parts(drawing) == []
    assert "2.12 m" in "".join(drawing.itertext())


def test_distances_are_in_the_buildings_units() -> None:
    """The reach of 21 ft that the code gives, and how far the farthest corner is."""
    told = "".join(drawn([".....", ".....", "..D..", ".....", "....."], units="imperial").itertext())
    assert "within 21 ft of one" in told
    assert "6.96 ft" in told


def test_what_no_detector_reaches_is_hatched() -> None:
    """A room of 18 m × 3 m with one detector in its corner: from where its circle meets the far wall."""
    (part,) = open_parts(drawn(["D" + "." * 29, *["." * 30] * 4]))
    xs = [float(pair.split()[0]) for pair in (part.get("d") or "").strip("MZ").split("L")]
    edge, scale = 2.5, 10.0  # mm, and mm a metre at 1 : 100
    reach = 0.3 + math.sqrt((0.7 * 30 * 0.3048) ** 2 - (3.0 - 0.3) ** 2)
    assert min(xs) == pytest.approx(edge + scale * reach, abs=0.1)
    assert max(xs) == pytest.approx(edge + scale * 18.0, abs=0.1)


def test_a_room_that_needs_none_says_so() -> None:
    """A kitchen takes a heat detector."""
    drawing = drawn(["....."] * 5, "kitchen")
    assert open_parts(drawing) == []
    assert "heat detector" in "".join(drawing.itertext())
