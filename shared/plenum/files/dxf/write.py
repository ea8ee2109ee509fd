"""A building as a drawing: every room at its true place and height, a block a component."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

import shapely
from shapely import Polygon

from plenum.ceiling.asked.smoke_brief import heat_detectors
from plenum.ceiling.room.room import Point, Room
from plenum.files.building.building import Building
from plenum.files.drawing.issue import Issue
from plenum.files.drawing.labels import Label, Space
from plenum.files.drawing.room_tiles import joint_lines
from plenum.files.drawing.storey_block import Storey
from plenum.files.dxf.blocks import MARK_MM, SHOWN, TEXT_MM, Alike, Blocks, below
from plenum.files.dxf.layers import GRID, TEXT, WALL, add_layers
from plenum.files.dxf.layouts import add_layout
from plenum.files.dxf.texts import plain
from plenum.files.geometry.site import Placed, placed_rooms
from plenum.files.parsing.missing import MissingLibraryError
from plenum.files.schedule.marks import HEAT, Marked, marked
from plenum.files.units import Units

MM: Final = 1000.0
_TEXT_MM: Final = 180.0
CAPITALS: Final = 0.7
"""Height of capitals, which DXF gives, over the font's size."""
_INSUNITS_MM: Final = 4
APPLICATION: Final = "PLENUM"
"""Whose extended data tells each component's id and its room's."""
_SAME_PLACE_MM: Final = 0.1


def building_dxf(building: Building, issue: Issue | None = None) -> bytes:
    """The DXF file, with a layout a storey. Raises MissingLibraryError where ezdxf is not installed."""
    if find_spec("ezdxf") is None:
        raise MissingLibraryError("DXF files", "ezdxf", "dxf")
    from ezdxf.filemanagement import new

    doc: Any = new("R2010", setup=False, units=_INSUNITS_MM)
    storeys: dict[str, list[Room]] = {}
    for room in building.rooms:
        storeys.setdefault(room.story, []).append(room)
    doc.appids.add(APPLICATION)
    blocks = Blocks(doc)
    ends = add_layers(doc, storeys)
    parts: dict[str, list[Marked]] = {room.room_id: [] for room in building.rooms}
    for one in marked(building):
        parts[one.room.room_id].append(one)
    corners: list[Point] = []
    for number, (storey, rooms) in enumerate(storeys.items(), 1):
        placed, _ = placed_rooms([room.to_json() for room in rooms])
        for room, place in zip(rooms, placed, strict=True):
            z = (room.frame.origin_m[2] + room.ceiling_height_m) * MM
            heat = bool(heat_detectors(room, building.settings))
            hung = _Ceiling(room, place, z, ends[storey], heat, Units.of(building.settings.overrides))
            _hang(blocks, hung, parts[room.room_id])
            corners += place.rings[0]
        others = [end for name, end in ends.items() if name != storey]
        add_layout(
            doc, Storey(building, None, storey, number, len(storeys), issue or Issue()), placed, others
        )
    _show(doc, corners)
    text = io.StringIO()
    doc.write(text)
    encoded: bytes = doc.encode(_close(text.getvalue()))
    return encoded


def _close(text: str) -> str:
    """Without the blanks before group codes, which nothing asks for: a twelfth of the file."""
    lines = text.split("\n")
    lines[::2] = [code.lstrip(" ") for code in lines[::2]]
    return "\n".join(lines)


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
    heat: bool
    """Whether heat detectors belong here, which are not placed."""
    units: Units


def _hang(blocks: Blocks, ceiling: _Ceiling, parts: list[Marked]) -> None:
    """A room and all that hangs in it, words where they cover nothing."""
    space, model = Space(ceiling.room, parts), blocks.doc.modelspace()
    _room(model, ceiling, space)
    for one in parts:
        label = space.beside(one.part.centre_m, one.mark, MARK_MM / MM / CAPITALS) if one.mark else None
        _insert(model, ceiling, one, blocks, label)


def _room(space: Any, ceiling: _Ceiling, free: Space) -> None:
    """Outline, grid and name, and what others have to add."""
    room, place, z, end = ceiling.room, ceiling.place, ceiling.z, ceiling.end
    for ring in place.rings:
        at = {"layer": WALL + end, "elevation": z}
        space.add_lwpolyline([(x * MM, y * MM) for x, y in ring], close=True, dxfattribs=at)
    for start, stop in joint_lines(room):
        (x0, y0), (x1, y1) = place.point(start), place.point(stop)
        ends = (_spot(x0 * MM, y0 * MM, z), _spot(x1 * MM, y1 * MM, z))
        space.add_line(*ends, dxfattribs={"layer": GRID + end})
    turn = math.radians(place.frame.rotation_deg)
    for words in dict.fromkeys(filter(None, (room.name, room.room_id, HEAT if ceiling.heat else ""))):
        label = free.within(words, _TEXT_MM / MM / CAPITALS)
        middle = label.middle_m if label else _inside(room)
        x, y = place.point(middle)
        where = (x * MM + _TEXT_MM / 2 * math.sin(turn), y * MM - _TEXT_MM / 2 * math.cos(turn), z)
        look = {"layer": TEXT + end, "halign": 1, "align_point": where, "insert": where}
        space.add_text(
            plain(words), height=_TEXT_MM, dxfattribs={**look, "rotation": place.frame.rotation_deg}
        )


def _inside(room: Room) -> Point:
    """A point of the floor, for the name of a room that has no free place for one."""
    inside = shapely.point_on_surface(Polygon(room.outline, room.holes_m))
    return inside.x, inside.y


def _insert(space: Any, ceiling: _Ceiling, one: Marked, blocks: Blocks, label: Label | None) -> None:
    """A component, with what its block does not say: ids as extended data, flow, a mark of its own."""
    part, room, turn = one.part, ceiling.room, ceiling.place.frame.rotation_deg
    layer = part.kind.entry.dxf.layer + ceiling.end
    at = _on_site(ceiling, part.centre_m, (0.0, 0.0))
    offset = _offset(part.centre_m, label) if label else None
    standing = offset is not None and math.dist(offset, below(room.tile_m)) < _SAME_PLACE_MM
    units = ceiling.units
    flow_tag = f"FLOW_{units.column('L/s')}".upper()
    alike = Alike(
        part.kind,
        room.tile_m,
        part.existing,
        part.luminaire,
        _figure(part.lumens),
        _figure(part.watts),
        flow_tag if part.kind.entry.moves_air else "",
        one.mark if part.luminaire and standing else "",
    )
    insert = space.add_blockref(blocks.name_for(alike), at, dxfattribs={"layer": layer, "rotation": turn})
    insert.set_xdata(APPLICATION, [(1000, part.own_id), (1000, room.room_id)])
    flow = None if part.flow_l_s is None else units.figure(part.flow_l_s, "L/s")
    said = {flow_tag: _figure(flow), SHOWN: one.mark}
    # Placed here and not by the library's autofill, which costs as much again as all the rest.
    for tag in filter(said.get, alike.own):
        look: dict[str, Any] = {"layer": layer, "height": MARK_MM if tag == SHOWN else TEXT_MM, "flags": 1}
        where = at
        if tag == SHOWN and offset:
            where = _on_site(ceiling, part.centre_m, offset)
            look |= {"rotation": turn, "halign": 1, "align_point": where, "flags": 0}
        insert.add_attrib(tag, plain(said[tag]), where, dxfattribs=look)


def _offset(centre: Point, label: Label) -> Point:
    """The middle of a label's base line from a component's centre, mm along the room's axes."""
    (x, y), (mx, my) = centre, label.middle_m
    return (mx - x) * MM, (my - y) * MM - MARK_MM / 2


def _on_site(ceiling: _Ceiling, centre: Point, offset: Point) -> tuple[float, float, float]:
    """A place in mm on the site, from one in m of the room and an offset in mm along its axes."""
    x, y = ceiling.place.point((centre[0] + offset[0] / MM, centre[1] + offset[1] / MM))
    return _spot(x * MM, y * MM, ceiling.z)


def _spot(x: float, y: float, z: float) -> tuple[float, float, float]:
    """A place in mm, to a hundredth: digits beyond it are half of a large file."""
    return round(x, 2), round(y, 2), round(z, 2)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
