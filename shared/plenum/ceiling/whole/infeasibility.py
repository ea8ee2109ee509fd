"""Certificates that no layout can complete a room: what was relaxed, and what even that leaves open.

Each is a relaxation of the whole problem: what the models placed is taken away again, so that a
certificate holds for every order and every choice of theirs. A room that fails without one is
unsolved, not infeasible.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from plenum.ceiling.air.air_rules import return_evidence
from plenum.ceiling.air.dispersion import thinned
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.room import clearance
from plenum.ceiling.room.geometry import Mask, Points, corner_points, tile_centres, tiles_outside
from plenum.ceiling.room.grid import EMPTY, INVALID, KINDS, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke import detector_clearance
from plenum.ceiling.smoke.coverage import ROUNDING_M, may_cover, nearest_seen, sight_distances
from plenum.ceiling.smoke.sight import INWARDS_M
from plenum.ceiling.smoke.smoke_rules import smoke_evidence
from plenum.ceiling.whole.small_room import SELF_M, least_missing
from plenum.ceiling.whole.small_room_program import PROGRAM_TILES, program, solve

NAMED: Final = 5
DISTANCES: Final = frozenset({"AIR-9", "SMK-4", "SMK-5", "SMK-6"})
"""Rules that more components can break but never mend."""
_COUNTED: Final = ("AIR-3", "AIR-8", "SMK-8", "SMK-9", "SMK-12")
TRIPLES: Final = 60
"""Open tiles up to which supply, return and detector are tried against each other."""


def too_high(room: Room, smoke: SmokeBrief) -> Infeasible | None:
    """SMK-10: point detectors are not allowed at this height at all."""
    if not smoke.protected or smoke.max_height_m is None or room.ceiling_height_m <= smoke.max_height_m:
        return None
    return Infeasible(
        "SMK-10",
        f"the ceiling is {room.ceiling_height_m:.2f} m high; {smoke.max_height_m} m is the most "
        "for a point smoke detector",
        relaxation="beam or aspirating detectors, which are not placed here",
    )


def why_infeasible(room: Room, brief: Brief) -> Infeasible | None:
    """A certificate for a room where something fell short, or None where other choices might do."""
    came = as_it_came(room)
    return (
        too_high(room, brief.smoke)
        or theirs(room, brief)
        or _uncoverable(came, brief.smoke)
        or _too_few(came, brief)
        or _too_close(came, brief)
        or together(came, brief)
    )


def theirs(room: Room, brief: Brief) -> Infeasible | None:
    """What came in and breaks a rule by itself: a cut tile, or a distance that adding cannot mend."""
    if not room.existing:
        return None
    came = as_it_came(room)
    if outside := tiles_outside(came, sorted(came.existing)):
        named = ", ".join(f"{KINDS[came.at(tile)]} at {tile}" for tile in outside[:NAMED])
        return Infeasible(
            "GEO-2",
            f"{len(outside)} of the components that came in hang on tiles that a wall cuts: {named}",
            tiles=outside[:NAMED],
            relaxation="move them, correct the outline, or a waiver for the rule",
        )
    for found in (*return_evidence(came, brief), *smoke_evidence(came, brief)):
        if found.rule in DISTANCES and found.hard and not found.passed:
            return Infeasible(
                found.rule,
                f"what came in breaks it: {found.detail}, {found.value:.2f} {found.unit} where "
                f"{found.limit:.2f} are asked",
                relaxation="move one of them, or a waiver for the rule",
            )
    return None


def as_it_came(room: Room) -> Room:
    """The room without what was placed since it came in."""
    bare: dict[int, list[str]] = {}
    for kind in Kind:
        for x, y in room.of_kind(kind):
            if (x, y) not in room.existing:
                bare.setdefault(y, list(room.rows[y]))[x] = EMPTY
    rows = tuple("".join(bare[y]) if y in bare else row for y, row in enumerate(room.rows))
    return replace(room, rows=rows)


def _uncoverable(came: Room, smoke: SmokeBrief) -> Infeasible | None:
    """A detector on each open tile that keeps the clearances from walls and from what exists."""
    if not smoke.protected:
        return None
    free = came.free()
    keeps = detector_clearance.allowed(came, smoke, free)
    tiles = tuple(tile for tile, ok in zip(free, keeps, strict=True) if ok)
    detectors = (*tiles, *came.of_kind(Kind.DETECTOR))
    points = corner_points(came)
    # A few tiles leave few points open, and only those are asked of all tiles.
    left = points
    for some in (thinned(detectors, 0), detectors):
        if some and len(left):
            left = left[nearest_seen(came, some, left, smoke.radius_m) > smoke.radius_m + ROUNDING_M]
    if len(left) and detectors:
        near = _within(came, detectors, left, smoke.radius_m + INWARDS_M)
        left = left[~may_cover(came, near, left, smoke.radius_m).any(axis=0)]
    if not len(left):
        return None
    x, y = left[0]
    to_free = _taken_near(came, smoke, left[:1])
    return Infeasible(
        smoke.radius_rule if smoke.radius_m == smoke.code_radius_m else "SMK-8",
        f"even a detector on each of the {len(tiles)} tiles that came in empty and keep the "
        f"clearances leaves the point ({x:.2f}, {y:.2f}) m uncovered, {len(left)} points in all",
        tiles=to_free,
        relaxation="free one of the tiles named" if to_free else "a tile where there is none now",
    )


def _within(room: Room, tiles: tuple[Tile, ...], points: Points, reach_m: float) -> tuple[Tile, ...]:
    """Those of the tiles that are within reach of one of the points."""
    x, y = (np.subtract.outer(tile_centres(room, tiles)[:, k], points[:, k]) for k in (0, 1))
    near = np.flatnonzero((np.hypot(x, y) <= reach_m).any(axis=1))
    return tuple(tiles[i] for i in near)


def _too_few(came: Room, brief: Brief) -> Infeasible | None:
    """Fewer open tiles than components that are still missing."""
    missing = least_missing(came, brief)
    needed, there = sum(missing.values()), came.empty
    if needed <= there:
        return None
    listed = ", ".join(f"{count} {kind}" for kind, count in missing.items() if count)
    return Infeasible(
        "CLS-1",
        f"{listed} are missing and {there} tiles came in empty",
        relaxation=f"free {needed - there} tiles",
        leans_on=("LGT-1", *_COUNTED),
    )


def _too_close(came: Room, brief: Brief) -> Infeasible | None:
    """No three tiles for a supply, a return and a detector keep the hard distances.

    A kind that is missing has the open tiles that are clear of what came in; one that is there has
    its own tiles; one that is not needed is left out.
    """
    free = came.free()
    if len(free) > TRIPLES:
        return None
    air, smoke = brief.air, brief.smoke
    tiles, stuck = _choices(came, brief)
    supplies, returns, detectors = tiles[Kind.SUPPLY], tiles[Kind.RETURN], tiles[Kind.DETECTOR]
    return_m = smoke.return_m if smoke.return_hard else SELF_M
    apart = _pairs(came, returns, supplies, max(air.supply_return_m, SELF_M))
    from_supply = _pairs(came, detectors, supplies, smoke.supply_m, to_edge=smoke.to_edge)
    from_return = _pairs(came, detectors, returns, return_m)
    both = from_return.T.astype(int) @ from_supply.astype(int)
    if not stuck and (apart & (both > 0)).any():
        return None
    what = f"no tile for a {stuck[0]} keeps" if stuck else "no supply, return and detector keep"
    return Infeasible(
        "SMK-5" if apart.any() and stuck[:1] != [Kind.RETURN] else "AIR-9",
        f"{what} {air.supply_return_m:.2f} m (AIR-9), {smoke.supply_m:.2f} m (SMK-5) and "
        f"{return_m:.2f} m (SMK-6) on the {len(free)} tiles that came in empty",
        tiles=free,
        relaxation=_cure(came, supplies, returns, detectors, apart),
        leans_on=("AIR-9", "SMK-5", "SMK-6", "SMK-4", *_COUNTED),
    )


def _choices(came: Room, brief: Brief) -> tuple[dict[Kind, tuple[Tile, ...]], list[Kind]]:
    """The tiles that a kind may have or has, and the kinds that are missing and have none."""
    missing = least_missing(came, brief)
    open_tiles = _open_tiles(came, brief)
    tiles = {kind: open_tiles[kind] if missing[kind] else came.of_kind(kind) for kind in open_tiles}
    return tiles, [kind for kind in tiles if missing[kind] and not tiles[kind]]


def together(came: Room, brief: Brief) -> Infeasible | None:
    """An integer program over the free tiles of a small room, all hard rules in it, has no solution.

    Rules that it is infeasible without are left out one after the other: those that stay contradict
    each other on these tiles.
    """
    free = came.free()
    if not free or len(free) > PROGRAM_TILES:
        return None
    asked = program(came, brief, at_best=True)
    rules = sorted({row.rule for row in asked.rows} - {"CLS-1"})
    if not solve(came, brief, asked).impossible:
        return None
    out: set[str] = set()
    for rule in rules:
        less = program(came, brief, out | {rule}, at_best=True)
        if solve(came, brief, less, without=out | {rule}).impossible:
            out.add(rule)
    binding = [smoke_name(rule, brief) for rule in rules if rule not in out]
    if not binding:
        return None
    return Infeasible(
        binding[-1],
        f"no placing on the {len(free)} tiles that came in empty holds {', '.join(binding)} together: "
        "an integer program over them has no solution",
        tiles=free,
        relaxation=f"one of {', '.join(binding)} lowered" if len(binding) > 1 else "more free tiles",
        leans_on=tuple(binding),
    )


def smoke_name(rule: str, brief: Brief) -> str:
    """The id under the room's code: the program calls the radius SMK-1 whatever the code."""
    return brief.smoke.radius_rule if rule == "SMK-1" else rule


def _open_tiles(came: Room, brief: Brief) -> dict[Kind, tuple[Tile, ...]]:
    """For each kind the open tiles that keep its hard distances from what came in."""
    air, smoke = brief.air, brief.smoke
    free = came.free()
    supplies, returns = came.of_kind(Kind.SUPPLY), came.of_kind(Kind.RETURN)
    detectors = came.of_kind(Kind.DETECTOR)
    supply = clearance.clear(came, free, returns, air.supply_return_m)
    supply &= detector_clearance.clear_of_supplies(came, smoke, free, detectors)
    back = clearance.clear(came, free, supplies, air.supply_return_m)
    if smoke.return_hard:
        back &= detector_clearance.clear_of_returns(came, smoke, free, detectors)
    masks = {
        Kind.SUPPLY: supply,
        Kind.RETURN: back,
        Kind.DETECTOR: detector_clearance.allowed(came, smoke, free),
    }
    return {
        kind: tuple(tile for tile, ok in zip(free, mask, strict=True) if ok) for kind, mask in masks.items()
    }


def _pairs(
    room: Room, a: tuple[Tile, ...], b: tuple[Tile, ...], limit_m: float, *, to_edge: bool = False
) -> Mask:
    """Which pairs keep the distance; a kind that is left out keeps any."""
    if not a or not b:
        return np.ones((max(1, len(a)), max(1, len(b))), dtype=bool)
    return clearance.apart(room, a, b, limit_m, to_edge=to_edge)


def _cure(
    came: Room,
    supplies: tuple[Tile, ...],
    returns: tuple[Tile, ...],
    detectors: tuple[Tile, ...],
    apart: Mask,
) -> str:
    """The greatest distance a detector can keep from a supply and a return that keep AIR-9."""
    best: tuple[float, Tile] | None = None
    for detector in detectors or came.free():
        to_supply = clearance.nearest(came, supplies, (detector,))
        to_return = clearance.nearest(came, returns, (detector,))
        gaps = np.where(apart, np.minimum(to_return[:, None], to_supply[None]), 0.0)
        if gaps.size and (best is None or gaps.max() > best[0]):
            best = float(gaps.max()), detector
    if best is None or best[0] < SELF_M:
        return "a shorter distance for AIR-9, or more free tiles"
    return f"SMK-5 and SMK-6 lowered to {best[0]:.2f} m, with the detector at {best[1]}"


def _taken_near(room: Room, smoke: SmokeBrief, point: Points) -> tuple[Tile, ...]:
    """Occupied or unusable tiles from which a detector would cover the point, nearest first."""
    taken = [tile for tile, char in room.tiles() if char not in (EMPTY, INVALID)]
    if not taken:
        return ()
    away = sight_distances(room, taken, point)[:, 0]
    order = np.argsort(away, kind="stable")
    return tuple(taken[i] for i in order if away[i] <= smoke.radius_m)[:NAMED]
