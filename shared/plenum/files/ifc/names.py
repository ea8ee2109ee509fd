"""What the rooms of an IFC file are called, and what their names say about their use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.files.errors import printable, quoted
from plenum.files.ifc.relations import above, predefined, property_text, text, type_of
from plenum.files.limits import MAX_ID, MAX_NAME
from plenum.files.settings.options import Assumed
from plenum.files.settings.room_type_names import known_as

_NOT_IN_IDS: Final = re.compile(r"[^\w.-]+")
_NUMBER: Final = re.compile(r"\S*\d\S*")
"""A word of a name that numbers the room: `Office 2.14`."""


def identifier(name: str, otherwise: str) -> str:
    """A name as an id: what an id may not hold becomes a space."""
    kept = _NOT_IN_IDS.sub(" ", name).strip(" .-")[: MAX_ID - 8].strip(" .-")
    return kept or otherwise


class Ids:
    """Ids that are unlike each other; capitals do not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def unlike(self, wanted: str) -> str:
        """The id, or the first one that is made from it by a number and not taken."""
        found, key = wanted, wanted.casefold()
        while found.casefold() in self._taken:
            number = self._next.get(key, 2)
            self._next[key] = number + 1
            found = f"{wanted}-{number}"
        self._taken.add(found.casefold())
        return found


def short(name: str) -> str:
    """A name for people, as short as names have to be."""
    return printable(name)[:MAX_NAME]


def called(space: Any) -> str:
    """A space as an error or a note names it."""
    return f"space {quoted(text(space, 'Name') or text(space, 'LongName') or space.GlobalId)}"


def storey_of(space: Any) -> str:
    """The name of the storey a space is in."""
    storey = next((whole for whole in above(space) if whole.is_a("IfcBuildingStorey")), None)
    return short(text(storey, "Name") or text(storey, "LongName")) if storey is not None else ""


def room_type_of(space: Any, own: Iterable[str], assumed: Assumed) -> tuple[str, str]:
    """The room type that the space's names tell, and what was assumed to find it."""
    own = set(own)
    for where, said in _sayings(space):
        if said in ROOM_TYPES or said in own:
            return said, "" if where == "ObjectType" else f"room type {said}, from its {where}"
        found = known_as(said) or known_as(_NUMBER.sub(" ", said))
        if found:
            return found, f"room type {found}, from its {where} {quoted(said)}"
    return assumed.room_type, f"room type {assumed.room_type}: no name of the space tells it"


def _sayings(space: Any) -> Iterable[tuple[str, str]]:
    kind = type_of(space)
    yield "ObjectType", text(space, "ObjectType")
    yield "occupancy", property_text(space, "OccupancyType")
    yield "LongName", text(space, "LongName")
    if kind is not None:
        yield "type's name", text(kind, "LongName")
        yield "type's name", text(kind, "Name")
        yield "type", text(kind, "ElementType")
    yield "Name", text(space, "Name")
    yield "Description", text(space, "Description")
    yield "predefined type", predefined(space)
