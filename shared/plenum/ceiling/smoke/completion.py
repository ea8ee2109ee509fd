"""The detectors a room lacks, given the tiles that may hold one: exact where a matrix fits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.room.distances import Tiles
from plenum.ceiling.room.geometry import Mask, Points, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.cover import Cover, Floats, smallest_cover
from plenum.ceiling.smoke.coverage import (
    ROUNDING_M,
    axis_positions,
    covered,
    demand_points,
    distances,
    nearest_seen,
    sight_distances,
)
from plenum.ceiling.smoke.farthest import gap_points
from plenum.ceiling.smoke.hall import hall_cover
from plenum.ceiling.smoke.seen import seen_of_all

ROUNDS: Final = 40
"""How often gaps within tiles are looked for and closed before the cover is called short."""
PROVEN: Final = 3
"""In how many of them a program may be solved."""
MATRIX: Final = 2_500_000
"""Tiles times points above which no matrix is built; a room of about 1,500 tiles."""


@dataclass(frozen=True)
class Completion:
    """Tiles for new detectors, how good their count is, and the points that no tile covers."""

    tiles: tuple[Tile, ...]
    lower_bound: int
    uncovered: Points

    @property
    def complete(self) -> bool:
        """Whether every point is covered and no detector the area asks for is missing."""
        return not len(self.uncovered) and len(self.tiles) >= self.lower_bound


@dataclass(frozen=True)
class Effort:
    """How far the fewest are sought."""

    prove: int = 0
    """Rows times columns of a program that may be solved for an exact count (`smallest_cover`)."""
    enough: int | None = None
    """Detectors that would do: it ends as soon as none can do with fewer, with a cover that may have gaps."""
    known: Collection[Tile] = ()
    """A cover of a hall that is not sought again."""


NONE: Final = Effort()


def complete_cover(
    room: Room, smoke: SmokeBrief, candidates: Tiles, penalty: Floats, effort: Effort = NONE
) -> Completion:
    """The fewest of the candidates that complete the cover of what hangs already; `penalty` is each one's."""
    existing = room.of_kind(Kind.DETECTOR)
    points = demand_points(room, smoke)
    missing = max(0, smoke.min_detectors - len(existing))
    still_open = ~_covered(room, smoke, existing) if existing else np.ones(len(points), bool)
    if needs_patterns(room, smoke, candidates):
        cover, points = hall_cover(room, smoke, candidates, still_open, missing, effort.known)
    else:
        matrix = _Matrix.of(room, smoke, tuple((int(x), int(y)) for x, y in candidates), still_open)
        corners = int(still_open[: len(points) - len(axis_positions(room, smoke))].sum())
        cover, points = _without_gaps(room, smoke, matrix, _Asked(penalty, missing, corners, effort))
    chosen = tuple((int(x), int(y)) for x, y in (candidates[i] for i in cover.chosen))
    return Completion(chosen, cover.lower_bound, points[list(cover.uncovered)])


@dataclass(frozen=True)
class _Matrix:
    """Candidates against the points that are still open."""

    tiles: tuple[Tile, ...]
    points: Points
    covers: Mask
    distance_m: Floats

    @classmethod
    def of(cls, room: Room, smoke: SmokeBrief, tiles: tuple[Tile, ...], still_open: Mask) -> _Matrix:
        covers = seen_of_all(room, smoke, np.array(tiles, dtype=np.intp).reshape(-1, 2))[:, still_open]
        away = distances(room, tiles, smoke)[:, still_open]
        # What a tile does not cover another does, from nearer: how far it is makes no difference.
        return cls(tiles, demand_points(room, smoke)[still_open], covers, np.where(covers, away, np.inf))

    def with_points(self, room: Room, smoke: SmokeBrief, more: Points) -> _Matrix:
        away = sight_distances(room, self.tiles, more, smoke.radius_m)
        return _Matrix(
            self.tiles,
            np.concatenate([self.points, more]),
            np.hstack([self.covers, away <= smoke.radius_m + ROUNDING_M]),
            np.hstack([self.distance_m, away]),
        )


@dataclass(frozen=True)
class _Asked:
    """What is asked of a cover besides its points."""

    penalty: Floats
    missing: int
    """No fewer detectors than this."""
    corners: int
    """How many of the points at first, the first ones, are corners and not positions along an axis."""
    effort: Effort

    def answered(self, cover: Cover) -> bool:
        """Whether nothing more can come of it: no fewer could do than would, or no tiles cover all."""
        enough = self.effort.enough
        none_fewer = enough is not None and cover.lower_bound >= enough
        return none_fewer or any(i >= self.corners for i in cover.uncovered)


def _without_gaps(room: Room, smoke: SmokeBrief, matrix: _Matrix, asked: _Asked) -> tuple[Cover, Points]:
    """A smallest cover of all the room, and the points it was asked to cover.

    A corner that no tile covers is let go where the rules let it: so little floor lies behind it.

    Two detectors may share a tile's corners and leave a gap between them within the tile. The
    points of such gaps join the others and the cover is sought again; its bound stays one, since a
    cover of some of the points needs no more detectors than a cover of all.
    """
    existing = tile_centres(room, room.of_kind(Kind.DETECTOR))
    cover: Cover | None = None
    for number in range(ROUNDS):
        cover = smallest_cover(
            matrix.covers,
            matrix.distance_m,
            asked.penalty,
            at_least=asked.missing,
            prove=asked.effort.prove if number < PROVEN else 0,
            before=cover,
        )
        chosen = tile_centres(room, [matrix.tiles[i] for i in cover.chosen])
        detectors = np.concatenate([existing, chosen])
        if not len(detectors) or asked.answered(cover):
            return cover, matrix.points
        gaps = gap_points(room, detectors, smoke.radius_m)
        if not len(gaps):
            return replace(cover, uncovered=()), matrix.points
        matrix = matrix.with_points(room, smoke, gaps)
    open_still = tuple(range(len(matrix.points) - len(gaps), len(matrix.points)))
    return replace(cover or Cover((), asked.missing), uncovered=open_still), matrix.points


def needs_patterns(room: Room, smoke: SmokeBrief, candidates: Tiles) -> bool:
    """Whether the room is too large for a matrix of tiles and points."""
    return len(candidates) * len(demand_points(room, smoke)) > MATRIX


def _covered(room: Room, smoke: SmokeBrief, detectors: tuple[Tile, ...]) -> Mask:
    """Which demand points these detectors cover; a hall's without a matrix."""
    if not len(axis_positions(room, smoke)):
        near = nearest_seen(room, detectors, demand_points(room, smoke), smoke.radius_m)
        return np.asarray(near <= smoke.radius_m + ROUNDING_M)
    return np.asarray(covered(room, detectors, smoke).any(axis=0))
