"""Names of rooms, as people write them, in several languages."""

from __future__ import annotations

import pytest

from plenum.files.room_names.match import meaning_of


@pytest.mark.parametrize(
    ("name", "room_type"),
    [
        ("MENS RR", "restroom"),
        ("Womens Restroom 102", "restroom"),
        ("CONF RM 2.04", "conference"),
        ("JAN. CL.", "janitor"),
        ("MECH RM", "mechanical"),
        ("STRG 115", "storage"),
        ("meetingroom", "conference"),
        ("2nd Floor Corridor", "corridor"),
    ],
)
def test_abbreviations_numbers_plurals_and_case_do_not_matter(name: str, room_type: str) -> None:
    """What a drawing has room for means what it stands for."""
    assert meaning_of(name) == room_type


@pytest.mark.parametrize(
    ("name", "room_type"),
    [
        ("Lab corridor", "corridor"),
        ("Conference Storage", "storage"),
        ("Office of the Dean", "office_enclosed"),
        ("Storage (Records)", "storage"),
        ("Elev. Lobby", "lobby"),
        ("Flur Küche", "corridor"),
        ("DEPOSITO AULA 02", "storage"),
        ("Salle de réunion", "conference"),
    ],
)
def test_the_head_of_a_name_decides(name: str, room_type: str) -> None:
    """It is the last word in English, the first in German word order and in Romance languages."""
    assert meaning_of(name) == room_type


@pytest.mark.parametrize(
    ("name", "room_type"),
    [
        ("Besprechungsraum II", "conference"),
        ("Selbstbedienungsrestaurant", "cafeteria"),
        ("Buero", "office_enclosed"),
        ("Bespr. 2.14", "conference"),
        ("Personalumkleiden", "changing_room"),
        ("vergaderruimte", "conference"),
        ("Omklädningsrum 1", "changing_room"),
        ("magazzini", "storage"),
        ("Sala de espera", "lobby"),
        ("Pasillos comunes", "corridor"),
    ],
)
def test_other_languages_are_read_with_compounds_cases_and_accents(name: str, room_type: str) -> None:
    """A compound is what its last part is, whichever way umlauts are spelt."""
    assert meaning_of(name) == room_type


@pytest.mark.parametrize(
    ("name", "room_type"),
    [
        ("Exec. Board Rm", "conference"),
        ("JAN CLO", "janitor"),
        ("2er Büro", "office_enclosed"),
        ("3d printing", "workshop"),
        ("Aula 2.1", "classroom"),
        ("Storage under Stair", "storage"),
    ],
)
def test_spellings_numbers_and_places_do_not_change_the_meaning(name: str, room_type: str) -> None:
    """`Rm` is `Room` in every phrase, the end of a number no word, what a room lies under not its use."""
    assert meaning_of(name) == room_type


@pytest.mark.parametrize(
    "name",
    [
        "Void above Lobby",
        "Luftrum över entré",
        "Luftraum über Foyer",
        "Vide boven hal",
        "Shaft 214",
        "Steigschacht TGA",
        "Attic",
        "Vide sur hall",
        "cavedio",
        "Dak",
    ],
)
def test_shafts_voids_and_roofs_are_no_rooms(name: str) -> None:
    """They are drawn as spaces, and have no ceiling to complete."""
    assert meaning_of(name) == "not_a_room"


@pytest.mark.parametrize(
    "name", ["", "101", "Space 4", "Zone A", "Standard", "TBD", "Room", "Raum 3", "Core_ZN"]
)
def test_what_names_no_use_tells_nothing(name: str) -> None:
    """No type is guessed."""
    assert meaning_of(name) is None


@pytest.mark.parametrize(
    ("name", "room_type"),
    [
        ("ExamOrTreatmentHospitalOrHealthcare", "exam"),
        ("LivingQuartersHotel", "bedroom"),
        ("StacksLibrary", "library"),
        ("ICU_PatRm", "patient"),
        ("Elec/MechRoom", "mechanical"),
        ("Lab with fume hood", "fume_lab"),
    ],
)
def test_space_types_of_public_lists_are_known_whole(name: str, room_type: str) -> None:
    """Their last words often tell the kind of building, not the room."""
    assert meaning_of(name) == room_type


def test_a_compound_may_end_in_a_word_that_looks_like_an_ending() -> None:
    """`Lager` alone keeps its `er`, and so it does at the end of another word."""
    assert meaning_of("Aktenlager") == meaning_of("Lager") == "storage"


@pytest.mark.parametrize(
    ("name", "room_type"),
    [
        ("Library - Storage", "storage"),
        ("Radiology, Office", "office_enclosed"),
        ("Corridor - Surgery", "corridor"),
        ("Labor Flur", "corridor"),
        ("Flur Labor", "corridor"),
        ("Luftraum Halle", "not_a_room"),
        ("Bedroom (with Ensuite)", "bedroom"),
    ],
)
def test_what_serves_another_room_is_named_after_it(name: str, room_type: str) -> None:
    """The store of a library is one, on whichever side of the dash; brackets only add to a name."""
    assert meaning_of(name) == room_type


@pytest.mark.parametrize(
    ("name", "room_type"),
    [
        ("Elec. Closet", "electrical"),
        ("Transformer Vault", "electrical"),
        ("Office Closet", "storage"),
        ("Vault 2", "storage"),
    ],
)
def test_a_closet_is_what_it_holds(name: str, room_type: str) -> None:
    """Where that is more than things."""
    assert meaning_of(name) == room_type


@pytest.mark.parametrize(
    "name", ["Former Chapel", "Room 203 (former Darkroom)", "ehem. Labor", "Ex archivio", "F.d. matsal"]
)
def test_what_a_room_was_tells_nothing(name: str) -> None:
    """Nobody lights a chapel that is gone."""
    assert meaning_of(name) is None


def test_what_a_room_is_now_is_told() -> None:
    """Whatever it was, and where a plan says what exists."""
    assert meaning_of("Office (former Lab)") == "office_enclosed"
    assert meaning_of("Ex. Stair 3") == "stair"
    assert meaning_of("Open to Gym Below") == "not_a_room"


@pytest.mark.parametrize("name", ["Expedition", "Cantina 4", "Trap Room", "RM 12", "F 204", "T-101"])
def test_what_languages_do_not_agree_on_tells_nothing(name: str) -> None:
    """An office in Swedish is a dispatch in French, and a letter before a number is no word."""
    assert meaning_of(name) is None
