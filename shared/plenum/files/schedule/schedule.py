"""Every component of a building on a line: what, where, how much. CSV files and drawings are made of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import KINDS, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Point, Room
from plenum.files.building.building import Building
from plenum.files.geometry.tiling import to_site

_HEADS: Final = (
    *("id", "building", "storey", "room", "room_name", "room_type", "kind", "origin", "tile_x", "tile_y"),
    *("x_m", "y_m", "z_m", "height_m", "luminaire", "lumens", "watts", "flow_l_s"),
)
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Component:
    """One light, terminal or detector."""

    own_id: str
    """Its room's id, its kind's letter and its number in the room, as in `office_1-L03`."""
    kind: Kind
    existing: bool
    tile: Tile
    centre_m: Point
    """In the grid's frame."""
    luminaire: str = ""
    lumens: float | None = None
    watts: float | None = None
    flow_l_s: float | None = None


def components(room: Room, settings: Settings) -> Iterator[Component]:
    """What hangs in a room's ceiling, row by row. Raises what `light_brief` raises."""
    lamp = light_brief(room, settings).luminaire
    numbers = {kind: count(1) for kind in Kind}
    for tile, char in room.tiles():
        if char not in KINDS:
            continue
        kind = KINDS[char]
        light = kind is Kind.LIGHT
        yield Component(
            own_id=f"{room.room_id}-{char}{next(numbers[kind]):02d}",
            kind=kind,
            existing=tile in room.existing,
            tile=tile,
            centre_m=room.centre_m(tile),
            luminaire=lamp.name if light else "",
            lumens=lamp.lumens if light else None,
            watts=lamp.watts if light else None,
            flow_l_s=room.flows.get(tile),
        )


def schedule_csv(building: Building) -> str:
    """The schedule as CSV (RFC 4180): positions on the site, heights over the floor.

    Texts come from outside, and spreadsheets take some for formulas: those begin with an apostrophe.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_HEADS)
    for room in building.rooms:
        for part in components(room, building.settings):
            x, y = to_site(room.frame, part.centre_m)
            z = room.frame.origin_m[2] + room.ceiling_height_m
            texts = (part.own_id, building.building_id, room.story, room.room_id, room.name, room.room_type)
            table.writerow(
                [
                    *map(_text, texts),
                    part.kind.value,
                    "existing" if part.existing else "placed",
                    *part.tile,
                    *(f"{value:.4f}" for value in (x, y, z, room.ceiling_height_m)),
                    _text(part.luminaire),
                    *(_figure(value) for value in (part.lumens, part.watts, part.flow_l_s)),
                ]
            )
    return out.getvalue()


def _text(value: str) -> str:
    return f"'{value}" if value.lstrip().startswith(_FORMULA) else value


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
