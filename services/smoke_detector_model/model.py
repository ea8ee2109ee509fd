"""Places smoke detectors: the fewest that see every point within the radius, clear of air and walls."""

from __future__ import annotations

import numpy as np
from plenum.ceiling.brief import Brief
from plenum.ceiling.geometry import Mask, Points
from plenum.ceiling.grid import INVALID, Kind, Tile
from plenum.ceiling.layout import Infeasible, Layout, Proof, Terminal
from plenum.ceiling.room import Room
from plenum.ceiling.smoke import clearance
from plenum.ceiling.smoke.brief import SmokeBrief
from plenum.ceiling.smoke.cover import Cover, smallest_cover
from plenum.ceiling.smoke.coverage import coverage, sight_distances

NAME = "smoke_detector_model"
VERSION = "1.0.0"
NAMED = 5
"""Blocking points named in a note; more would not be read."""


def place(room: Room, brief: Brief) -> Layout:
    """The detectors a room lacks. Reserved tiles are free to it, and those it leaves are released."""
    smoke = brief.smoke
    if not smoke.protected:
        return Layout(Kind.DETECTOR, proof=Proof(0, 0), notes=(f"SMK-9: {smoke.why}",))
    open_points = _open_points(room, smoke)
    existing = len(room.of_kind(Kind.DETECTOR))
    needed = max(0, smoke.min_detectors - existing)
    if not open_points.any() and not needed:
        return Layout(Kind.DETECTOR, proof=Proof(0, 0))
    free = room.free()
    keeps = clearance.allowed(room, smoke, free)
    tiles = tuple(tile for tile, ok in zip(free, keeps, strict=True) if ok)
    found = coverage(room, tiles, smoke.radius_m)
    points = found.points[open_points]
    cover = smallest_cover(
        found.covers[:, open_points],
        found.distance_m[:, open_points],
        _penalty(room, smoke, tiles),
        at_least=needed,
    )
    notes = _notes(room, smoke, free, tiles, points, cover)
    short = bool(cover.uncovered) or len(cover.chosen) < needed
    return Layout(
        Kind.DETECTOR,
        tuple(Terminal(tiles[i]) for i in cover.chosen),
        proof=None if short else Proof(len(cover.chosen), cover.lower_bound),
        infeasible=_infeasible(room, smoke) if short else _too_high(room, smoke),
        notes=notes,
    )


def _open_points(room: Room, smoke: SmokeBrief) -> Mask:
    """The demand points that no existing detector covers."""
    existing = room.of_kind(Kind.DETECTOR)
    return np.asarray(~coverage(room, existing, smoke.radius_m).covers.any(axis=0))


def _penalty(room: Room, smoke: SmokeBrief, tiles: tuple[Tile, ...]) -> Points:
    """What a tile costs by the soft rules: wall (SMK-4), return (SMK-6), luminaire (CLS-2)."""
    walls = ~clearance.clear_of_walls(room, smoke, tiles)
    returns = ~clearance.clear_of_returns(room, smoke, tiles, room.of_kind(Kind.RETURN))
    lights = clearance.nearest(room, tiles, room.of_kind(Kind.LIGHT)) < 0.6 - 1e-6
    return np.asarray(walls * 1.0 + returns * 1.0 + lights * 1.0)


def _notes(
    room: Room,
    smoke: SmokeBrief,
    free: tuple[Tile, ...],
    tiles: tuple[Tile, ...],
    points: Points,
    cover: Cover,
) -> tuple[str, ...]:
    """Why the cover falls short, when it does: the points left, and what keeps tiles near them."""
    if not cover.uncovered:
        return ()
    left = points[list(cover.uncovered)]
    named = ", ".join(f"({x:.2f}, {y:.2f})" for x, y in left[:NAMED])
    more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    notes = [f"{smoke.radius_rule}: no tile left covers the points {named} m{more}"]
    reach = sight_distances(room, free, left) <= smoke.radius_m
    near = [tile for tile, sees in zip(free, reach.any(axis=1), strict=True) if sees]
    blocked = [tile for tile in near if tile not in set(tiles)]
    if blocked:
        notes.append(
            f"{len(blocked)} free tiles would cover some of them but stand too close to a supply, "
            f"a return or a wall (SMK-4, SMK-5, SMK-6): {blocked[:NAMED]}"
        )
    elif not near:
        notes.append("every tile that would cover them is taken or unusable")
    return tuple(notes)


def _too_high(room: Room, smoke: SmokeBrief) -> Infeasible | None:
    """Point detectors are not allowed at this height at all."""
    if smoke.max_height_m is None or room.ceiling_height_m <= smoke.max_height_m:
        return None
    return Infeasible(
        "SMK-10",
        f"the ceiling is {room.ceiling_height_m:.2f} m high, {smoke.max_height_m} m is the most "
        "for a point smoke detector",
        relaxation="beam or aspirating detectors, outside what is placed here",
    )


def _infeasible(room: Room, smoke: SmokeBrief) -> Infeasible | None:
    """A certificate that holds for every layout: a detector on each tile that came in empty.

    Of the hard clearances only those from walls and from what came in with the room count: the
    rest could have been placed elsewhere.
    """
    came = Room(
        room_id=room.room_id,
        rows=_as_it_came(room),
        tile_m=room.tile_m,
        outline_m=room.outline_m,
        holes_m=room.holes_m,
    )
    open_tiles = came.free()
    keeps = clearance.allowed(came, smoke, open_tiles)
    tiles = tuple(tile for tile, ok in zip(open_tiles, keeps, strict=True) if ok)
    found = coverage(came, (*tiles, *came.of_kind(Kind.DETECTOR)), smoke.radius_m)
    left = np.flatnonzero(~found.covers.any(axis=0))
    if len(left):
        x, y = found.points[left[0]]
        return Infeasible(
            smoke.radius_rule,
            f"even a detector on each of the {len(tiles)} tiles that came in empty and keep the "
            f"clearances leaves the point ({x:.2f}, {y:.2f}) m uncovered, {len(left)} points in all",
            tiles=_reaching(came, smoke, found.points[left[:1]]),
            relaxation="free one of the tiles named" if open_tiles else "free a tile",
        )
    if len(tiles) + len(came.of_kind(Kind.DETECTOR)) < smoke.min_detectors:
        return Infeasible(
            "SMK-8",
            f"{smoke.min_detectors} detectors are needed and {len(tiles)} tiles can hold one",
            relaxation="fewer air changes, or more free tiles",
        )
    return None


def _as_it_came(room: Room) -> tuple[str, ...]:
    """The grid without what was placed since."""
    return tuple(
        "".join(char if char == INVALID or (x, y) in room.existing else "." for x, char in enumerate(row))
        for y, row in enumerate(room.rows)
    )


def _reaching(room: Room, smoke: SmokeBrief, point: Points) -> tuple[Tile, ...]:
    """The occupied tiles from which a detector would cover the point, nearest first."""
    taken = [tile for tile, char in room.tiles() if char not in ".#"]
    if not taken:
        return ()
    away = sight_distances(room, taken, point)[:, 0]
    order = np.argsort(away, kind="stable")
    return tuple(taken[i] for i in order if away[i] <= smoke.radius_m)[:NAMED]
