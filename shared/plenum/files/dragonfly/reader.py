"""Dragonfly models (DFJSON): rooms drawn as plans, storeys that may stand for several.

A repeated storey becomes as many storeys, each room's id with the prefix `Flr1_`, `Flr2_` that Dragonfly
gives it itself. Rooms modelled in three dimensions are read as Honeybee's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel
from shapely import Polygon

from plenum.ceiling.room.room import Frame, Room
from plenum.files.building.building import Building
from plenum.files.building.rooms import Budget, check_building
from plenum.files.dragonfly.schema import DragonflyBuilding, DragonflyModel, Room2D, Story
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.geometry.outline import outline, ring
from plenum.files.geometry.storey import METRES, suspended_ceiling
from plenum.files.geometry.tiling import tile_floor
from plenum.files.honeybee.reader import honeybee_room, type_of_program
from plenum.files.limits import MAX_CEILING_M, MAX_COORDINATE_M, MAX_ROOMS, MIN_CEILING_M
from plenum.files.parsing.check import check
from plenum.files.parsing.fields import Identifier
from plenum.files.settings.options import Assumed, ReadOptions, settings_of

Read = tuple[Room, tuple[str, ...]]
"""A room and what was assumed about it."""
STANDARD: Final = "Standard"


class _Id(BaseModel):
    identifier: Identifier


def read_dragonfly(data: Mapping[str, Any], options: ReadOptions) -> Building:
    """A building from a Dragonfly model's data. Raises InvalidBuilding."""
    model = check(DragonflyModel, data)
    settings, fields = settings_of(options)
    reader = _Reader(
        METRES[model.units], Assumed(options, options.settings.assume if options.settings else None)
    )
    rooms: list[Room] = []
    assumptions: dict[str, tuple[str, ...]] = {}
    places: dict[str, str] = {}
    for index, building in enumerate(model.buildings):
        for room, notes, at in reader.building(building, pointer("buildings", index)):
            first = places.setdefault(room.room_id.casefold(), at)
            if first != at or room.room_id in assumptions:
                raise InvalidBuilding(
                    f"{at}/identifier",
                    f"the room at {first} has this identifier too",
                    "give each room its own; capitals do not count",
                )
            rooms.append(room)
            assumptions[room.room_id] = notes
            if "units" not in data:
                assumptions[room.room_id] += ("coordinates in metres",)
    if not rooms:
        raise InvalidBuilding("/buildings", "the model has no rooms", "give its storeys room_2ds")
    read = Building(
        building_id=model.identifier,
        name=model.display_name or "",
        settings=settings,
        rooms=tuple(rooms),
        assumptions=assumptions,
        source_format="dfjson",
        left_out=tuple(
            f"storey {quoted(story.identifier)}: a plenum"
            for building in model.buildings
            for story in building.unique_stories
            if story.story_type != STANDARD
        ),
    )
    check_building(read, fields, id_field="identifier")
    return read


class _Reader:
    """Rooms with their notes and places, counted as they come."""

    def __init__(self, scale: float, assumed: Assumed) -> None:
        self.scale = scale
        """m a unit of the model."""
        self.assumed = assumed
        self.budget = Budget()
        self.rooms = 0

    def building(self, source: DragonflyBuilding, at: str) -> Iterator[tuple[Room, tuple[str, ...], str]]:
        """Every room of a building."""
        stories = source.unique_stories
        for index, story in enumerate(stories):
            if story.story_type == STANDARD:
                under = index + 1 < len(stories) and stories[index + 1].story_type == "CeilingPlenum"
                yield from self._story(story, under, f"{at}/unique_stories/{index}")
        for index, room in enumerate(source.room_3ds or []):
            here = f"{at}/room_3ds/{index}"
            self.budget.points(sum(len(face.geometry.boundary) for face in room.faces), here)
            read, notes = honeybee_room(room, self.scale, self.assumed, here)
            self._count(read, here)
            yield read, notes, here

    def _story(self, story: Story, under: bool, at: str) -> Iterator[tuple[Room, tuple[str, ...], str]]:
        name = story.display_name or story.identifier
        given = story.floor_to_floor_height
        tallest = max((room.floor_to_ceiling_height for room in story.room_2ds), default=0.0)
        rise = (given if isinstance(given, float) else tallest) * self.scale
        for index, source in enumerate(story.room_2ds):
            here = f"{at}/room_2ds/{index}"
            self.budget.points(len(source.floor_boundary) + sum(map(len, source.floor_holes or [])), here)
            room, notes = self._room(source, name, under, here)
            for floor in range(story.multiplier):
                copy = room if story.multiplier == 1 else _raised(room, floor, rise, name, here)
                self._count(copy, here)
                yield copy, notes, here

    def _count(self, room: Room, at: str) -> None:
        self.rooms += 1
        if self.rooms > MAX_ROOMS:
            raise InvalidBuilding(at, f"more than {MAX_ROOMS:,} rooms up to here", "split the building")
        self.budget.tiles(room, at)

    def _room(self, source: Room2D, story: str, under: bool, at: str) -> Read:
        """One room of a storey as it is drawn; `under`: with a storey that is a plenum above it."""
        m, assumed = self.scale, self.assumed
        boundary = ring([(x * m, y * m) for x, y in source.floor_boundary], f"{at}/floor_boundary")
        holes = [
            ring([(x * m, y * m) for x, y in hole], f"{at}/floor_holes/{i}")
            for i, hole in enumerate(source.floor_holes or [])
        ]
        floor = Polygon(*outline(boundary, holes, f"{at}/floor_holes"))
        level = (source.floor_height + source.floor_plenum_depth) * m
        top = (source.floor_height + source.floor_to_ceiling_height) * m
        tiling = tile_floor(floor, level, assumed.tile_m, f"{at}/floor_boundary")
        height, ceiling = self._ceiling(source, top, level, under, at)
        room_type, note = type_of_program(source.properties, assumed)
        room = Room(
            room_id=source.identifier,
            rows=tiling.rows,
            tile_m=assumed.tile_m,
            ceiling_height_m=height,
            room_type=room_type,
            name=source.display_name or "",
            story=story,
            outline_m=tiling.outline_m,
            holes_m=tiling.holes_m,
            frame=tiling.frame,
        )
        return room, tuple(filter(None, (assumed.tile_text(), ceiling, note)))

    def _ceiling(self, source: Room2D, top: float, level: float, under: bool, at: str) -> tuple[float, str]:
        """Under a plenum of the model, else by rule GEO-5."""
        depth = source.ceiling_plenum_depth * self.scale
        if (depth or under) and not self.assumed.ceiling_is_set:
            height = round(top - depth - level, 4)
            if not MIN_CEILING_M <= height <= MAX_CEILING_M:
                raise InvalidBuilding(
                    f"{at}/floor_to_ceiling_height",
                    f"a ceiling at {height:.4g} m under the model's plenum",
                    f"it should be {MIN_CEILING_M:g} to {MAX_CEILING_M:g} m: check heights and units",
                )
            return height, f"ceiling at {height:g} m, under the model's plenum"
        return suspended_ceiling(top, level, self.assumed, f"{at}/floor_to_ceiling_height")


def _raised(room: Room, floor: int, rise_m: float, story: str, at: str) -> Room:
    """A room of the repeated storey's floor `floor` (0: the lowest)."""
    own = f"Flr{floor + 1}_{room.room_id}"
    check(_Id, {"identifier": own}, at)
    x, y, z = room.frame.origin_m
    height = round(z + floor * rise_m, 4)
    if abs(height) > MAX_COORDINATE_M:
        raise InvalidBuilding(at, "the repeated storeys reach too high", "check multiplier and heights")
    frame = Frame((x, y, height), room.frame.rotation_deg)
    return replace(room, room_id=own, story=f"{story} ({floor + 1})", frame=frame)
