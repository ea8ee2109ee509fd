"""The page: its files as they lie in `static`, and what it has to know of the domain to draw it.

Every address that a person may keep answers with the same document; its modules look at the address. The
files tell nothing of any job, so that they are for anybody: what they ask for is asked with a token.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final
from xml.etree.ElementTree import Element

import msgspec
from fastapi import APIRouter, Header, Response

from plenum import distribution
from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.luminaire.catalogue import CATALOGUE
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.names import NAMES
from plenum.ceiling.rules.table import TABLE
from plenum.files.drawing.canvas import FONT, node, render
from plenum.files.drawing.figures import title
from plenum.files.drawing.status import LOOKS
from plenum.files.drawing.symbols import define, use
from plenum.pipeline.graph import installed_graph

from .problems import ProblemError

router = APIRouter(include_in_schema=False)
_FOLDER: Final = Path(__file__).parent / "static"
_DOCUMENT: Final = "index.html"
_CATALOGUE: Final = "catalogue.json"
_KINDS: Final = "kinds.css"
_SYMBOL_MM: Final = 6
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class PageFile:
    """A file of the page, as it is and as it travels."""

    content: bytes
    packed: bytes
    media_type: str
    tag: str
    """By its content: a browser asks each time, and is sent what has changed."""

    @classmethod
    def of(cls, name: str, content: bytes) -> PageFile:
        """By its name's ending."""
        tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        return cls(content, gzip.compress(content, mtime=0), _MEDIA_TYPES[Path(name).suffix], tag)


@cache
def files() -> Mapping[str, PageFile]:
    """Every file by its name; read once."""
    read = {path.name: path.read_bytes() for path in _FOLDER.iterdir() if path.suffix in _MEDIA_TYPES}
    read[_CATALOGUE] = msgspec.json.encode(catalogue())
    read[_KINDS] = colours().encode()
    read.update({f"symbol-{kind.value}.svg": symbol(kind).encode() for kind in Kind})
    return {name: PageFile.of(name, content) for name, content in read.items()}


def catalogue() -> dict[str, Any]:
    """Component kinds, stages, rules and statuses under their names: the page has no list of its own."""
    graph = installed_graph()
    return {
        "version": distribution.version(),
        "tiles": {"empty": EMPTY, "invalid": INVALID},
        "kinds": [
            {
                "kind": kind.value,
                "symbol": kind.entry.symbol,
                "singular": kind.entry.singular,
                "plural": kind.entry.plural,
                "mark": kind.entry.drawing.mark,
            }
            for kind in Kind
        ],
        "stages": [
            {"name": stage.name, "kind": stage.kind, "competes": graph.competes(stage.name)}
            for stage in graph.stages
        ],
        "rules": {
            rule.id: {
                "name": NAMES[rule.id],
                "title": title(rule.id),
                "measures": rule.formula,
                "sense": rule.sense,
                "family": rule.family,
                "severity": rule.severity,
            }
            for rule in TABLE
        },
        "statuses": list(LOOKS),
        "room_types": sorted(ROOM_TYPES),
        "luminaires": sorted(CATALOGUE),
        "codes": [code.value for code in FireCode],
    }


def colours() -> str:
    """The kinds' colours on a building's plan, as a style sheet: the page may set no style of its own."""
    drawings = {kind.value: kind.entry.drawing for kind in Kind}
    plain = (
        f'[data-kind="{kind}"] {{ fill: {look.mark_fill}; stroke: {look.mark_ink} }}\n'
        for kind, look in drawings.items()
    )
    lighter = (
        f'[data-kind="{kind}"] {{ fill: color-mix(in srgb, {look.mark_fill} 72%, white) }}\n'
        for kind, look in drawings.items()
    )
    return f"{''.join(plain)}@media (prefers-color-scheme: dark) {{\n{''.join(lighter)}}}\n"


def symbol(kind: Kind) -> str:
    """A kind's symbol as plans have it, a picture of its own for a legend."""
    box = f"0 0 {_SYMBOL_MM} {_SYMBOL_MM}"
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, "font-family": FONT})
    define(node(root, "defs"), "s", _SYMBOL_MM, _SYMBOL_MM)
    use(root, "s", kind.value, 0, 0)
    return render(root)


Tag = Annotated[str | None, Header(alias="if-none-match")]
Packing = Annotated[str, Header(alias="accept-encoding")]


def _sent(name: str, known: str | None, packing: str) -> Response:
    found = files().get(name)
    if found is None:
        raise ProblemError(404, "not_found", "there is no such page")
    headers = {"ETag": found.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if known is not None and found.tag in known:
        return Response(status_code=304, headers=headers)
    if "gzip" in packing:
        packed = {**headers, "Content-Encoding": "gzip"}
        return Response(found.packed, media_type=found.media_type, headers=packed)
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.get("/")
@router.get("/jobs/{job_id}")
@router.get("/operations")
async def document(known: Tag = None, packing: Packing = "") -> Response:
    """The page, whatever of it is looked at."""
    return _sent(_DOCUMENT, known, packing)


@router.get("/page/{name}")
async def part(name: str, known: Tag = None, packing: Packing = "") -> Response:
    """One of its files."""
    return _sent(name, known, packing)
