"""How well so many lights could hold the rules if they might be dimmed and split: a linear program.

    max t   so that   mean(E) >= (1 + t)·Em,   E_p >= U0·mean(E) + t·Em at every point p,
                      sum x = count,   0 <= x <= 1

Illuminance and its mean are linear in x, so that both rules are rows (domain facts 5.1). Where t is
below 0, no whole lights can hold the rules; elsewhere the strengths x are a start for a search. Parts
of all layouts are asked about by fixing tiles and how many lights there are in sets of them; the
simplex method goes on from its last answer.

Points join the program when they are found dark, most never do: the answer over fewer points is
never too dark. Budgets are pivots times the program's size, never seconds; one thread, no randomness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.solver import solver as new_solver

MOST_PAIRS: Final = 1_500_000
"""Tile-point pairs beyond which nothing is solved."""
EVERY: Final = 24
"""Points that are in the program from the start: every 24th."""
SAFE: Final = 2e-6
"""How far t must be below 0, in units of Em, for a claim: far above the solver's tolerances."""
TOLERANCE: Final = 1e-9
PIVOTS: Final = 20_000
"""In one solve: a guard, some hundred are usual."""
OVERHEAD: Final = 3
"""Pivots that a solve costs before its first."""
SETTLED: Final = 100
"""Solves after which a row that did not bind is dropped."""
_PRUNED: Final = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound)

Counts = Mapping[int, tuple[int, int]]
"""The fewest and the most lights in some sets of tiles, by the set's number."""


@dataclass(frozen=True)
class Part:
    """Some of all layouts: those within these bounds for each tile and these counts in sets."""

    low: Matrix
    high: Matrix
    counts: Counts


@dataclass(frozen=True)
class Relaxed:
    """The best margin in a part, and the strengths that give it."""

    margin: float
    """t, in units of Em."""
    strengths: Matrix
    """0..1 for each tile."""
    prices: Matrix
    """At most what t gains when a tile's bound is moved by one."""


class UnsolvedError(Exception):
    """The solver gave no answer; nothing is known."""


class Program:
    """The linear program of one field for a count of lights."""

    def __init__(self, field: LightField, count: int, sets: Sequence[Nodes] = ()) -> None:
        brief, mean = field.brief, float(field.base.mean())
        lean = (field.gain - brief.u0 * field.mean_gain[:, None]).T
        self.rows: Matrix = np.vstack([lean, field.mean_gain[None]]) / brief.em_lx
        self.least: Matrix = np.append(brief.u0 * mean - field.base, brief.em_lx - mean) / brief.em_lx
        self.sets = sets
        self.work = 0
        """Pivots times rows times columns so far."""
        self._size = self.rows.shape[1]
        self._columns = np.arange(self._size + 1, dtype=np.int32)
        self._waiting = np.ones(len(self.rows), dtype=bool)
        self._kinds: list[tuple[bool, int]] = []
        """Of each row of the solver after the first: whether it is a point's, else a set's; which."""
        self._bound_at: list[int] = []
        self._row_of: dict[int, int] = {}
        self._now = Part(np.zeros(self._size), np.ones(self._size), {})
        self._most = max(120, self._size)
        self._solves = 0
        self._solver = self._opened(count)
        self._add(np.append(np.arange(0, len(self.rows) - 1, EVERY), len(self.rows) - 1))

    @property
    def everything(self) -> Part:
        """All layouts."""
        return Part(np.zeros(self._size), np.ones(self._size), {})

    def of_counts(self, fewest: int, most: int) -> Relaxed | None:
        """The best margin of all layouts with so many lights; about those is asked from now on."""
        self._solver.changeRowBounds(0, fewest, most)
        return self.relaxed(self.everything)

    def relaxed(
        self, part: Part, rounds: int = 40, missed: float = SAFE, at_once: int = 10
    ) -> Relaxed | None:
        """The best margin in a part; None where no layout there can hold the rules.

        After `rounds` of adding dark points the margin may be too good, never too bad. Raises
        UnsolvedError.
        """
        self._narrow(part)
        while True:
            found = self._solved()
            if found is None:
                return None
            rounds -= 1
            dark = np.where(self._waiting, self.least + found.margin - self.rows @ found.strengths, 0.0)
            worst = np.argsort(-dark, kind="stable")[:at_once]
            worst = worst[dark[worst] > missed]
            if not len(worst) or not rounds:
                return found
            self._add(worst)

    def _opened(self, count: int) -> Any:
        solver = new_solver(
            {
                "presolve": "off",
                "objective_bound": SAFE,
                "simplex_iteration_limit": PIVOTS,
                "primal_feasibility_tolerance": TOLERANCE,
                "dual_feasibility_tolerance": TOLERANCE,
            }
        )
        none, size = np.zeros(0, dtype=np.int32), self._size
        solver.addCols(size, np.zeros(size), np.zeros(size), np.ones(size), 0, none, none, np.zeros(0))
        solver.addCol(-1.0, -10.0, 1.0, 0, none, np.zeros(0))
        solver.addRow(count, count, size, self._columns[:size], np.ones(size))
        return solver

    def _solved(self) -> Relaxed | None:
        solver = self._solver
        solver.run()
        self._solves += 1
        pivots = max(0, int(solver.getInfo().simplex_iteration_count))
        self.work += (pivots + OVERHEAD) * (len(self._kinds) + 1) * self._size
        status = solver.getModelStatus()
        if status in _PRUNED:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            solver.clearSolver()
            raise UnsolvedError(str(status))
        solution = solver.getSolution()
        values = np.asarray(solution.col_value)
        if values[-1] < -SAFE:
            return None
        for row in np.flatnonzero(np.abs(np.asarray(solution.row_dual)[1:]) > TOLERANCE):
            self._bound_at[row] = self._solves
        strengths = np.clip(values[:-1], 0.0, 1.0)
        return Relaxed(float(values[-1]), strengths, np.asarray(solution.col_dual)[:-1])

    def _add(self, points: NDArray[np.int64]) -> None:
        self._waiting[points] = False
        for point in points:
            row = np.append(self.rows[point], -1.0)
            self._solver.addRow(self.least[point], highspy.kHighsInf, len(row), self._columns, row)
            self._kinds.append((True, int(point)))
            self._bound_at.append(self._solves)

    def _narrow(self, part: Part) -> None:
        now, solver = self._now, self._solver
        for number in now.counts:
            if number not in part.counts:
                solver.changeRowBounds(self._row_of[number], -highspy.kHighsInf, highspy.kHighsInf)
        if len(self._kinds) > self._most:
            self._forget(part)
        for number, (fewest, most) in part.counts.items():
            if number not in self._row_of:
                members = self.sets[number].astype(np.int32)
                solver.addRow(fewest, most, len(members), members, np.ones(len(members)))
                self._kinds.append((False, number))
                self._bound_at.append(self._solves)
                self._row_of[number] = len(self._kinds)
            elif now.counts.get(number) != (fewest, most):
                solver.changeRowBounds(self._row_of[number], fewest, most)
        moved = np.flatnonzero((part.low != now.low) | (part.high != now.high))
        if len(moved):
            solver.changeColsBounds(len(moved), moved.astype(np.int32), part.low[moved], part.high[moved])
        self._now = part

    def _forget(self, part: Part) -> None:
        """Drop the rows that have not bound for long, and go on from the same basis."""
        basis = self._solver.getBasis()
        states = list(basis.row_status)
        dropped = self._idle(part, states)
        for row in dropped:
            of_point, number = self._kinds[row - 1]
            if of_point:
                self._waiting[number] = True
        kept = [row for row in range(1, len(states)) if row not in dropped]
        self._solver.deleteRows(len(dropped), np.array(sorted(dropped), dtype=np.int32))
        self._kinds = [self._kinds[row - 1] for row in kept]
        self._bound_at = [self._bound_at[row - 1] for row in kept]
        self._row_of = {number: i for i, (point, number) in enumerate(self._kinds, start=1) if not point}
        left = highspy.HighsBasis()
        left.col_status = basis.col_status
        left.row_status = [states[0], *(states[row] for row in kept)]
        left.valid = True
        self._solver.setBasis(left)
        self._most = max(self._most, len(self._kinds) + 40)

    def _idle(self, part: Part, states: Sequence[highspy.HighsBasisStatus]) -> set[int]:
        """Basic rows: of points that have not bound for long, of sets that this part does not count."""
        return {
            row
            for row, (of_point, number) in enumerate(self._kinds, start=1)
            if states[row] == highspy.HighsBasisStatus.kBasic
            and (self._bound_at[row - 1] < self._solves - SETTLED if of_point else number not in part.counts)
        }


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
