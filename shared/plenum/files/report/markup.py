"""HTML elements from a tree writer, so that no text from a file can be markup."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

Node = ET.Element
Cell = str | Node | tuple[str, str]
"""A text, an element, or a text with a class."""
_HOLLOW: Final = re.compile('"></(?:path|use|rect|circle)>')
"""Drawings may close an empty element at once, unlike HTML; in texts and values `>` is escaped."""
MAX_TEXT: Final = 2_000
"""Characters of one text; readers take less, but a result may have been edited by hand."""


def add(parent: Node, tag: str, words: str = "", **attributes: str) -> Node:
    """A child element with a text; a trailing underscore keeps names apart from Python's own."""
    named = {key.rstrip("_").replace("_", "-"): plain(value) for key, value in attributes.items()}
    element = ET.SubElement(parent, tag, named)
    element.text = plain(words)
    return element


def plain(words: str) -> str:
    """The text on one line, without control characters, not endless."""
    shown = words if len(words) <= MAX_TEXT else words[: MAX_TEXT - 1] + "…"
    return shown if shown.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in shown)


def table(
    parent: Node,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    figures: Collection[int] = (),
    class_: str = "",
) -> Node:
    """A table whose head is repeated on each page; `figures` are the columns to align on the right."""
    body = start(parent, heads, figures=figures, class_=class_)
    for row in rows:
        line(body, row, figures)
    return body


def start(parent: Node, heads: Sequence[str], *, figures: Collection[int] = (), class_: str = "") -> Node:
    """An empty table's body."""
    whole = add(parent, "table", **({"class": class_} if class_ else {}))
    top = add(add(whole, "thead"), "tr")
    for i, words in enumerate(heads):
        add(top, "th", words, **({"class": "n"} if i in figures else {}))
    return add(whole, "tbody")


def line(body: Node, row: Sequence[Cell], figures: Collection[int] = ()) -> Node:
    """One row."""
    element = add(body, "tr")
    for i, cell in enumerate(row):
        words, name = cell if isinstance(cell, tuple) else (cell if isinstance(cell, str) else "", "")
        classes = " ".join(filter(None, ["n" if i in figures else "", name]))
        held = add(element, "td", words, **({"class": classes} if classes else {}))
        if isinstance(cell, ET.Element):
            held.append(cell)
    return element


def listed(parent: Node, texts: Iterable[str]) -> None:
    """A list of sentences."""
    items = add(parent, "ul")
    for words in texts:
        add(items, "li", words)


def link(words: str, target: str, page: str = "") -> Node:
    """A link to another place of the same document, or of another page beside it."""
    element = ET.Element("a", {"href": f"{quote(page)}#{target}"})
    element.text = plain(words)
    return element


def html(node: Node) -> str:
    """An element as HTML, SVG in it included."""
    return _HOLLOW.sub('"/>', ET.tostring(node, encoding="unicode", method="html"))
