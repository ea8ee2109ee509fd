"""Every component of a building on a line: what, where, how much."""

from __future__ import annotations

import csv
import io
from typing import Final

from plenum.files.building.building import Building
from plenum.files.geometry.tiling import to_site
from plenum.files.schedule.marks import marked

_HEADS: Final = (
    *("id", "building", "storey", "room", "room_name", "room_type", "kind", "origin", "tile_x", "tile_y"),
    *("x_m", "y_m", "z_m", "height_m", "luminaire", "lumens", "watts", "flow_l_s", "mark"),
)
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def schedule_csv(building: Building) -> str:
    """The schedule as CSV (RFC 4180): positions on the site, heights over the floor.

    Texts come from outside, and spreadsheets take some for formulas: those begin with an apostrophe.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_HEADS)
    for one in marked(building):
        room, part = one.room, one.part
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
                _text(one.mark),
            ]
        )
    return out.getvalue()


def _text(value: str) -> str:
    return f"'{value}" if value.lstrip().startswith(_FORMULA) else value


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
