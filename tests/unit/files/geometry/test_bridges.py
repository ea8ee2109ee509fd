"""Outlines that run to a hole and back along one line."""

from __future__ import annotations

from plenum.files.geometry.bridges import unbridged

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]


def test_an_outline_without_a_cut_stays_as_it_is() -> None:
    """One ring."""
    assert unbridged(SQUARE) == [SQUARE]


def test_a_cut_to_a_hole_and_back_gives_outline_and_hole() -> None:
    """The larger ring first, as it is the outline; the edge that is passed both ways is gone."""
    hole = [(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0)]
    rings = unbridged([*SQUARE, SQUARE[0], *hole, hole[0]])
    assert [set(ring) for ring in rings] == [set(SQUARE), set(hole)]


def test_points_that_differ_by_rounding_are_one() -> None:
    """Files write the way there and the way back with other last digits."""
    hole = [(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0)]
    back = [(1.0 + 1e-7, 1.0), (0.0, 1e-7)]
    assert len(unbridged([*SQUARE, back[1], hole[0], *hole[1:], back[0]])) == 2
