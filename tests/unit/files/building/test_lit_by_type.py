"""A folder of luminaire files as a catalogue: which file lights which room, and what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plenum.ceiling.asked.light_brief import light_brief
from plenum.files.building.building import Building
from plenum.files.building.lit_by_type import with_luminaire_folder
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from tests.support.luminaires import cosine, ies, ldt, per_klm

ROWS = ["......"] * 6
PANEL = ldt(per_klm(cosine(2.0), 3600.0), watts=36)
DOWNLIGHT = ies(cosine(1.0, 1200.0), watts=12)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty one."""
    made = tmp_path / "maker"
    made.mkdir()
    return made


def building(settings: dict[str, Any] | None = None, **types: str) -> Building:
    """Rooms by id and type."""
    rooms = [{"room_id": name, "room_type": room_type, "rows": ROWS} for name, room_type in types.items()]
    data = {"schema": "plenum.building/1", "building_id": "b", "rooms": rooms, "settings": settings or {}}
    return read_building(data)


def lumens(found: Building) -> dict[str, tuple[int, float]]:
    """By room the flux and the power of what it is lit with."""
    lamps = {room.room_id: light_brief(room, found.settings).luminaire for room in found.rooms}
    return {name: (round(lamp.lumens, -1), lamp.watts) for name, lamp in lamps.items()}


def put(folder: Path, table: dict[str, Any] | None = None, **files: str) -> Path:
    """Files by stem, and the folder's table."""
    for stem, text in files.items():
        ending = "ies" if text.startswith("IESNA") else "ldt"
        (folder / f"{stem}.{ending}").write_text(text, newline="")
    if table is not None:
        (folder / "luminaires.json").write_text(json.dumps(table))
    return folder


def test_a_table_says_by_patterns_which_file_lights_which_type(folder: Path) -> None:
    """The first pattern that fits; a room of a type that none fits keeps the house's."""
    put(folder, {"OFFICE_*": "panel.ldt", "corr*": "down.ies"}, panel=PANEL, down=DOWNLIGHT)
    lit = with_luminaire_folder(building(a="office_open", b="corridor", c="storage"), folder)
    assert lumens(lit) == {"a": (3600, 36.0), "b": (1200, 12.0), "c": (2400, 18.0)}


def test_without_a_table_files_are_named_after_types_and_luminaires(folder: Path) -> None:
    """Capitals do not count, a type outranks a letter, other files do not matter."""
    put(folder, corridor=DOWNLIGHT, b=PANEL, brochure="no photometry at all")
    lit = with_luminaire_folder(building(a="office_open", b="corridor", c="storage"), folder)
    assert lumens(lit) == {"a": (3600, 36.0), "b": (1200, 12.0), "c": (2400, 18.0)}


def test_a_room_that_names_its_luminaire_keeps_it(folder: Path) -> None:
    """Whatever its type; a file of that luminaire's own name still describes it."""
    data = {
        "schema": "plenum.building/1",
        "building_id": "b",
        "rooms": [{"room_id": "a", "room_type": "office_open", "rows": ROWS, "luminaire": "A"}],
    }
    put(folder, {"*": "panel.ldt"}, panel=PANEL)
    assert lumens(with_luminaire_folder(read_building(data), folder)) == {"a": (3600, 28.0)}
    put(folder, {"*": "panel.ldt", "A": "down.ies"}, down=DOWNLIGHT)
    assert lumens(with_luminaire_folder(read_building(data), folder)) == {"a": (1200, 12.0)}


def test_a_file_called_like_a_luminaire_of_the_house_leaves_that_one_alone(folder: Path) -> None:
    """What a pattern gives to one type does not light the others."""
    put(folder, {"corridor": "B.ies"}, B=DOWNLIGHT)
    lit = with_luminaire_folder(building(a="office_open", b="corridor"), folder)
    assert lumens(lit) == {"a": (3600, 30.0), "b": (1200, 12.0)}


def test_the_glare_class_is_assumed_and_said_where_the_table_does_not_give_it(folder: Path) -> None:
    """The strictest of the luminaires that it hangs in place of: 19 in an office, 22 in a corridor."""
    put(folder, {"*": "panel.ldt"}, panel=PANEL)
    lit = with_luminaire_folder(building(a="office_open", b="corridor"), folder)
    assert light_brief(lit.rooms[1], lit.settings).luminaire.ugr == 19.0
    assert any("glare class 19" in note for note in lit.assumptions["b"])
    put(folder, {"*": {"file": "panel.ldt", "ugr": 16, "turn_deg": 90}})
    said = with_luminaire_folder(building(a="office_open"), folder)
    lamp = light_brief(said.rooms[0], said.settings).luminaire
    assert (lamp.ugr, lamp.distribution and lamp.distribution.turn_deg) == (16.0, 90.0)
    assert not any("glare" in note for note in said.assumptions["a"])


def test_figures_that_the_building_gives_a_luminaire_stay(folder: Path) -> None:
    """Its glare class is known, so it is not assumed."""
    put(folder, B=PANEL)
    lit = with_luminaire_folder(building({"luminaires": {"B": {"ugr": 17}}}, a="office_open"), folder)
    assert light_brief(lit.rooms[0], lit.settings).luminaire.ugr == 17.0
    assert not any("glare" in note for note in lit.assumptions["a"])


def test_types_of_the_building_s_own_can_be_served(folder: Path) -> None:
    """What it asks of them stays."""
    own = {"targets": {"studio": {"em_lx": 750}}}
    lit = with_luminaire_folder(building(own, a="studio"), put(folder, studio=PANEL))
    brief = light_brief(lit.rooms[0], lit.settings)
    assert (brief.luminaire.watts, brief.em_lx) == (36.0, 750)


def test_a_file_that_no_room_needs_is_not_read(folder: Path) -> None:
    """A maker's folder holds many; what is in them does not matter then."""
    put(folder, {"kitchen": "odd.ies", "*": "panel.ldt"}, panel=PANEL, odd="IESNA: cut off")
    assert lumens(with_luminaire_folder(building(a="lobby"), folder)) == {"a": (3600, 36.0)}


WRONG: dict[str, tuple[dict[str, Any] | None, dict[str, str], str, str, str]] = {
    "no file is named after anything": (None, {"panel": PANEL}, "--luminaires", "no file", "luminaires.json"),
    "a type that nobody knows": (
        {"offise_open": "panel.ldt"},
        {"panel": PANEL},
        "/offise_open",
        "fits no",
        "office_open",
    ),
    "a file that is not there": (
        {"*": "pannel.ldt"},
        {"panel": PANEL},
        "/*",
        "no file 'pannel.ldt'",
        "panel.ldt",
    ),
    "a file elsewhere": ({"*": "../panel.ldt"}, {"panel": PANEL}, "/*", "no file", "panel.ldt"),
    "a file that is none": ({"*": "panel.ldt"}, {"panel": "Plenum"}, "/*", "panel.ldt", ""),
    "no watts": (
        {"*": "p.ies"},
        {"p": ies(cosine(1.0), watts=0)},
        "/*",
        "p.ies gives no watts",
        '"watts": 30',
    ),
    "a word too many": ({"*": {"file": "panel.ldt", "wats": 3}}, {"panel": PANEL}, "/*/wats", "unknown", ""),
    "an empty table": ({}, {"panel": PANEL}, "", "no table", "office_*"),
}


@pytest.mark.parametrize(("table", "files", "at", "message", "cure"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_place_and_a_cure(
    folder: Path, table: dict[str, Any] | None, files: dict[str, str], at: str, message: str, cure: str
) -> None:
    """In the folder's table by its file and key, else by the option."""
    with pytest.raises(InvalidBuilding) as caught:
        with_luminaire_folder(building(a="office_open"), put(folder, table, **files))
    error = caught.value
    assert (error.pointer, message in error.message, cure in error.cure) == (at, True, True)
    assert error.source == ("maker/luminaires.json" if table is not None else "")


def test_a_folder_that_is_not_there_and_two_files_for_one_type_are_mistakes(folder: Path) -> None:
    """Each with a cure."""
    with pytest.raises(InvalidBuilding, match="there is no folder 'nowhere'"):
        with_luminaire_folder(building(a="lobby"), folder / "nowhere")
    put(folder, lobby=PANEL)
    (folder / "lobby.ies").write_text(DOWNLIGHT)
    with pytest.raises(InvalidBuilding, match=r"'lobby.ies' and 'lobby.ldt' are both for 'lobby'; take one"):
        with_luminaire_folder(building(a="lobby"), folder)
