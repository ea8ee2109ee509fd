"""What hangs in the ceilings, in the rooms that it hangs over; what hangs over none is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from plenum.ceiling.room.grid import COMPONENTS, INVALID
from plenum.ceiling.room.room import Room
from plenum.files.errors import quoted
from plenum.files.ifc.component import Component
from plenum.files.ifc.on_grid import Overhead, on_grid

_NAMED: Final = 5
"""Elements of a kind that a line names."""


def hang(found: dict[int, tuple[Room, list[str]]], components: Iterable[Component]) -> list[str]:
    """Puts elements on the grids of the rooms, by the space's number, and answers what hangs over none.

    An element belongs to the space that claims it, else to the one it is over.
    """
    overhead = Overhead({number: room for number, (room, _) in found.items()})
    inside: dict[int, list[Component]] = {}
    outside: list[Component] = []
    for component in components:
        number = component.space if component.space in found else overhead.of(component)
        if number is not None:
            inside.setdefault(number, []).append(component)
        elif component.symbol != INVALID:
            outside.append(component)
    for number, hanging in inside.items():
        room, notes = found[number]
        # What takes a tile away comes last: it gives way.
        placed = on_grid(room, sorted(hanging, key=lambda c: (c.symbol == INVALID, c.at_m)))
        found[number] = placed.room, [*notes, *placed.notes]
    return _told(outside)


def _told(outside: list[Component]) -> list[str]:
    """A line for each kind of element that hangs over no room."""
    kinds: dict[str, list[str]] = {}
    for component in outside:
        kinds.setdefault(component.symbol, []).append(component.name)
    return [_line(COMPONENTS[symbol].replace("_", " "), names) for symbol, names in sorted(kinds.items())]


def _line(kind: str, names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{len(names)} × {kind} over no room that is read: {', '.join(map(quoted, names[:_NAMED]))}{more}"
