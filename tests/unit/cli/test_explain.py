"""explain: one room's story, from a result alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app


def run(*args: str) -> Any:
    """The command's outcome."""
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, list(args))


def test_explain_tells_candidates_choice_and_proofs(result: Path) -> None:
    """One room's story on one page."""
    outcome = run("explain", str(result), "room_1")
    assert outcome.exit_code == 0, outcome.output
    for words in ("light_model_a_dense", "confidence", "smoke_detector: 1, the fewest there can be", "LGT-1"):
        assert words in outcome.stdout
    assert re.search(r"light: 6, at least \d are needed, no array has fewer", outcome.stdout)


def test_explain_of_an_unknown_room_ends_with_code_2(result: Path) -> None:
    """Wrong usage, named."""
    outcome = run("explain", str(result), "cellar")
    assert outcome.exit_code == 2
    assert "no room cellar" in outcome.stderr


@pytest.mark.slow
def test_a_rule_is_told_with_what_it_measures_where_the_terminal_is_wide(result: Path) -> None:
    """Its name everywhere; what is measured, in whole, where there is space or where it does not hold."""
    wide = run("explain", str(result), "room_0").stdout
    assert "mean(E) >= Em on the calculation grid" in wide
    assert "…" not in wide
    narrow = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["explain", str(result), "room_0"]).stdout
    assert "calculation grid" not in narrow
    assert "Mean illuminance" in narrow


def test_a_file_that_makes_no_claim_to_be_a_result_is_refused_by_name(tmp_path: Path) -> None:
    """As a room grid's answer is: it brings no evidence."""
    grid = tmp_path / "grid.json"
    grid.write_text('{"grid_id": "a", "width": 1, "height": 1, "cells": []}')
    outcome = run("explain", str(grid), "a")
    assert outcome.exit_code == 2
    assert "this is no result" in outcome.stderr


def test_a_rooms_story_for_machines_is_the_rooms_part_of_the_result(result: Path) -> None:
    """As data, nothing left out."""
    told = json.loads(run("explain", str(result), "room_1", "--json").stdout)
    assert told == json.loads(result.read_text())["rooms"][1]
