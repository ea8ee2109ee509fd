"""verify and explain: results and layouts looked at without a running Plenum."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A completed building in a file."""
    path = tmp_path_factory.mktemp("result") / "result.json"
    path.write_text(json.dumps(PipelineRunner().run_full_pipeline(read_building(building(2)))))
    return path


def run(*args: str) -> Any:
    """The command's outcome."""
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, list(args))


def test_a_result_of_ours_verifies(result: Path) -> None:
    """What says complete has no broken hard rule, read back from the file."""
    outcome = run("verify", str(result), "--json")
    assert outcome.exit_code == 0, outcome.output
    found = json.loads(outcome.stdout)
    assert found["broken"] == 0
    assert set(found["rooms"]) == {"room_0", "room_1"}


def test_the_evidence_of_a_result_is_the_verifiers(result: Path) -> None:
    """The file's evidence and a fresh look agree on every rule that both can see."""
    told = json.loads(result.read_text())["rooms"][0]["evidence"]
    found = json.loads(run("verify", str(result), "--json").stdout)["rooms"]["room_0"]
    verdicts, again = ({e["rule"]: e["passed"] for e in looked} for looked in (told, found))
    common = verdicts.keys() & again.keys()
    assert len(common) > 20
    assert {rule: verdicts[rule] for rule in common} == {rule: again[rule] for rule in common}


def test_a_persons_layout_that_breaks_a_rule_is_told_and_ends_with_code_1(
    result: Path, tmp_path: Path
) -> None:
    """Lights taken away from a good layout: the missing lux are named."""
    spoiled = json.loads(result.read_text())
    rows = spoiled["rooms"][0]["rows"]
    spoiled["rooms"][0]["rows"] = [row.replace("L", ".") for row in rows]
    path = tmp_path / "spoiled.json"
    path.write_text(json.dumps(spoiled))
    outcome = run("verify", str(path))
    assert outcome.exit_code == 1
    assert "LGT-1" in outcome.stdout
    assert "BROKEN" in outcome.stdout


def test_explain_tells_candidates_choice_and_proofs(result: Path) -> None:
    """One room's story on one page."""
    outcome = run("explain", str(result), "room_1")
    assert outcome.exit_code == 0, outcome.output
    for words in ("light_model_a_dense", "confidence", "smoke_detector: 1, the fewest there can be", "LGT-1"):
        assert words in outcome.stdout


def test_explain_of_an_unknown_room_ends_with_code_2(result: Path) -> None:
    """Wrong usage, named."""
    outcome = run("explain", str(result), "cellar")
    assert outcome.exit_code == 2
    assert "no room cellar" in outcome.stderr


def test_a_file_that_is_no_building_ends_with_code_2(tmp_path: Path) -> None:
    """Naming the file and the cure."""
    path = tmp_path / "no.json"
    path.write_text("[]")
    outcome = run("verify", str(path))
    assert outcome.exit_code == 2
    assert "no.json" in outcome.stderr


def test_a_rule_is_told_with_what_it_measures_where_the_terminal_is_wide(result: Path) -> None:
    """A rule's name alone says nothing to a newcomer; a narrow terminal keeps one line a rule."""
    wide = run("explain", str(result), "room_0").stdout
    assert "mean(E) >= Em on the calculation grid" in wide
    narrow = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["explain", str(result), "room_0"]).stdout
    assert "calculation grid" not in narrow


def test_a_file_that_makes_no_claim_to_be_a_result_is_refused_by_name(tmp_path: Path) -> None:
    """As a room grid's answer is: it brings no evidence."""
    grid = tmp_path / "grid.json"
    grid.write_text('{"grid_id": "a", "width": 1, "height": 1, "cells": []}')
    outcome = run("explain", str(grid), "a")
    assert outcome.exit_code == 2
    assert "this is no result" in outcome.stderr


def test_a_file_that_cannot_be_written_is_one_sentence(result: Path, tmp_path: Path) -> None:
    """A folder that is a file; no traceback."""
    outcome = run("report", str(result), "-o", str(result / "page.html"))
    assert outcome.exit_code == 1
    assert outcome.stderr.startswith("cannot read or write: ")
    assert isinstance(outcome.exception, SystemExit)


def test_the_version_is_told() -> None:
    """For a report of a problem."""
    outcome = run("--version")
    assert outcome.exit_code == 0
    assert re.fullmatch(r"plenum \d+\.\d+\.\d+\S*\n", outcome.stdout)
