"""Model C in a hall: the most orderly array of few more lights than the smallest."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.light.array_patterns import centred, evens
from plenum.ceiling.light.arrays import orderly
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.light.hall.layouts import hall_array, hall_lines, largest_step
from plenum.ceiling.light.outcome import layout
from plenum.ceiling.room.layout import Layout

BALANCED: Final = 1.04
"""Lights over the fewest of an array that order may cost; of hundreds, these are dozens."""


def in_hall(field: HallField) -> Layout:
    """The most orderly array of few more lights than the smallest."""
    step = largest_step(field)
    lines = hall_lines(field, lambda low, high: [*evens(low, high), *centred(low, high, step)])
    chosen, _ = hall_array(field, lines, BALANCED, orderly(field))
    return layout(field, chosen)
