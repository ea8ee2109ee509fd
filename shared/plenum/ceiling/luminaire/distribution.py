"""A luminaire's own light distribution: a table of intensities by C-plane and gamma, as files give it.

Angles are those of CIE 121: gamma from straight down, C counter-clockwise as seen from above, C0 along the
grid's x axis. The table is fixed, every 15° and every 2.5° down to the horizontal, and read by linear
interpolation in both angles: what a recessed luminaire sends upwards does not reach its room.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
STEP_C_DEG: Final = 15.0
STEP_GAMMA_DEG: Final = 2.5
GAMMAS: Final = 37
"""From 0 to 90°."""
PLANES: Final = 24
ROWS: Final = (1, 7, 13, PLANES)
"""How many planes are given: one for all, C0 to C90, C0 to C180 (each mirrored), or all."""
FLUX_LM: Final = 1000.0
"""Intensities are per so many lumens of the luminaire's flux downwards."""


@dataclass(frozen=True)
class Distribution:
    """Intensities in cd/klm: `planes[i][j]` at C = 15°·i and gamma = 2.5°·j."""

    planes: tuple[tuple[float, ...], ...]
    turn_deg: float = 0.0
    """How the luminaire hangs: its C0 from the grid's x axis, counter-clockwise."""
    source: str = ""
    """The file it comes from, for whoever reads the evidence."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Distribution:
        """From a building's settings, checked in `plenum.files`."""
        planes = tuple(tuple(map(float, row)) for row in data["cd_klm"])
        return cls(planes, float(data.get("turn_deg", 0.0)), str(data.get("source", "")))

    @cached_property
    def table(self) -> Matrix:
        """25 × 37: the whole turn, C360 included."""
        given = np.array(self.planes)
        angles = np.arange(PLANES + 1)
        if len(given) == 1:
            rows = np.zeros_like(angles)
        elif len(given) == 7:
            folded = angles % 12
            rows = np.minimum(folded, 12 - folded)
        elif len(given) == 13:
            rows = np.minimum(angles, PLANES - angles)
        else:
            rows = angles % PLANES
        table: Matrix = given[rows]
        table.setflags(write=False)
        return table

    @cached_property
    def flux_lm(self) -> float:
        """The flux downwards of the table as it is interpolated; `FLUX_LM` for one that is in order."""
        return float(self.table[:-1].mean(axis=0) @ _solid_angles())

    def lux_per_klm(self, dx: Matrix, dy: Matrix, height_m: float) -> Matrix:
        """Illuminance on the horizontal plane `height_m` below, at offsets in m: I·cos³(gamma)/h²."""
        r2 = dx * dx + dy * dy
        gamma = np.arctan2(np.sqrt(r2), height_m) * (180.0 / math.pi / STEP_GAMMA_DEG)
        low = np.minimum(gamma.astype(np.int64), GAMMAS - 2)
        share = gamma - low
        if len(self.planes) == 1:
            row = self.table[0]
            candela = row[low] * (1.0 - share) + row[low + 1] * share
        else:
            c = (np.arctan2(dy, dx) * (180.0 / math.pi) - self.turn_deg) % 360.0 / STEP_C_DEG
            plane = np.minimum(c.astype(np.int64), PLANES - 1)
            beside = c - plane
            at = plane * GAMMAS + low
            flat = self.table.ravel()
            here = flat[at] * (1.0 - share) + flat[at + 1] * share
            there = flat[at + GAMMAS] * (1.0 - share) + flat[at + GAMMAS + 1] * share
            candela = here * (1.0 - beside) + there * beside
        lux: Matrix = candela * height_m / (r2 + height_m * height_m) ** 1.5
        return lux


def _solid_angles() -> Matrix:
    """What each gamma's intensity counts in the flux, in sr: exact for intensities linear in between."""
    step = math.radians(STEP_GAMMA_DEG)
    gamma = np.arange(GAMMAS) * step
    weights = np.sin(gamma) * 2.0 * (1.0 - math.cos(step)) / step
    weights[0] = 1.0 - math.sin(step) / step
    weights[-1] = (1.0 - math.cos(step)) / step
    solid: Matrix = 2.0 * math.pi * weights
    return solid


Beam = float | Distribution
"""The exponent of a cosine-power distribution, or a table."""
