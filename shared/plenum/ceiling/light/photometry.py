"""Direct illuminance on the working plane point by point, and the lumen method.

Direct: E = Phi·(n+1)/(2·pi)·h^(n+1)/(h²+r²)^((n+3)/2) of each quarter of the luminaire (domain facts
1.6), or from its table of intensities; the 2 × 2 split leaves 0.7 % on the axis. The lumen method's
utilisation factor comes from three surfaces (1.3). What surfaces send back to a point: `light.reflected`.
Lengths in m, flux in lm, illuminance in lx.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.luminaire.distribution import FLUX_LM, Beam, Distribution
from plenum.ceiling.room.geometry import Points

Matrix = NDArray[np.float64]
_CACHED: Final = 8_000
"""Pairs of luminaires and points reckoned in one go: their few matrices stay in the processor's cache."""
_PAIRS: Final = 100_000
"""Those for which a table is read in one go."""
_NODES: Final = 64
"""Gauss-Legendre nodes per axis; the direct fraction for n = 1 meets the exact view factor to 1e-6."""


def direct(  # parameters: the formula's own, each a plain number or array
    luminaires: Points,
    points: Points,
    height_m: float,
    flux_lm: float,
    beam: Beam,
    size_m: tuple[float, float],
    splits: int = 2,
) -> Matrix:
    """luminaires × points: illuminance in lx that each one throws on each point, walls aside.

    `splits` sub-sources a side share the flux of a luminaire of `size_m`; 1 is a point source.
    """
    if isinstance(beam, Distribution):
        return _direct_by_table(luminaires, points, height_m, flux_lm, beam, size_m, splits)
    total = np.empty((len(luminaires), len(points)))
    some = max(1, _CACHED // max(1, len(points)))
    if len(luminaires) <= some:
        xs, ys = luminaires.T
        _fall_off(*_squares(xs, ys, points, height_m, size_m, splits), beam, total)
    else:
        # Those of one column, or row, are as far from a point along one axis.
        (xs, column), (ys, row) = (np.unique(along, return_inverse=True) for along in luminaires.T)
        across, along = _squares(xs, ys, points, height_m, size_m, splits)
        for start in range(0, len(luminaires), some):
            part = slice(start, start + some)
            dx2, dy2 = [each[column[part]] for each in across], [each[row[part]] for each in along]
            _fall_off(dx2, dy2, beam, total[part])
    share = flux_lm / splits**2
    total *= share * (beam + 1.0) / (2.0 * math.pi) * height_m ** (beam + 1.0)
    return total


def _squares(
    xs: Matrix, ys: Matrix, points: Points, height_m: float, size_m: tuple[float, float], splits: int
) -> tuple[list[Matrix], list[Matrix]]:
    """Of each part of luminaires at these places h²+dx² and dy² to the points."""
    steps = (np.arange(splits) + 0.5) / splits - 0.5
    dx, dy = (
        [np.subtract.outer(at + step, points[:, axis]) for step in steps * size_m[axis]]
        for axis, at in enumerate((xs, ys))
    )
    return [each**2 + height_m**2 for each in dx], [each**2 for each in dy]


def _fall_off(across: list[Matrix], along: list[Matrix], n: float, out: Matrix) -> None:
    """The sum of 1/(h²+r²)^((n+3)/2) over the parts of each luminaire, into `out`."""
    term = np.empty_like(out)
    out.fill(0.0)
    for dx2 in across:
        for dy2 in along:
            np.add(dx2, dy2, out=term)
            if n == 1.0:
                term *= term
                np.divide(1.0, term, out=term)
            else:
                np.log(term, out=term)
                term *= -(n + 3.0) / 2.0
                np.exp(term, out=term)
            out += term


def _direct_by_table(  # parameters: those of `direct`
    luminaires: Points,
    points: Points,
    height_m: float,
    flux_lm: float,
    table: Distribution,
    size_m: tuple[float, float],
    splits: int,
) -> Matrix:
    """`direct` of a luminaire with a table, some luminaires at a time: interpolation needs room."""
    total = np.zeros((len(luminaires), len(points)))
    steps = (np.arange(splits) + 0.5) / splits - 0.5
    some = max(1, _PAIRS // max(1, len(points)))
    for start in range(0, len(luminaires), some):
        lamps = luminaires[start : start + some]
        for sx in steps * size_m[0]:
            dx = np.subtract.outer(-lamps[:, 0] - sx, -points[:, 0])
            for sy in steps * size_m[1]:
                dy = np.subtract.outer(-lamps[:, 1] - sy, -points[:, 1])
                total[start : start + some] += table.lux_per_klm(dx, dy, height_m)
    total *= flux_lm / FLUX_LM / splits**2
    return total


def view_factor(height: float) -> float:
    """Between two parallel unit squares at this distance: the exact formula of heat transfer."""
    x = 1.0 / height
    s = math.sqrt(1.0 + x * x)
    log = 0.5 * math.log((1.0 + x * x) ** 2 / (1.0 + 2.0 * x * x))
    return 2.0 / (math.pi * x * x) * (log + 2.0 * x * s * math.atan(x / s) - 2.0 * x * math.atan(x))


@lru_cache(maxsize=1)
def _quadrature() -> tuple[Matrix, Matrix]:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return nodes, weights


@lru_cache(maxsize=4096)
def direct_fraction(cavity_ratio: float, beam: Beam) -> float:
    """The share of the flux that reaches the working plane without touching a wall.

    Ceiling evenly covered with luminaires over a square of side 1 at height RCR/10. For n = 1 the
    exact view factor, else the kernel of `direct` integrated over the two squares' offsets.
    """
    h = cavity_ratio / 10.0
    if beam == 1.0:
        return view_factor(h)
    nodes, weights = _quadrature()
    # Cubing crowds the nodes towards zero offset, where low rooms have all their light.
    u = ((nodes + 1.0) / 2.0) ** 3
    w = weights / 2.0 * 3.0 * ((nodes + 1.0) / 2.0) ** 2 * (1.0 - u)
    if isinstance(beam, Distribution):
        dx, dy = np.meshgrid(u, u, indexing="ij")
        quarters = [(dx, dy), (-dx, dy), (dx, -dy), (-dx, -dy)]
        lit = sum((beam.lux_per_klm(x, y, h) for x, y in quarters), np.zeros_like(dx))
        return float(w @ lit @ w) / FLUX_LM
    n = beam
    r2 = u[:, None] ** 2 + u[None, :] ** 2
    kernel = (n + 1.0) / (2.0 * math.pi) * h ** (n + 1.0) / (r2 + h * h) ** ((n + 3.0) / 2.0)
    return float(4.0 * w @ kernel @ w)


@lru_cache(maxsize=4096)
def utilisation_factor(cavity_ratio: float, reflectances: tuple[float, float, float], beam: Beam) -> float:
    """UF: the share of the luminaires' own flux that reaches the working plane, bounces included.

    Three surfaces (ceiling, walls, floor) of a square room side 1, height RCR/10; the bounces are
    summed in closed form: flux = (I - B)^-1 · first.
    """
    h = cavity_ratio / 10.0
    f = view_factor(h)
    ceiling, walls, floor = reflectances
    from_ceiling_to_wall = 1.0 - f
    from_wall = from_ceiling_to_wall / (4.0 * h)
    wall_to_wall = 1.0 - 2.0 * from_wall
    down = direct_fraction(cavity_ratio, beam)
    bounce = np.array(
        [
            [0.0, walls * from_wall, ceiling * f],
            [floor * from_ceiling_to_wall, walls * wall_to_wall, ceiling * from_ceiling_to_wall],
            [floor * f, walls * from_wall, 0.0],
        ]
    )
    arriving = np.linalg.solve(np.eye(3) - bounce, np.array([down, 1.0 - down, 0.0]))
    return float(arriving[0])


def luminaires_needed(em_lx: float, area_m2: float, flux_lm: float, uf: float, maintenance: float) -> int:
    """The lumen method: N = ceil(Em·A/(Phi·UF·MF)); a seed, the points decide (domain facts 1.2)."""
    return math.ceil(em_lx * area_m2 / (flux_lm * uf * maintenance) - 1e-9)


def efficacy_needed_lm_w(em_lx: float, uf: float, maintenance: float, lpd_w_m2: float) -> float:
    """The efficacy below which a room cannot meet its target within its power (rule LGT-7)."""
    return em_lx / (uf * maintenance * lpd_w_m2)
