"""The detectors a room lacks, given the tiles that may hold one: exact where a matrix fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from plenum.ceiling.geometry import Points
from plenum.ceiling.grid import Kind, Tile
from plenum.ceiling.room import Room
from plenum.ceiling.smoke.brief import SmokeBrief
from plenum.ceiling.smoke.cover import Floats, smallest_cover
from plenum.ceiling.smoke.coverage import axis_positions, coverage, demand_points, nearest_seen
from plenum.ceiling.smoke.hall import hall_cover

MATRIX: Final = 2_500_000
"""Tiles times points above which no matrix is built; a room of about 1,500 tiles."""


@dataclass(frozen=True)
class Plan:
    """Tiles for new detectors, how good their count is, and the points that no tile covers."""

    tiles: tuple[Tile, ...]
    lower_bound: int
    uncovered: Points

    @property
    def complete(self) -> bool:
        """Whether every point is covered and no detector the area asks for is missing."""
        return not len(self.uncovered) and len(self.tiles) >= self.lower_bound


def plan(
    room: Room,
    smoke: SmokeBrief,
    candidates: tuple[Tile, ...],
    penalty: Floats,
    *,
    prove: bool,
) -> Plan:
    """The fewest of the candidates that complete the cover of what hangs already.

    `penalty` is each candidate's; `prove` asks for an exact count (`smallest_cover`).
    """
    existing = room.of_kind(Kind.DETECTOR)
    points = demand_points(room, smoke)
    missing = max(0, smoke.min_detectors - len(existing))
    open_points = ~_covered(room, smoke, existing) if existing else np.ones(len(points), bool)
    if needs_patterns(room, smoke, candidates):
        cover = hall_cover(room, smoke, candidates, open_points, missing)
    else:
        found = coverage(room, candidates, smoke)
        covers, distance = found.covers[:, open_points], found.distance_m[:, open_points]
        cover = smallest_cover(covers, distance, penalty, at_least=missing, prove=prove)
    return Plan(
        tuple(candidates[i] for i in cover.chosen),
        cover.lower_bound,
        points[open_points][list(cover.uncovered)],
    )


def needs_patterns(room: Room, smoke: SmokeBrief, candidates: tuple[Tile, ...]) -> bool:
    """Whether the room is too large for a matrix of tiles and points."""
    return len(candidates) * len(demand_points(room, smoke)) > MATRIX


def _covered(
    room: Room, smoke: SmokeBrief, detectors: tuple[Tile, ...]
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which demand points these detectors cover; a hall's without a matrix."""
    if not len(axis_positions(room, smoke)):
        near = nearest_seen(room, detectors, demand_points(room, smoke), smoke.radius_m)
        return np.asarray(near <= smoke.radius_m + 1e-9)
    return np.asarray(coverage(room, detectors, smoke).covers.any(axis=0))
