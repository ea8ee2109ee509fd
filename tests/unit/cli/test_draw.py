"""draw: plans of a building as it is, and of a result with all that was placed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from tests.support.buildings import building, room


def run(*args: object) -> Any:
    """The command's outcome."""
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, [str(arg) for arg in args])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A building of two rooms."""
    path = tmp_path / "b.json"
    path.write_text(json.dumps(building([room("a"), room("b")])))
    return path


def names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_building_is_drawn_as_it_is(source: Path, tmp_path: Path) -> None:
    """Nothing was checked, and the drawing does not claim it."""
    plans = tmp_path / "plans"
    outcome = run("draw", source, "-o", plans)
    assert outcome.exit_code == 0, outcome.output
    assert names(plans) == ["0000_a.svg", "0001_b.svg", "building.svg", "storey_01.svg"]
    for path in plans.iterdir():
        assert "not completed" in path.read_text() or path.name.startswith("storey")
        assert "Checked against" not in path.read_text()
    assert "Not checked" in (plans / "building.svg").read_text()


@pytest.mark.slow
def test_a_results_drawings_are_those_of_place(source: Path, tmp_path: Path) -> None:
    """Made again at any time, from the result alone."""
    first, again, out = tmp_path / "1", tmp_path / "2", tmp_path / "r.json"
    run("place", source, "--local", "-o", out, "--drawings", first, "--heat-maps")
    assert run("draw", out, "-o", again, "--heat-maps").exit_code == 0
    assert names(first) == names(again)
    for name in names(first):
        assert (first / name).read_bytes() == (again / name).read_bytes()
    assert "Checked against" in (again / "building.svg").read_text()


def test_one_room_can_be_drawn_alone(source: Path, tmp_path: Path) -> None:
    """Under the name it has among all of them."""
    assert run("draw", source, "-o", tmp_path / "plans", "--room", "b").exit_code == 0
    assert names(tmp_path / "plans") == ["0001_b.svg"]


@pytest.mark.slow
def test_all_sheets_go_into_one_pdf_and_a_model_for_cad(source: Path, tmp_path: Path) -> None:
    """From the same file at any time, with the revision that is asked for."""
    plans = tmp_path / "plans"
    words = ("--format", "pdf", "--format", "dxf", "--revision", "C01")
    assert run("draw", source, "-o", plans, *words).exit_code == 0
    assert names(plans) == ["building.dxf", "drawings.pdf"]
    assert (plans / "drawings.pdf").read_bytes().count(b"/Type /Page ") == 4
    assert run("draw", source, "-o", plans, "--format", "svg", "--no-rooms").exit_code == 0
    assert names(plans) == ["building.dxf", "building.svg", "drawings.pdf", "storey_01.svg"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--room", "cellar"), "no room cellar in b.json"),
        (("--heat-maps",), "only a result has an illuminance"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_a_file_is_written(
    source: Path, tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    """With the reason."""
    outcome = run("draw", source, "-o", tmp_path / "plans", *words)
    assert outcome.exit_code == 2
    assert why in " ".join(outcome.stderr.split())
    assert not (tmp_path / "plans").exists()


@pytest.mark.slow
def test_drawings_are_in_the_units_that_are_asked_for(source: Path, tmp_path: Path) -> None:
    """By the option as by the building's settings, which it outranks; metric where neither says."""
    told = tmp_path / "told.json"
    told.write_text(json.dumps({**json.loads(source.read_text()), "settings": {"units": "imperial"}}))
    for folder, *asked in (
        ("plain", source),
        ("option", source, "--units", "imperial"),
        ("setting", told),
        ("back", told, "--units", "metric"),
    ):
        assert run("draw", *asked, "-o", tmp_path / folder).exit_code == 0
    for name in names(tmp_path / "plain"):
        plain, option, setting, back = (
            (tmp_path / folder / name).read_bytes() for folder in ("plain", "option", "setting", "back")
        )
        assert (plain, option) == (back, setting)
        assert plain != option


def test_an_unknown_unit_is_refused(source: Path, tmp_path: Path) -> None:
    """With the two that there are."""
    outcome = run("draw", source, "-o", tmp_path, "--units", "cubits")
    assert outcome.exit_code == 2
    assert "imperial" in outcome.output
