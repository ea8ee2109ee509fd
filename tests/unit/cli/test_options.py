"""What `place` and `submit` ask of a building by options and by a file of settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from plenum.cli.options import DrawnUnits, JobOptions
from plenum.files.errors import InvalidBuilding
from plenum.files.units import Units
from tests.support.honeybee import box, model, rectangle


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A model of one room, 6.1 m wide."""
    path = tmp_path / "model.hbjson"
    path.write_text(json.dumps(model(box("a", rectangle(6.1, 4.0)))))
    return path


def test_options_lay_the_grid(source: Path) -> None:
    """Tile, place and turn."""
    room = JobOptions(tile="0.5", grid_origin="0.1,0.2", grid_rotation=90.0).read(source).rooms[0]
    assert room.tile_m == (0.5, 0.5)
    assert room.frame.rotation_deg == 90.0


@pytest.mark.parametrize(
    ("tile", "tile_m"),
    [
        ("0.5,0.6", (0.5, 0.6)),
        ("24in", (0.6096, 0.6096)),
        ("2ft, 4 ft", (0.6096, 1.2192)),
        ("600mm", (0.6, 0.6)),
    ],
)
def test_a_tile_may_have_a_unit(source: Path, tile: str, tile_m: tuple[float, float]) -> None:
    """As it is called where it is bought."""
    assert JobOptions(tile=tile).read(source).rooms[0].tile_m == tile_m


@pytest.mark.parametrize("tile", ["2 yards", "", "1,2,3", "-0.6", "2ft,"])
def test_a_tile_that_is_none_is_refused_with_what_is_one(source: Path, tile: str) -> None:
    """Before anything is read with it."""
    with pytest.raises(typer.BadParameter, match="24in"):
        JobOptions(tile=tile or " ").read(source)


def test_options_outrank_the_file_of_settings(source: Path, tmp_path: Path) -> None:
    """Table by table; of the grid, word by word."""
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"lights": "dense", "grid": {"tile_m": 0.5}, "power": {"policy": "report"}}))
    asked = JobOptions(settings=file, lights="sparse", units=DrawnUnits.IMPERIAL, grid_rotation=0.0)
    read = asked.read(source)
    assert read.settings.overrides["lights"] == {"building": "sparse"}
    assert read.settings.overrides["units"] == "imperial"
    assert read.settings.overrides["power"] == {"policy": "report"}
    assert read.rooms[0].tile_m == (0.5, 0.5)


def test_options_keep_what_the_file_beside_the_model_sets(source: Path) -> None:
    """Of its settings those tables are replaced that are asked for."""
    beside = {"settings": {"lights": "dense", "grid": {"tile_m": 0.5}, "reflectances": [0.8, 0.6, 0.3]}}
    source.with_name("model.plenum.json").write_text(json.dumps(beside))
    read = JobOptions(lights="sparse", grid_rotation=0.0).read(source)
    assert read.settings.overrides["lights"] == {"building": "sparse"}
    assert list(read.settings.overrides["reflectances"]) == [0.8, 0.6, 0.3]
    assert read.rooms[0].tile_m == (0.5, 0.5)


@pytest.mark.parametrize(
    "wrong", [JobOptions(tile="wide"), JobOptions(tile="1,2,3"), JobOptions(grid_origin="1")]
)
def test_what_are_no_numbers_is_refused(source: Path, wrong: JobOptions) -> None:
    """Naming the option and the form."""
    with pytest.raises(typer.BadParameter, match="give X"):
        wrong.read(source)


def test_settings_that_are_wrong_are_refused_at_their_place(source: Path, tmp_path: Path) -> None:
    """A list is none; a wrong word is named."""
    file = tmp_path / "settings.json"
    file.write_text("[]")
    with pytest.raises(typer.BadParameter, match="--settings"):
        JobOptions(settings=file).read(source)
    with pytest.raises(InvalidBuilding) as caught:
        JobOptions(lights="bright").read(source)
    assert caught.value.pointer == "/options/settings/lights"


def test_drawings_may_be_in_every_units_that_there_are() -> None:
    """By the same names."""
    assert [each.value for each in DrawnUnits] == [each.value for each in Units]
