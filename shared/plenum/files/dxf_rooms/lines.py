"""The closed lines and texts of a DXF drawing, in m, whichever library type and block they are in."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from plenum.ceiling.room.room import Point
from plenum.files.assumption import Assumption
from plenum.files.dxf_rooms.tags import Text
from plenum.files.dxf_rooms.unit import METRES, Sizes, unit_of
from plenum.files.errors import InvalidBuilding

MAX_ENTITIES: Final = 500_000
"""Lines, texts and inserts that are looked at, those in blocks counted wherever the block stands."""
MAX_DEPTH: Final = 5
"""Blocks in blocks."""
_SAID: Final = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m", 10: "yd", 14: "dm", 21: "ft"}
"""Units by `$INSUNITS`."""
_QUARTER_DEG: Final = (60.0, 120.0)
"""How far the arc of a door turns."""
_POLYLINES: Final = ("LWPOLYLINE", "POLYLINE")
_POLYLINE: Final = re.compile(r"^[ \t]*0[ \t]*\r?\n[ \t]*(?:LW)?POLYLINE", re.MULTILINE)
_ENDS: Final = re.compile(r"^[ \t]*0[ \t]*\r?\n[ \t]*EOF[\s\x00\x1a]*\Z", re.MULTILINE)
_CHORD: Final = 5e-4
"""Of a line's size: how far the chords of an arc may be off it."""
_GAP: Final = 0.005
"""Of a line's size: its ends are no farther apart where it is closed."""


@dataclass(frozen=True)
class Line:
    """A line of several corners."""

    layer: str
    points: tuple[Point, ...]
    level: float
    is_closed: bool = True


@dataclass
class Drawing:
    """What of a drawing can be rooms, and what tells its unit. Open lines are there to be told."""

    lines: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    doors: list[float] = field(default_factory=list)
    """Radii of arcs that may be doors'."""
    unit_m: float = 1.0
    """That it is drawn in."""
    notes: tuple[str, ...] = ()


def drawing_of(content: str, unit: str | None = None) -> Drawing:
    """The drawing, in the unit that the caller may say.

    Raises InvalidBuilding for what is damaged, and beyond the bound.
    """
    from ezdxf import recover

    try:
        doc, _ = recover.read(io.BytesIO(content.encode("utf-8", "surrogateescape")))
        _check_whole(content, doc)
        found = _collected(doc.modelspace())
        stated = _SAID.get(int(doc.header.get("$INSUNITS", 0)))
        imperial = int(doc.header.get("$MEASUREMENT", 1)) == 0
    except InvalidBuilding:
        raise
    except Exception as error:  # noqa: BLE001 - damaged drawings make the library raise anything
        raise InvalidBuilding("", f"a damaged DXF drawing: {error}", "save it again as ASCII DXF") from None
    return _in_metres(found, METRES[unit]) if unit else _in_likely_unit(found, stated, imperial=imperial)


def _check_whole(content: str, doc: Any) -> None:
    """Raises InvalidBuilding where the text is cut off, or has polylines that the library has passed over."""
    if not _ENDS.search(content[-1000:]):
        raise InvalidBuilding("", "a damaged DXF drawing: its end is missing", "save it again as ASCII DXF")
    wanted = len(_POLYLINE.findall(content))
    found = sum(entity.dxftype() in _POLYLINES for entity in doc.entitydb.values() if entity.is_alive)
    if found < wanted:
        raise InvalidBuilding(
            "",
            f"a damaged DXF drawing: {wanted - found} of its {wanted} polylines cannot be read",
            "save it again as ASCII DXF, after AUDIT",
        )


def _collected(space: Any) -> Drawing:
    """What may be rooms, in the drawing's unit."""
    drawing = Drawing()
    for count, entity in enumerate(_flat(space, 0)):
        if count > MAX_ENTITIES:
            raise InvalidBuilding("", f"more than {MAX_ENTITIES:,} entities", "save the rooms' layers alone")
        kind = entity.dxftype()
        if kind in (*_POLYLINES, "CIRCLE"):
            drawing.lines += [line] if (line := _line(entity)) else []
        elif kind in ("TEXT", "MTEXT", "ATTRIB"):
            drawing.texts += _texts(entity)
        elif kind == "ARC" and _QUARTER_DEG[0] <= _turn(entity) <= _QUARTER_DEG[1]:
            drawing.doors.append(float(entity.dxf.radius))
    return drawing


def _flat(entities: Any, depth: int) -> Iterator[Any]:
    """Entities, and those of inserted blocks where they stand."""
    for entity in entities:
        if entity.dxftype() != "INSERT":
            yield entity
            continue
        yield from entity.attribs
        if depth < MAX_DEPTH:
            yield from _flat(entity.virtual_entities(), depth + 1)


def _turn(arc: Any) -> float:
    """Degrees from an arc's beginning to its end."""
    return float(arc.dxf.end_angle - arc.dxf.start_angle) % 360.0


def _line(entity: Any) -> Line | None:
    """A line, which is closed by its flag or by its ends; arcs become chords."""
    from ezdxf.path import make_path

    path = make_path(entity)
    if len(path) < 2:
        return None
    size = _size([(float(p.x), float(p.y)) for p in path.control_vertices()])
    corners = [
        (float(p.x), float(p.y), float(p.z)) for p in path.flattening(_CHORD * size or _CHORD, segments=4)
    ]
    gap = math.dist(corners[0][:2], corners[-1][:2])
    return Line(
        layer=str(entity.dxf.layer),
        points=tuple((x, y) for x, y, _ in corners),
        level=min(p[2] for p in corners),
        is_closed=getattr(entity, "is_closed", True) or gap <= _GAP * size,
    )


def _size(points: Sequence[Point]) -> float:
    """From corner to corner of what is around some points."""
    xs, ys = zip(*points, strict=True)
    return math.hypot(max(xs) - min(xs), max(ys) - min(ys))


def _texts(entity: Any) -> list[Text]:
    """A text's lines, each where the text stands."""
    kind = entity.dxftype()
    at = entity.dxf.insert
    if kind != "MTEXT" and (entity.dxf.get("halign", 0) or entity.dxf.get("valign", 0)):
        at = entity.dxf.get("align_point", at)
    said = entity.plain_text() if kind != "ATTRIB" else entity.dxf.text
    size = float(entity.dxf.get("char_height" if kind == "MTEXT" else "height", 0.0))
    tag = str(entity.dxf.tag) if kind == "ATTRIB" else ""
    place = float(at.x), float(at.y)
    return [Text(" ".join(line.split()), place, size, tag) for line in said.splitlines() if line.strip()]


def _in_likely_unit(drawing: Drawing, stated: str | None, *, imperial: bool) -> Drawing:
    """The drawing in m; a note says which unit it is likely in where that is not the stated one."""
    outlines = [line.points for line in drawing.lines if line.is_closed]
    unit, why = unit_of(Sizes(outlines, drawing.texts, drawing.doors), stated, imperial=imperial)
    scaled = _in_metres(drawing, METRES[unit])
    scaled.notes = (Assumption.LIKELY_UNIT.said(unit=unit, how=why),) if why else ()
    return scaled


def _in_metres(drawing: Drawing, m: float) -> Drawing:
    lines = [
        replace(line, points=tuple((x * m, y * m) for x, y in line.points), level=line.level * m)
        for line in drawing.lines
    ]
    texts = [Text(t.said, (t.at_m[0] * m, t.at_m[1] * m), t.size, t.tag) for t in drawing.texts]
    return Drawing(lines, texts, unit_m=m)
