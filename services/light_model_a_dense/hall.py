"""Model A in a hall: the most evenly lit array of few more lights than the smallest."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.light.array_patterns import evens
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.hall.layouts import hall_array, hall_lines
from plenum.ceiling.light.outcome import layout
from plenum.ceiling.room.layout import Layout

DENSE: Final = 1.06
"""Lights over the fewest of an array that evenness may cost; of hundreds, these are dozens."""


def in_hall(field: HallField) -> Layout:
    """The most evenly lit array of few more lights than the smallest."""
    lines = hall_lines(field, evens)
    chosen, _ = hall_array(field, lines, DENSE, lambda _, lit: (float(lit.min() / lit.mean()),))
    return layout(field, chosen)
