"""Honeybee models (HBJSON): floors become tile grids, storeys become ceiling heights.

The file says nothing about a suspended ceiling: its tile, its height below the storey and, for some
programs, the room type are assumed, and every assumption is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapely import Polygon

from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.building.rooms import Budget, check_building
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.geometry.outline import outline, ring
from plenum.files.geometry.storey import METRES, one_floor, suspended_ceiling
from plenum.files.geometry.tiling import STEP_M, tile_floor
from plenum.files.honeybee.schema import Face, HoneybeeModel, HoneybeeRoom, RoomProperties
from plenum.files.parsing.check import check
from plenum.files.settings.options import Assumed, ReadOptions, settings_of
from plenum.files.settings.room_type_names import of_program


def read_hbjson(data: Mapping[str, Any], options: ReadOptions) -> Building:
    """A building from a Honeybee model's data. Raises InvalidBuilding."""
    missing = isinstance(data.get("rooms"), list) and not data["rooms"]
    if missing:
        raise InvalidBuilding(
            "/rooms", "the model has no rooms", "export it with rooms, not with faces alone"
        )
    model = check(HoneybeeModel, data)
    assumed = Assumed(options, options.settings.assume if options.settings else None)
    settings, fields = settings_of(options)
    scale = METRES[model.units]
    rooms: list[Room] = []
    assumptions: dict[str, tuple[str, ...]] = {}
    budget = Budget()
    for index, source in enumerate(model.rooms):
        budget.points(sum(len(face.geometry.boundary) for face in source.faces), index)
        room, notes = honeybee_room(source, scale, assumed, pointer("rooms", index))
        budget.tiles(room, index)
        rooms.append(room)
        assumptions[room.room_id] = notes
        if "units" not in data:
            assumptions[room.room_id] += ("coordinates in metres",)
    building = Building(
        building_id=model.identifier,
        name=model.display_name or "",
        settings=settings,
        rooms=tuple(rooms),
        assumptions=assumptions,
        source_format="hbjson",
    )
    check_building(building, fields, id_field="identifier")
    return building


def honeybee_room(
    source: HoneybeeRoom, scale: float, assumed: Assumed, at: str
) -> tuple[Room, tuple[str, ...]]:
    """One room and what was assumed about it; `at` is its place. Raises InvalidBuilding."""
    notes = [assumed.tile_text()]
    faces = _floor_faces(source, at)
    floor, level, slope = _floor(source, faces, scale, at)
    if slope > STEP_M:
        notes.append(f"the floor slopes by {slope:.3g} m: its lowest point counts")
    tiling = tile_floor(floor, level, assumed.tile_m, f"{at}/faces/{faces[0]}/geometry")
    height, note = _ceiling(source, level, scale, assumed, at)
    notes.append(note)
    room_type, note = type_of_program(source.properties, assumed)
    if note:
        notes.append(note)
    room = Room(
        room_id=source.identifier,
        rows=tiling.rows,
        tile_m=assumed.tile_m,
        ceiling_height_m=height,
        room_type=room_type,
        name=source.display_name or "",
        story=source.story or "",
        outline_m=tiling.outline_m,
        holes_m=tiling.holes_m,
        frame=tiling.frame,
    )
    return room, tuple(notes)


def _floor_faces(source: HoneybeeRoom, at: str) -> list[int]:
    """The indices of a room's floor faces: those called so, else the air boundaries it stands on."""
    floors = [i for i, face in enumerate(source.faces) if face.face_type == "Floor"]
    if floors:
        return floors
    bottom = min(_heights(face)[0] for face in source.faces)
    floors = [
        i
        for i, face in enumerate(source.faces)
        if face.face_type == "AirBoundary" and _heights(face) == (bottom, bottom)
    ]
    if not floors:
        raise InvalidBuilding(f"{at}/faces", "the room has no floor", 'give a face of face_type "Floor"')
    return floors


def _floor(source: HoneybeeRoom, faces: list[int], scale: float, at: str) -> tuple[Polygon, float, float]:
    """The floor in plan, its level, and how much its level varies; all in m."""
    parts: list[Polygon] = []
    lowest, highest = [], []
    for index in faces:
        face = source.faces[index].geometry
        here = f"{at}/faces/{index}/geometry"
        boundary = ring([(x * scale, y * scale) for x, y, _ in face.boundary], f"{here}/boundary")
        holes = [
            ring([(x * scale, y * scale) for x, y, _ in hole], f"{here}/holes/{i}")
            for i, hole in enumerate(face.holes or [])
        ]
        parts.append(Polygon(*outline(boundary, holes, f"{here}/holes")))
        low, high = _heights(source.faces[index])
        lowest.append(low * scale)
        highest.append(high * scale)
    level = min(lowest)
    return one_floor(parts, level, max(highest), f"{at}/faces"), level, max(highest) - level


def _ceiling(
    source: HoneybeeRoom, level: float, scale: float, assumed: Assumed, at: str
) -> tuple[float, str]:
    """The suspended ceiling's height over the floor in m, and how it was found (rule GEO-5)."""
    roofs = [_heights(face)[0] * scale for face in source.faces if face.face_type == "RoofCeiling"]
    top = min(roofs) if roofs else max(_heights(face)[1] for face in source.faces) * scale
    return suspended_ceiling(top, level, assumed, at)


def type_of_program(properties: RoomProperties, assumed: Assumed) -> tuple[str, str]:
    """The room type, and what was assumed if the program does not tell it."""
    program = properties.energy.program_type if properties.energy else None
    if program is None:
        return assumed.room_type, f"room type {assumed.room_type}: the model names no program"
    known = of_program(program)
    if known is None:
        return assumed.room_type, f"room type {assumed.room_type}: {quoted(program)} is no known program"
    generic = "::" not in program
    return known, f"room type {known}, from the program {quoted(program)}" if generic else ""


def _heights(face: Face) -> tuple[float, float]:
    """A face's lowest and highest z, in the model's units."""
    heights = [point[2] for point in face.geometry.boundary]
    return min(heights), max(heights)
