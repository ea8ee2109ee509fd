"""Halls of 40,000 and 160,000 tiles through the whole pipeline: placed, verified, assembled, drawn."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from plenum.ceiling.room.grid import SYMBOLS
from plenum.ceiling.room.kinds import Kind
from plenum.files.drawing.svg import building_overview_svg, room_plan_svg
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

SIDES = (200, 400)
pytestmark = pytest.mark.timeout(900)
"""Some 10 s on two free cores; on a machine that is busy with other things it takes minutes."""


@lru_cache(maxsize=2)
def completed(side: int) -> dict[str, Any]:
    """A square hall without anything in it, completed; its detectors under EN 54-14."""
    source = building([room("hall", side, side, room_type="office_open")], rule_set="EU")
    return PipelineRunner().run_full_pipeline(read_building(source))


@pytest.mark.parametrize("side", SIDES)
def test_a_hall_is_completed_with_every_hard_rule_held(side: int) -> None:
    """By all stages, one of the three light models chosen among three valid candidates."""
    (hall,) = completed(side)["rooms"]
    assert hall["status"] == "complete"
    assert completed(side)["status"] == "complete"
    assert all(e["passed"] for e in hall["evidence"] if e["hard"])
    assert [c["valid"] for c in hall["candidates"]] == [True] * 3
    for kind in Kind:
        hanging = sum(row.count(SYMBOLS[kind]) for row in hall["rows"])
        assert hanging == hall["counts"][kind.value]["placed"] > 0


def test_what_a_hall_needs_grows_with_its_tiles() -> None:
    """Four times the tiles take no more than four times the components of each kind, and a tenth; and three
    times at least: detectors keep to the lights' module, which suits one side better than another."""
    small, large = (completed(side)["rooms"][0]["counts"] for side in SIDES)
    for kind in Kind:
        assert 3.0 * small[kind.value]["placed"] <= large[kind.value]["placed"]
        assert large[kind.value]["placed"] <= 4.4 * small[kind.value]["placed"]


def test_a_hall_is_drawn() -> None:
    """Its plan and the overview are sound XML of bounded size."""
    result = completed(SIDES[0])
    (hall,) = result["rooms"]
    for svg in (room_plan_svg(hall, result), building_overview_svg(result)):
        assert fromstring(svg).tag.endswith("svg")
        assert len(svg) < 2_000_000
