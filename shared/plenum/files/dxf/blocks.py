"""A block for components that are alike, in the tile's size, with its centre as base point; lengths in mm.

Alike are those of one kind, luminaire and origin. What they share is said once, by constant attributes of
their block: repeated in each insert it would be most of the file.

The looks are those of the plans (`drawing.symbols`): a light is a shaded panel with both diagonals, a
supply a square with a cone and four arrows outward, a return a square with one diagonal and louvres,
a detector, and any kind without a drawing here,
a circle with its letters. Everything is on layer 0, so that it takes the insert's colour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from plenum.ceiling.room.kinds import Kind
from plenum.files.dxf.texts import plain

SHOWN: Final = "MARK"
"""What stands beside the symbol, as on the sheets; where there is no place for it, it is hidden."""
TEXT_MM: Final = 60.0
MARK_MM: Final = 120.0
"""Height of capitals: 1.2 mm at 1:100."""
_GAP_MM: Final = 5.0
"""A panel of a 600 module is 595 wide and more: the grid's flange shows around it."""
_ROUND: Final = 0.6
"""Radius over half the panel: a symbol, several times the size of the device, so that it is read."""


@dataclass(frozen=True)
class Alike:
    """What the components of one block share."""

    kind: Kind
    tile_m: tuple[float, float]
    existing: bool
    luminaire: str = ""
    lumens: str = ""
    watts: str = ""
    flow_tag: str = ""
    """Of a terminal's air flow, which ends in its unit."""
    mark: str = ""
    """Where it stands below each of them; else it is an attribute of each."""

    @property
    def name(self) -> str:
        """As in `LUMINAIRE_600X600_B`, `…_B_OWN_MARK`, `SUPPLY_DIFFUSER_600X600_EXISTING`."""
        w, h = (round(side * 1000.0, 1) for side in self.tile_m)
        dxf, flush = self.kind.entry.dxf, self.kind.entry.flush
        parts = (
            dxf.block,
            f"{w:g}X{h:g}" if flush else "",
            self.luminaire,
            "EXISTING" if self.existing else "",
            "OWN_MARK" if self.luminaire and not self.mark else "",
        )
        return "_".join(filter(None, parts))

    @property
    def constants(self) -> dict[str, str]:
        """The constant attributes by tag."""
        said = {
            "ORIGIN": "existing" if self.existing else "placed",
            "LUMINAIRE": self.luminaire,
            "LUMENS": self.lumens,
            "WATTS": self.watts,
            SHOWN: self.mark,
        }
        return {tag: value for tag, value in said.items() if value}

    @property
    def own(self) -> tuple[str, ...]:
        """The tags of what each component says itself."""
        flow = (self.flow_tag,) if self.flow_tag else ()
        return flow if self.mark else (*flow, SHOWN)


def below(tile_m: tuple[float, float]) -> tuple[float, float]:
    """The middle of a mark's base line, from the component's centre, where the place below it is free."""
    return 0.0, -0.5 * tile_m[1] * 1000.0 - 1.5 * MARK_MM


@dataclass
class Blocks:
    """The blocks of a document, made when they are asked for first."""

    doc: Any
    _names: dict[Alike, str] = field(default_factory=dict)

    def name_for(self, alike: Alike) -> str:
        """The block's name; names that differ by capitals alone are one in CAD, and get a sign more."""
        if alike not in self._names:
            name = alike.name
            while name in self.doc.blocks:
                name += "_"
            self._names[alike] = name
            _draw(self.doc.blocks.new(name), alike)
        return self._names[alike]


def _draw(block: Any, alike: Alike) -> None:
    """Symbol, attributes and the mark that all have below them."""
    w, h = (round(side * 1000.0, 1) for side in alike.tile_m)
    x, y = w / 2 - _GAP_MM, h / 2 - _GAP_MM
    if alike.kind in _DRAWN:
        _DRAWN[alike.kind](block, x, y)
    else:
        _lettered(block, x, y, alike.kind.entry.drawing.letters)
    at = below(alike.tile_m)
    middle = {"halign": 1, "align_point": at, "layer": "0"}
    for tag, value in alike.constants.items():
        constant = block.add_attdef(tag, (0.0, 0.0), plain(value), height=TEXT_MM, dxfattribs={"layer": "0"})
        constant.is_const = constant.is_invisible = True
    for tag in alike.own:
        look = {**middle, "height": MARK_MM} if tag == SHOWN else {"height": TEXT_MM, "layer": "0"}
        attribute = block.add_attdef(tag, at if tag == SHOWN else (0.0, 0.0), dxfattribs=look)
        attribute.is_invisible = tag != SHOWN
    if alike.mark:
        # As text too: not every program shows constant attributes.
        block.add_text(plain(alike.mark), height=MARK_MM, dxfattribs={**middle, "insert": at})


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
