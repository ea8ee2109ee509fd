"""Honeybee models (HBJSON): floors become tile grids, storeys become ceiling heights.

The file says nothing about a suspended ceiling: its tile, its height below the storey and, for some
programs, the room type are assumed, and every assumption is listed. A plenum above a room tells where
its ceiling is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.gathering import Gathering, LeftOut, Read, no_room
from plenum.files.building.rooms import check_building
from plenum.files.errors import InvalidBuilding, pointer
from plenum.files.geometry.outline import mended_floor
from plenum.files.geometry.storey import (
    METRES,
    SLOPE_M,
    Floor,
    Part,
    floor_of,
    suspended_ceiling,
    top_of_room,
)
from plenum.files.geometry.tiling import tile_floor
from plenum.files.geometry.voids import Void, is_over
from plenum.files.honeybee.schema import Face, HoneybeeModel, HoneybeeRoom, RoomProperties
from plenum.files.limits import MIN_CEILING_M
from plenum.files.omission import Named
from plenum.files.parsing.check import check
from plenum.files.room_names.vocabulary import NOT_A_ROOM
from plenum.files.settings.options import Assumed, ReadOptions, settings_of
from plenum.files.settings.room_type_names import program_of

IN_METRES: Final = Assumption.METRES.said()
"""What is assumed where a model does not say its unit."""


def read_hbjson(data: Mapping[str, Any], options: ReadOptions) -> Building:
    """A building from a Honeybee model's data. Raises InvalidBuilding."""
    if data.get("rooms", []) == []:
        raise InvalidBuilding(
            "/rooms", "the model has no rooms", "export it with rooms, not with faces alone"
        )
    model = check(HoneybeeModel, data)
    scale = METRES[model.units]
    assumed = Assumed.of_model(options, (_named(room).name for room in model.rooms), scale)
    settings, fields = settings_of(options)
    gathering = Gathering()
    places = {pointer("rooms", index): room for index, room in enumerate(model.rooms)}
    for at, (room, notes) in honeybee_rooms(places, scale, assumed, gathering):
        gathering.add((room, (*notes, *(() if "units" in data else (IN_METRES,)))), at)
    if not gathering.rooms:
        raise gathering.no_rooms("rooms")
    building = gathering.building(model.identifier, model.display_name or "", settings, "hbjson")
    check_building(building, fields, id_field="identifier")
    return building


@dataclass(frozen=True)
class Solid:
    """A room's shape, m."""

    source: HoneybeeRoom
    floor: Floor
    top_m: float
    """The lowest point of its roofs and ceilings."""
    slope_m: float
    """How much its roofs and ceilings rise above it."""
    room_type: str
    type_note: str
    at: str

    @property
    def is_void(self) -> bool:
        """Whether nobody can stand in it, or its name says that it is no room."""
        low = self.top_m + self.slope_m - self.floor.level_m < MIN_CEILING_M
        return low or self.room_type == NOT_A_ROOM


def honeybee_rooms(
    places: Mapping[str, Any], scale: float, assumed: Assumed, gathering: Gathering
) -> list[tuple[str, Read]]:
    """Rooms by their places in the file; what is none, or cannot be read, is left out."""
    solids: list[tuple[Named, Solid]] = []
    for at, data in places.items():
        named = _named(data)

        solid = gathering.tried(named, partial(_solid, data, scale, assumed, at))
        if solid:
            solids.append((named, solid))
            gathering.budget.points(sum(len(face.geometry.boundary) for face in solid.source.faces), at)
    voids = [Void(solid.floor.plan, solid.floor.level_m) for _, solid in solids if solid.is_void]
    found: list[tuple[str, Read]] = []
    for named, solid in solids:
        if read := gathering.tried(named, partial(_room, solid, voids, assumed)):
            found.append((solid.at, read))
    return found


def _named(data: Any) -> Named:
    fields = data if isinstance(data, Mapping) else {}
    return Named(
        "room", str(fields.get("identifier", "")), " ".join(str(fields.get("display_name") or "").split())
    )


def _solid(data: Any, scale: float, assumed: Assumed, at: str) -> Solid:
    """The room's shape and use. Raises InvalidBuilding, and LeftOut."""
    source = check(HoneybeeRoom, data, at)
    names = (source.identifier, source.display_name or "", _program(source.properties))
    room_type, note = assumed.use(
        names, sayings_of(source.properties, source.display_name, source.identifier)
    )
    try:
        floor = _floor(source, _floor_faces(source, at), scale, at)
    except InvalidBuilding:
        if room_type == NOT_A_ROOM:
            raise LeftOut(no_room(note)) from None
        raise
    roofs = [face for face in source.faces if face.face_type == "RoofCeiling"]
    lowest = [_heights(face)[0] * scale for face in roofs]
    highest = max(_heights(face)[1] for face in roofs or source.faces) * scale
    top = min(lowest) if lowest else highest
    return Solid(source, floor, top, highest - top, room_type, note, at)


def _room(solid: Solid, voids: Sequence[Void], assumed: Assumed) -> Read:
    """One room and what was assumed about it. Raises InvalidBuilding, and LeftOut."""
    if solid.room_type == NOT_A_ROOM:
        raise LeftOut(no_room(solid.type_note))
    source, floor = solid.source, solid.floor
    height, note = _ceiling(solid, voids, assumed)
    tiling = tile_floor(floor.plan, floor.level_m, assumed.tile_m, solid.at)
    room = Room(
        room_id=source.identifier,
        rows=tiling.rows,
        tile_m=assumed.tile_m,
        ceiling_height_m=height,
        room_type=solid.room_type,
        name=source.display_name or "",
        story=source.story or "",
        outline_m=tiling.outline_m,
        holes_m=tiling.holes_m,
        frame=tiling.frame,
    )
    return room, (assumed.tile_text(), *floor.notes, *note, solid.type_note)


def _ceiling(solid: Solid, voids: Sequence[Void], assumed: Assumed) -> tuple[float, list[str]]:
    """The suspended ceiling's height over the floor in m, and how it was found (rule GEO-5)."""
    level, at = solid.floor.level_m, solid.at
    if not solid.is_void and is_over(voids, solid.floor.plan, solid.top_m):
        height, how = top_of_room(solid.top_m, level, assumed, at, "a plenum lies above")
        return height, [how]
    if solid.slope_m <= SLOPE_M:
        height, how = suspended_ceiling(solid.top_m, level, assumed, at)
        return height, [how]
    low = max(solid.top_m, min(level + MIN_CEILING_M, solid.top_m + solid.slope_m))
    height, how = top_of_room(
        low, level, assumed, at, "the lowest height of a sloped roof that can be stood under"
    )
    return height, [how, Assumption.FLAT_CEILING.said(rise=solid.slope_m)]


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


def _floor(source: HoneybeeRoom, faces: list[int], scale: float, at: str) -> Floor:
    """The floor in plan with its level, faces without an area left aside where there are others."""
    parts: list[Part] = []
    notes: list[str] = []
    wrong: list[InvalidBuilding] = []
    for index in faces:
        face = source.faces[index].geometry
        here = f"{at}/faces/{index}/geometry"
        try:
            plan, mended = mended_floor(
                [(x * scale, y * scale) for x, y, _ in face.boundary],
                [[(x * scale, y * scale) for x, y, _ in hole] for hole in face.holes or []],
                f"{here}/boundary",
                f"{here}/holes",
            )
        except InvalidBuilding as error:
            wrong.append(error)
            continue
        low, high = _heights(source.faces[index])
        parts.append(Part(plan, low * scale, high * scale))
        notes += mended
    if not parts:
        raise wrong[0]
    floor = floor_of(parts, f"{at}/faces")
    left = [f"{len(wrong)} faces of its floor are left out: {wrong[0].message}"] if wrong else []
    return Floor(floor.plan, floor.level_m, (*floor.notes, *notes, *left))


def _program(properties: RoomProperties) -> str:
    return (properties.energy.program_type if properties.energy else None) or ""


def sayings_of(properties: RoomProperties, name: str | None, identifier: str) -> list[tuple[str, str]]:
    """What a room's program and names say of its use."""
    program = program_of(_program(properties))
    said = [("program", program), ("name", name or ""), ("identifier", identifier if not name else "")]
    return [(where, text) for where, text in said if text]


def _heights(face: Face) -> tuple[float, float]:
    """A face's lowest and highest z, in the model's units."""
    heights = [point[2] for point in face.geometry.boundary]
    return min(heights), max(heights)
