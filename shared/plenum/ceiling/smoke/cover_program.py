"""The fewest tiles that cover all points, by a mixed-integer program; budgets count nodes, not seconds."""

from __future__ import annotations

import math

import highspy
import numpy as np

from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.solver import solver as new_solver

MAX_NODES = 2000
QUICK = 150_000
"""Rows times columns up to which a program is solved, in a second at most: rooms of some 1,100 tiles;"""
THOROUGH = 400_000
"""and where a proof may cost some seconds: rooms of some 1,500."""
GUARD_SECONDS = 20.0
"""A guard against a hang, far above what the node budget takes; when it fires the bound is still true."""


def solve(covers: Mask, start: list[int], max_nodes: int = MAX_NODES) -> tuple[list[int], int]:
    """A smallest set of rows that covers every column, and a lower bound on its size.

    `start` is a known cover. The answer is the best found within the node budget; it is the
    smallest when its size equals the bound.
    """
    n, m = covers.shape
    points, tiles = np.nonzero(covers.T)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, m
    lp.col_cost_ = np.ones(n)
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.ones(n)
    lp.row_lower_, lp.row_upper_ = np.ones(m), np.full(m, highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(points, np.arange(m + 1)).astype(np.int32)
    lp.a_matrix_.index_ = tiles.astype(np.int32)
    lp.a_matrix_.value_ = np.ones(len(tiles))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * n
    solver = new_solver(
        {
            "mip_max_nodes": max_nodes,
            "mip_abs_gap": 0.999,
            "mip_rel_gap": 0.0,
            "time_limit": GUARD_SECONDS,
        }
    )
    solver.passModel(lp)
    known = highspy.HighsSolution()
    known.col_value = [1.0 if i in set(start) else 0.0 for i in range(n)]
    solver.setSolution(known)
    solver.run()
    bound = solver.getInfo().mip_dual_bound
    lower = math.ceil(bound - 1e-6) if math.isfinite(bound) and bound > 0 else 1
    chosen = [i for i, x in enumerate(solver.getSolution().col_value) if x > 0.5]
    if not chosen or not covers[chosen].any(axis=0).all() or len(chosen) > len(start):
        chosen = list(start)
    return chosen, min(lower, len(chosen))
