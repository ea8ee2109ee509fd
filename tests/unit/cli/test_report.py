"""Drawings, heat maps and the report from the command line, without a running Plenum."""

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
    """A building of two rooms, one of them too small for anything."""
    path = tmp_path / "b.json"
    path.write_text(json.dumps(building([room("a"), room("b", width=1, height=1)])))
    return path


@pytest.mark.slow
def test_place_writes_plans_heat_maps_and_a_report(source: Path, tmp_path: Path) -> None:
    """A heat map for each room with a light, beside its plan."""
    plans, page = tmp_path / "plans", tmp_path / "deep" / "report.html"
    outcome = run(
        "place",
        source,
        "--local",
        "-o",
        tmp_path / "out.json",
        "--drawings",
        plans,
        "--heat-maps",
        "--report",
        page,
    )
    assert outcome.exit_code == 1, outcome.output
    names = sorted(path.name for path in plans.iterdir())
    assert names == ["0000_a.lux.svg", "0000_a.svg", "0001_b.svg", "building.svg", "storey_01.svg"]
    assert page.read_text().startswith("<!doctype html>")


def test_heat_maps_without_a_folder_are_refused(source: Path) -> None:
    """Before any work is done."""
    outcome = run("place", source, "--local", "--heat-maps")
    assert outcome.exit_code == 2
    assert "--drawings" in outcome.stderr


@pytest.mark.slow
def test_the_report_of_a_result_is_the_one_that_place_writes(source: Path, tmp_path: Path) -> None:
    """Made again at any time, from the result alone."""
    out, first, again = tmp_path / "x.completed.json", tmp_path / "1.html", tmp_path / "2.html"
    run("place", source, "--local", "-o", out, "--report", first)
    assert run("report", out, "-o", again).exit_code == 0
    assert again.read_text() == first.read_text()


@pytest.mark.slow
def test_the_report_is_in_the_units_that_are_asked_for(source: Path, tmp_path: Path) -> None:
    """A job's, or others from the same result."""
    feet, metres, out = tmp_path / "feet.html", tmp_path / "metres.html", tmp_path / "out.json"
    run("place", source, "--local", "--units", "imperial", "-o", out, "--report", feet)
    assert run("report", out, "-o", metres, "--units", "metric").exit_code == 0
    for page, units, others in ((feet, ("ft²", "fc"), ("m²", "lx")), (metres, ("m²", "lx"), ("ft²", "fc"))):
        assert all(f">{unit}</th>" in page.read_text() for unit in units)
        assert not any(f">{unit}</t" in page.read_text() for unit in others)


@pytest.mark.slow
def test_the_report_is_named_after_the_result(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder where the command is given."""
    run("place", source, "--local", "-o", tmp_path / "x.completed.json")
    monkeypatch.chdir(tmp_path)
    assert run("report", "x.completed.json").exit_code == 0
    assert (tmp_path / "x.report.html").is_file()


def test_a_report_of_what_is_no_result_ends_with_code_2(source: Path) -> None:
    """A building is not a result; the file is named."""
    outcome = run("report", source)
    assert outcome.exit_code == 2
    assert "b.json" in outcome.stderr


@pytest.mark.slow
def test_a_report_of_many_rooms_is_written_as_pages_beside_the_first(source: Path, tmp_path: Path) -> None:
    """One room a page, and the command says which files there are."""
    out = tmp_path / "x.completed.json"
    run("place", source, "--local", "-o", out)
    outcome = run("report", out, "-o", tmp_path / "deep" / "x.html", "--page-rooms", 1)
    assert outcome.exit_code == 0, outcome.output
    names = sorted(path.name for path in (tmp_path / "deep").iterdir())
    assert names == ["x.001.html", "x.002.html", "x.html"]
    assert "2 pages of rooms, x.001.html to x.002.html" in " ".join(outcome.stderr.split())


def test_a_file_that_cannot_be_written_is_one_sentence(source: Path, tmp_path: Path) -> None:
    """A folder that is a file; no traceback."""
    out = tmp_path / "x.completed.json"
    run("place", source, "--local", "-o", out)
    outcome = run("report", out, "-o", out / "page.html")
    assert outcome.exit_code == 1
    assert outcome.stderr.startswith("cannot read or write: ")
    assert isinstance(outcome.exception, SystemExit)


@pytest.mark.slow
def test_a_report_on_standard_output_is_one_page(source: Path, tmp_path: Path) -> None:
    """There is nothing beside it that its rooms could be on."""
    out = tmp_path / "x.completed.json"
    run("place", source, "--local", "-o", out)
    outcome = run("report", out, "-o", "-", "--page-rooms", 1)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout.startswith("<!doctype html>")
    assert outcome.stdout.count("<!doctype html>") == 1
