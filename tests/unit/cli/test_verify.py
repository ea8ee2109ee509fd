"""verify: any layout is checked again without a running Plenum."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from tests.support.buildings import building, room


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


@pytest.mark.slow
def test_what_is_only_information_is_no_failure(tmp_path: Path) -> None:
    """A layout beyond the alternative to SMK-1N is told so with --all alone, and not as a failure."""
    path = tmp_path / "far.json"
    far = room("far", rows=["D" + "." * 13, *["." * 14] * 3])
    path.write_text(json.dumps(building([far], rule_set="US")))
    assert "SMK-2N" not in run("verify", str(path)).stdout
    line = next(each for each in run("verify", str(path), "--all").stdout.splitlines() if "SMK-2N" in each)
    assert "noted" in line
    assert "not met" not in line


def test_soft_rules_not_met_take_a_line_each_for_all_rooms(result: Path) -> None:
    """Rooms where every hard rule holds have no heading of their own: a thousand good ones stay quiet."""
    outcome = run("verify", str(result))
    assert not {"room_0", "room_1"} & set(outcome.stdout.split("\n"))
    assert len(outcome.stdout.splitlines()) < 14
    assert "holds" in outcome.stderr


def test_a_file_that_is_no_building_ends_with_code_2(tmp_path: Path) -> None:
    """Naming the file and the cure."""
    path = tmp_path / "no.json"
    path.write_text("[]")
    outcome = run("verify", str(path))
    assert outcome.exit_code == 2
    assert "no.json" in outcome.stderr
