"""The heat map: the verifier's own light, the right way up, and told apart in grey print."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.light.light_rules import light_evidence
from plenum.files.completed.reader import as_building
from plenum.files.drawing.contours import rings
from plenum.files.drawing.false_colours import MOST_BANDS, colours, grey, limits
from plenum.files.drawing.heat_map import has_heat_map, heat_map_figure
from plenum.files.drawing.lux import lux
from plenum.files.drawing.svg import room_heat_map_svg
from plenum.files.units import Units
from tests.support.buildings import room

SVG = "{http://www.w3.org/2000/svg}"


def completed(*rooms: dict[str, Any]) -> dict[str, Any]:
    """A result that holds as much as a heat map asks for."""
    return {
        "building_id": "b",
        "rule_set": "US v1",
        "code": "NFPA72",
        "settings": {},
        "rooms": [{**r, "tile_m": [0.6, 0.6], "status": "complete"} for r in rooms],
    }


def parsed(svg: str) -> ET.Element:
    """A drawing's elements; it must be well-formed."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def signed_area(ring: list[tuple[float, float]]) -> float:
    """Positive for a counter-clockwise ring."""
    x, y = np.array(ring).T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def test_a_contour_of_a_cone_is_a_circle() -> None:
    """Where the height is known everywhere the ring lies where it must, with the high ground inside."""
    xs = ys = np.linspace(-2, 2, 41)
    cone = 3.0 - np.hypot(*np.meshgrid(xs, ys))
    (ring,) = rings(xs, ys, cone, 2.0)
    assert np.hypot(*np.array(ring).T) == pytest.approx(1.0, abs=2e-3)
    assert signed_area(ring) == pytest.approx(np.pi, rel=5e-3)


def test_a_hollow_is_a_ring_the_other_way_round() -> None:
    """So that one path of both is filled between them."""
    xs = ys = np.linspace(-2, 2, 41)
    bowl = np.hypot(*np.meshgrid(xs, ys))
    areas = sorted(signed_area(ring) for ring in rings(xs, ys, bowl, 1.0))
    assert areas[0] == pytest.approx(-np.pi, rel=5e-3)
    assert areas[1] > 16.0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_every_contour_closes_around_what_is_above_it(seed: int) -> None:
    """On noise, saddles and all: the rings' areas, holes taken off, are what lies above the level."""
    values = np.random.default_rng(seed).integers(0, 4, (7, 9)).astype(float)
    xs, ys = np.arange(9.0), np.arange(7.0)
    for level in (0.5, 1.0, 1.5, 3.0):
        found = rings(xs, ys, values, level)
        assert all(len(ring) >= 3 for ring in found)
        for y, x in np.argwhere(values > level):
            assert sum(_winding(ring, (x + 1e-4, y + 2e-4)) for ring in found) == 1
        for y, x in np.argwhere(values < level):
            assert sum(_winding(ring, (x + 1e-4, y + 2e-4)) for ring in found) == 0


def _winding(ring: list[tuple[float, float]], at: tuple[float, float]) -> int:
    angles = np.unwrap(np.arctan2(*(np.array([*ring, ring[0]]) - at).T[::-1]))
    return round(float(angles[-1] - angles[0]) / (2 * np.pi))


@pytest.mark.parametrize("span", [(0, 0), (0, 1), (351, 718), (499.9, 500.1), (0, 100_000), (300, 300)])
def test_limits_are_round_and_hold_all_values(span: tuple[float, float]) -> None:
    """Few enough to be told apart."""
    found = limits(*span)
    assert found[0] <= span[0] <= span[1] < found[-1]
    assert 2 <= len(found) <= MOST_BANDS + 1
    assert np.diff(found) == pytest.approx(found[1] - found[0])


@pytest.mark.parametrize("count", range(2, MOST_BANDS + 1))
def test_colours_grow_lighter_in_grey_print_too(count: int) -> None:
    """Each band by a step that a printer can show."""
    assert (np.diff([grey(colour) for colour in colours(count)]) > 0.02).all()


def test_the_figures_are_the_verifiers() -> None:
    """Mean and uniformity are those of the evidence, not those of the drawing's own nodes."""
    data = completed(room("a", rows=["........."] * 3 + ["..L..L..."] + ["........."] * 3))
    building = as_building(data)
    light = brief_for(building.rooms[0], building.settings).light
    found = {e.rule: e.value for e in light_evidence(building.rooms[0], light)}
    shown = lux(data["rooms"][0], data)
    assert shown.mean == pytest.approx(found["LGT-1"])
    assert shown.uniformity == pytest.approx(found["LGT-2"])


def test_the_map_lies_as_the_plan_does() -> None:
    """Handedness: a light at tile (0, 0) is at the lower left, and so is the lightest band."""
    data = completed(room("a", rows=["L........"] + ["........."] * 6))
    root = parsed(room_heat_map_svg(data["rooms"][0], data))
    bands = [p for p in root.iter(f"{SVG}path") if p.findtext(f"{SVG}title", "").startswith("from")]
    x, y = (float(v) / 10 for v in re.findall(r"M(-?\d+) (-?\d+)", bands[-1].attrib["d"])[0])
    (walls,) = [p for p in root.iter(f"{SVG}path") if p.attrib.get("class") == "walls"]
    corners = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", walls.attrib["d"]), dtype=float)
    middle = corners.mean(axis=0)
    assert x < middle[0]
    assert y > middle[1]


def test_min_mean_u0_and_the_asked_illuminance_are_marked() -> None:
    """On the map and beside it, in lx."""
    data = completed(room("a", rows=["........."] * 3 + ["..L..L..."] + ["........."] * 3))
    light = lux(data["rooms"][0], data)
    words = "".join(parsed(room_heat_map_svg(data["rooms"][0], data)).itertext())
    for told in (f"min {light.least:.3g}", f"mean {light.mean:.3g} lx", "uniformity U0 ", "asked 500", " lx"):
        assert told in words


def test_light_behind_a_wall_is_not_drawn() -> None:
    """The map sees walls as the light field does: the far leg of an L is darker than the near one."""
    outline = [[0, 0], [9.0, 0], [9.0, 1.8], [1.8, 1.8], [1.8, 9.0], [0, 9.0]]
    rows = ["." * 15] * 2 + ["." * 15] + ["...############"] * 12
    rows[1] = "............L.."
    data = completed(room("a", rows=rows, outline_m=outline))
    light = lux(data["rooms"][0], data)
    near = light.values[np.searchsorted(light.ys, 0.9), np.searchsorted(light.xs, 5.0)]
    far = light.values[np.searchsorted(light.ys, 5.0), np.searchsorted(light.xs, 0.9)]
    assert near > 2 * far


@pytest.mark.slow
def test_a_hall_is_averaged_and_says_so() -> None:
    """Its contours do not follow each luminaire, its size stays small, its figures are the grid's."""
    n = 200
    rows = ["".join("L" if x % 5 == 2 and y % 5 == 2 else "." for x in range(n)) for y in range(n)]
    data = completed(room("hall", rows=rows))
    light = lux(data["rooms"][0], data)
    assert light.smoothed_m > 3.0
    assert light.values[3:-3, 3:-3].std() < 0.05 * light.mean
    svg = room_heat_map_svg(data["rooms"][0], data)
    assert "means over some" in svg
    assert len(svg) < 400_000


@pytest.mark.slow
@pytest.mark.parametrize("rows", [["L"], ["LL"], ["L", "."], ["." * 40 + "L"], ["....", "...."]])
def test_any_room_has_a_map(rows: list[str]) -> None:
    """One tile, a slit, or no light at all."""
    data = completed(room("a", rows=rows))
    assert parsed(room_heat_map_svg(data["rooms"][0], data)) is not None
    figure, _ = heat_map_figure(data["rooms"][0], data, 88, 94, Units.METRIC)
    assert float(figure.attrib["width"].removesuffix("mm")) <= 88
    assert has_heat_map(data["rooms"][0]) is any("L" in row for row in rows)


def test_contours_are_at_round_foot_candles() -> None:
    """Where the building is drawn in feet: on the map, in its legend and in words."""
    data = completed(room("a", rows=[".....", ".L.L.", "....."]))
    data["settings"] = {**data["settings"], "units": "imperial"}
    words = [e.text or "" for e in parsed(room_heat_map_svg(data["rooms"][0], data)).iter()]
    light = lux(data["rooms"][0], data)
    assert f"mean {light.mean / 10.7639104:.3g} fc, asked {light.brief.em_lx / 10.7639104:.3g} fc" in words
    bands = [float(w.removeprefix("from ").removesuffix(" fc")) for w in words if w.startswith("from ")]
    assert len(bands) > 1
    assert bands == [round(band) for band in bands]
    assert bands[-1] <= light.values.max() / 10.7639104 < bands[-1] + (bands[1] - bands[0])


def test_names_are_text_and_never_markup() -> None:
    """As in every drawing."""
    evil = "</text><script>alert(1)</script>&\"'"
    data = completed(room("a", rows=["..L.."] * 3, name=evil, story=evil))
    root = parsed(room_heat_map_svg(data["rooms"][0], data))
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>" in "".join(root.itertext())
