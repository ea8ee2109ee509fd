"""The linear relaxation of a room's lighting: a certificate that no choice of tiles is even enough.

Illuminance and its mean are linear in the lights, so with 0 <= x <= 1 a light the most even layout
that reaches the mean is a linear program. Where even that misses U0, no whole lights can hold it.
"""

from __future__ import annotations

from typing import Final

import highspy
import numpy as np

from plenum.ceiling.light.field import LightField
from plenum.ceiling.room.layout import Infeasible
from plenum.ceiling.solver import solver as new_solver

MOST_PAIRS: Final = 600_000
"""Tile-point pairs beyond which the program is not solved, and nothing is claimed: it takes a second, and
15 s of two and a half times as many."""
SAFE: Final = 1e-4
"""The miss, relative to the target, that counts as one: far above the solver's tolerance."""


def uneven_at_best(field: LightField) -> Infeasible | None:
    """A certificate that LGT-2 cannot hold together with LGT-1, or None where there is none."""
    if not field.tiles or field.gain.size > MOST_PAIRS:
        return _as_it_is(field) if not field.tiles else None
    slack, worst = _best_slack(field)
    if slack is None or slack > -SAFE:
        return None
    x, y = field.points[worst]
    return Infeasible(
        "LGT-2",
        f"with every free tile lit from nothing to full as suits best, ({x:.2f}, {y:.2f}) m still"
        f" misses U0 {field.brief.u0:g} by {-slack * 100.0:.1f} % of the target",
        relaxation="free tiles nearer to that point, or a wider luminaire",
    )


def _as_it_is(field: LightField) -> Infeasible | None:
    lit = field.base
    mean = float(lit.mean())
    if mean <= 0.0 or lit.min() >= field.brief.u0 * mean * (1.0 - SAFE):
        return None
    return Infeasible(
        "LGT-2",
        f"no tile is free and the lights that are there give {lit.min() / mean:.2f} of {field.brief.u0:g}",
        relaxation="one tile freed for a light",
    )


def _best_slack(field: LightField) -> tuple[float | None, int]:
    """max t: E_p - U0·mean >= t·Em at every point, mean >= Em; and the point that binds most."""
    brief, count = field.brief, len(field.tiles)
    mean = float(field.base.mean())
    lean = (field.gain - brief.u0 * field.mean_gain[:, None]).T / brief.em_lx
    rest = (brief.u0 * mean - field.base) / brief.em_lx
    rows = np.vstack(
        [
            np.hstack([lean, np.full((len(lean), 1), -1.0)]),
            np.append(field.mean_gain / brief.em_lx, 0.0)[None],
        ]
    )
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = count + 1, len(rows)
    program.col_cost_ = np.append(np.zeros(count), 1.0)
    program.col_lower_ = np.append(np.zeros(count), -1e3)
    program.col_upper_ = np.append(np.ones(count), 1e3)
    program.row_lower_ = np.append(rest, 1.0 - mean / brief.em_lx)
    program.row_upper_ = np.full(len(rows), highspy.kHighsInf)
    program.sense_ = highspy.ObjSense.kMaximize
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.arange(len(rows) + 1) * (count + 1)
    matrix.index_ = np.tile(np.arange(count + 1), len(rows))
    matrix.value_ = rows.ravel()
    solver = new_solver({})
    solver.passModel(program)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None, 0
    solution = solver.getSolution()
    tightest = int(np.abs(np.asarray(solution.row_dual)[:-1]).argmax())
    return float(solver.getObjectiveValue()), tightest
