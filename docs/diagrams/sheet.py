"""SVG for pages that are read in light and in dark: boxes, arrows and texts in colours that follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

Node = ET.Element

FONT: Final = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
MONO: Final = "ui-monospace, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace"
LIGHT: Final = {
    "paper": "fill:#ffffff",
    "box": "fill:#f6f8fa;stroke:#c3cad2",
    "name": "fill:#1c2127",
    "note": "fill:#59636e",
    "line": "stroke:#77828d;fill:none",
    "tip": "fill:#77828d",
    "bar": "fill:#eef3f8;stroke:#c9d6e3",
}
DARK: Final = {
    "paper": "fill:#0d1117",
    "box": "fill:#161b22;stroke:#3d444d",
    "name": "fill:#e6edf3",
    "note": "fill:#9aa4af",
    "line": "stroke:#8b949e;fill:none",
    "tip": "fill:#8b949e",
    "bar": "fill:#131c27;stroke:#2c3d50",
}
SMALL: Final = 10.5
"""Font size of notes, in px."""
LARGE: Final = 13.0
"""Font size of names."""
_MONO_WIDTH: Final = 0.61
_WIDTH: Final = 0.53
"""Mean width of a character over the font's size, a little generous."""


class Point(NamedTuple):
    """A place on the sheet, in px from its upper left corner."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle on the sheet."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its centre."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)


def sheet(width: float, height: float, title: str, description: str) -> Node:
    """An empty sheet; title and description are for screen readers."""
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {px(width)} {px(height)}",
            "width": px(width),
            "height": px(height),
            "role": "img",
            "font-family": FONT,
        },
    )
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "desc").text = description
    ET.SubElement(root, "style").text = f"{_css(LIGHT)}@media(prefers-color-scheme:dark){{{_css(DARK)}}}"
    add(root, "rect", class_="paper", width=width, height=height, rx=8)
    return root


def _css(colours: dict[str, str]) -> str:
    return "".join(f".{name}{{{style}}}" for name, style in colours.items())


def px(value: float) -> str:
    """A length as an attribute, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def add(parent: Node, tag: str, **attributes: str | float) -> Node:
    """A child element; `class_` is `class`, other underscores are dashes."""
    return ET.SubElement(
        parent,
        tag,
        {
            name.rstrip("_").replace("_", "-"): value if isinstance(value, str) else px(value)
            for name, value in attributes.items()
        },
    )


def words(parent: Node, at: Point, text: str, *, note: bool = False, mono: bool = False, **more: str) -> None:
    """One line, centred on a point unless `text_anchor` says otherwise."""
    style: dict[str, str | float] = {"class_": "note" if note else "name", "text_anchor": "middle"}
    style |= {"font_size": SMALL if note else LARGE}
    if mono:
        style |= {"font_family": MONO, "font_size": SMALL + 1}
    add(parent, "text", x=at.x, y=at.y, **(style | more)).text = text


def wide(text: str, *, mono: bool = False) -> float:
    """About how wide a name or a note is."""
    return len(text) * ((SMALL + 1) * _MONO_WIDTH if mono else SMALL * _WIDTH)


def wrapped(text: str, fit: float) -> list[str]:
    """A note in lines that fit."""
    lines = [""]
    for word in text.split():
        trial = f"{lines[-1]} {word}".strip()
        if wide(trial) > fit and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = trial
    return lines


def rectangle(parent: Node, box: Box, *, class_: str = "box") -> None:
    """A box with round corners."""
    add(parent, "rect", class_=class_, x=box.x, y=box.y, width=box.width, height=box.height, rx=6)


def labelled(parent: Node, box: Box, names: Sequence[str], notes: Sequence[str] = ()) -> None:
    """A box with a name of some lines, and notes under it, all in its middle."""
    rectangle(parent, box)
    step, small = 16.0, 13.0
    y = box.middle.y - (len(names) * step + len(notes) * small) / 2 + 12
    for name in names:
        words(parent, Point(box.middle.x, y), name, mono=True, font_weight="600")
        y += step
    for note in notes:
        words(parent, Point(box.middle.x, y - 2), note, note=True)
        y += small


def arrow(parent: Node, path: str, tip: Point, towards: tuple[int, int]) -> None:
    """A line with its head at `tip`, which points along one of the axes."""
    add(parent, "path", class_="line", d=path, stroke_width="1.3")
    (dx, dy), size = towards, 7.0
    back, side = Point(tip.x - dx * size, tip.y - dy * size), Point(dy * size * 0.45, dx * size * 0.45)
    corners = (
        tip,
        Point(back.x + side.x, back.y + side.y),
        Point(back.x - side.x, back.y - side.y),
    )
    add(parent, "path", class_="tip", d="M" + "L".join(f"{px(x)} {px(y)}" for x, y in corners) + "Z")


def render(root: Node) -> str:
    """The sheet as text."""
    return ET.tostring(root, encoding="unicode") + "\n"
