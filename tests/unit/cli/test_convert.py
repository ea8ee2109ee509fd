"""convert: any format in, a building file, a schedule or a drawing out."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.files.completed.reader import as_building, read_layout
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building
from tests.support.dragonfly import dragonfly, room_2d, story
from tests.support.gbxml import document, shell, space
from tests.support.honeybee import box, model, rectangle

FLOOR = rectangle(6.0, 4.2)
GRID = {
    "grid_id": "g",
    "width": 2,
    "height": 1,
    "cells": [{"x": 0, "y": 0, "component": "empty"}, {"x": 1, "y": 0, "component": "light"}],
}


@pytest.fixture(scope="module")
def completed() -> dict[str, Any]:
    """A result."""
    return PipelineRunner().run_full_pipeline(read_building(building(1, name="Annex")))


def run(*args: str) -> Any:
    """The command in this process."""
    return CliRunner().invoke(app, ["convert", *args], env={"COLUMNS": "200"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("grid.json", json.dumps(GRID)),
        ("model.hbjson", json.dumps(model(box("a", FLOOR)))),
        ("model.dfjson", json.dumps(dragonfly(story("1", room_2d("a", FLOOR))))),
        ("model.xml", document(space("a", shell(FLOOR)))),
        ("model.gbxml", "\n" + document(space("a", shell(FLOOR)))),
    ],
)
def test_every_format_becomes_a_building_file_that_reads_the_same(
    tmp_path: Path, name: str, content: str
) -> None:
    """Rooms and settings agree; what was assumed is kept."""
    source, out = tmp_path / name, tmp_path / "made" / "building.json"
    source.write_text(content)
    assert run(str(source), "-o", str(out)).exit_code == 0
    again, first = read_building(out), read_building(source)
    assert (again.rooms, again.settings) == (first.rooms, first.settings)
    for room_id, texts in first.assumptions.items():
        assert set(texts) <= set(again.assumptions[room_id])


def test_without_a_file_the_building_is_written_to_stdout(tmp_path: Path) -> None:
    """For pipes."""
    source = tmp_path / "grid.json"
    source.write_text(json.dumps(GRID))
    assert json.loads(run(str(source)).stdout)["schema"] == "plenum.building/1"


def test_a_result_becomes_a_schedule_of_everything_in_it(tmp_path: Path, completed: dict[str, Any]) -> None:
    """One line a component, placed by Plenum or there before; flows add up to the result's."""
    source, out = tmp_path / "result.json", tmp_path / "schedule.csv"
    source.write_text(json.dumps(completed))
    assert run(str(source), "-o", str(out)).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    (room,) = completed["rooms"]
    for kind, counted in room["counts"].items():
        placed = [line for line in lines if (line["kind"], line["origin"]) == (kind, "placed")]
        assert len(placed) == counted["placed"] > 0
    flows = sum(float(line["flow_l_s"] or 0) for line in lines)
    assert flows == pytest.approx(sum(flow for _, _, flow in room["flows"]))


def test_a_result_read_as_a_layout_keeps_its_name(completed: dict[str, Any]) -> None:
    """Drawings and schedules are titled by it."""
    assert as_building(completed).name == "Annex"


def test_a_result_is_no_building_file(tmp_path: Path, completed: dict[str, Any]) -> None:
    """Made into one, what Plenum placed would count as there before."""
    source = tmp_path / "result.json"
    source.write_text(json.dumps(completed))
    outcome = run(str(source), "-o", str(tmp_path / "building.json"))
    assert outcome.exit_code == 2
    assert "this is a result" in outcome.stderr
    assert read_layout(source).rooms


def test_an_unknown_ending_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """With those that are known."""
    outcome = run(str(tmp_path / "none.json"), "-o", "plan.dwg")
    assert outcome.exit_code == 2
    assert "'.dwg'" in outcome.stderr
    assert ".dxf" in outcome.stderr


def test_a_result_is_not_lit_anew(tmp_path: Path, completed: dict[str, Any]) -> None:
    """It keeps the luminaires that it was made with, and what else hung in its ceilings."""
    source = tmp_path / "result.json"
    source.write_text(json.dumps(completed))
    for option in ("--luminaire=B=b.ies", "--luminaires=maker", "--with=mep.ifc"):
        ended = run(str(source), option, "-o", str(tmp_path / "out.csv"))
        assert (ended.exit_code, "keeps what it was made with" in ended.stderr) == (2, True)


@pytest.mark.slow
def test_a_grid_may_be_laid_through_a_point(tmp_path: Path) -> None:
    """As by `place`."""
    source, out = tmp_path / "model.hbjson", tmp_path / "building.json"
    source.write_text(json.dumps(model(box("a", FLOOR))))
    ended = run(str(source), "-o", str(out), "--grid-origin", "0.1,0.2", "--grid-rotation", "0")
    assert ended.exit_code == 0
    x, y, _ = read_building(out).rooms[0].frame.origin_m
    joints = (x - 0.1) / 0.6, (y - 0.2) / 0.6
    assert joints == pytest.approx([round(joint) for joint in joints], abs=1e-3)


def test_a_result_is_not_read_in_another_way(tmp_path: Path, completed: dict[str, Any]) -> None:
    """Options that could not be followed are refused."""
    source = tmp_path / "done.json"
    source.write_text(json.dumps(completed))
    ended = run(str(source), "-o", str(tmp_path / "plan.dxf"), "--only", "attic")
    assert (ended.exit_code, "keeps what it was made with" in ended.stderr) == (2, True)
