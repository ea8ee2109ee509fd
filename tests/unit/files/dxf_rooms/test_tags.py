"""What the texts inside a room's outline say."""

from __future__ import annotations

import pytest

from plenum.files.dxf_rooms.tags import Tag, Text, tag_of


def tag(*said: str) -> Tag:
    """Of texts as a draughtsman writes them, one below the other."""
    return tag_of([Text(words, (1.0, 5.0 - line), 0.2) for line, words in enumerate(said)])


def test_a_number_a_name_and_a_height_are_told_apart() -> None:
    """However they stand."""
    found = tag("Conference", "1.04", "CH = 2.70 m")
    assert (found.number, found.name, found.height_m) == ("1.04", "Conference", pytest.approx(2.7))


def test_an_area_is_no_name() -> None:
    """Offices write it below the name."""
    assert tag("Büro", "18,4 m²").name == "Büro"


def test_an_attribute_says_what_it_is() -> None:
    """Its tag outranks its form."""
    found = tag_of([Text("B12", (0.0, 0.0), 0.2, "ROOM_NAME"), Text("Storage", (0.0, 0.0), 0.2, "NUMBER")])
    assert (found.name, found.number) == ("B12", "Storage")
