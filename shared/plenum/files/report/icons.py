"""The plan symbols at the size of a letter, defined once for the whole document."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from plenum.ceiling.room.kinds import Kind
from plenum.files.drawing.canvas import node
from plenum.files.drawing.symbols import define
from plenum.files.report.markup import Node

_SIDE = 4.2


def definitions() -> Node:
    """The symbols, not shown themselves."""
    root = ET.Element(
        "svg", {"width": "0", "height": "0", "style": "position:absolute", "aria-hidden": "true"}
    )
    define(node(root, "defs"), "icon", _SIDE, _SIDE)
    return root


def icon(kind: Kind) -> Node:
    """One symbol, to stand before a word."""
    root = ET.Element("svg", {"class": "icon", "viewBox": f"0 0 {_SIDE} {_SIDE}", "aria-hidden": "true"})
    node(root, "use", href=f"#icon-{kind.value}")
    return root
