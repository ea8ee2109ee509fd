"""Ceilings' names in seven languages tell their tiles, or that they have none."""

from __future__ import annotations

import pytest

from plenum.files.ifc.pattern import pattern_of

FOOT = 0.3048
TILES = {
    "Compound Ceiling:600 x 600mm Grid": (0.6, 0.6),
    "Compound Ceiling:2' x 4' ACT System": (2 * FOOT, 4 * FOOT),
    "2'-0\" x 2'-0\" Lay-in": (2 * FOOT, 2 * FOOT),
    '24" x 48" ACT': (2 * FOOT, 4 * FOOT),
    "24x24 tegular": (2 * FOOT, 2 * FOOT),
    "ACT 2x4": (2 * FOOT, 4 * FOOT),
    "Rasterdecke 62,5 x 62,5": (0.625, 0.625),
    "Metallkassettendecke 600/600": (0.6, 0.6),
    "Mineralfaser OWA 625": (0.625, 0.625),
    "Faux plafond dalles 60x120": (0.6, 1.2),
    "Controsoffitto 0.6 x 1.2 m": (0.6, 1.2),
    "Falso techo registrable 60×60": (0.6, 0.6),
    "Systeemplafond 600*1200": (0.6, 1.2),
    "Undertak 600x600": (0.6, 0.6),
    "Vinyl faced gypsum tile 2x4 grid": (2 * FOOT, 4 * FOOT),
}
CLOSED = (
    *("Compound Ceiling:Gypsum Board", "GWB on Metal Stud", "Gypsum Board 2x12.5mm", "Plaster on lath"),
    *("Gipskartondecke", "GK-Decke 12,5mm", "Faux plafond BA13", "Controsoffitto in cartongesso"),
    *("Falso techo continuo pladur", "Gipsplaten plafond", "Gipsundertak"),
)


@pytest.mark.parametrize("name", TILES)
def test_a_name_with_two_lengths_tells_the_tile(name: str) -> None:
    """In any unit, also in the one that nobody wrote."""
    assert pattern_of([name]).tile_m == pytest.approx(TILES[name], abs=1e-3)


@pytest.mark.parametrize("name", CLOSED)
def test_boards_and_plaster_have_no_grid(name: str) -> None:
    """A thickness of boards is no tile."""
    found = pattern_of([name])
    assert found.closed
    assert found.tile_m is None


@pytest.mark.parametrize("name", ["Compound Ceiling:Plain", "Wood", "Type 4000 x 5000", "Exposed structure"])
def test_other_names_tell_nothing(name: str) -> None:
    """Neither a grid nor that there is none; no tile has 4 m."""
    found = pattern_of([name])
    assert (found.tile_m, found.closed) == (None, False)


def test_where_the_type_tells_nothing_its_materials_do() -> None:
    """The first name that tells anything."""
    assert pattern_of(["Compound Ceiling:Plain", "Metal - Stud Layer", "Gypsum Wall Board"]).closed
    assert pattern_of(["Plain", "Ceiling Tile 600 x 600"]).tile_m == (0.6, 0.6)
