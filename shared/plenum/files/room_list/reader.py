"""Lists of rooms (CSV): each line a rectangular room, that stands nowhere in particular."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import shapely

from plenum.ceiling.room.room import Frame, Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.gathering import Gathering, LeftOut, Read, no_room
from plenum.files.building.rooms import check_building
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.tiling import tile_floor
from plenum.files.ids import identifier, short
from plenum.files.limits import MAX_BYTES, MAX_CEILING_M, MAX_ROOMS, MIN_CEILING_M
from plenum.files.omission import Named
from plenum.files.room_list.table import Table, is_table, table_of
from plenum.files.room_names.vocabulary import NOT_A_ROOM
from plenum.files.settings.options import Assumed, ReadOptions, settings_of

_HEAD: Final = 4_000
"""Characters in which a list's header must be."""
_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def is_room_list(content: bytes | str) -> bool:
    """Whether this is text whose first line names columns of rooms."""
    head = content[:_HEAD] if isinstance(content, str) else _decoded(content[:_HEAD])
    return not head.lstrip().startswith(("{", "[", "<")) and is_table(head)


def read_room_list(content: bytes | str, options: ReadOptions) -> Building:
    """A building from a table of rooms. Raises InvalidBuilding."""
    if len(content) > MAX_BYTES:
        raise InvalidBuilding("", f"larger than {MAX_BYTES // 2**20} MiB", "split the list")
    table = table_of(content if isinstance(content, str) else _decoded(content), options.unit)
    settings, fields = settings_of(options)
    names = (table.text(row, "name") for _, row in table.rows)
    assumed = Assumed.of_model(options, names, table.unit_m)
    gathering = Gathering()
    for line, row in table.rows:
        named = Named("line", str(line), table.text(row, "name") or table.text(row, "id"))
        for read in gathering.tried(named, partial(_rooms, table, row, line, assumed)) or ():
            gathering.add(read, f"/{line}")
    if not gathering.rooms:
        if gathering.left_out:
            raise gathering.no_rooms("lines")
        raise InvalidBuilding("", "the list has no rooms", "give a line for each room")
    building = gathering.building("rooms", "", settings, "csv")
    check_building(building, fields)
    return building


def _decoded(content: bytes) -> str:
    """Text of whatever coding spreadsheets write."""
    coding = next((coding for mark, coding in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(coding, "ignore" if len(content) == _HEAD else "strict")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rooms(table: Table, row: Sequence[str], line: int, assumed: Assumed) -> list[Read]:
    """The rooms of a line, as many as it counts. Raises InvalidBuilding, and LeftOut."""
    at = f"/{line}"
    if len(row) > table.width:
        raise InvalidBuilding(
            at,
            f"{len(row)} cells under {table.width} headings",
            "separate cells by ; where decimals have commas",
        )
    own, name = table.text(row, "id"), table.text(row, "name")
    sayings = [("type", table.text(row, "type")), ("name", name)]
    room_type, type_note = assumed.use((own, name), [(where, said) for where, said in sayings if said])
    if room_type == NOT_A_ROOM:
        raise LeftOut(no_room(type_note))
    (x, y), notes = _sides(table, row, at)
    height, height_note = _height(table, row, assumed, at)
    tiling = tile_floor(shapely.box(0.0, 0.0, x, y), 0.0, assumed.tile_m, at)
    room = Room(
        room_id=identifier(own or name, f"room {line}"),
        rows=tiling.rows,
        tile_m=assumed.tile_m,
        ceiling_height_m=height,
        room_type=room_type,
        name=short(name),
        story=short(table.text(row, "story")),
        outline_m=tiling.outline_m,
        holes_m=tiling.holes_m,
        frame=Frame(),
    )
    told = tuple(filter(None, (*notes, assumed.tile_text(), height_note, type_note)))
    return [(replace(room), told) for _ in range(_count(table, row, at))]


def _sides(table: Table, row: Sequence[str], at: str) -> tuple[tuple[float, float], list[str]]:
    """Length and width in m; of an area alone a square of it. Raises InvalidBuilding."""
    x, y, area = (table.figure(row, name) for name in ("length", "width", "area"))
    if x and y and x > 0 and y > 0:
        return (x, y), []
    if area and area > 0:
        side = math.sqrt(area)
        return (side, side), [Assumption.SQUARE.said(side=side)]
    raise InvalidBuilding(at, "no length and width", "give both, more than 0, or an area")


def _height(table: Table, row: Sequence[str], assumed: Assumed, at: str) -> tuple[float, str]:
    """The suspended ceiling over the floor in m, and a note where nobody says it. Raises InvalidBuilding."""
    said = table.figure(row, "height")
    if said is None or assumed.ceiling_is_set:
        return assumed.ceiling_height_m, assumed.ceiling_text("the list gives no height")
    if not MIN_CEILING_M <= said <= MAX_CEILING_M:
        raise InvalidBuilding(
            at,
            f"a ceiling at {said:.4g} m",
            f"it should be {MIN_CEILING_M:g} to {MAX_CEILING_M:g} m: say the unit in the header (height [mm])"
            " or by --unit",
        )
    return round(said, 4), ""


def _count(table: Table, row: Sequence[str], at: str) -> int:
    """How many such rooms there are. Raises InvalidBuilding."""
    said = table.figure(row, "count")
    if said is None:
        return 1
    if not 1 <= said <= MAX_ROOMS or said != int(said):
        raise InvalidBuilding(at, f"a count of {said:g}", "give a whole number of rooms")
    return int(said)
