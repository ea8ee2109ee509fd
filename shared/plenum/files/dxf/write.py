"""A building as a drawing: every room at its true place and height, a block a component."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import shapely
from shapely import Polygon

from plenum.ceiling.room.grid import EMPTY
from plenum.ceiling.room.room import Point, Room
from plenum.files.building.building import Building
from plenum.files.dxf.blocks import SHOWN, TEXT_MM, block_for, place_of, tags_of
from plenum.files.dxf.layers import GRID, TEXT, WALL, add_layers
from plenum.files.geometry.site import Placed, placed_rooms
from plenum.files.parsing.missing import MissingLibraryError
from plenum.files.schedule.schedule import Component, components

MM: Final = 1000.0
_TEXT_MM: Final = 180.0
_WIDE: Final = 0.9
"""A letter's width over its height, generously."""
_INSUNITS_MM: Final = 4


def building_dxf(building: Building) -> bytes:
    """The DXF file. Raises MissingLibraryError where ezdxf is not installed."""
    if find_spec("ezdxf") is None:
        raise MissingLibraryError("DXF files", "ezdxf", "dxf")
    from ezdxf.filemanagement import new

    doc: Any = new("R2010", setup=False, units=_INSUNITS_MM)
    space: Any = doc.modelspace()
    storeys: dict[str, list[Room]] = {}
    for room in building.rooms:
        storeys.setdefault(room.story, []).append(room)
    ends = add_layers(doc, storeys)
    corners: list[Point] = []
    for storey, rooms in storeys.items():
        placed, _ = placed_rooms([room.to_json() for room in rooms])
        for room, place in zip(rooms, placed, strict=True):
            hung = _Ceiling(room, place, (room.frame.origin_m[2] + room.ceiling_height_m) * MM, ends[storey])
            _room(space, hung)
            for part in components(room, building.settings):
                _insert(space, hung, part, block_for(doc, part.kind, room.tile_m))
            corners += place.rings[0]
    _show(doc, corners)
    text = io.StringIO()
    doc.write(text)
    encoded: bytes = doc.encode(text.getvalue())
    return encoded


def _show(doc: Any, corners: list[Point]) -> None:
    """Let the drawing open on the whole building."""
    xs, ys = zip(*corners, strict=True)
    low, high = (min(xs) * MM, min(ys) * MM), (max(xs) * MM, max(ys) * MM)
    doc.modelspace().reset_extents((*low, 0.0), (*high, 0.0))
    middle = (low[0] + high[0]) / 2, (low[1] + high[1]) / 2
    # A screen is wider than high.
    doc.set_modelspace_vport(1.1 * max(high[1] - low[1], (high[0] - low[0]) / 1.6), middle)


@dataclass(frozen=True)
class _Ceiling:
    """A room's ceiling where it is drawn."""

    room: Room
    place: Placed
    z: float
    """mm on the site."""
    end: str
    """Of its storey's layers' names."""


def _room(space: Any, ceiling: _Ceiling) -> None:
    """Outline, grid and name."""
    room, place, z, end = ceiling.room, ceiling.place, ceiling.z, ceiling.end
    for ring in place.rings:
        at = {"layer": WALL + end, "elevation": z}
        space.add_lwpolyline([(x * MM, y * MM) for x, y in ring], close=True, dxfattribs=at)
    for start, stop in _joints(room):
        (x0, y0), (x1, y1) = place.point(start), place.point(stop)
        ends = ((x0 * MM, y0 * MM, z), (x1 * MM, y1 * MM, z))
        space.add_line(*ends, dxfattribs={"layer": GRID + end})
    words = [plain(text) for text in (room.name, room.room_id) if text]
    (cx, cy), turn = _clear(room, max(map(len, words))), math.radians(place.frame.rotation_deg)
    x, y = place.point((cx, cy))
    for row, text in enumerate(words):
        down = (row - (len(words) - 1) / 2 + 0.4) * 1.4 * _TEXT_MM
        where = (x * MM + down * math.sin(turn), y * MM - down * math.cos(turn), z)
        look = {"layer": TEXT + end, "halign": 1, "align_point": where, "insert": where}
        space.add_text(text, height=_TEXT_MM, dxfattribs={**look, "rotation": place.frame.rotation_deg})


def _clear(room: Room, letters: int) -> Point:
    """Where so many letters cover no component: the nearest such place to the room's middle."""
    inside = shapely.point_on_surface(Polygon(room.outline, room.holes_m))
    tx, ty = room.tile_m
    long = max(1, math.ceil(letters * _WIDE * _TEXT_MM / MM / tx))
    best = inside.x, inside.y
    nearest = math.inf
    for y, row in enumerate(room.rows):
        for x in range(len(row) - long + 1):
            at = ((x + long / 2) * tx, (y + 0.5) * ty)
            away = math.dist(at, (inside.x, inside.y))
            if away < nearest and row[x : x + long] == EMPTY * long:
                best, nearest = at, away
    return best


def _joints(room: Room) -> list[tuple[Point, Point]]:
    """The lines of the tile grid, as far as they lie inside the room; in the grid's frame, m."""
    (tx, ty), w, h = room.tile_m, room.width, room.height
    lines = [((i * tx, 0.0), (i * tx, h * ty)) for i in range(w + 1)]
    lines += [((0.0, j * ty), (w * tx, j * ty)) for j in range(h + 1)]
    shape = Polygon(room.outline, room.holes_m)
    shapely.prepare(shape)
    found = shapely.intersection(shapely.linestrings(np.array(lines)), shape)
    parts = shapely.get_parts(found)
    kept = parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 1e-3)]
    ends = (shapely.get_coordinates(part) for part in kept)
    return [((float(p[0][0]), float(p[0][1])), (float(p[-1][0]), float(p[-1][1]))) for p in ends]


def _insert(space: Any, ceiling: _Ceiling, part: Component, block: str) -> None:
    room, place, z = ceiling.room, ceiling.place, ceiling.z
    layer = part.kind.entry.dxf.layer + ceiling.end
    x, y = place.point(part.centre_m)
    insert = space.add_blockref(
        block, (x * MM, y * MM, z), dxfattribs={"layer": layer, "rotation": place.frame.rotation_deg}
    )
    said = {
        "ID": part.own_id,
        "ROOM": room.room_id,
        "ORIGIN": "existing" if part.existing else "placed",
        "LUMINAIRE": part.luminaire,
        "LUMENS": _figure(part.lumens),
        "WATTS": _figure(part.watts),
        "FLOW_L_S": _figure(part.flow_l_s),
    }
    # Placed here and not by the library's autofill, which costs as much again as all the rest.
    turn = math.radians(place.frame.rotation_deg)
    for row, tag in enumerate(tags_of(part.kind)):
        dx, dy = place_of(tag, row, room.tile_m)
        at = (
            x * MM + dx * math.cos(turn) - dy * math.sin(turn),
            y * MM + dx * math.sin(turn) + dy * math.cos(turn),
            z,
        )
        look = {"layer": layer, "height": TEXT_MM, "halign": 1, "align_point": at}
        look |= {"rotation": place.frame.rotation_deg, "flags": 0 if tag == SHOWN else 1}
        insert.add_attrib(tag, plain(said[tag]), at, dxfattribs=look)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def plain(words: str) -> str:
    """Text that no CAD program reads as codes: `%%d` would be a degree sign, `^J` a new line."""
    return words.replace("%%", "%%%%%%").replace("^", "^ ")
