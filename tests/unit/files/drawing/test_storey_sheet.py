"""A storey's sheet: words cover nothing, the title block says what an office says, and it stays small."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from plenum.files.building.building import Building
from plenum.files.completed.reader import as_building
from plenum.files.drawing.canvas import render
from plenum.files.drawing.issue import Issue
from plenum.files.drawing.storey_sheet import storey_sheets
from plenum.files.read import read_building
from plenum.files.units import Units
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

EXAMPLE = Path(__file__).parents[4] / "examples" / "small_office.json"
SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """The example building, completed."""
    return PipelineRunner().run_full_pipeline(read_building(json.loads(EXAMPLE.read_text())))


@pytest.fixture(scope="module")
def office(result: dict[str, Any]) -> Building:
    """Its rooms with all that was placed."""
    return as_building(result)


@pytest.fixture(scope="module")
def drawn(office: Building, result: dict[str, Any]) -> str:
    """Its only storey."""
    return storey(office, result, Units.METRIC)


def storey(office: Building, result: dict[str, Any], units: Units) -> str:
    """The same in an office's units."""
    settings = replace(office.settings, overrides={**office.settings.overrides, "units": units.value})
    issue = Issue("P02", "2030-01-31", "Tender")
    ((_, sheet),) = storey_sheets(replace(office, settings=settings), result, issue)
    return render(sheet)


def rooms(text: str) -> Iterator[Element]:
    """The groups of the rooms in a sheet, as any reader of SVG finds them."""
    return (e for e in fromstring(text).iter(f"{SVG}g") if e.get("class") == "room")


def symbols(group: Element, sides: tuple[float, float]) -> list[Box]:
    """Boxes of a room's symbols, in the room's own millimetres."""
    places = [(float(e.attrib["x"]), float(e.attrib["y"])) for e in group.iter(f"{SVG}use")]
    return [(x, y, x + sides[0], y + sides[1]) for x, y in sorted(set(places))]


def words(group: Element) -> list[Box]:
    """Boxes of a room's labels: the grounds they stand on."""
    found = []
    for e in group.findall(f"{SVG}rect"):
        x, y, w, h = (float(e.attrib[key]) for key in ("x", "y", "width", "height"))
        found.append((x, y, x + w, y + h))
    return found


def overlap(a: Box, b: Box) -> float:
    """Square millimetres that two boxes share."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


@pytest.mark.slow
@pytest.mark.parametrize(("units", "tile_mm"), [(Units.METRIC, 6.0), (Units.IMPERIAL, 6.25)])
def test_labels_cover_no_symbol_and_no_other_label(
    office: Building, result: dict[str, Any], units: Units, tile_mm: float
) -> None:
    """In every room of the example, some of them with as many things as there is room for."""
    seen = 0
    for group in rooms(storey(office, result, units)):
        labels, held = words(group), symbols(group, (tile_mm, tile_mm))
        seen += len(labels)
        assert all(overlap(a, b) < 0.01 for a in labels for b in held)
        assert all(overlap(a, b) < 0.01 for a, b in combinations(labels, 2))
    assert seen > 200


def test_a_symbol_under_a_label_would_be_found(drawn: str) -> None:
    """The check is no formality: symbols a tile larger meet labels."""
    found = [overlap(a, b) for g in rooms(drawn) for a in words(g) for b in symbols(g, (12.0, 12.0))]
    assert max(found) > 1.0


@pytest.mark.slow
def test_every_component_has_its_mark_or_the_sheet_says_how_many_have_none(
    drawn: str, result: dict[str, Any]
) -> None:
    """Detectors and diffusers first: nearly all do."""
    texts = ["".join(e.itertext()) for g in rooms(drawn) for e in g.iter(f"{SVG}text")]
    counts = result["totals"]["counts"]
    assert sum(text.startswith("1-") for text in texts) == sum(counts["smoke_detector"].values())
    assert sum(text.endswith("L/s") for text in texts) >= 0.95 * sum(counts["air_supply"].values())
    for data in result["rooms"]:
        assert any(text.endswith(data["name"]) for text in texts)


def test_rooms_of_one_name_are_told_apart_by_their_ids() -> None:
    """On the plan and in the table; a name that only one room has stands alone."""
    named = {"101": "Office", "102": "Office", "103": "Store"}
    three = read_building(building([room(own, 6, 6, name=name) for own, name in named.items()]))
    ((_, sheet),) = storey_sheets(three, None, Issue())
    texts = [e.text for e in fromstring(render(sheet)).iter(f"{SVG}text")]
    assert {"101 Office", "102 Office", "Store"} <= set(texts)
    assert not {"Office", "103 Store"} & set(texts)


@pytest.mark.slow
def test_the_title_block_is_filled_in(drawn: str) -> None:
    """Project, drawing, number, scale, revision, date, purpose, and what it was checked against."""
    shown = {"".join(e.itertext()) for e in fromstring(drawn).iter(f"{SVG}text")}
    assert {"P02", "2030-01-31", "Tender", "RC-101", "1 of 1", "1 : 100 on A1"} <= shown
    assert any("not a certificate" in words for words in shown)
    assert {"Luminaires", "Keynotes", "Rooms"} <= shown


@pytest.mark.slow
def test_a_storey_in_feet_names_its_units(office: Building, result: dict[str, Any]) -> None:
    """Scale and paper, marks, tables, pitches, scale bar and keynotes; nothing is cut short."""
    shown = [
        "".join(e.itertext()) for e in fromstring(storey(office, result, Units.IMPERIAL)).iter(f"{SVG}text")
    ]
    assert {"Scale on ARCH D", '1/8" = 1\'-0"', "CFM", "9'-2 1/4\"", "8 ft"} <= set(shown)
    supplies = sum(result["totals"]["counts"]["air_supply"].values())
    assert sum(words.endswith(" CFM") for words in shown) >= 0.95 * supplies
    assert any(words.startswith("lights at ") and "'-" in words for words in shown)
    assert "feet and inches" in " ".join(shown)
    assert not [words for words in shown if "…" in words or words.endswith((" m", "L/s", " mm"))]


def test_a_floor_stays_under_a_megabyte(drawn: str) -> None:
    """Nineteen rooms take a tenth of it."""
    assert len(drawn.encode()) < 150_000


def test_each_storey_has_a_sheet_of_its_own(office: Building) -> None:
    """Numbered in the building's order; without a result it claims no check."""
    lower, upper = office.rooms[0], replace(office.rooms[1], story="Level 2")
    both = replace(office, rooms=(lower, upper))
    found = dict(storey_sheets(both, None, Issue()))
    assert list(found) == ["Level 1", "Level 2"]
    assert "RC-102" in render(found["Level 2"])
    assert "Not checked" in render(found["Level 2"])


def test_words_without_a_place_are_counted_and_not_squeezed_in() -> None:
    """A room full of lights has no place for their marks."""
    full = read_building(building([room("full", rows=["LLLLLL"] * 6)]))
    ((_, sheet),) = storey_sheets(full, None, Issue())
    text = render(sheet)
    assert "36 marks in the schedule alone" in text
    assert "without a name on the plan" in text
