"""Rooms laid anew as `settings.grid` asks: through a joint, turned, with another tile, or on a shared grid.

Whatever format a room came in, its outline is on the site: the grid is laid over it again, where nothing but
the outline decided which tiles are whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from shapely import Polygon

from plenum.ceiling.room.geometry import tiles_inside
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.gathering import bounded, noted
from plenum.files.building.rooms import Budget, check_known
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.geometry.grid_start import Centre, Wish
from plenum.files.geometry.tiling import tile_floor, to_site

AT = "/settings/grid"
CENTRES: Final[dict[str, Centre | None]] = {"joint": "joint", "tile": "tile", "rule": None}
BY_RULE: Final = (Assumption.TILE, Assumption.TILE_OF_TWO_FEET, Assumption.TILE_OF_CALLER)
"""What is told of rooms whose grid the rule starts."""
_OF_TILES: Final = (*BY_RULE, Assumption.TILE_AS_SET)
Notes = dict[str, tuple[str, ...]]
"""Per room id what was assumed."""


def laid_as_asked(building: Building) -> Building:
    """The building with `settings.grid` carried out and gone from its settings. Raises InvalidBuilding."""
    asked = building.settings.overrides.get("grid")
    if not asked:
        return building
    rooms = {room.room_id: room for room in building.rooms}
    notes = dict(building.assumptions)
    _lay_each(asked, rooms, notes)
    budget = Budget()
    for index, room in enumerate(rooms.values()):
        budget.tiles(room, index)
    same = {room.room_id for room in building.rooms if rooms[room.room_id] is room}
    return replace(
        building,
        rooms=tuple(rooms.values()),
        settings=building.settings.without("grid"),
        assumptions=notes,
        previous={room_id: rows for room_id, rows in building.previous.items() if room_id in same},
    )


def _lay_each(asked: Mapping[str, Any], rooms: dict[str, Room], notes: Notes) -> None:
    """Each room as it is asked for the building and for itself, then those that share a grid."""
    own: Mapping[str, Any] = asked.get("rooms") or {}
    groups: list[list[str]] = asked.get("shared") or []
    check_known(own, f"{AT}/rooms", rooms)
    for number, group in enumerate(groups):
        check_known(group, f"{AT}/shared/{number}", rooms)
    named = {*own, *(room_id for group in groups for room_id in group)}
    wide = {key: value for key, value in asked.items() if key not in ("rooms", "shared")}
    for room_id, room in rooms.items():
        if wish := {**wide, **own.get(room_id, {})}:
            rooms[room_id] = _laid(room, wish, notes, must=room_id in named)
    for group in groups:
        _share(group, rooms, notes)


def _share(group: list[str], rooms: dict[str, Room], notes: Notes) -> None:
    """The first room's grid for the others; it counts as set for the first too, which stays as it lies."""
    first, *others = group
    shared = _grid_of(rooms[first])
    if not why_kept(rooms[first]):
        notes[first] = _as_set(rooms[first], notes.get(first, ()))
    for room_id in others:
        rooms[room_id] = _laid(rooms[room_id], shared, notes, must=True)


def _grid_of(room: Room) -> dict[str, Any]:
    """A room's grid as a wish of another."""
    return {
        "origin_m": room.frame.origin_m[:2],
        "rotation_deg": room.frame.rotation_deg,
        "tile_m": room.tile_m,
    }


def _laid(room: Room, wish: Mapping[str, Any], notes: Notes, *, must: bool) -> Room:
    """The room on the grid that is asked, if its own can be given up; a room that was named must."""
    why = why_kept(room)
    before = notes.get(room.room_id, ())
    if why and wish == {"tile_m": list(room.tile_m)}:
        return room
    if why and must:
        message = f"{quoted(room.room_id)} cannot be laid anew: {why}"
        raise InvalidBuilding(f"{AT}/rooms", message, "leave the room out")
    if why:
        noted(notes, room.room_id, f"the grid stays as it is: {why}")
        return room
    tile_x, tile_y = wish.get("tile_m") or room.tile_m
    laid = laid_anew(room, (tile_x, tile_y), _wish(wish))
    notes[room.room_id] = _as_set(laid, before, start=wish.keys() != {"tile_m"})
    return laid


def _as_set(room: Room, before: tuple[str, ...], *, start: bool = True) -> tuple[str, ...]:
    """What is told of a room whose grid was set, or its tile alone: then the rule and the lights start it."""
    x, y, _ = room.frame.origin_m
    tile = {"x": room.tile_m[0], "y": room.tile_m[1]}
    told = Assumption.TILE_OF_CALLER.said(**tile)
    if start:
        told = Assumption.TILE_AS_SET.said(**tile, at_x=x, at_y=y, turned=room.frame.rotation_deg)
    return bounded((*(note for note in before if Assumption.of(note) not in _OF_TILES), told))


def laid_anew(room: Room, tile_m: tuple[float, float], wish: Wish) -> Room:
    """The room's outline under another grid. Raises InvalidBuilding as `tile_floor` does."""
    at = pointer("rooms", room.room_id)
    tiling = tile_floor(_on_site(room), room.frame.origin_m[2], tile_m, at, wish)
    return replace(
        room,
        rows=tiling.rows,
        tile_m=tile_m,
        outline_m=tiling.outline_m,
        holes_m=tiling.holes_m,
        frame=tiling.frame,
    )


def _on_site(room: Room) -> Polygon:
    return Polygon(
        [to_site(room.frame, point) for point in room.outline_m],
        [[to_site(room.frame, point) for point in hole] for hole in room.holes_m],
    )


def _wish(asked: Mapping[str, Any]) -> Wish:
    origin = asked.get("origin_m")
    x, y = (CENTRES[name] for name in asked.get("centre") or ("rule", "rule"))
    return Wish(
        origin_m=(origin[0], origin[1]) if origin else None,
        rotation_deg=asked.get("rotation_deg"),
        centre=(x, y),
    )


def why_kept(room: Room) -> str:
    """Why a room's own grid cannot be given up, or nothing."""
    if not room.outline_m:
        return "it has no outline"
    if room.existing:
        return "something hangs on its tiles already"
    cells = np.array([list(row) for row in room.rows])
    if ((cells == INVALID) & tiles_inside(room)).any() or not np.isin(cells, (EMPTY, INVALID)).all():
        return "some of its whole tiles are marked unusable"
    return ""
