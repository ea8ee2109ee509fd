"""Drawings side by side in one document: names of their own, but for symbols that all can share."""

from __future__ import annotations

import re
from typing import Final

from plenum.files.drawing.room_plan import SHARED
from plenum.files.report.markup import Node

_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")


def unique(drawing: Node, prefix: str, shared: set[str] | None = None) -> Node:
    """The same drawing, its ids and what refers to them renamed.

    Symbols named by their size stay as they are; those in `shared` are defined earlier in the
    document and left out, the others are added to it.
    """
    known = set() if shared is None else shared
    for defs in drawing.findall("defs"):
        for symbol in list(defs):
            name = symbol.get("id", "")
            if name in known:
                defs.remove(symbol)
            elif name.startswith(SHARED):
                known.add(name)
    for element in drawing.iter():
        for key, value in element.attrib.items():
            if key == "id" and not value.startswith(SHARED):
                element.set(key, prefix + value)
            elif key == "href" and not value.startswith(f"#{SHARED}"):
                element.set(key, f"#{prefix}{value.removeprefix('#')}")
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(rf"url(#{prefix}\1)", value))
    return drawing
