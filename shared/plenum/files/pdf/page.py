"""A drawing's elements as a page's operators (ISO 32000-1:2008, 8 and 9).

Knows the elements that `files.drawing` makes: g, path, rect, circle, text, use, and of definitions groups,
patterns and clip paths. Whatever else there is raises ValueError: a drawing is whole or refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from plenum.files.pdf.fonts import runs
from plenum.files.pdf.paths import circle, number, operators

INHERITED: Final = (
    *("fill", "stroke", "stroke-width", "font-size", "font-weight", "text-anchor", "fill-rule"),
    *("stroke-dasharray", "stroke-linejoin", "opacity"),
)
_INITIAL: Final = {"fill": "#000000", "stroke": "none", "stroke-width": "1", "text-anchor": "start"}
_CALL: Final = re.compile(r"(translate|rotate|scale|matrix)\(([^)]*)\)")
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")
_JOINS: Final = {"miter": 0, "round": 1, "bevel": 2}
Style = dict[str, str]


class Content:
    """Operators of one page, form or pattern, and what they refer to."""

    def __init__(self, clips: Mapping[str, ET.Element]) -> None:
        self.out: list[str] = []
        self.forms: set[str] = set()
        self.patterns: set[str] = set()
        self.opacities: set[str] = set()
        self._clips = clips

    @property
    def text(self) -> str:
        """The stream."""
        return "\n".join(self.out)

    def draw(self, element: ET.Element, style: Mapping[str, str] = _INITIAL) -> None:
        """An element with all in it. Raises ValueError for one that no drawing of ours has."""
        tag = element.tag
        if tag in ("title", "desc", "defs", "clipPath", "pattern"):
            return
        own: Style = {**style, **{key: element.attrib[key] for key in INHERITED if key in element.attrib}}
        clip = _REFERENCE.fullmatch(element.get("clip-path", ""))
        turned = "transform" in element.attrib and tag != "text"
        if turned or clip:
            self.out.append("q")
        if turned:
            self.out += [f"{' '.join(map(number6, m))} cm" for m in matrices(element.attrib["transform"])]
        if clip:
            self._clip(self._clips[clip[1]])
        self._content(element, own)
        if turned or clip:
            self.out.append("Q")

    def _content(self, element: ET.Element, style: Style) -> None:
        match element.tag:
            case "svg" | "g":
                for child in element:
                    self.draw(child, style)
            case "text":
                self._text(element, style)
            case "use":
                self._use(element)
            case "path" | "rect" | "circle":
                self._shape(outline(element), style)
            case other:
                raise ValueError(f"no drawing has <{other}>")

    def _clip(self, clip: ET.Element) -> None:
        (shape,) = clip
        self.out.append(f"{outline(shape)}\n{'W*' if shape.get('clip-rule') == 'evenodd' else 'W'} n")

    def _use(self, element: ET.Element) -> None:
        name = element.attrib["href"].removeprefix("#")
        self.forms.add(name)
        x, y = number(float(element.get("x", 0))), number(float(element.get("y", 0)))
        self.out.append(f"q 1 0 0 1 {x} {y} cm /{pdf_name(name)} Do Q")

    def _shape(self, path: str, style: Mapping[str, str]) -> None:
        fill, stroke = style["fill"], style["stroke"]
        filled, drawn = fill != "none", stroke != "none"
        if not path or not (filled or drawn):
            return
        self.out.append("q")
        self._look(style, filled, drawn)
        even = "*" if style.get("fill-rule") == "evenodd" else ""
        end = f"B{even}" if filled and drawn else f"f{even}" if filled else "S"
        self.out.append(f"{path}\n{end} Q")

    def _look(self, style: Mapping[str, str], filled: bool, drawn: bool) -> None:
        """Colours, weights and dashes."""
        if "opacity" in style:
            self.opacities.add(style["opacity"])
            self.out.append(f"/{opacity_name(style['opacity'])} gs")
        pattern = _REFERENCE.fullmatch(style["fill"])
        if filled and pattern:
            self.patterns.add(pattern[1])
            self.out.append(f"/Pattern cs /{pdf_name(pattern[1])} scn")
        elif filled:
            self.out.append(f"{colour(style['fill'])} rg")
        if drawn:
            join = _JOINS[style.get("stroke-linejoin", "miter")]
            self.out.append(f"{colour(style['stroke'])} RG {number(float(style['stroke-width']))} w {join} j")
            if "stroke-dasharray" in style:
                self.out.append(f"[{style['stroke-dasharray'].replace(',', ' ')}] 0 d")

    def _text(self, element: ET.Element, style: Mapping[str, str]) -> None:
        """Words in one or two fonts; the page's y points down, letters are turned back."""
        words = (element.text or "") + "".join(child.tail or "" for child in element)
        if not words or style["fill"] == "none":
            return
        size = float(style["font-size"])
        parts = list(runs(words, bold=style.get("font-weight") in ("600", "700", "bold")))
        wide = size * sum(width for _, _, width in parts)
        shift = {"start": 0.0, "middle": wide / 2, "end": wide}[style["text-anchor"]]
        at = [1.0, 0.0, 0.0, -1.0, float(element.attrib["x"]), float(element.attrib["y"])]
        self.out.append("q")
        for matrix in matrices(element.get("transform", "")):
            self.out.append(f"{' '.join(map(number6, matrix))} cm")
        self.out.append(
            f"BT {colour(style['fill'])} rg {' '.join(map(number6, at))} Tm {number(-shift)} 0 Td"
        )
        self.out += [f"/{font} {number(size)} Tf <{held.hex()}> Tj" for font, held, _ in parts]
        self.out.append("ET Q")


def outline(element: ET.Element) -> str:
    """A shape's path in operators."""
    get = element.attrib
    match element.tag:
        case "path":
            return operators(get["d"])
        case "circle":
            return circle(*(float(get[key]) for key in ("cx", "cy", "r")))
        case _:
            x, y, w, h = (number(float(get.get(key, 0))) for key in ("x", "y", "width", "height"))
            return f"{x} {y} {w} {h} re"


def matrices(transform: str) -> list[tuple[float, ...]]:
    """A list of transformations, the outermost first. Raises ValueError for one that is not known."""
    found = _CALL.findall(transform)
    if transform and not found:
        raise ValueError(f"no transformation: {transform}")
    out: list[tuple[float, ...]] = []
    for name, given in found:
        values = [float(word) for word in given.replace(",", " ").split()]
        if name == "translate":
            out.append((1.0, 0.0, 0.0, 1.0, values[0], values[1] if len(values) > 1 else 0.0))
        elif name == "scale":
            out.append((values[0], 0.0, 0.0, values[-1], 0.0, 0.0))
        elif name == "matrix":
            out.append(tuple(values))
        else:
            c, s = math.cos(math.radians(values[0])), math.sin(math.radians(values[0]))
            x, y = values[1:3] if len(values) > 2 else (0.0, 0.0)
            out.append((c, s, -s, c, x - c * x + s * y, y - s * x - c * y))
    return out


def colour(given: str) -> str:
    """`#rrggbb` as three parts of one. Raises ValueError for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", given):
        raise ValueError(f"no colour: {given}")
    return " ".join(number(int(given[i : i + 2], 16) / 255) for i in (1, 3, 5))


def number6(value: float) -> str:
    """A part of a matrix: finer than a length, since lengths are multiplied by it."""
    words = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if words in ("-0", "") else words


def pdf_name(name: str) -> str:
    """An id as a name: whatever is no letter or digit by its number."""
    return "N" + "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}-" for c in name)


def opacity_name(value: str) -> str:
    """The graphics state of an opacity."""
    return f"O{round(1000 * float(value))}"
