"""The fewest lights as a linear program over the tiles: a bound, and a start for a search.

    min sum x   so that   mean(E) >= Em,   E_p >= U0·mean(E) at every point p,   0 <= x <= 1

Illuminance and its mean are linear in x, so that both rules are rows (domain facts 5.1). The relaxed
minimum, rounded up, is a lower bound for every layout; its strengths are a start for a search.
Budgets are iterations and rounds, never seconds; one thread and no randomness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.search import Nodes

LARGEST: Final = 1_500_000
"""Tile-point pairs beyond which nothing is solved."""
ITERATIONS: Final = 3_000
"""Of the simplex method, in one round."""
ROUNDS: Final = 40
EVERY: Final = 24
"""Points that are in the program from the start: every 24th."""
AT_ONCE: Final = 20
"""Points that join it in one round, the darkest first."""
TOLERANCE: Final = 1e-6
SAFE: Final = 1e-3
"""What the bound is lowered by before it is rounded up: far above the solver's tolerance."""


@dataclass(frozen=True)
class Relaxed:
    """The linear relaxation's answer."""

    bound: int
    """No fewer further lights can hold mean and uniformity."""
    strengths: Matrix
    """0..1 for each tile."""


def relaxed(field: LightField) -> Relaxed | None:
    """The relaxation, or None where it is too large, not solved within its budget, or infeasible.

    Points join the program when they are found dark: most never do. The minimum over fewer points is
    a bound too, so that the answer may stop at any round.
    """
    if field.gain.size > LARGEST:
        return None
    rows, low = _rows(field)
    waiting = np.ones(len(rows), dtype=bool)
    first = np.append(np.arange(0, len(rows) - 1, EVERY), len(rows) - 1)
    waiting[first] = False
    solver = _solver(rows[first], low[first])
    solver.setOptionValue("simplex_iteration_limit", ITERATIONS)
    answer: Relaxed | None = None
    for _ in range(ROUNDS):
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            break
        strengths = np.asarray(solver.getSolution().col_value)
        answer = Relaxed(_rounded_up(solver.getObjectiveValue()), np.clip(strengths, 0.0, 1.0))
        missed = np.where(waiting, low - rows @ strengths, 0.0)
        worst = np.argsort(-missed, kind="stable")[:AT_ONCE]
        worst = worst[missed[worst] > TOLERANCE]
        if not len(worst):
            break
        waiting[worst] = False
        _add(solver, rows[worst], low[worst])
    return answer


def _rounded_up(value: float) -> int:
    return max(0, math.ceil(value - SAFE))


def _rows(field: LightField) -> tuple[Matrix, Matrix]:
    """A row for each point, then one for the mean, and what each must reach; in units of Em."""
    brief, mean = field.brief, float(field.base.mean())
    lean = (field.gain - brief.u0 * field.mean_gain[:, None]).T
    rows: Matrix = np.vstack([lean, field.mean_gain[None]]) / brief.em_lx
    low: Matrix = np.append(brief.u0 * mean - field.base, brief.em_lx - mean) / brief.em_lx
    return rows, low


def _solver(rows: Matrix, low: Matrix) -> Any:
    count = rows.shape[1]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("threads", 1)
    none = np.zeros(0, dtype=np.int32)
    solver.addCols(count, np.ones(count), np.zeros(count), np.ones(count), 0, none, none, np.zeros(0))
    _add(solver, rows, low)
    return solver


def _add(solver: Any, rows: Matrix, low: Matrix) -> None:
    number, count = rows.shape
    starts = np.arange(number, dtype=np.int32) * count
    index = np.tile(np.arange(count, dtype=np.int32), number)
    top = np.full(number, highspy.kHighsInf)
    solver.addRows(number, low, top, number * count, starts, index, rows.ravel())


def rounded(field: LightField, strengths: Matrix, count: int) -> Nodes:
    """So many whole lights where the relaxation has its own: each takes up the nearest strengths.

    The strongest tile first, of equals the lower number; a light uses up one light's strength around.
    """
    left = strengths.copy()
    spots = field.spots * field.room.tile_m
    chosen: list[int] = []
    for _ in range(min(count, len(left))):
        free = left.copy()
        free[chosen] = -1.0
        best = int(free.argmax())
        chosen.append(best)
        order = np.argsort(((spots - spots[best]) ** 2).sum(axis=1), kind="stable")
        used = np.minimum(left[order], np.maximum(0.0, 1.0 - (np.cumsum(left[order]) - left[order])))
        left[order] -= used
    return np.array(chosen, dtype=np.int64)
