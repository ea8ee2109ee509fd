"""A new component kind is one entry of the catalogue, and everything knows it."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.support.toy_kind import run_with_speakers


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A building completed and written by a Plenum whose catalogue has speakers."""
    return run_with_speakers(tmp_path_factory.mktemp("with_speakers"))


def test_a_new_kind_is_read_from_rows_and_counted(found: dict[str, Any]) -> None:
    """One that came in stays where it is, one is placed; both are counted."""
    assert found["names"] == "speaker"
    assert found["rows"][1][4] == "P"
    assert sum(row.count("P") for row in found["rows"]) == 2
    assert found["counts"] == {"placed": 1, "existing": 1}


def test_a_new_kind_is_drawn(found: dict[str, Any]) -> None:
    """On the room's plan by its letters, in legend and tooltip by its name; on the building's by a mark."""
    assert 'id="plan-speaker"' in found["plan"]
    assert ">SP<" in found["plan"]
    assert found["plan"].count('href="#plan-speaker"') == 2
    assert "Speaker at tile (4, 1), existing" in found["plan"]
    assert 'class="speaker"' in found["overview"]
    assert "speakers 1" in found["overview"]


def test_a_new_kind_is_exported(found: dict[str, Any]) -> None:
    """A block on a layer of its own in DXF, a product in IFC that is read again, lines in the schedule."""
    assert found["dxf"].count("\nT-SPKR\n") >= 3
    assert "\nSPEAKER\n" in found["dxf"]
    assert found["ifc"].count("=IFCAUDIOVISUALAPPLIANCE(") == 2
    assert found["ifc_rows"] == found["rows"]
    lines = list(csv.DictReader(io.StringIO(found["csv"])))
    speakers = [line for line in lines if line["kind"] == "speaker"]
    assert sorted(line["id"] for line in speakers) == ["office-P01", "office-P02"]
    assert sorted(line["origin"] for line in speakers) == ["existing", "placed"]


def test_a_new_kind_is_named_in_telemetry_and_schema(found: dict[str, Any]) -> None:
    """In the log event of a completed job, and among the counts that a result promises."""
    assert found["logged"]["speakers"] == 1
    assert "speaker" in str(found["schema"])
