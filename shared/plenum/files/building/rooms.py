"""What must hold for all rooms of a building together, whatever format they came in."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.rule_set import RULES
from plenum.files import limits
from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.parsing.fields import nearest
from plenum.files.settings.schema import SettingsFields


def check_known(named: Iterable[str], at: str, rooms: Collection[str]) -> None:
    """Raise InvalidBuilding for the first of these names that no room has."""
    for name in named:
        if name not in rooms:
            raise InvalidBuilding(at, f"{quoted(name)} is no room", nearest(name, sorted(rooms)))


class Budget:
    """Counts tiles and points while rooms are read, so that a hostile file costs seconds, not hours.

    A room is named by its number or its place.
    """

    def __init__(self) -> None:
        self._tiles = self._points = 0

    def tiles(self, room: Room, at: int | str) -> None:
        """A room's tiles. Raises InvalidBuilding where the building has too many."""
        self._tiles += room.width * room.height
        if self._tiles > limits.MAX_CELLS:
            raise InvalidBuilding(
                _place(at),
                f"more than {limits.MAX_CELLS:,} tiles up to here",
                "split the building",
            )

    def points(self, count: int, at: int | str) -> None:
        """A room's corners. Raises InvalidBuilding where the building has too many."""
        self._points += count
        if self._points > limits.MAX_CORNERS:
            raise InvalidBuilding(
                _place(at),
                f"more than {limits.MAX_CORNERS:,} outline points up to here",
                "simplify the outlines, or split the building",
            )


def _place(at: int | str) -> str:
    return pointer("rooms", at) if isinstance(at, int) else at


def check_building(building: Building, fields: SettingsFields, *, id_field: str = "room_id") -> None:
    """Raises InvalidBuilding for what no single room shows: doubled ids, names that lead nowhere."""
    seen: dict[str, int] = {}
    for index, room in enumerate(building.rooms):
        # Ids become file names, and some file systems take no notice of case.
        first = seen.setdefault(room.room_id.casefold(), index)
        if first != index:
            raise InvalidBuilding(
                pointer("rooms", index, id_field),
                f"{quoted(room.room_id)} is the id of room {first} too",
                "give each room its own id; capitals do not count",
            )
    _names(building, fields)
    _waivers(building)


def _names(building: Building, fields: SettingsFields) -> None:
    """Room types and luminaires named in settings and rooms."""
    _luminaires(building, fields)
    types = {*ROOM_TYPES, *(room.room_type for room in building.rooms)}
    for table in ("targets", "loads"):
        for name in getattr(fields, table) or {}:
            if name not in types:
                raise _unknown(pointer("settings", table, name), "room type", name, types)
    if fields.lights:
        ids = {room.room_id for room in building.rooms}
        for table, what, known in (("types", "room type", types), ("rooms", "room", ids)):
            for name in getattr(fields.lights, table) or {}:
                if name not in known:
                    raise _unknown(pointer("settings", "lights", table, name), what, name, sorted(known))
    _fire(building, fields)


def _fire(building: Building, fields: SettingsFields) -> None:
    """Rooms that settings name for detectors: a room misspelt would go without."""
    ids = {room.room_id for room in building.rooms}
    for table in ("rooms", "inner_rooms"):
        for index, name in enumerate(getattr(fields.fire, table, None) or ()):
            if name not in ids:
                raise _unknown(pointer("settings", "fire", table, index), "room", name, sorted(ids))


def _luminaires(building: Building, fields: SettingsFields) -> None:
    lamps = fields.luminaire_names()
    for index, room in enumerate(building.rooms):
        if room.luminaire is not None and room.luminaire not in lamps:
            raise _unknown(pointer("rooms", index, "luminaire"), "luminaire", room.luminaire, lamps)
    for name, target in (fields.targets or {}).items():
        if target.luminaire is not None and target.luminaire not in lamps:
            at = pointer("settings", "targets", name, "luminaire")
            raise _unknown(at, "luminaire", target.luminaire, lamps)


def _waivers(building: Building) -> None:
    ids = [room.room_id for room in building.rooms]
    known = set(ids)
    seen: set[tuple[str, str]] = set()
    for index, waiver in enumerate(building.waivers):
        if waiver.rule not in RULES:
            raise _unknown(pointer("waivers", index, "rule"), "rule", waiver.rule, RULES)
        if waiver.room_id not in known:
            raise _unknown(pointer("waivers", index, "room_id"), "room", waiver.room_id, ids)
        if (waiver.rule, waiver.room_id) in seen:
            raise InvalidBuilding(
                pointer("waivers", index), "this rule is waived for this room already", "keep one of them"
            )
        seen.add((waiver.rule, waiver.room_id))


def _unknown(at: str, what: str, name: str, known: Iterable[str]) -> InvalidBuilding:
    names = list(known)
    cure = nearest(name, names) if len(names) <= 100 else "check its name"
    return InvalidBuilding(at, f"no {what} is called {quoted(name)}", cure)
