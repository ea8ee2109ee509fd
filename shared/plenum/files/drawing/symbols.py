"""The plan symbols: told apart by shape, in black and white and without colour vision alike.

A light is a shaded square with both diagonals, a supply a square with four arrows outward, a return
a square with one diagonal and louvres, a detector a circle with SD. Each is drawn at its final size,
so that line weights stay the same at every scale.
"""

from __future__ import annotations

from typing import Final

from plenum.ceiling.grid import Kind
from plenum.files.drawing.canvas import INK, Node, arrow, box, mm, node, path, text

NAMES: Final[dict[Kind, str]] = {
    Kind.LIGHT: "Light",
    Kind.SUPPLY: "Air supply",
    Kind.RETURN: "Air return",
    Kind.DETECTOR: "Smoke detector",
}
PLURALS: Final = {
    Kind.LIGHT: "lights",
    Kind.SUPPLY: "air supplies",
    Kind.RETURN: "air returns",
    Kind.DETECTOR: "smoke detectors",
}
LIGHT_FILL: Final = "#fbe7a1"
SUPPLY_INK: Final = "#12508f"
SUPPLY_FILL: Final = "#eaf2fb"
RETURN_INK: Final = "#2f6b2f"
DETECTOR_INK: Final = "#a8132b"


def define(defs: Node, prefix: str, width: float, height: float) -> None:
    """Symbols `prefix-light` and so on, `width` × `height` mm, their corner at the origin."""
    thin = min(0.2, 0.05 * min(width, height))
    for kind, draw in ((Kind.LIGHT, _light), (Kind.SUPPLY, _supply), (Kind.RETURN, _return)):
        group = node(defs, "g", id=f"{prefix}-{kind.value}")
        draw(group, width, height, thin)
    _detector(node(defs, "g", id=f"{prefix}-{Kind.DETECTOR.value}"), width, height, thin)
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


def _square(width: float, height: float, inset: float) -> tuple[float, float, float, float]:
    margin = inset * min(width, height)
    return margin, margin, width - 2 * margin, height - 2 * margin


def _light(group: Node, width: float, height: float, thin: float) -> None:
    x, y, w, h = _square(width, height, 0.09)
    path(group, box(x, y, w, h), 1.4 * thin, fill=LIGHT_FILL)
    path(group, f"M{mm(x)} {mm(y)}l{mm(w)} {mm(h)}M{mm(x + w)} {mm(y)}l{mm(-w)} {mm(h)}", thin)


def _supply(group: Node, width: float, height: float, thin: float) -> None:
    x, y, w, h = _square(width, height, 0.09)
    path(group, box(x, y, w, h), 1.4 * thin, SUPPLY_INK, fill=SUPPLY_FILL)
    cx, cy, unit = width / 2, height / 2, min(w, h)
    path(group, box(cx - 0.1 * unit, cy - 0.1 * unit, 0.2 * unit, 0.2 * unit), thin, SUPPLY_INK)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        tip = (cx + 0.42 * unit * dx, cy + 0.42 * unit * dy)
        path(
            group,
            f"M{mm(cx + 0.1 * unit * dx)} {mm(cy + 0.1 * unit * dy)}L{mm(tip[0])} {mm(tip[1])}",
            thin,
            SUPPLY_INK,
        )
        path(group, arrow(tip, (dx, dy), 0.22 * unit), None, None, fill=SUPPLY_INK)


def _return(group: Node, width: float, height: float, thin: float) -> None:
    x, y, w, h = _square(width, height, 0.09)
    path(group, box(x, y, w, h), 1.4 * thin, RETURN_INK, fill="#ffffff")
    path(group, f"M{mm(x)} {mm(y + h)}L{mm(x + w)} {mm(y)}", 1.4 * thin, RETURN_INK)
    # Louvres below the diagonal: horizontal strokes from it to the right edge.
    louvres = "".join(
        f"M{mm(x + w * (1 - part))} {mm(y + h * part)}H{mm(x + w)}" for part in (0.25, 0.5, 0.75)
    )
    path(group, louvres, thin, RETURN_INK)


def _detector(group: Node, width: float, height: float, thin: float) -> None:
    size = min(width, height)
    node(
        group,
        "circle",
        cx=width / 2,
        cy=height / 2,
        r=0.4 * size,
        fill="#ffffff",
        stroke=DETECTOR_INK,
        stroke_width=1.6 * thin,
    )
    if size >= 2.0:
        at = (width / 2, height / 2 + 0.13 * size)
        text(group, at, "SD", 0.36 * size, anchor="middle", font_weight="700", fill=DETECTOR_INK)
    else:
        node(group, "circle", cx=width / 2, cy=height / 2, r=0.14 * size, fill=DETECTOR_INK)


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
