"""The naive verdict on a completed building: every hard rule of every room, and the building's own."""

from __future__ import annotations

from typing import Any

from tests.support.naive import air, light, smoke
from tests.support.naive.room import NaiveRoom, Verdicts, at_most
from tests.support.naive.shape import rectangle_inside

COMPONENTS = "LSRD"


def verify_room(
    data: dict[str, Any],
    original_rows: list[str],
    settings: dict[str, Any],
    code: str,
    *,
    photometry: bool = True,
) -> Verdicts:
    """Each hard rule's value and whether it holds, for one room as plain data.

    `original_rows` is the grid as it arrived; without `photometry` LGT-1 and LGT-2, the slow ones,
    are left out.
    """
    room = NaiveRoom(data, settings, code)
    found = grid_verdicts(room, original_rows)
    if photometry:
        found |= light.verdicts(room)
    else:
        found["LGT-13"] = at_most(room.luminaire["ugr"], room.light.ugr)
    return found | air.verdicts(room) | smoke.verdicts(room)


def verify_power(rooms: list[dict[str, Any]], settings: dict[str, Any]) -> Verdicts:
    """LGT-6: lighting power of all rooms against what they may use together."""
    powers = [light.power(NaiveRoom(data, settings, "NFPA72")) for data in rooms]
    spare = (settings.get("power") or {}).get("spare_w") or 0.0
    return {"LGT-6": at_most(sum(p for p, _ in powers), sum(a for _, a in powers) + spare)}


def grid_verdicts(room: NaiveRoom, original_rows: list[str]) -> Verdicts:
    """GEO-2, CLS-1, CLS-4: inside the outline, one on each usable tile, and what was there is still there."""
    placed = room.tiles(COMPONENTS)
    outside = [tile for tile in placed if not rectangle_inside(room.corners(tile), room.shape)]
    covered = [(x, y) for x, y in placed if original_rows[y][x] == "#"]
    moved = [
        (x, y)
        for y, row in enumerate(original_rows)
        for x, char in enumerate(row)
        if char in COMPONENTS and room.rows[y][x] != char
    ]
    return {
        "GEO-2": at_most(len(outside), 0),
        "CLS-1": at_most(len(covered), 0),
        "CLS-4": at_most(len(moved), 0),
    }
