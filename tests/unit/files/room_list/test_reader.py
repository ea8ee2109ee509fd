"""A list of rooms as spreadsheets save it: separators, decimal signs, units, headings in seven languages."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.ceiling.room.geometry import area_m2
from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_model

HEADINGS = {
    "Raum;Nutzung;Länge [m];Breite [m];Höhe [m]": "Office 1;Büro;6,0;4,8;2,75",
    "name,type,length,width,height": "Office 1,office,6.0,4.8,2.75",
    "Room Name\tRoom type\tLength (mm)\tWidth (mm)\tHeight (mm)": "Office 1\tOffice\t6000\t4800\t2750",
    'name,type,length,width,"height (cm)"': 'Office 1,office,"6,0","4,8",275',
    "Nom;Type;Longueur en m;Largeur en m;Hauteur en m": "Office 1;Bureau;6;4,8;2,75",
    "Locale;Uso;Lunghezza cm;Larghezza cm;Altezza cm": "Office 1;Ufficio;600;480;275",
    "Naam;Functie;Lengte_mm;Breedte_mm;Hoogte_mm": "Office 1;Kantoor;6 000;4 800;2 750",
    "sep=;\nname;type;length;width;height": "Office 1;office;6 m;480 cm;2750 mm",
}


def read(text: str | bytes, **options: Any) -> Building:
    """The building of a list."""
    return read_model(text, options=options or None)


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_line_is_a_room_however_the_list_is_saved(heading: str, coding: str) -> None:
    """Its size, its height and its type; it stands nowhere in particular."""
    (room,) = read(f"{heading}\n{HEADINGS[heading]}\n".encode(coding)).rooms
    assert area_m2(room) == pytest.approx(28.8)
    assert room.ceiling_height_m == pytest.approx(2.75)
    assert (room.name, room.frame.origin_m) == ("Office 1", (0.0, 0.0, 0.0))
    assert room.room_type in {"office_enclosed", "office_open"}


def test_feet_and_square_feet_are_read() -> None:
    """By the heading; an area alone becomes a square, which is said."""
    building = read("number,name,area (sqft),height (ft)\n101,Office,400,9\n")
    (room,) = building.rooms
    assert room.ceiling_height_m == pytest.approx(2.7432)
    assert area_m2(room) == pytest.approx(400 * 0.3048**2, rel=1e-3)
    assert any("square" in note for note in building.assumptions["101"])
    assert room.tile_m == (0.6096, 0.6096)
    for feet in (
        "name,length (ft),width (ft)\nOffice,20,16\n",
        "name,length [in],width [in]\nOffice,240,192\n",
    ):
        assert read(feet).rooms[0].tile_m == (0.6096, 0.6096)


def test_figures_without_a_unit_are_in_the_one_that_is_asked_for() -> None:
    """Lengths and heights; areas are square metres, or square feet; what says its unit keeps it."""
    (room,) = read("name,length,width,height\nOffice,6000,4800,2750\n", unit="mm").rooms
    assert (area_m2(room), room.ceiling_height_m) == (pytest.approx(28.8), 2.75)
    (room,) = read("name,area,height (m)\nOffice,400,2.75\n", unit="ft").rooms
    assert (area_m2(room), room.ceiling_height_m) == (pytest.approx(400 * 0.3048**2, rel=1e-3), 2.75)
    assert room.tile_m == (0.6096, 0.6096)
    (room,) = read("name,area\nOffice,20\n", unit="mm").rooms
    assert (area_m2(room), room.tile_m) == (pytest.approx(20, rel=1e-3), (0.6, 0.6))


def test_a_line_that_cannot_be_read_costs_no_other() -> None:
    """Each is told with its number and what would be right; what is no room is none."""
    building = read(
        "name;length;width;height\nOffice;6;5;2,8\nStore;x;5;2,8\nLab;6;5;2800\nShaft;1;1;3\nHall;;;\nWC;2;2\n"
    )
    assert [room.room_id for room in building.rooms] == ["Office", "WC"]
    said = "\n".join(building.left_out)
    assert "line '3' (Store): not read: length is 'x'" in said
    assert "line '4' (Lab): not read: a ceiling at 2800 m" in said
    assert "line '5' (Shaft): it is no room" in said
    assert "line '6' (Hall): not read: no length and width" in said


def test_decimal_commas_between_commas_are_told() -> None:
    """More cells than headings."""
    with pytest.raises(InvalidBuilding, match="5 cells under 3 headings"):
        read("name,length,width\nOffice,6,0,4,8\n")


@pytest.mark.parametrize("stray", ['"Office;6;5\nLab;6;5\n', 'Office;6;"5\nLab;6;5\nWC";2;2\n'])
def test_a_stray_quotation_mark_is_told_with_its_line(stray: str) -> None:
    """The lines that it swallows would be missing without a word."""
    with pytest.raises(InvalidBuilding, match="/2: a cell goes on to line"):
        read(f"name;length;width\n{stray}")


def test_a_name_may_go_on_in_the_next_line() -> None:
    """As spreadsheets write it."""
    building = read('name;length;width\n"Office\nnorth";6;5\nX;;\n')
    assert [room.name for room in building.rooms] == ["Office north"]
    assert building.left_out[0].startswith("line '4' (X)")


def test_a_count_makes_as_many_rooms() -> None:
    """With ids of their own."""
    rooms = read("name;length;width;count\nCell;3;4;3\n").rooms
    assert [room.room_id for room in rooms] == ["Cell", "Cell-2", "Cell-3"]


def test_what_is_set_for_the_building_outranks_the_list() -> None:
    """And what the list leaves open is assumed and said."""
    text = "name;length;width\nOffice;6;5\n"
    assert any("no height" in note for note in read(text).assumptions["Office"])
    assert read(text, ceiling_height_m=3.1).rooms[0].ceiling_height_m == 3.1


@pytest.mark.parametrize("text", ["name,email\nA,b\n", '{"length": 1, "width": 2}', ""])
def test_other_text_is_no_list_of_rooms(text: str) -> None:
    """It is read as JSON, and refused as such."""
    with pytest.raises(InvalidBuilding, match=r"JSON|nothing in it|neither a building"):
        read(text)
