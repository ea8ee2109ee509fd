"""The table that travels in place of a file: as coarse as keeps it within a per cent of the file's peak.

A table of fewer angles cuts off what lies between them. How much that is can be said exactly: the file's
intensities and the table's are linear between their angles, so that they differ most at one of them.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from plenum.ceiling.luminaire.distribution import FLUX_LM, STEP_C_DEG, STEP_GAMMA_DEG, STEPS, Distribution
from plenum.files.luminaire.web import Matrix, Web

BOUND: Final = 0.01
"""Of the file's greatest intensity downwards: a finer table is taken where one differs by more."""
_EQUAL: Final = 2e-3
"""Of the same: planes that differ by less are one."""


def table_of(web: Web, down_lm: float) -> tuple[dict[str, Any], float]:
    """A distribution as it travels, and by how much of its peak it may differ from the file.

    The smallest that keeps the bound; else the finest there is.
    """
    found: tuple[dict[str, Any], float] | None = None
    for steps in STEPS:
        made = _made(web, steps)
        error = _error(web, made, down_lm)
        if error <= BOUND:
            return made, error
        if found is None or error < found[1]:
            found = made, error
    assert found is not None  # noqa: S101 - there are steps
    return found


def _made(web: Web, steps: tuple[float, float]) -> dict[str, Any]:
    step_c, step_gamma = steps
    planes: Matrix = np.arange(0.0, 360.0 - step_c / 2.0, step_c)
    gammas: Matrix = np.arange(0.0, 90.0 + step_gamma / 2.0, step_gamma)
    table = _fewest(web.at(planes, gammas))
    scale = FLUX_LM / _distribution(table.tolist(), steps).flux_lm
    rows = [[round(value, 2) for value in row] for row in (table * scale).tolist()]
    made: dict[str, Any] = {"cd_klm": rows}
    if steps != (STEP_C_DEG, STEP_GAMMA_DEG):
        made |= {"c_step_deg": step_c, "gamma_step_deg": step_gamma}
    return made


def _distribution(rows: list[list[float]], steps: tuple[float, float]) -> Distribution:
    return Distribution(tuple(map(tuple, rows)), c_step_deg=steps[0], gamma_step_deg=steps[1])


def _error(web: Web, made: dict[str, Any], down_lm: float) -> float:
    """The greatest difference downwards over the file's greatest intensity there."""
    table = Distribution.from_json(made)
    count, steps = table.table.shape
    own = Web(np.linspace(0.0, 360.0, count), np.linspace(0.0, 90.0, steps), table.table * down_lm / FLUX_LM)
    planes = np.unique(np.concatenate([web.planes_deg % 360.0, own.planes_deg[:-1]]))
    gammas = np.unique(np.concatenate([web.gammas_deg[web.gammas_deg <= 90.0], own.gammas_deg]))
    theirs = web.at(planes, gammas)
    peak = float(theirs.max())
    return float(np.abs(own.at(planes, gammas) - theirs).max()) / peak if peak > 0.0 else math.inf


def _fewest(table: Matrix) -> Matrix:
    """One plane, a quarter or a half turn of them, where the rest is a mirror image."""
    slack = _EQUAL * float(table.max())
    count = len(table)
    turn = np.arange(count)
    half = turn % (count // 2)
    for rows, folded in (
        (1, np.zeros_like(turn)),
        (count // 4 + 1, np.minimum(half, count // 2 - half)),
        (count // 2 + 1, np.minimum(turn, count - turn)),
    ):
        if np.abs(table - table[folded]).max() <= slack:
            return table[:rows]
    return table
