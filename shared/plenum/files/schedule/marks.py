"""What each component is called on drawings and in schedules, the same in all of them.

A light has its luminaire's mark, a terminal its flow, a detector an address: its storey's number and its
own, counted through the storey's rooms in the building's order. Loops and panels are the fire engineer's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.luminaire.catalogue import Luminaire
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.schedule.components import Component, components
from plenum.files.units import Units

HEAT: Final = "heat detectors by others"
"""Stands in rooms where heat detectors belong: none is placed."""
_LETTERS: Final = 4
"""Characters of a luminaire's name that serve as its mark; longer ones are numbered."""


@dataclass(frozen=True)
class Marked:
    """A component with its room and what stands beside it on a drawing."""

    room: Room
    part: Component
    mark: str


def luminaire_marks(building: Building) -> Mapping[str, Luminaire]:
    """The luminaires of the building's rooms by mark: short names as they are, long ones T1, T2 and on."""
    lamps = {lamp.name: lamp for lamp in (_lamp(room, building) for room in building.rooms)}
    taken = {name for name in lamps if len(name) <= _LETTERS}
    numbers = (f"T{n}" for n in count(1) if f"T{n}" not in taken)
    return {name if name in taken else next(numbers): lamp for name, lamp in lamps.items()}


def marked(building: Building) -> Iterator[Marked]:
    """Every component with its mark, room by room. Raises what `light_brief` raises."""
    units = Units.of(building.settings.overrides)
    marks = {lamp.name: mark for mark, lamp in luminaire_marks(building).items()}
    storeys = {story: i for i, story in enumerate(dict.fromkeys(room.story for room in building.rooms), 1)}
    addresses = {story: count(1) for story in storeys}
    for room in building.rooms:
        for part in components(room, building.settings):
            if part.kind is Kind.LIGHT:
                mark = marks[part.luminaire]
            elif part.kind.entry.moves_air:
                mark = "" if part.flow_l_s is None else units.flow(part.flow_l_s)
            else:
                mark = f"{storeys[room.story]}-{next(addresses[room.story]):03d}"
            yield Marked(room, part, mark)


def _lamp(room: Room, building: Building) -> Luminaire:
    return light_brief(room, building.settings).luminaire
