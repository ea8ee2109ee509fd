"""The language of a building's names decides what languages mean differently."""

from __future__ import annotations

import pytest

from plenum.files.room_names.match import meaning_of
from plenum.files.room_names.spoken import spoken_in

GERMAN = ("Flur", "Büro 1", "Büro 2", "WC Herren")
ITALIAN = ("Corridoio", "Ufficio 1", "Segreteria", "Bagno")
ENGLISH = ("Corridor", "Nurse Station", "Office 12", "Waiting")


@pytest.mark.parametrize(
    ("around", "name", "room_type"),
    [
        (GERMAN, "Aula", "assembly"),
        (ITALIAN, "Aula", "classroom"),
        (ITALIAN, "Aula 3", "classroom"),
        (GERMAN, "Labor 3", "laboratory"),
        (ENGLISH, "Labor 3", "patient"),
        ((), "Aula", "classroom"),
        (ENGLISH, "Molecular Bio", None),
    ],
)
def test_a_word_means_what_it_means_in_the_language_around_it(
    around: tuple[str, ...], name: str, room_type: str | None
) -> None:
    """An Italian class, a German hall, no Swedish cinema; alone it is what most languages have."""
    assert meaning_of(name, spoken_in([name, *around])) == room_type


def test_names_that_all_languages_know_tell_no_language() -> None:
    """Nor does one name many times over."""
    assert spoken_in([]) is None
    assert spoken_in(["101", "102"]) is None
    assert spoken_in([f"Aula {number}" for number in range(30)]) is None


def test_what_one_language_alone_means_is_told_whatever_is_around() -> None:
    """A German name in an Italian building stays what it is."""
    assert meaning_of("Besprechungsraum", spoken_in(ITALIAN)) == "conference"
