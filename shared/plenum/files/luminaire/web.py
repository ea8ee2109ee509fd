"""The light distribution of a file at the file's own angles, whole turn, and what it adds up to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_SAME_DEG = 1e-3
_DIGITS = 3


@dataclass(frozen=True)
class Web:
    """Intensities in cd by C-plane (from the first once round, C0 + 360° included) and gamma.

    In between they are interpolated linearly in both angles, as LM-63 and EULUMDAT mean them.
    """

    planes_deg: Matrix
    gammas_deg: Matrix
    candela: Matrix

    def at(self, planes_deg: Matrix, gammas_deg: Matrix) -> Matrix:
        """planes × gammas; nothing beyond the last gamma."""
        rows = np.array([np.interp(gammas_deg, self.gammas_deg, row, right=0.0) for row in self.candela])
        turned = (planes_deg - self.planes_deg[0]) % 360.0 + self.planes_deg[0]
        low = np.clip(np.searchsorted(self.planes_deg, turned, side="right") - 1, 0, len(rows) - 2)
        share = ((turned - self.planes_deg[low]) / np.diff(self.planes_deg)[low])[:, None]
        found: Matrix = rows[low] * (1.0 - share) + rows[low + 1] * share
        return found

    def flux_lm(self) -> tuple[float, float]:
        """Below and above the horizontal, exact for what is interpolated."""
        weights = np.diff(self.planes_deg)
        mean = ((self.candela[1:] + self.candela[:-1]) / 2.0 * weights[:, None]).sum(axis=0) / 360.0
        below = _ring(self.gammas_deg, mean, 0.0, 90.0)
        return below, _ring(self.gammas_deg, mean, 90.0, 180.0)


def _ring(gammas_deg: Matrix, mean: Matrix, start: float, end: float) -> float:
    """2π ∫ I sin γ dγ of intensities that are linear between their gammas."""
    inside = gammas_deg[(gammas_deg > start) & (gammas_deg < end)]
    knots = np.concatenate([[start], inside, [end]])
    candela = np.interp(knots, gammas_deg, mean, right=0.0)
    gamma = np.radians(knots)
    slope = np.diff(candela) / np.diff(gamma)
    # ∫ (a + b γ) sin γ dγ = [b sin γ - (a + b γ) cos γ]
    parts = slope * np.diff(np.sin(gamma)) - np.diff(candela * np.cos(gamma))
    return float(2.0 * math.pi * parts.sum())


def whole_turn(
    planes_deg: Sequence[float], candela: Matrix, mirrors_deg: Sequence[float]
) -> tuple[Matrix, Matrix]:
    """Planes once round with their rows, from those that a file gives and the planes it mirrors them at.

    A plane that is given outranks an image; C0 and C360 are one plane.
    """
    found: dict[float, int] = {}
    for i, angle in enumerate(planes_deg):
        found.setdefault(round(angle % 360.0, _DIGITS) % 360.0, i)
    for mirror in mirrors_deg:
        for angle, i in list(found.items()):
            found.setdefault(round((2.0 * mirror - angle) % 360.0, _DIGITS) % 360.0, i)
    angles = sorted(found)
    rows = [found[angle] for angle in angles]
    turn = np.array([*angles, angles[0] + 360.0])
    return turn, candela[[*rows, rows[0]]]


def is_near(angle: float, other: float) -> bool:
    """Whether two angles in degrees are meant to be one."""
    return abs(angle - other) <= _SAME_DEG
