"""The fire codes side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plenum.ceiling.rules.fire_code import FireCode
from plenum.cli.main import app

SOURCE = {
    "schema": "plenum.building/1",
    "building_id": "pair",
    "rooms": [
        {"room_id": "hall", "room_type": "storage", "rows": ["." * 24] * 16},
        {"room_id": "galley", "room_type": "kitchen", "rows": ["." * 6] * 6},
    ],
}


@pytest.fixture
def building(tmp_path: Path) -> Path:
    """A store of 14.4 by 9.6 m, and a kitchen."""
    path = tmp_path / "pair.json"
    path.write_text(json.dumps(SOURCE), encoding="utf-8")
    return path


def test_each_code_has_its_count_and_the_rule_that_binds(building: Path) -> None:
    """Room by room and in total, as data; no result is written."""
    ran = CliRunner().invoke(app, ["place", str(building), "--compare-codes", "--json"])
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    hall, galley = found["rooms"]
    assert {code: told["detectors"] for code, told in hall["codes"].items()} == {
        "NFPA72": 2,
        "BS5839": 2,
        "EN54_14_2018": 3,
    }
    assert hall["codes"]["NFPA72"]["binds"]["rule"].startswith("SMK-")
    # Where the count is within one of a bound, none is proven.
    assert {code for code, told in hall["codes"].items() if told["proven"]} >= {"NFPA72", "BS5839"}
    assert galley["codes"]["BS5839"] == {
        "detectors": 0,
        "existing": 0,
        "status": "complete",
        "proven": True,
        "binds": None,
    }
    assert found["totals"]["BS5839"]["detectors"] == 2
    assert list(building.parent.iterdir()) == [building]


@pytest.mark.parametrize("columns", ["200", "80"])
def test_the_table_has_a_line_a_room_and_the_total(building: Path, columns: str) -> None:
    """On stdout, with every code's name; figures where they fit on the line."""
    ran = CliRunner().invoke(app, ["place", str(building), "--compare-codes"], env={"COLUMNS": columns})
    assert ran.exit_code == 0, ran.output
    lines = ran.stdout.splitlines()
    assert all(code.value in lines[0] for code in FireCode)
    assert [line.split()[0] for line in lines[1:4]] == ["hall", "galley", "total"]
    assert ("/6.40 m" in lines[1]) == (columns == "200")
