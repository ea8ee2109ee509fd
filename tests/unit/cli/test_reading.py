"""How a model is read from the command line: assumptions, rooms to take, what is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli.main import app
from tests.support.honeybee import box, model, rectangle
from tests.support.luminaires import cosine, ies

CROSSED = ((0, 0), (4, 4), (0, 4), (4, 0))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two rooms, one of a type that nothing tells."""
    path = tmp_path / "tower.hbjson"
    rooms = (
        box("a", rectangle(6, 4), program="Warm side", display_name="Warm side wing"),
        box("b", rectangle(6, 4, 9), display_name="Storage", story="Attica"),
    )
    path.write_text(json.dumps(model(*rooms)))
    return path


def convert(source: Path, *args: str) -> tuple[Any, list[dict[str, Any]]]:
    """The command in this process, and the rooms that it wrote."""
    out = source.with_name("out.json")
    ended = CliRunner().invoke(app, ["convert", str(source), "-o", str(out), *args], env={"COLUMNS": "200"})
    return ended, json.loads(out.read_text())["rooms"] if out.exists() else []


def test_every_assumption_can_be_set_by_an_option(source: Path) -> None:
    """Drop, tile, type by name, stories."""
    types = source.with_name("types.json")
    types.write_text(json.dumps({"Stor*": "janitor"}))
    _, rooms = convert(
        source, "--storey-drop", "0.5", "--tile", "0.5", "--room-types", str(types), "--only", "attic*"
    )
    assert [(r["room_id"], r["room_type"], r["tile_m"]) for r in rooms] == [("b", "janitor", 0.5)]
    assert rooms[0]["ceiling_height_m"] == pytest.approx(3.5 - 0.5)


def test_a_file_beside_the_model_sets_them_too_and_options_outrank_it(source: Path) -> None:
    """`tower.plenum.json` for `tower.hbjson`, and the command says that it was read."""
    source.with_name("tower.plenum.json").write_text(
        json.dumps({"ceiling_height_m": 2.6, "room_type": "lobby"})
    )
    ended, rooms = convert(source, "--ceiling-height", "2.5")
    assert [(r["ceiling_height_m"], r["room_type"]) for r in rooms] == [(2.5, "lobby"), (2.5, "storage")]
    assert "read as tower.plenum.json says" in ended.stderr


def test_what_was_assumed_is_summed_up_by_kind_and_count(source: Path) -> None:
    """And rooms of unknown type are named with the cure."""
    ended, _ = convert(source)
    assumed = "ceiling height (2), tile (2), grid start (1), room type (1)"
    assert f"2 rooms read; assumed: {assumed}" in ended.stderr
    assert "unknown type: 1 room (a Warm side wing); set it with --room-type, or by" in ended.stderr


def test_unknown_types_are_refused_where_they_are_not_to_be(source: Path) -> None:
    """Nothing is written."""
    ended, rooms = convert(source, "--strict-types")
    assert ended.exit_code == 2
    assert "nothing is done: --strict-types" in ended.stderr
    assert "Usage" not in ended.stderr
    assert not rooms


def test_the_cure_for_an_unknown_type_cures(source: Path) -> None:
    """A type that was set for such rooms is no assumption, and not unknown."""
    ended, rooms = convert(source, "--strict-types", "--room-type", "lobby")
    assert ended.exit_code == 0
    assert rooms[0]["room_type"] == "lobby"
    assert "unknown type" not in ended.stderr


@pytest.mark.slow
def test_rooms_that_cannot_be_read_make_an_exit_code_of_their_own(source: Path) -> None:
    """The others are written; what is no room makes none."""
    source.write_text(json.dumps(model(box("a", rectangle(6, 4)), box("odd", CROSSED))))
    ended, rooms = convert(source)
    assert [room["room_id"] for room in rooms] == ["a"]
    assert ended.exit_code == 3
    source.write_text(json.dumps(model(box("a", rectangle(6, 4)), box("Shaft 2", rectangle(2, 2, 9)))))
    assert convert(source)[0].exit_code == 0


def test_a_pattern_that_fits_no_room_is_a_mistake(source: Path) -> None:
    """With the names that there are."""
    ended, _ = convert(source, "--only", "Level 9")
    assert ended.exit_code == 2
    assert "Attica" in ended.stderr


@pytest.mark.slow
def test_a_ceiling_that_was_set_is_not_summed_up_as_assumed(source: Path) -> None:
    """Neither is a grid that was laid as somebody asked."""
    ended, _ = convert(source, "--ceiling-height", "2.6", "--room-type", "lobby")
    assert "2 rooms read; assumed: tile (2), grid start (1)\n" in ended.stderr
    more = "--ceiling-height", "2.6", "--room-type", "lobby", "--grid-origin", "0,0"
    ended, _ = convert(source, "--tile", "0.5", *more)
    assert "assumed" not in ended.stderr


@pytest.mark.slow
def test_a_folder_of_luminaires_lights_rooms_by_their_types(source: Path) -> None:
    """By the option, or by the file beside the model, which names it from its own folder on."""
    folder = source.with_name("maker")
    folder.mkdir()
    (folder / "storage.ies").write_text(ies(cosine(1.0, 1200.0), watts=12))
    ended, _ = convert(source, "--luminaires", str(folder))
    assert ended.exit_code == 0
    assert "glare class (1)" in ended.stderr
    by_option = json.loads(source.with_name("out.json").read_text())["settings"]
    assert by_option["luminaires"]["storage"]["watts"] == 12
    source.with_name("tower.plenum.json").write_text(json.dumps({"luminaires": "maker"}))
    convert(source)
    assert json.loads(source.with_name("out.json").read_text())["settings"] == by_option


def test_a_folder_that_is_no_name_is_refused(source: Path) -> None:
    """Naming the file that says it."""
    source.with_name("tower.plenum.json").write_text(json.dumps({"luminaires": 3}))
    ended, _ = convert(source)
    assert (ended.exit_code, "give the name of a folder" in ended.stderr) == (2, True)


@pytest.mark.slow
def test_a_mistake_in_a_file_of_options_is_told_with_that_file(source: Path) -> None:
    """And with the place in it; the model is not at fault."""
    types = source.with_name("types.json")
    types.write_text('{"Stor*": }')
    assert "types.json: not JSON" in convert(source, "--room-types", str(types))[0].stderr
    types.write_text(json.dumps({"Stor*": "ofice_open"}))
    ended, _ = convert(source, "--room-types", str(types))
    assert "types.json, at /Stor*: 'ofice_open' is no known room type; did you mean" in ended.stderr
    source.with_name("tower.plenum.json").write_text(json.dumps({"room_tipe": "lobby"}))
    assert "tower.plenum.json, at /room_tipe" in convert(source)[0].stderr
