"""`-` is standard input and output, so that commands can be put together in a pipe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from tests.support.buildings import building


def run(*args: str, given: str | bytes | None = None) -> Any:
    """The command's outcome, with this on its standard input."""
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, list(args), input=given)


@pytest.fixture(scope="module")
def result() -> str:
    """What `place` makes of a building that comes by standard input."""
    outcome = run("place", "-", "--local", given=json.dumps(building(2)))
    assert outcome.exit_code == 0, outcome.output
    text: str = outcome.stdout
    return text


def test_a_building_by_standard_input_is_completed_to_standard_output(result: str) -> None:
    """No file is named, so none is written."""
    assert json.loads(result)["status"] == "complete"


@pytest.mark.slow
def test_a_result_can_be_sent_to_standard_output_by_name(tmp_path: Path) -> None:
    """`-o -` is what --json does."""
    path = tmp_path / "b.json"
    path.write_text(json.dumps(building(1)))
    outcome = run("place", str(path), "--local", "-o", "-")
    assert json.loads(outcome.stdout)["totals"]["rooms"] == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (("verify", "-", "--json"), '{"rooms"'),
        (("explain", "-", "room_1"), "room_1 "),
        (("report", "-"), "<!doctype html>"),
        (("draw", "-", "-o", "-"), "<svg"),
        (("draw", "-", "-o", "-", "--room", "room_0"), "<svg"),
        (("convert", "-", "--to", "csv"), "\ufeffid,building,storey,"),
        (("convert", "-", "--to", ".dxf", "-o", "-"), ""),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_every_reader_of_results_takes_one_by_standard_input(
    result: str, words: tuple[str, ...], begins: str
) -> None:
    """And what it makes can go on by standard output."""
    outcome = run(*words, given=result)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout.lstrip().startswith(begins)
    assert outcome.stdout


@pytest.mark.slow
def test_what_is_wrong_with_standard_input_is_told_by_that_name() -> None:
    """There is no file to name."""
    for words in (("place", "-", "--local"), ("verify", "-"), ("explain", "-", "a"), ("convert", "-")):
        outcome = run(*words, given="[1")
        assert outcome.exit_code == 2, words
        assert "standard input" in outcome.stderr


def test_an_earlier_result_may_come_by_standard_input(result: str, tmp_path: Path) -> None:
    """After an edit, at the end of a pipe."""
    path = tmp_path / "b.json"
    path.write_text(json.dumps(building(2)))
    outcome = run("place", str(path), "--local", "--previous", "-", "--json", given=result)
    assert json.loads(outcome.stdout)["carried_over"]["room_ids"] == ["room_0", "room_1"]
