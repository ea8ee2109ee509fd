"""The plan symbols: told apart by shape, in black and white and without colour vision alike.

A light is a shaded square with both diagonals, a supply a square with four arrows outward, a return
a square with one diagonal and louvres, a detector a circle with SD. Each is drawn at its final size,
so that line weights stay the same at every scale. A kind without a drawing here is a circle with its
letters, as a detector is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from plenum.ceiling.room.kinds import Drawing, Kind
from plenum.files.drawing.canvas import INK, Node, arrow, box, mm, node, path, text


def define(defs: Node, prefix: str, width: float, height: float) -> None:
    """Symbols `prefix-light` and so on, `width` × `height` mm, their corner at the origin."""
    thin = min(0.2, 0.05 * min(width, height))
    for kind in Kind:
        group = node(defs, "g", id=f"{prefix}-{kind.value}")
        _DRAWN.get(kind, _lettered)(group, kind.entry.drawing, _Size(width, height, thin))
    frame = node(defs, "g", id=f"{prefix}-existing")
    inset = 0.02 * min(width, height)
    heavy = 2.6 * thin
    path(
        frame,
        box(inset, inset, width - 2 * inset, height - 2 * inset),
        heavy,
        stroke_dasharray=f"{mm(3.2 * heavy)} {mm(1.8 * heavy)}",
    )


def use(parent: Node, prefix: str, name: str, x: float, y: float) -> Node:
    """A defined symbol with its upper left corner here."""
    return node(parent, "use", href=f"#{prefix}-{name}", x=x, y=y)


class _Size(NamedTuple):
    """Of a symbol, in mm, with the weight of its thin lines."""

    width: float
    height: float
    thin: float


def _square(size: _Size) -> tuple[float, float, float, float]:
    margin = 0.09 * min(size.width, size.height)
    return margin, margin, size.width - 2 * margin, size.height - 2 * margin


def _light(group: Node, look: Drawing, size: _Size) -> None:
    (x, y, w, h), thin = _square(size), size.thin
    path(group, box(x, y, w, h), 1.4 * thin, fill=look.fill)
    path(group, f"M{mm(x)} {mm(y)}l{mm(w)} {mm(h)}M{mm(x + w)} {mm(y)}l{mm(-w)} {mm(h)}", thin)


def _supply(group: Node, look: Drawing, size: _Size) -> None:
    (x, y, w, h), thin = _square(size), size.thin
    path(group, box(x, y, w, h), 1.4 * thin, look.ink, fill=look.fill)
    cx, cy, unit = size.width / 2, size.height / 2, min(w, h)
    path(group, box(cx - 0.1 * unit, cy - 0.1 * unit, 0.2 * unit, 0.2 * unit), thin, look.ink)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        tip = (cx + 0.42 * unit * dx, cy + 0.42 * unit * dy)
        path(
            group,
            f"M{mm(cx + 0.1 * unit * dx)} {mm(cy + 0.1 * unit * dy)}L{mm(tip[0])} {mm(tip[1])}",
            thin,
            look.ink,
        )
        path(group, arrow(tip, (dx, dy), 0.22 * unit), None, None, fill=look.ink)


def _return(group: Node, look: Drawing, size: _Size) -> None:
    (x, y, w, h), thin = _square(size), size.thin
    path(group, box(x, y, w, h), 1.4 * thin, look.ink, fill=look.fill)
    path(group, f"M{mm(x)} {mm(y + h)}L{mm(x + w)} {mm(y)}", 1.4 * thin, look.ink)
    # Louvres below the diagonal: horizontal strokes from it to the right edge.
    louvres = "".join(
        f"M{mm(x + w * (1 - part))} {mm(y + h * part)}H{mm(x + w)}" for part in (0.25, 0.5, 0.75)
    )
    path(group, louvres, thin, look.ink)


def _lettered(group: Node, look: Drawing, size: _Size) -> None:
    """A circle with letters, where they can be read: any kind that has no drawing of its own."""
    side, cx, cy = min(size.width, size.height), size.width / 2, size.height / 2
    stroke = 1.6 * size.thin
    node(group, "circle", cx=cx, cy=cy, r=0.4 * side, fill=look.fill, stroke=look.ink, stroke_width=stroke)
    if side >= 2.0:
        at = (cx, cy + 0.13 * side)
        text(group, at, look.letters, 0.36 * side, anchor="middle", font_weight="700", fill=look.ink)
    else:
        node(group, "circle", cx=cx, cy=cy, r=0.14 * side, fill=look.ink)


_DRAWN: Final[Mapping[Kind, Callable[[Node, Drawing, _Size], None]]] = {
    Kind.LIGHT: _light,
    Kind.SUPPLY: _supply,
    Kind.RETURN: _return,
}


def hatch(
    defs: Node, name: str, spacing: float, *, stroke: str = INK, width: float = 0.12, both: bool = False
) -> None:
    """A fill of parallel strokes, or of crossing ones."""
    pattern = node(
        defs,
        "pattern",
        id=name,
        width=spacing,
        height=spacing,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    d = f"M0 {mm(spacing / 2)}H{mm(spacing)}"
    path(pattern, d + (f"M{mm(spacing / 2)} 0V{mm(spacing)}" if both else ""), width, stroke)
