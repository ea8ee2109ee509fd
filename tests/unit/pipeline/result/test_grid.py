"""A result as a grid: what is not complete never looks as if it were."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.files.building.writer import completed_to_grid
from plenum.files.completed.schema import plain
from plenum.pipeline.errors import UnfinishedError
from plenum.pipeline.result.grid import grid_of
from tests.support.toy_pipeline import ToyPipeline


@pytest.fixture
def completed() -> dict[str, Any]:
    """A building of one room, complete."""
    toy = ToyPipeline()
    toy.accept(1)
    toy.run_all()
    return plain(toy.complete())


def test_a_complete_room_is_a_grid_and_nothing_more(completed: dict[str, Any]) -> None:
    """As the first public version has it."""
    assert grid_of(completed) == completed_to_grid(completed)


@pytest.mark.parametrize("status", ["unsolved", "infeasible"])
def test_a_room_that_breaks_a_rule_says_so_beside_its_cells(completed: dict[str, Any], status: str) -> None:
    """What was placed is handed out, with its status and the reasons."""
    completed["status"] = "incomplete"
    completed["rooms"][0] |= {"status": status, "reasons": ["too dark"]}
    assert grid_of(completed) == {
        **completed_to_grid(completed),
        "status": status,
        "reasons": ["too dark"],
    }


def test_a_building_that_breaks_a_rule_of_its_own_says_which(completed: dict[str, Any]) -> None:
    """Its only room is complete, and it is not."""
    completed |= {"status": "incomplete", "evidence": [{"rule": "PWR-1", "passed": False}]}
    grid = grid_of(completed)
    assert (grid["status"], grid["reasons"]) == ("incomplete", ["PWR-1"])


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_a_room_that_was_not_finished_is_an_error(completed: dict[str, Any], status: str) -> None:
    """Its rows are those that came in: a grid would look as if there were nothing to place."""
    completed["rooms"][0] |= {"status": status, "reasons": ["ended before air_supply_model"]}
    with pytest.raises(UnfinishedError, match=f"job job is {status}: ended before air_supply_model"):
        grid_of(completed)
