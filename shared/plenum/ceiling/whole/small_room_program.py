"""All four kinds of a small room at once, as an integer program over its free tiles.

Every hard rule of the room is a row, under its own id, so that a rule can be left out and the program
asked again: an infeasible program is a certificate, and what makes it feasible is a relaxation. Counts
are the fewest the rules ask for: more terminals keep fewer distances.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

import highspy
import numpy as np

from plenum.ceiling.air.flows import extract_target
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.field import LightField
from plenum.ceiling.room import clearance
from plenum.ceiling.room.geometry import Points, corner_points, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke import detector_clearance
from plenum.ceiling.smoke.coverage import ROUNDING_M, covered, may_cover, sight_distances
from plenum.ceiling.smoke.farthest import gap_points
from plenum.ceiling.smoke.smoke_rules import smoke_evidence
from plenum.ceiling.solver import solver as new_solver

PROGRAM_TILES: Final = 40
"""Free tiles up to which the program is asked; beyond, the models' own searches decide."""
NODES: Final = 4000
GUARD_SECONDS: Final = 20.0
"""Against a hang, far above what the node budget takes; when it fires nothing is claimed."""
ROUNDS: Final = 12
HAIR: Final = 1e-7
"""What light rows are held by, relative to the target: more than the solver's tolerance."""
ORDER: Final = (Kind.LIGHT, Kind.SUPPLY, Kind.RETURN, Kind.DETECTOR)


@dataclass
class Row:
    """low <= sum of coefficients times variables, for one rule."""

    rule: str
    low: float
    terms: dict[int, float]


@dataclass
class Program:
    """Variable 4·i + k is 1 where free tile i holds the k-th kind of `ORDER`."""

    tiles: tuple[Tile, ...]
    rows: list[Row] = field(default_factory=list)
    lean: dict[int, float] = field(default_factory=dict)
    """Added to a variable's cost of 1."""
    at_best: bool = False
    """Detectors cover what they cover at best (`may_cover`): that such a program has no solution proves
    that there is none, while a solution of it may leave floor unseen."""

    def at(self, tile: int, kind: Kind) -> int:
        """The variable of a tile, by its number, and a kind."""
        return 4 * tile + ORDER.index(kind)


@dataclass(frozen=True)
class Answer:
    """Tiles by kind; `decided` says whether an answer without tiles means that there is none."""

    tiles: dict[Kind, tuple[Tile, ...]] | None
    decided: bool
    lower_bound: float = 0.0
    """No layout costs less."""

    @property
    def impossible(self) -> bool:
        """Whether no layout holds the rows."""
        return self.tiles is None and self.decided


def program(room: Room, brief: Brief, without: Collection[str] = (), *, at_best: bool = False) -> Program:
    """The room's hard rules but those left out. What came in and fails by itself is in it too."""
    found = Program(room.free(), at_best=at_best)
    rows = [
        *_tiles(found),
        *_light(room, brief, found),
        *_air(room, brief, found),
        *_smoke(room, brief, found),
    ]
    found.rows = [row for row in rows if row.rule not in without]
    return found


def solve(room: Room, brief: Brief, asked: Program, *, without: Collection[str] = ()) -> Answer:
    """A cheapest layout of the program, gaps between detectors closed; deterministic."""
    radius = brief.smoke.radius_rule
    existing = tile_centres(room, room.of_kind(Kind.DETECTOR))
    for _ in range(ROUNDS):
        answer = _solved(asked)
        if answer.tiles is None or radius in without or not brief.smoke.protected:
            return answer
        new = tile_centres(room, answer.tiles[Kind.DETECTOR])
        gaps = gap_points(room, np.concatenate([existing, new]), brief.smoke.radius_m)
        if not len(gaps):
            return answer
        closed = list(_covered(room, brief, asked, gaps, "SMK-1"))
        chosen = {asked.at(asked.tiles.index(tile), Kind.DETECTOR) for tile in answer.tiles[Kind.DETECTOR]}
        if all(chosen & row.terms.keys() for row in closed):
            break
        asked.rows += closed
    return Answer(None, decided=False)


def _tiles(asked: Program) -> Iterator[Row]:
    for i in range(len(asked.tiles)):
        yield Row("CLS-1", -1.0, {asked.at(i, kind): -1.0 for kind in ORDER})


def _light(room: Room, brief: Brief, asked: Program) -> Iterator[Row]:
    light = brief.light
    if light.luminaire.ugr > light.ugr_limit:
        yield Row("LGT-13", 1.0, {})
    lit = LightField(room, light)
    mean = float(lit.base.mean())
    number = {tile: i for i, tile in enumerate(asked.tiles)}
    variables = [asked.at(number[tile], Kind.LIGHT) for tile in lit.tiles]
    terms = dict(zip(variables, (lit.mean_gain / light.em_lx).tolist(), strict=True))
    yield Row("LGT-1", 1.0 + HAIR - mean / light.em_lx, terms)
    lean = (lit.gain - light.u0 * lit.mean_gain[:, None]) / light.em_lx
    rest = (light.u0 * mean - lit.base) / light.em_lx
    for p in range(len(rest)):
        terms = dict(zip(variables, lean[:, p].tolist(), strict=True))
        yield Row("LGT-2", float(rest[p]) + HAIR * light.u0, terms)


def missing(room: Room, brief: Brief) -> dict[Kind, int]:
    """How many of each air and smoke kind are still needed; stated flows that fall short ask for one."""
    air = brief.air
    supplies, returns = room.of_kind(Kind.SUPPLY), room.of_kind(Kind.RETURN)
    supplied = sum(room.flows.get(tile, 0.0) for tile in supplies)
    fixed = bool(supplies) and all(tile in room.flows for tile in supplies)
    short = fixed and supplied < air.supply_l_s * (1 - air.balance)
    supply = max(air.min_supplies - len(supplies), int(short))
    target = max(extract_target(room, air), air.extract_l_s)
    taken = sum(room.flows.get(tile, 0.0) for tile in returns)
    low = bool(returns) and all(tile in room.flows for tile in returns) and taken < target * (1 - air.balance)
    back = max(math.ceil(target / air.grille_l_s - 1e-9) - len(returns), int(low))
    detectors = brief.smoke.min_detectors - len(room.of_kind(Kind.DETECTOR))
    return {Kind.SUPPLY: max(0, supply), Kind.RETURN: max(0, back), Kind.DETECTOR: max(0, detectors)}


COUNTS: Final = {Kind.SUPPLY: "AIR-3", Kind.RETURN: "AIR-8", Kind.DETECTOR: "SMK-9"}


def _air(room: Room, brief: Brief, asked: Program) -> Iterator[Row]:
    for kind, count in missing(room, brief).items():
        if count:
            tiles = range(len(asked.tiles))
            yield Row(COUNTS[kind], count, {asked.at(i, kind): 1.0 for i in tiles})
    gap = brief.air.supply_return_m
    yield from _apart(room, asked, "AIR-9", (Kind.RETURN, Kind.SUPPLY), gap)
    if not clearance.clear(room, room.of_kind(Kind.RETURN), room.of_kind(Kind.SUPPLY), gap).all():
        yield Row("AIR-9", 1.0, {})


def _apart(
    room: Room, asked: Program, rule: str, kinds: tuple[Kind, Kind], limit_m: float, *, to_edge: bool = False
) -> Iterator[Row]:
    """Pairs of tiles that are too near, among the free ones and with those that came in."""
    near = ~clearance.apart(room, asked.tiles, asked.tiles, limit_m, to_edge=to_edge)
    for i, j in np.argwhere(near).tolist():
        if i != j:
            yield Row(rule, -1.0, {asked.at(i, kinds[0]): -1.0, asked.at(j, kinds[1]): -1.0})
    for mine, theirs in (kinds, kinds[::-1]):
        clear = clearance.clear(room, asked.tiles, room.of_kind(theirs), limit_m, to_edge=to_edge)
        for i in np.flatnonzero(~clear).tolist():
            yield Row(rule, 0.0, {asked.at(i, mine): -1.0})


def _smoke(room: Room, brief: Brief, asked: Program) -> Iterator[Row]:
    smoke = brief.smoke
    pair = (Kind.DETECTOR, Kind.SUPPLY)
    yield from _apart(room, asked, "SMK-5", pair, smoke.supply_m, to_edge=smoke.to_edge)
    if smoke.return_hard:
        yield from _apart(room, asked, "SMK-6", (Kind.DETECTOR, Kind.RETURN), smoke.return_m)
    for found in smoke_evidence(room, brief):
        if found.hard and not found.passed and found.rule in ("SMK-4", "SMK-5", "SMK-6", "SMK-10"):
            yield Row(found.rule, 1.0, {})
    if smoke.wall_hard and asked.tiles:
        for i in np.flatnonzero(~detector_clearance.clear_of_walls(room, smoke, asked.tiles)).tolist():
            yield Row("SMK-4", 0.0, {asked.at(i, Kind.DETECTOR): -1.0})
    if smoke.protected:
        yield from _covered(room, brief, asked, None, "SMK-1")


def _covered(room: Room, brief: Brief, asked: Program, points: Points | None, rule: str) -> Iterator[Row]:
    """Each point within reach of a detector, those that came in counted; no points: the room's own."""
    smoke = brief.smoke
    tiles, there = asked.tiles, room.of_kind(Kind.DETECTOR)
    reach = smoke.radius_m + ROUNDING_M
    if points is None:
        covers, known = (covered(room, some, smoke) for some in (tiles, there))
        points = corner_points(room)
    else:
        covers, known = (
            sight_distances(room, some, points, smoke.radius_m) <= reach for some in (tiles, there)
        )
    if asked.at_best:
        for some, found in ((tiles, covers), (there, known)):
            found[:, : len(points)] |= may_cover(room, some, points, smoke.radius_m)
    still_open = covers[:, ~known.any(axis=0)]
    for column in np.unique(still_open, axis=1).T:
        yield Row(rule, 1.0, {asked.at(int(i), Kind.DETECTOR): 1.0 for i in np.flatnonzero(column)})


def _solved(asked: Program) -> Answer:
    """HiGHS on the program, one thread, fixed seed."""
    if any(row.low > 0 and not row.terms for row in asked.rows):
        return Answer(None, decided=True)
    solver = new_solver({"mip_max_nodes": NODES, "mip_rel_gap": 0.0, "time_limit": GUARD_SECONDS})
    solver.passModel(_for_highs(asked))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(None, decided=True)
    values = solver.getSolution().col_value
    if status != highspy.HighsModelStatus.kOptimal or not values:
        return Answer(None, decided=False)
    chosen = {
        kind: tuple(tile for i, tile in enumerate(asked.tiles) if values[asked.at(i, kind)] > 0.5)
        for kind in ORDER
    }
    return Answer(chosen, decided=True, lower_bound=float(solver.getInfo().mip_dual_bound))


def _for_highs(asked: Program) -> highspy.HighsLp:
    """Rows without terms are left out."""
    rows = [row for row in asked.rows if row.terms]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 4 * len(asked.tiles), len(rows)
    lp.col_cost_ = np.array([1.0 + asked.lean.get(i, 0.0) for i in range(4 * len(asked.tiles))])
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.ones(lp.num_col_)
    lp.row_lower_ = np.array([row.low for row in rows])
    lp.row_upper_ = np.full(len(rows), highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row.terms) for row in rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([i for row in rows for i in row.terms], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in rows for v in row.terms.values()])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    return lp
