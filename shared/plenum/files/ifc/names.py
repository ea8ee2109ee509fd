"""What the rooms of an IFC file are called, and what their names say about their use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.files.ids import short
from plenum.files.ifc.relations import above, predefined, property_text, text, type_of
from plenum.files.omission import Named
from plenum.files.settings.options import Assumed
from plenum.files.settings.room_type_names import Saying


def named(space: Any) -> Named:
    """A space as a note names it."""
    number, long_name = text(space, "Name"), text(space, "LongName")
    return Named("space", number or long_name or text(space, "GlobalId"), long_name)


def names_of(space: Any) -> tuple[str, str]:
    """What people call a space."""
    return text(space, "Name"), text(space, "LongName")


def storey_of(space: Any) -> Any | None:
    """The storey a space is in, where the file says one."""
    return next((whole for whole in above(space) if whole.is_a("IfcBuildingStorey")), None)


def storey_name(storey: Any | None) -> str:
    """What a storey is called."""
    return short(text(storey, "Name") or text(storey, "LongName")) if storey is not None else ""


def use_of_space(space: Any, own: Iterable[str], assumed: Assumed) -> tuple[str, str]:
    """The room type that the space's names tell, or `not_a_room`, and what told it.

    A type that the file names as Plenum does, in `ObjectType`, needs no note.
    """
    names = (text(space, "Name"), text(space, "LongName"), text(space, "ObjectType"))
    own = set(own)
    if names[2] in {*ROOM_TYPES, *own} and not assumed.room_types:
        return names[2], ""
    return assumed.use(names, [(where, said) for where, said in _sayings(space) if said], own)


def _sayings(space: Any) -> Iterable[Saying]:
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
