"""Results read back as rooms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plenum.files.completed.reader import as_building, load_completed, read_with_result
from plenum.files.completed.schema import CompletedFields
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.check import check_fields
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room


@pytest.fixture(scope="module")
def completed() -> dict[str, Any]:
    """An office with a light that was there before."""
    source = building([room("a", rows=["....L...."] + ["........."] * 6)])
    return PipelineRunner().run_full_pipeline(read_building(source))


def test_a_result_is_a_building_with_all_that_hangs_in_it(completed: dict[str, Any]) -> None:
    """What was there before is known from what was placed."""
    (read,) = as_building(completed).rooms
    assert list(read.rows) == completed["rooms"][0]["rows"]
    assert read.existing == frozenset({(4, 0)})
    assert len(read.flows) == len(completed["rooms"][0]["flows"])


def test_a_file_is_read_with_its_result_where_it_is_one(completed: dict[str, Any], tmp_path: Path) -> None:
    """And without where it is a building only."""
    result, plain = tmp_path / "r.json", tmp_path / "b.json"
    result.write_text(json.dumps(completed))
    plain.write_text(json.dumps(building(1)))
    assert read_with_result(result)[1] == completed
    assert read_with_result(plain)[1] is None


def test_what_makes_no_claim_to_be_a_result_is_refused_by_its_files_name(tmp_path: Path) -> None:
    """A grid's answer, say."""
    path = tmp_path / "grid.json"
    path.write_text('{"grid_id": "g"}')
    with pytest.raises(InvalidBuilding, match=r"grid\.json.*this is no result"):
        load_completed(path)


def test_a_result_that_lacks_a_promised_field_is_refused_at_its_place() -> None:
    """Readers of results use the same words for what is wrong."""
    with pytest.raises(InvalidBuilding) as caught:
        check_fields(CompletedFields, {"schema": "plenum.completed/1", "job_id": "x"})
    assert caught.value.pointer == "/trace_id"
