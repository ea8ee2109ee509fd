"""A luminaire's own light distribution: a table of intensities by C-plane and gamma, as files give it.

Angles are those of CIE 121: gamma from straight down, C counter-clockwise as seen from above, C0 along the
grid's x axis. The table is even, every 15° and every 2.5° down to the horizontal unless it says finer, and
read by linear interpolation in both angles: what a recessed luminaire sends upwards does not reach its room.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
STEP_C_DEG: Final = 15.0
STEP_GAMMA_DEG: Final = 2.5
"""Where a table says none."""
C_STEPS_DEG: Final = (STEP_C_DEG, 7.5, 5.0, 2.5)
GAMMA_STEPS_DEG: Final = (STEP_GAMMA_DEG, 1.0, 0.5)
STEPS: Final = tuple(sorted(product(C_STEPS_DEG, GAMMA_STEPS_DEG), key=lambda by: -by[0] * by[1]))
"""Between planes and between gammas, the coarsest first. Even ones, so that a look-up is no search; the
finest has 144 × 181 intensities, which bounds what travels with a job."""
FLUX_LM: Final = 1000.0
"""Intensities are per so many lumens of the luminaire's flux downwards."""


@dataclass(frozen=True)
class Distribution:
    """Intensities in cd/klm: `planes[i][j]` at C = `c_step_deg`·i and gamma = `gamma_step_deg`·j."""

    planes: tuple[tuple[float, ...], ...]
    """One for all, C0 to C90, C0 to C180 (each mirrored), or all."""
    turn_deg: float = 0.0
    """How the luminaire hangs: its C0 from the grid's x axis, counter-clockwise."""
    source: str = ""
    """The file it comes from, for whoever reads the evidence."""
    c_step_deg: float = STEP_C_DEG
    gamma_step_deg: float = STEP_GAMMA_DEG

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Distribution:
        """From a building's settings, checked in `plenum.files`."""
        planes = tuple(tuple(map(float, row)) for row in data["cd_klm"])
        return cls(
            planes,
            float(data.get("turn_deg", 0.0)),
            str(data.get("source", "")),
            float(data.get("c_step_deg", STEP_C_DEG)),
            float(data.get("gamma_step_deg", STEP_GAMMA_DEG)),
        )

    def __hash__(self) -> int:
        """Counted once: results of thousands of look-ups are remembered by it."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.planes, self.turn_deg, self.source, self.c_step_deg, self.gamma_step_deg))

    @cached_property
    def table(self) -> Matrix:
        """Planes × gammas: the whole turn, C360 included."""
        given = np.array(self.planes)
        turn = round(360.0 / self.c_step_deg)
        angles = np.arange(turn + 1)
        one, quarter, half, _ = row_counts(self.c_step_deg)
        if len(given) == one:
            rows = np.zeros_like(angles)
        elif len(given) == quarter:
            folded = angles % (turn // 2)
            rows = np.minimum(folded, turn // 2 - folded)
        elif len(given) == half:
            rows = np.minimum(angles, turn - angles)
        else:
            rows = angles % turn
        table: Matrix = given[rows]
        table.setflags(write=False)
        return table

    @cached_property
    def flux_lm(self) -> float:
        """The flux downwards of the table as it is interpolated; `FLUX_LM` for one that is in order."""
        return float(self.table[:-1].mean(axis=0) @ _solid_angles(self.gamma_step_deg))

    def lux_per_klm(self, dx: Matrix, dy: Matrix, height_m: float) -> Matrix:
        """Illuminance on the horizontal plane `height_m` below, at offsets in m: I·cos³(gamma)/h²."""
        r2 = dx * dx + dy * dy
        gammas = self.table.shape[1]
        gamma = np.arctan2(np.sqrt(r2), height_m) * (180.0 / math.pi / self.gamma_step_deg)
        low = np.minimum(gamma.astype(np.int64), gammas - 2)
        share = gamma - low
        if len(self.planes) == 1:
            row = self.table[0]
            candela = row[low] * (1.0 - share) + row[low + 1] * share
        else:
            c = (np.arctan2(dy, dx) * (180.0 / math.pi) - self.turn_deg) % 360.0 / self.c_step_deg
            plane = np.minimum(c.astype(np.int64), len(self.table) - 2)
            beside = c - plane
            at = plane * gammas + low
            flat = self.table.ravel()
            here = flat[at] * (1.0 - share) + flat[at + 1] * share
            there = flat[at + gammas] * (1.0 - share) + flat[at + gammas + 1] * share
            candela = here * (1.0 - beside) + there * beside
        lux: Matrix = candela * height_m / (r2 + height_m * height_m) ** 1.5
        return lux


def row_counts(c_step_deg: float) -> tuple[int, int, int, int]:
    """How many planes may be given: one for all, C0 to C90, C0 to C180 (each mirrored), or all."""
    turn = round(360.0 / c_step_deg)
    return 1, turn // 4 + 1, turn // 2 + 1, turn


def gamma_count(gamma_step_deg: float) -> int:
    """From 0 to 90°."""
    return round(90.0 / gamma_step_deg) + 1


def _solid_angles(gamma_step_deg: float) -> Matrix:
    """What each gamma's intensity counts in the flux, in sr: exact for intensities linear in between."""
    step = math.radians(gamma_step_deg)
    gamma = np.arange(gamma_count(gamma_step_deg)) * step
    weights = np.sin(gamma) * 2.0 * (1.0 - math.cos(step)) / step
    weights[0] = 1.0 - math.sin(step) / step
    weights[-1] = (1.0 - math.cos(step)) / step
    solid: Matrix = 2.0 * math.pi * weights
    return solid


Beam = float | Distribution
"""The exponent of a cosine-power distribution, or a table."""
