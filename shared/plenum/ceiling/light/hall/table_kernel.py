"""The light of a luminaire with a table of intensities, as a sum of products of one function of x and one
of y, as `hall.kernel` has it for the cosine-power ones.

The illuminance by offset is computed on a grid of directions and taken apart; between the grid's lines the
functions are interpolated by angle. Values are weighted before, so that what is left out falls off with
the distance as the light does: of a hall's illuminance it is below 0.1 %.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np

from plenum.ceiling.light.photometry import Matrix, direct
from plenum.ceiling.luminaire.distribution import FLUX_LM, STEP_GAMMA_DEG, Distribution

_LINES: Final = 401
_LINES_OF_FINE: Final = 801
"""Directions along each axis; more for tables of finer steps than the usual."""
_STEEPEST_DEG: Final = 89.6
"""Beyond, some 140 mounting heights away, nothing arrives."""
_LEFT_OUT: Final = 1e-3
"""Of the peak, weighted; for a beam, of the peak that the same flux has when spread out: most of a hall lies
beside the beam."""
_FALL: Final = 0.75
"""Exponent of the weight 1 + (offset/height)²: its sum over a plane converges, and light falls faster."""


@lru_cache(maxsize=32)
def _parts(
    table: Distribution, height_m: float, size_m: tuple[float, float]
) -> tuple[Matrix, Matrix, Matrix]:
    """Directions in rad, and directions × terms along x and along y, weighted; lx per klm."""
    lines = _LINES if table.gamma_step_deg >= STEP_GAMMA_DEG else _LINES_OF_FINE
    angles = np.radians(np.linspace(-_STEEPEST_DEG, _STEEPEST_DEG, lines))
    offsets = height_m * np.tan(angles)
    weight = (1.0 + (offsets / height_m) ** 2) ** _FALL
    x, y = np.meshgrid(offsets, offsets, indexing="ij")
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    lit = direct(np.zeros((1, 2)), points, height_m, FLUX_LM, table, size_m).reshape(x.shape)
    weighted = lit * np.outer(weight, weight)
    spread = FLUX_LM / (math.pi * height_m**2)
    along_x, along_y = _apart(weighted, _LEFT_OUT * min(float(lit.max()), spread))
    return angles, along_x, along_y


def _apart(matrix: Matrix, left_out: float) -> tuple[Matrix, Matrix]:
    """Columns whose products add up to a matrix, but for so much at any place: crosses through what is
    left, greatest first. As short as singular values give it but for some terms, and without a routine
    whose last digits depend on the machine."""
    rest = matrix.copy()
    columns: list[Matrix] = []
    rows: list[Matrix] = []
    while len(columns) < len(matrix):
        i, j = divmod(int(np.abs(rest).argmax()), rest.shape[1])
        pivot = rest[i, j]
        if abs(pivot) <= left_out:
            break
        columns.append(rest[:, j] / pivot)
        rows.append(rest[i].copy())
        rest -= np.outer(columns[-1], rows[-1])
    return np.stack(columns, axis=1), np.stack(rows, axis=1)


def along_axes(
    lights_m: tuple[Matrix, Matrix],
    points_m: tuple[Matrix, Matrix],
    height_m: float,
    table: Distribution,
    size_m: tuple[float, float],
) -> tuple[Matrix, Matrix]:
    """lights × terms × points along x and along y; their products sum up to lx per klm."""
    angles, *functions = _parts(table, height_m, size_m)
    found = []
    for lights, points, function in zip(lights_m, points_m, functions, strict=True):
        slope = np.subtract.outer(-lights, -points) / height_m
        place = (np.arctan(slope) - angles[0]) / (angles[1] - angles[0])
        low = np.clip(place.astype(np.int64), 0, len(angles) - 2)
        share = place - low
        fall = (1.0 + slope * slope) ** -_FALL
        fall[np.abs(slope) > math.tan(angles[-1])] = 0.0
        terms = function.T[:, low] * (1.0 - share) + function.T[:, low + 1] * share
        found.append((terms * fall).transpose(1, 0, 2).copy())
    return found[0], found[1]
