"""A drawing's unit: what is written in it, its doors and its rooms outrank what its template said."""

from __future__ import annotations

import pytest

from plenum.files.dxf_rooms.tags import Text
from plenum.files.dxf_rooms.unit import METRES, Sizes, unit_of

ROOMS_M = ((4.0, 5.0), (3.0, 4.0), (6.0, 7.0))


def sizes(unit: str, *said: str, doors: int = 0, rooms: tuple[tuple[float, float], ...] = ROOMS_M) -> Sizes:
    """Rooms side by side, with texts in them and doors, drawn in a unit."""
    m = METRES[unit]
    outlines, texts = [], []
    for place, (w, h) in enumerate(rooms):
        x = place * 20.0
        corners = ((x, 0.0), (x + w, 0.0), (x + w, h), (x, h))
        outlines.append([(a / m, b / m) for a, b in corners])
        texts.append(Text(said[place] if place < len(said) else "Office", ((x + 1) / m, 1 / m), 0.2))
    return Sizes(outlines, texts, [0.9 / m] * doors)


@pytest.mark.parametrize("drawn", ["mm", "cm", "m", "in", "ft"])
@pytest.mark.parametrize("stated", ["mm", "m", "ft", None])
def test_areas_that_are_written_tell_the_unit(drawn: str, stated: str | None) -> None:
    """In square metres or feet, counted to the middle of the walls or not; one that errs is outvoted."""
    for written in (("20 m²", "12,4 m2", "99 m²"), ("215 SF", "129 sq. ft.", "1,250 sq ft")):
        unit, why = unit_of(sizes(drawn, *written), stated, imperial=False)
        assert unit == drawn
        assert bool(why) == (drawn != stated)


@pytest.mark.parametrize(("drawn", "stated"), [("ft", "m"), ("in", "mm"), ("m", "ft"), ("mm", "cm")])
def test_doors_tell_that_the_stated_unit_is_not_the_drawings(drawn: str, stated: str) -> None:
    """Feet in a drawing that says metres have doors of three metres, and so on; the note has the figure."""
    unit, why = unit_of(sizes(drawn, doors=4), stated, imperial=False)
    assert unit == drawn
    assert f"its doors are {0.9 / METRES[drawn] * METRES[stated]:.3g} m wide" in why


def test_a_few_arcs_are_no_doors() -> None:
    """A curved wall or two do not outrank what the drawing says."""
    assert unit_of(sizes("ft", doors=2), "m", imperial=False) == ("m", "")


def test_large_rooms_in_metres_are_feet_where_the_drawing_is_imperial() -> None:
    """Where it is metric they are halls; so are large rooms in inches, whatever it is."""
    assert unit_of(sizes("ft"), "m", imperial=True)[0] == "ft"
    assert unit_of(sizes("ft"), "m", imperial=False) == ("m", "")
    halls = sizes("in", rooms=((10.0, 10.0), (12.0, 10.0)))
    assert unit_of(halls, "in", imperial=False) == unit_of(halls, "in", imperial=True) == ("in", "")


def test_a_drawing_that_says_nothing_has_rooms_of_a_usual_size() -> None:
    """Of its family of units; its doors tell feet from metres."""
    assert unit_of(sizes("mm"), None, imperial=False)[0] == "mm"
    assert unit_of(sizes("in"), None, imperial=True)[0] == "in"
    assert unit_of(sizes("ft", doors=3), None, imperial=False)[0] == "ft"


def test_usual_rooms_and_doors_leave_the_unit_as_it_is_stated() -> None:
    """Nothing is said then."""
    for unit in ("mm", "cm", "m", "in", "ft"):
        assert unit_of(sizes(unit, "20 m²", doors=5), unit, imperial=unit in ("in", "ft")) == (unit, "")
    assert unit_of(Sizes([], [], []), "m", imperial=True) == ("m", "")
