"""Where the texts and symbols of a drawing are, as boxes on its paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from xml.etree.ElementTree import Element

from plenum.files.drawing.canvas import wide

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]
_TURN = re.compile(r"rotate\((-?[\d.]+) ")


def texts(root: Element) -> Iterator[tuple[str, Box]]:
    """Each text with the box of its letters; one that is turned by a right angle stands on its side."""
    for group, element in _texts(root, {}):
        words = "".join(t for t in (element.text, *(child.tail for child in element)) if t)
        size, anchor = float(group["font-size"]), group.get("text-anchor", "start")
        x, y, long = float(element.attrib["x"]), float(element.attrib["y"]), wide(words, size)
        left = {"start": 0.0, "middle": -long / 2, "end": -long}[anchor]
        low, high = -0.72 * size, 0.1 * size
        turn = _TURN.match(element.get("transform", ""))
        if turn and float(turn[1]) == -90.0:
            yield words, (x + low, y - left - long, x + high, y - left)
        else:
            yield words, (x + left, y + low, x + left + long, y + high)


def _texts(node: Element, above: dict[str, str]) -> Iterator[tuple[dict[str, str], Element]]:
    """Texts with what they inherit; definitions are drawn elsewhere."""
    here = {**above, **{key: node.attrib[key] for key in ("font-size", "text-anchor") if key in node.attrib}}
    if node.tag == f"{SVG}text":
        yield here, node
    elif node.tag != f"{SVG}defs":
        for child in node:
            yield from _texts(child, here)


def overlap(a: Box, b: Box) -> float:
    """The area two boxes share, mm²."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def collisions(found: list[tuple[str, Box]], more_than: float = 0.05) -> list[tuple[str, str]]:
    """Pairs of texts that share paper."""
    return [(a, b) for (a, one), (b, other) in combinations(found, 2) if overlap(one, other) > more_than]
