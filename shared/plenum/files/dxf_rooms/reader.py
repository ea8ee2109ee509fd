"""DXF drawings, in: closed polylines on a rooms' layer are rooms, the texts inside them their tags."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import Final

from shapely import Polygon

from plenum.ceiling.room.room import Room
from plenum.distribution import cure
from plenum.files.building.building import Building
from plenum.files.building.gathering import Gathering, LeftOut, Read, no_room
from plenum.files.building.rooms import check_building
from plenum.files.dxf_rooms.lines import Drawing, drawing_of
from plenum.files.dxf_rooms.outlines import Outlined, outlined_rooms
from plenum.files.dxf_rooms.tags import Tag
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.outline import mended_ring, outline
from plenum.files.geometry.tiling import tile_floor
from plenum.files.ids import identifier, short
from plenum.files.omission import Named
from plenum.files.room_names.vocabulary import NOT_A_ROOM
from plenum.files.settings.options import Assumed, ReadOptions, settings_of

MAX_SENT: Final = 4 * 1024 * 1024
"""Characters of a drawing that is sent as text: seconds of a coordinator; a file may be larger."""


def is_dxf(content: bytes | str) -> bool:
    """Whether this is a DXF drawing as text: a group code 0, then SECTION, comments before it left aside."""
    head = content[:1000] if isinstance(content, str) else content[:1000].decode("utf-8", "replace")
    lines = [line.strip() for line in head.removeprefix("\ufeff").splitlines()]
    while len(lines) > 1 and lines[0] == "999":
        lines = lines[2:]
    return lines[:2] == ["0", "SECTION"]


def read_dxf(content: bytes | str, options: ReadOptions) -> Building:
    """A building from a drawing. Raises InvalidBuilding, where the extra is missing too."""
    if find_spec("ezdxf") is None:
        raise InvalidBuilding("", "DXF files need ezdxf, which is not installed", cure("dxf"))
    if isinstance(content, str) and len(content) > MAX_SENT:
        raise InvalidBuilding(
            "", f"larger than {MAX_SENT // 2**20} MiB as text", "send what `plenum convert` makes of the file"
        )
    drawing = drawing_of(content if isinstance(content, str) else _decoded(content), options.unit)
    settings, fields = settings_of(options)
    assumed = Assumed.of_model(options, (text.said for text in drawing.texts), drawing.unit_m)
    gathering = Gathering()
    for outlined in outlined_rooms(drawing, options.room_layer, gathering):
        named = Named("outline", outlined.tag.number or f"on {outlined.line.layer}", outlined.tag.name)
        if read := gathering.tried(named, partial(_room, outlined, drawing, assumed)):
            gathering.add(read, "")
    if not gathering.rooms:
        raise gathering.no_rooms("outlines")
    gathering.leave_areas("outline")
    building = gathering.building("drawing", "", settings, "dxf")
    check_building(building, fields)
    return building


def _decoded(content: bytes) -> str:
    """UTF-8 since AutoCAD 2007, a code page before."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _room(outlined: Outlined, drawing: Drawing, assumed: Assumed) -> Read:
    """One room and what was assumed about it. Raises InvalidBuilding, and LeftOut."""
    tag, at = outlined.tag, ""
    sayings = [("type", tag.type), ("name", tag.name), ("number", "" if tag.name else tag.number)]
    names = (tag.number, tag.name, tag.type)
    room_type, type_note = assumed.use(names, [(where, said) for where, said in sayings if said])
    if room_type == NOT_A_ROOM:
        raise LeftOut(no_room(type_note))
    height, height_note = _height(tag, assumed)
    boundary, _ = mended_ring(list(outlined.plan.exterior.coords), at)
    holes = [mended_ring(list(hole.exterior.coords), at)[0] for hole in outlined.holes]
    floor = Polygon(*outline(boundary, holes, at))
    tiling = tile_floor(floor, outlined.line.level, assumed.tile_m, at)
    room = Room(
        room_id=identifier(tag.number or tag.name, "room"),
        rows=tiling.rows,
        tile_m=assumed.tile_m,
        ceiling_height_m=height,
        room_type=room_type,
        name=short(tag.name),
        outline_m=tiling.outline_m,
        holes_m=tiling.holes_m,
        frame=tiling.frame,
    )
    notes = (*drawing.notes, assumed.tile_text(), outlined.note, height_note, type_note)
    return room, tuple(filter(None, notes))


def _height(tag: Tag, assumed: Assumed) -> tuple[float, str]:
    """The suspended ceiling over the floor in m, and a note where no text says it."""
    if tag.height_m is not None and not assumed.ceiling_is_set:
        return tag.height_m, ""
    return assumed.ceiling_height_m, assumed.ceiling_text("the drawing gives no height")
