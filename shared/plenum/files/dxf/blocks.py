"""One block a kind of component, in the tile's size, with its centre as base point; lengths in mm.

The looks are those of the plans (`drawing.symbols`): a light is a shaded panel with both diagonals, a
supply a square with a cone and four arrows outward, a return a square with one diagonal and louvres,
a detector, and any kind without a drawing here,
a circle with its letters. Everything is on layer 0, so that it takes the insert's colour.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from plenum.ceiling.room.kinds import Kind

FLOW: Final = "FLOW_L_S"
SHOWN: Final = "MARK"
"""What stands beside the symbol, as on the sheets; where there is no place for it, it is hidden."""
TAGS: Final = ("ID", "ROOM", "ORIGIN", "LUMINAIRE", "LUMENS", "WATTS", FLOW, SHOWN)
_OF_LIGHTS: Final = ("LUMINAIRE", "LUMENS", "WATTS")
TEXT_MM: Final = 60.0
MARK_MM: Final = 120.0
"""Height of capitals: 1.2 mm at 1:100."""
_GAP_MM: Final = 5.0
"""A panel of a 600 module is 595 wide and more: the grid's flange shows around it."""
_ROUND: Final = 0.6
"""Radius over half the panel: a symbol, several times the size of the device, so that it is read."""


def tags_of(kind: Kind) -> tuple[str, ...]:
    """The attributes of a kind's block."""
    lights, air = kind is Kind.LIGHT, kind.entry.moves_air
    return tuple(tag for tag in TAGS if (lights or tag not in _OF_LIGHTS) and (air or tag != FLOW))


def place_of(tag: str, row: int, tile_m: tuple[float, float]) -> tuple[float, float]:
    """The middle of an attribute's base line, from the component's centre; of the mark: below its tile."""
    if tag == SHOWN:
        return 0.0, -0.5 * tile_m[1] * 1000.0 - 1.4 * MARK_MM
    return 0.0, -row * 1.5 * TEXT_MM


def block_for(doc: Any, kind: Kind, tile_m: tuple[float, float]) -> str:
    """The name of the block of a kind on tiles of this size; made when it is asked for first."""
    w, h = (round(side * 1000.0, 1) for side in tile_m)
    entry = kind.entry
    name = f"{entry.dxf.block}_{w:g}X{h:g}" if entry.flush else entry.dxf.block
    if name not in doc.blocks:
        block = doc.blocks.new(name)
        x, y = w / 2 - _GAP_MM, h / 2 - _GAP_MM
        if kind in _DRAWN:
            _DRAWN[kind](block, x, y)
        else:
            _lettered(block, x, y, entry.drawing.letters)
        for row, tag in enumerate(tags_of(kind)):
            at = place_of(tag, row, tile_m)
            attribute = block.add_attdef(
                tag,
                at,
                dxfattribs={
                    "height": MARK_MM if tag == SHOWN else TEXT_MM,
                    "halign": 1,
                    "align_point": at,
                    "layer": "0",
                },
            )
            attribute.is_invisible = tag != SHOWN
    return name


def _rectangle(block: Any, x: float, y: float) -> None:
    block.add_lwpolyline([(-x, -y), (x, -y), (x, y), (-x, y)], close=True)


def _light(block: Any, x: float, y: float) -> None:
    shade = block.add_hatch(color=51)
    shade.paths.add_polyline_path([(-x, -y), (x, -y), (x, y), (-x, y)], is_closed=True)
    _rectangle(block, x, y)
    block.add_line((-x, -y), (x, y))
    block.add_line((-x, y), (x, -y))


def _supply(block: Any, x: float, y: float) -> None:
    _rectangle(block, x, y)
    cone = 0.25 * min(x, y)
    _rectangle(block, cone, cone)
    far = 0.85 * min(x, y)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        block.add_line((cone * dx, cone * dy), (far * dx, far * dy))
        side = 0.2 * far
        back = 0.62 * far
        corners = [
            (far * dx, far * dy),
            (back * dx - side * dy, back * dy + side * dx),
            (back * dx + side * dy, back * dy - side * dx),
        ]
        block.add_solid([corners[0], corners[1], corners[2], corners[2]])


def _return(block: Any, x: float, y: float) -> None:
    _rectangle(block, x, y)
    block.add_line((-x, -y), (x, y))
    for part in (0.2, 0.4, 0.6, 0.8):
        block.add_line((-x + 2 * x * part, -y + 2 * y * part), (x, -y + 2 * y * part))


def _lettered(block: Any, x: float, y: float, letters: str) -> None:
    """Any kind that has no drawing of its own."""
    radius = _ROUND * min(x, y)
    block.add_circle((0.0, 0.0), radius)
    height = 0.7 * radius
    block.add_text(letters, height=height, dxfattribs={"halign": 4, "valign": 0, "align_point": (0.0, 0.0)})


_DRAWN: Final[dict[Kind, Callable[[Any, float, float], None]]] = {
    Kind.LIGHT: _light,
    Kind.SUPPLY: _supply,
    Kind.RETURN: _return,
}
