"""Luminaire files on the command line: another one for a name, and one that becomes data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.files.read import read_building
from tests.support.buildings import building
from tests.support.luminaires import (
    batwing,
    cosine,
    ies,
    lamp_of,
    ldt,
    per_klm,
    written,
)


def run(*args: str) -> Any:
    """A command in this process."""
    return CliRunner().invoke(app, list(args), env={"COLUMNS": "200"})


def test_a_command_gives_a_catalogues_luminaire_another_file(tmp_path: Path) -> None:
    """`place --luminaire B=panel.ies`: the evidence and the schedule tell."""
    (tmp_path / "panel.ies").write_text(ies(batwing, watts=27))
    file = tmp_path / "building.json"
    file.write_text(json.dumps(building(1)))
    result, schedule, plan = (tmp_path / name for name in ("r.json", "s.csv", "p.dxf"))
    asked = ["--luminaire", f"B={tmp_path / 'panel.ies'}", "--export", str(schedule), "--export", str(plan)]
    outcome = run("place", str(file), "--local", "-o", str(result), *asked)
    assert outcome.exit_code == 0, outcome.stderr
    (found,) = json.loads(result.read_text())["rooms"]
    (mean,) = (e for e in found["evidence"] if e["rule"] == "LGT-1")
    assert mean["detail"].startswith("luminaire B: panel.ies, sha256 ")
    assert ",B," in schedule.read_text(encoding="utf-8-sig")
    assert ",27," in schedule.read_text(encoding="utf-8-sig")
    assert plan.stat().st_size > 10_000


def test_a_converted_building_holds_the_file_as_data(tmp_path: Path) -> None:
    """What `convert` makes of a building that names a file can be sent to anybody."""
    file = written(tmp_path, ies(batwing))
    made = run("convert", str(file))
    assert read_building(made.stdout).settings == read_building(file).settings
    (tmp_path / "other.ldt").write_text(ldt(per_klm(cosine(1.0), 3600)))
    changed = run("convert", str(file), "--luminaire", f"P={tmp_path / 'other.ldt'}")
    lamp = lamp_of(read_building(changed.stdout))
    assert lamp["distribution"]["source"].startswith("other.ldt")
    assert lamp["ugr"] == 19


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--luminaire", "B"], "give NAME=FILE"),
        (["--luminaire", "B=none.ies"], "no file 'none.ies'"),
        (["--luminaire", "Q=none.ies"], "use one of A, B, C"),
        (["--export", "plan.dwg"], ".dxf"),
        (["--export", "plan.json"], "-o names the result"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_placed(
    tmp_path: Path, asked: list[str], words: str
) -> None:
    """Exit code 2, and no result."""
    file = tmp_path / "building.json"
    file.write_text(json.dumps(building(1)))
    outcome = run("place", str(file), "--local", "-o", str(tmp_path / "r.json"), *asked)
    assert outcome.exit_code == 2
    assert words in outcome.stderr
    assert not (tmp_path / "r.json").exists()
