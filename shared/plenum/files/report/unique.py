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
    _without_known(drawing, set() if shared is None else shared)
    for element in drawing.iter():
        for key, value in element.attrib.items():
            element.set(key, _renamed(key, value, prefix))
    return drawing


def _without_known(drawing: Node, known: set[str]) -> None:
    """Takes out the symbols that are known and adds the others that can be shared to them."""
    for defs in drawing.findall("defs"):
        for symbol in list(defs):
            name = symbol.get("id", "")
            if name in known:
                defs.remove(symbol)
            elif name.startswith(SHARED):
                known.add(name)


def _renamed(key: str, value: str, prefix: str) -> str:
    """An attribute with the prefix where it is a name of this drawing's, or refers to one."""
    if key == "id":
        return value if value.startswith(SHARED) else prefix + value
    if key == "href":
        return value if value.startswith(f"#{SHARED}") else f"#{prefix}{value.removeprefix('#')}"
    return _REFERENCE.sub(rf"url(#{prefix}\1)", value)
