"""Building files, `plenum.building/1`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import shapely
from shapely import Polygon

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.room.geometry import tiles_inside
from plenum.ceiling.room.grid import COMPONENTS, EMPTY, INVALID, KINDS, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Frame, Ring, Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building, Waiver
from plenum.files.building.rooms import Budget, check_building
from plenum.files.building.schema import BuildingFields, RoomFields
from plenum.files.building.source_model import SourceModelFields
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.geometry.outline import outline, ring
from plenum.files.parsing.check import check
from plenum.files.parsing.fields import nearest
from plenum.files.settings.options import Assumed, ReadOptions, settings_of
from plenum.files.settings.room_type_names import known_as
from plenum.files.settings.schema import SettingsFields

_AIR: Final = tuple(kind.entry.symbol for kind in Kind if kind.entry.moves_air)
_SLACK_M2: Final = 0.01
"""By which areas may differ that come from rounded corners."""


def read_building_json(data: Mapping[str, Any], options: ReadOptions) -> Building:
    """A building from a building file's data. Raises InvalidBuilding."""
    file = check(BuildingFields, data)
    settings, fields = settings_of(options, file.rule_set, file.code, file.settings)
    assumed = Assumed(options, fields.assume)
    rooms: list[Room] = []
    assumptions: dict[str, tuple[str, ...]] = {}
    previous: dict[str, tuple[str, ...]] = {}
    budget = Budget()
    for index, source in enumerate(file.rooms):
        budget.points(len(source.outline_m or ()) + sum(map(len, source.holes_m)), index)
        room, notes = _room(source, assumed, fields, pointer("rooms", index))
        budget.tiles(room, index)
        rooms.append(room)
        assumptions[room.room_id] = notes
        if source.previous_rows:
            previous[room.room_id] = _of_one_size(source.previous_rows, room, pointer("rooms", index))
    building = Building(
        building_id=file.building_id,
        name=file.name,
        settings=settings,
        rooms=tuple(rooms),
        waivers=tuple(Waiver(w.rule, w.room_id, w.reason, w.by) for w in file.waivers),
        assumptions=assumptions,
        source_format="building",
        previous=previous,
        left_out=tuple(file.left_out),
        source_model=_kept(file.source_model),
    )
    check_building(building, fields)
    return building


def _kept(model: SourceModelFields | None) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_none=True, exclude_defaults=True) if model else {}


def _room(
    source: RoomFields, assumed: Assumed, fields: SettingsFields, at: str
) -> tuple[Room, tuple[str, ...]]:
    """One room and what was assumed about it."""
    notes = list(source.assumptions)
    tile = (source.tile_m[0], source.tile_m[1]) if source.tile_m else assumed.tile_m
    if source.tile_m is None:
        notes.append(assumed.tile_text())
    height = source.ceiling_height_m
    if height is None:
        height = assumed.ceiling_height_m
        notes.append(Assumption.CEILING_OF_HOUSE.said(height=height))
    room_type, note = _room_type(source.room_type, assumed, fields, at)
    if note:
        notes.append(note)
    boundary, holes = _outline(source, at)
    frame = Frame()
    if source.frame:
        x, y, z = source.frame.origin_m
        frame = Frame((x, y, z), source.frame.rotation_deg)
    room = Room(
        room_id=source.room_id,
        rows=tuple(source.rows),
        tile_m=tile,
        ceiling_height_m=height,
        room_type=room_type,
        name=source.name,
        story=source.story,
        outline_m=boundary,
        holes_m=holes,
        beams_m2=_beams_m2(source, holes, at),
        frame=frame,
        luminaire=source.luminaire,
    )
    rows, note = _within_outline(room, at) if boundary else (room.rows, "")
    if note:
        notes.append(note)
    occupied = with_existing(room, rows)
    return replace(occupied, flows=_flows(source, occupied, at)), tuple(notes)


def _flows(source: RoomFields, room: Room, at: str) -> dict[Tile, float]:
    """L/s of the terminals that have one. Raises InvalidBuilding for a tile without a terminal."""
    flows: dict[Tile, float] = {}
    for index, (x, y, flow) in enumerate(source.flows):
        here = x < room.width and y < room.height and room.at((x, y)) in _AIR
        if not here or (x, y) in flows:
            raise InvalidBuilding(
                f"{at}/flows/{index}",
                f"x = {x}, y = {y} is there twice" if here else f"no air terminal is at x = {x}, y = {y}",
                "give [x, y, L/s] once for each S or R whose flow is known",
            )
        flows[x, y] = flow
    return flows


def _of_one_size(rows: list[str], room: Room, at: str) -> tuple[str, ...]:
    """An earlier layout's rows, which are tile by tile those of the room."""
    if (len(rows), len(rows[0])) != (room.height, room.width):
        raise InvalidBuilding(
            f"{at}/previous_rows",
            f"{len(rows[0])} × {len(rows)} tiles, the room has {room.width} × {room.height}",
            "give rows of the room's size, or leave them out",
        )
    return tuple(rows)


def with_existing(room: Room, rows: tuple[str, ...]) -> Room:
    """The room with these rows; what is occupied in them was there before."""
    occupied = frozenset((x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char in KINDS)
    return replace(room, rows=rows, existing=occupied)


def _room_type(name: str | None, assumed: Assumed, fields: SettingsFields, at: str) -> tuple[str, str]:
    """The room type's name in the table, and what was assumed to find it."""
    if name is None:
        return assumed.room_type, f"room type {assumed.room_type}"
    if name in ROOM_TYPES or name in (fields.targets or {}):
        return name, ""
    known = known_as(name)
    if known is None:
        raise InvalidBuilding(
            f"{at}/room_type",
            f"{quoted(name)} is no known room type",
            f"{nearest(name, list(ROOM_TYPES))} Else describe it in settings.targets, or use 'unknown'",
        )
    return known, f"room type {known}, from {quoted(name)}"


def _outline(source: RoomFields, at: str) -> tuple[Ring, tuple[Ring, ...]]:
    if source.outline_m is None:
        if source.holes_m:
            raise InvalidBuilding(f"{at}/holes_m", "holes without an outline", "give outline_m too")
        return (), ()
    boundary = ring([(x, y) for x, y in source.outline_m], f"{at}/outline_m")
    holes = [ring([(x, y) for x, y in hole], f"{at}/holes_m/{i}") for i, hole in enumerate(source.holes_m)]
    return outline(boundary, holes, f"{at}/holes_m")


def _beams_m2(source: RoomFields, holes: tuple[Ring, ...], at: str) -> float:
    """The floor below beams. Raises InvalidBuilding where it is larger than the holes."""
    most = sum(Polygon(hole).area for hole in holes)
    if source.beams_m2 > most + _SLACK_M2:
        message = f"{source.beams_m2:.4g} m² below beams, the holes have {most:.4g}"
        raise InvalidBuilding(f"{at}/beams_m2", message, "give each beam's plan in holes_m, or leave it out")
    return source.beams_m2


def _within_outline(room: Room, at: str) -> tuple[tuple[str, ...], str]:
    """The rows with empty tiles that the outline cuts made invalid (GEO-2), and a note that says so.

    A component in a cut tile stays, and the rules will tell; one outside the room is a mistake.
    """
    inside = tiles_inside(room)
    rows: list[str] = []
    cut = 0
    shape = Polygon(room.outline_m, room.holes_m)
    for y, row in enumerate(room.rows):
        chars = list(row)
        for x, char in enumerate(row):
            if inside[y, x] or char == INVALID:
                continue
            if char == EMPTY:
                chars[x] = INVALID
                cut += 1
            elif not shapely.intersects_xy(shape, *room.centre_m((x, y))):
                raise InvalidBuilding(
                    f"{at}/rows/{y}",
                    f"the {COMPONENTS[char].replace('_', ' ')} at x = {x} is outside the outline",
                    "give outline_m in metres from the grid's corner (0, 0)",
                )
        rows.append("".join(chars))
    if cut and cut == sum(row.count(EMPTY) for row in room.rows):
        raise InvalidBuilding(
            f"{at}/outline_m",
            "no empty tile lies inside the outline",
            "give outline_m in metres from the grid's corner (0, 0)",
        )
    return tuple(rows), f"{cut} tiles that the outline cuts taken as invalid" if cut else ""
