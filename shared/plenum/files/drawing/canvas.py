"""A sheet of paper in SVG, in millimetres: the few primitives that the drawings are made of.

Everything goes through an XML writer, so that a name from a file can never be markup.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from plenum.files.errors import printable
from plenum.files.units import Units

INK: Final = "#1c1f23"
MUTED: Final = "#6b7178"
FAINT: Final = "#c3c8ce"
FONT: Final = "'Inter','Helvetica Neue',Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif"
ASPECT: Final = 0.54
"""Mean width of a character over the font's size; a little generous, so that nothing runs over."""

Node = ET.Element
Pair = Sequence[float]


def mm(value: float) -> str:
    """A length as an attribute: 0.001 mm is finer than any printer."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def sheet(width: float, height: float, title: str, description: str) -> Node:
    """An empty sheet; title and description are read out by screen readers."""
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": f"{mm(width)}mm",
            "height": f"{mm(height)}mm",
            "viewBox": f"0 0 {mm(width)} {mm(height)}",
            "role": "img",
            "font-family": FONT,
            "fill": INK,
        },
    )
    label(root, title)
    ET.SubElement(root, "desc").text = printable(description)
    node(root, "rect", width=width, height=height, fill="#ffffff")
    return root


def node(parent: Node, tag: str, **attributes: str | float | None) -> Node:
    """A child element; underscores become dashes, numbers become millimetres, None is left out."""
    return ET.SubElement(
        parent,
        tag,
        {
            key.rstrip("_").replace("_", "-"): value if isinstance(value, str) else mm(value)
            for key, value in attributes.items()
            if value is not None
        },
    )


def label(parent: Node, words: str) -> None:
    """What a pointer resting on the element shows, and a screen reader says."""
    ET.SubElement(parent, "title").text = printable(words)


def line(parent: Node, start: Pair, end: Pair, width: float = 0.18, stroke: str = INK, **more: str) -> Node:
    """One straight line."""
    return path(parent, f"M{mm(start[0])} {mm(start[1])}L{mm(end[0])} {mm(end[1])}", width, stroke, **more)


def path(
    parent: Node,
    d: str,
    width: float | None = 0.18,
    stroke: str | None = INK,
    fill: str = "none",
    **more: str,
) -> Node:
    """A path from its commands."""
    return node(parent, "path", d=d, fill=fill, stroke=stroke, stroke_width=width, **more)


def ring(points: Iterable[Pair]) -> str:
    """The path commands of a closed ring."""
    return "M" + "L".join(f"{mm(x)} {mm(y)}" for x, y in points) + "Z"


def box(x: float, y: float, width: float, height: float) -> str:
    """The path commands of a rectangle."""
    return f"M{mm(x)} {mm(y)}h{mm(width)}v{mm(height)}h{mm(-width)}z"


def text(  # parameters: attributes of SVG's element, by name
    parent: Node,
    at: Pair,
    words: str,
    size: float = 2.3,
    *,
    fit: float | None = None,
    anchor: str = "start",
    **more: str | None,
) -> Node:
    """One line of text with its baseline at a point; cut with an ellipsis where it would pass `fit` mm.

    `more` are attributes of the element: `font_weight`, `fill` and others.
    """
    words = printable(words)
    shown = cut(words, size, fit) if fit is not None else words
    element = node(
        parent,
        "text",
        x=at[0],
        y=at[1],
        font_size=size,
        text_anchor=None if anchor == "start" else anchor,
        **more,
    )
    if shown != words:
        label(element, words)
        element[-1].tail = shown
    else:
        element.text = shown
    return element


def wide(words: str, size: float) -> float:
    """About how wide a text is, in mm; capitals and full-width scripts take more."""
    units = sum(1.9 if ord(c) > 0x2E80 else 1.25 if c.isupper() else 1.0 for c in words)
    return units * size * ASPECT


def cut(words: str, size: float, fit: float) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if wide(words, size) <= fit:
        return words
    while words and wide(words + "…", size) > fit:
        words = words[: max(len(words) - 1 - len(words) // 16, 0)]
    return words.rstrip() + "…"


def wrap(words: str, size: float, fit: float, most: int) -> list[str]:
    """The text in at most `most` lines, the last one cut."""
    lines: list[str] = []
    current = ""
    parts = printable(words).split(" ")
    for i, part in enumerate(parts):
        trial = f"{current} {part}".strip()
        if wide(trial, size) <= fit or not current:
            current = trial
            continue
        if len(lines) == most - 1:
            current = " ".join([current, *parts[i:]])
            break
        lines.append(cut(current, size, fit))
        current = part
    return [*lines, cut(current, size, fit)]


def arrow(at: Pair, towards: Pair, size: float) -> str:
    """The path of a filled arrowhead with its tip at a point."""
    angle = math.atan2(towards[1], towards[0])
    points = [
        (at[0] - size * math.cos(angle + turn), at[1] - size * math.sin(angle + turn))
        for turn in (0.45, -0.45)
    ]
    return ring([at, *points])


def scale_bar(
    parent: Node, at: Pair, mm_per_m: float, longest: float, units: Units, size: float = 1.0
) -> None:
    """A bar of four parts with a round length, at most `longest` mm; `size` is for larger paper."""
    k = mm_per_m * units.one("m")
    steps = [base * 10.0**power for power in range(-1, 5) for base in (1.0, 2.0, 5.0)]
    part = max([step for step in steps if 4 * step * k <= longest] or steps[:1])
    x, y = at
    for i in range(4):
        path(
            parent,
            box(x + i * part * k, y, part * k, 1.4 * size),
            0.15,
            fill=INK if i % 2 else "#ffffff",
        )
    for i in (0, 1, 2, 4):
        unit = f" {units.name_of('m')}" if i == 4 else ""
        text(
            parent,
            (x + i * part * k, y - 0.9 * size),
            f"{i * part:g}{unit}",
            2.0 * size,
            anchor="middle",
            fill=MUTED,
        )


def north(parent: Node, at: Pair, grid_deg: float, size: float = 5.5) -> None:
    """An arrow along the site's y axis, as the grid sees it: the grid's x axis is turned by `grid_deg`."""
    turn = math.radians(grid_deg)
    dx, dy = math.sin(turn), -math.cos(turn)
    x, y = at
    group = node(parent, "g", class_="north")
    label(group, "direction of the site's y axis")
    node(group, "circle", cx=x, cy=y, r=size, fill="none", stroke=FAINT, stroke_width=0.18)
    line(group, (x - dx * size, y - dy * size), (x + dx * size * 0.5, y + dy * size * 0.5), 0.25)
    path(group, arrow((x + dx * size, y + dy * size), (dx, dy), size * 0.62), None, None, fill=INK)
    text(group, (x + dx * (size + 2.2), y + dy * (size + 2.2) + 0.8), "Y", 2.2, anchor="middle", fill=MUTED)


def render(root: Node) -> str:
    """The sheet as text."""
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"
