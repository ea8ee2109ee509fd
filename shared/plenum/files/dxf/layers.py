"""Layers by discipline, named after the AIA's list; one set a storey where there are several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from plenum.ceiling.room.kinds import Kind

GRID: Final = "A-CLNG-GRID"
WALL: Final = "A-WALL"
TEXT: Final = "A-ANNO-TEXT"
_LOOKS: Final = {
    # Colour by AutoCAD's index, line weight in 1/100 mm, what it shows.
    GRID: (252, 9, "Ceiling grid"),
    WALL: (7, 50, "Room outlines"),
    TEXT: (7, 18, "Room names"),
    **{kind.entry.dxf.layer: (kind.entry.dxf.colour, 18, kind.entry.dxf.about) for kind in Kind},
}


def layers_of(end: str) -> list[str]:
    """The names of a storey's layers."""
    return [name + end for name in _LOOKS]


def add_layers(doc: Any, storeys: Iterable[str]) -> dict[str, str]:
    """The layers of these storeys in the document; by storey what its layers' names end with."""
    names = list(storeys)
    ends: dict[str, str] = {}
    for storey in names:
        safe = "".join(c if c.isalnum() or c == "_" else "_" for c in storey.upper())[:60] or "_"
        end = f"-{safe}" if len(names) > 1 else ""
        while end.casefold() in map(str.casefold, ends.values()):
            end += "_"
        ends[storey] = end
        for name, (colour, weight, about) in _LOOKS.items():
            layer = doc.layers.add(name + end, color=colour, lineweight=weight)
            layer.description = f"{about}, {storey}" if end else about
    return ends
