"""The closed lines and texts of a DXF drawing, in m, whichever library type and block they are in."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from plenum.ceiling.room.room import Point
from plenum.files.assumption import Assumption
from plenum.files.dxf_rooms.tags import Text
from plenum.files.errors import InvalidBuilding

MAX_ENTITIES: Final = 500_000
"""Lines, texts and inserts that are looked at, those in blocks counted wherever the block stands."""
MAX_DEPTH: Final = 5
"""Blocks in blocks."""
_METRES: Final = {1: 0.0254, 2: 0.3048, 4: 0.001, 5: 0.01, 6: 1.0, 10: 0.9144, 14: 0.1}
"""Metres of one by `$INSUNITS`."""
_POLYLINES: Final = ("LWPOLYLINE", "POLYLINE")
_POLYLINE: Final = re.compile(r"^[ \t]*0[ \t]*\r?\n[ \t]*(?:LW)?POLYLINE", re.MULTILINE)
_ENDS: Final = re.compile(r"^[ \t]*0[ \t]*\r?\n[ \t]*EOF[\s\x00\x1a]*\Z", re.MULTILINE)
_CHORD_M: Final = 0.005
"""How far the chords of an arc may be off it."""
_USUAL_M2: Final = 20.0
"""A room's usual area: it tells the unit where the drawing does not."""
_LEAST_M2: Final = 1e-4
_MOST_M2: Final = 1e5
"""What the middle one of a drawing's closed lines encloses, be it furniture, if its unit is what it says."""


@dataclass(frozen=True)
class Line:
    """A line of several corners."""

    layer: str
    points: tuple[Point, ...]
    level: float
    is_closed: bool = True


@dataclass
class Drawing:
    """What of a drawing can be rooms; lengths in m. Open lines are there to be told."""

    lines: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    notes: tuple[str, ...] = ()


def drawing_of(content: str) -> Drawing:
    """The drawing. Raises InvalidBuilding for what is damaged, and beyond the bound."""
    from ezdxf import recover

    try:
        doc, _ = recover.read(io.BytesIO(content.encode("utf-8", "surrogateescape")))
        _check_whole(content, doc)
        unit = _METRES.get(int(doc.header.get("$INSUNITS", 0)))
        imperial = int(doc.header.get("$MEASUREMENT", 1)) == 0
        found = _collected(doc.modelspace(), unit or 1.0)
    except InvalidBuilding:
        raise
    except Exception as error:  # noqa: BLE001 - damaged drawings make the library raise anything
        raise InvalidBuilding("", f"a damaged DXF drawing: {error}", "save it again as ASCII DXF") from None
    return _in_likely_unit(found, unit, imperial)


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


def _collected(space: Any, m: float) -> Drawing:
    drawing = Drawing()
    for count, entity in enumerate(_flat(space, 0)):
        if count > MAX_ENTITIES:
            raise InvalidBuilding("", f"more than {MAX_ENTITIES:,} entities", "save the rooms' layers alone")
        kind = entity.dxftype()
        if kind in (*_POLYLINES, "CIRCLE"):
            drawing.lines += [line] if (line := _line(entity, m)) else []
        elif kind in ("TEXT", "MTEXT", "ATTRIB"):
            drawing.texts += _texts(entity, m)
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


def _line(entity: Any, m: float) -> Line | None:
    """A line, which is closed by its flag or by its ends; arcs become chords."""
    from ezdxf.path import make_path

    path = make_path(entity)
    if len(path) < 2:
        return None
    corners = [
        (float(p.x) * m, float(p.y) * m, float(p.z) * m) for p in path.flattening(_CHORD_M / m, segments=4)
    ]
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    size = math.hypot(max(xs) - min(xs), max(ys) - min(ys))
    gap = math.dist(corners[0][:2], corners[-1][:2])
    return Line(
        layer=str(entity.dxf.layer),
        points=tuple((x, y) for x, y, _ in corners),
        level=min(p[2] for p in corners),
        is_closed=getattr(entity, "is_closed", True) or gap <= 0.005 * size,
    )


def _texts(entity: Any, m: float) -> list[Text]:
    """A text's lines, each where the text stands."""
    kind = entity.dxftype()
    at = entity.dxf.insert
    if kind != "MTEXT" and (entity.dxf.get("halign", 0) or entity.dxf.get("valign", 0)):
        at = entity.dxf.get("align_point", at)
    said = entity.plain_text() if kind != "ATTRIB" else entity.dxf.text
    size = float(entity.dxf.get("char_height" if kind == "MTEXT" else "height", 0.0))
    tag = str(entity.dxf.tag) if kind == "ATTRIB" else ""
    place = float(at.x) * m, float(at.y) * m
    return [Text(" ".join(line.split()), place, size, tag) for line in said.splitlines() if line.strip()]


def _in_likely_unit(drawing: Drawing, stated: float | None, imperial: bool) -> Drawing:
    """The drawing in m, and in which unit it likely is where it says none, or one that cannot be."""
    areas = sorted(area for line in drawing.lines if line.is_closed and (area := _area(line.points)) > 0)
    middle = areas[len(areas) // 2] if areas else _USUAL_M2
    if stated and _LEAST_M2 <= middle <= _MOST_M2:
        return drawing
    own = middle / (stated or 1.0) ** 2
    units = {"inches": 0.0254, "feet": 0.3048} if imperial else {"mm": 0.001, "cm": 0.01, "m": 1.0}
    name = min(units, key=lambda unit: abs(math.log(own * units[unit] ** 2 / _USUAL_M2)))
    how = "the drawing does not say its unit (INSUNITS)"
    if stated:
        how = f"in the unit that the drawing says (INSUNITS) its lines enclose {middle:.3g} m²"
    likely = _scaled(drawing, units[name] / (stated or 1.0))
    likely.notes = (Assumption.LIKELY_UNIT.said(unit=name, how=how),)
    return likely


def _area(points: tuple[Point, ...]) -> float:
    following = (*points[1:], points[0])
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, following, strict=True))) / 2


def _scaled(drawing: Drawing, m: float) -> Drawing:
    lines = [
        replace(line, points=tuple((x * m, y * m) for x, y in line.points), level=line.level * m)
        for line in drawing.lines
    ]
    texts = [Text(t.said, (t.at_m[0] * m, t.at_m[1] * m), t.size, t.tag) for t in drawing.texts]
    return Drawing(lines, texts)
