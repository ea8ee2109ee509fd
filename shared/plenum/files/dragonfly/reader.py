"""Dragonfly models (DFJSON): rooms drawn as plans, storeys that may stand for several.

A repeated storey becomes as many storeys, each room's id with the prefix `Flr1_`, `Flr2_` that Dragonfly
gives it itself. Rooms modelled in three dimensions are read as Honeybee's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from pydantic import BaseModel

from plenum.ceiling.room.room import Frame, Room
from plenum.files.building.building import Building
from plenum.files.building.gathering import Gathering, LeftOut, Read, no_room
from plenum.files.building.rooms import check_building
from plenum.files.dragonfly.schema import DragonflyBuilding, DragonflyModel, Room2D, Story
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.geometry.outline import mended_floor
from plenum.files.geometry.storey import METRES, suspended_ceiling, top_of_room
from plenum.files.geometry.tiling import tile_floor
from plenum.files.honeybee.reader import IN_METRES, honeybee_rooms, sayings_of
from plenum.files.limits import MAX_COORDINATE_M, MAX_ROOMS
from plenum.files.omission import Named
from plenum.files.parsing.check import check
from plenum.files.parsing.fields import Identifier
from plenum.files.room_names.vocabulary import NOT_A_ROOM
from plenum.files.settings.options import Assumed, ReadOptions, settings_of

STANDARD: Final = "Standard"


class _Id(BaseModel):
    identifier: Identifier


def read_dragonfly(data: Mapping[str, Any], options: ReadOptions) -> Building:
    """A building from a Dragonfly model's data. Raises InvalidBuilding."""
    model = check(DragonflyModel, data)
    settings, fields = settings_of(options)
    gathering = Gathering()
    scale = METRES[model.units]
    assumed = Assumed.of_model(options, _names(model), scale)
    reader = _Reader(scale, assumed, gathering, () if "units" in data else (IN_METRES,))
    for index, building in enumerate(model.buildings):
        reader.building(building, pointer("buildings", index))
    if not gathering.rooms:
        if gathering.left_out:
            raise gathering.no_rooms("rooms")
        raise InvalidBuilding("/buildings", "the model has no rooms", "give its storeys room_2ds")
    read = gathering.building(model.identifier, model.display_name or "", settings, "dfjson")
    check_building(read, fields, id_field="identifier")
    return read


class _Reader:
    """Takes the rooms of a model in as they come."""

    def __init__(self, scale: float, assumed: Assumed, gathering: Gathering, notes: tuple[str, ...]) -> None:
        self.scale = scale
        """m a unit of the model."""
        self.assumed = assumed
        self.gathering = gathering
        self.notes = notes
        """Assumed about every room."""

    def building(self, source: DragonflyBuilding, at: str) -> None:
        """Every room of a building."""
        stories = source.unique_stories
        for index, story in enumerate(stories):
            if story.story_type == STANDARD:
                under = index + 1 < len(stories) and stories[index + 1].story_type == "CeilingPlenum"
                self._story(story, under, f"{at}/unique_stories/{index}")
            for data in story.room_2ds if story.story_type != STANDARD else ():
                self.gathering.leave(_named(data), f"its storey {quoted(story.identifier)} is a plenum")
        places = {f"{at}/room_3ds/{index}": room for index, room in enumerate(source.room_3ds or [])}
        for here, read in honeybee_rooms(places, self.scale, self.assumed, self.gathering):
            self._add(read, here)

    def _add(self, read: Read, at: str) -> None:
        room, notes = read
        self.gathering.add((room, (*notes, *self.notes)), at)

    def _story(self, story: Story, under: bool, at: str) -> None:
        rooms: list[tuple[str, Room2D]] = []
        for index, data in enumerate(story.room_2ds):
            here = f"{at}/room_2ds/{index}"
            if room := self.gathering.tried(_named(data), partial(check, Room2D, data, here)):
                rooms.append((here, room))
        given = story.floor_to_floor_height
        tallest = max((room.floor_to_ceiling_height for _, room in rooms), default=0.0)
        rise = (given if isinstance(given, float) and given > 0 else tallest) * self.scale
        for here, source in rooms:
            count = len(source.floor_boundary) + sum(map(len, source.floor_holes or []))
            self.gathering.budget.points(count, here)
            named = Named("room", source.identifier, source.display_name or "")
            copies = partial(self._copies, source, story, under, rise, here)
            for read in self.gathering.tried(named, copies) or ():
                self._add(read, here)

    def _copies(self, source: Room2D, story: Story, under: bool, rise: float, at: str) -> list[Read]:
        """The room on each of the storeys that its storey stands for."""
        name = story.display_name or story.identifier
        room, notes = self._room(source, name, under, rise, at)
        if story.multiplier == 1:
            return [(room, notes)]
        # One more than may be: whoever counts them stops there.
        floors = range(min(story.multiplier, MAX_ROOMS + 1))
        return [(_raised(room, floor, rise, name, at), notes) for floor in floors]

    def _room(self, source: Room2D, story: str, under: bool, rise_m: float, at: str) -> Read:
        """One room of a storey as it is drawn; `under`: with a storey that is a plenum above it.

        `rise_m` is the storey's height, of a room that has none of its own.
        """
        m, assumed = self.scale, self.assumed
        sayings = sayings_of(source.properties, source.display_name, source.identifier)
        names = (source.identifier, *(text for _, text in sayings))
        room_type, note = assumed.use(names, sayings)
        if room_type == NOT_A_ROOM:
            raise LeftOut(no_room(note))
        floor, mended = mended_floor(
            [(x * m, y * m) for x, y in source.floor_boundary],
            [[(x * m, y * m) for x, y in hole] for hole in source.floor_holes or []],
            f"{at}/floor_boundary",
            f"{at}/floor_holes",
        )
        level = (source.floor_height + source.floor_plenum_depth) * m
        top = source.floor_height * m + (source.floor_to_ceiling_height * m or rise_m)
        height, ceiling = self._ceiling(source, top, level, under, at)
        tiling = tile_floor(floor, level, assumed.tile_m, f"{at}/floor_boundary")
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
        return room, tuple(filter(None, (assumed.tile_text(), *mended, ceiling, note)))

    def _ceiling(self, source: Room2D, top: float, level: float, under: bool, at: str) -> tuple[float, str]:
        """Under a plenum of the model, else by rule GEO-5."""
        depth = source.ceiling_plenum_depth * self.scale
        here = f"{at}/floor_to_ceiling_height"
        if depth or under:
            return top_of_room(top - depth, level, self.assumed, here, "the model's plenum is above it")
        return suspended_ceiling(top, level, self.assumed, here)


def _names(model: DragonflyModel) -> Iterator[str]:
    """What the rooms are called."""
    for building in model.buildings:
        rooms = [room for story in building.unique_stories for room in story.room_2ds]
        for room in (*rooms, *(building.room_3ds or ())):
            yield _named(room).name


def _named(data: Any) -> Named:
    fields = data if isinstance(data, Mapping) else {}
    return Named("room", str(fields.get("identifier", "")), str(fields.get("display_name") or ""))


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
