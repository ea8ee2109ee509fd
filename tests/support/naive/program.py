"""The hard rules of a small room as rows of an integer program, written from the rules like the verifier.

A row is a least value and the coefficients of some variables; variable (tile, symbol) is 1 where a free
tile holds that kind. What a room breaks already whatever is added is a row without variables.
"""

from __future__ import annotations

import math
from typing import Any

from tests.support.naive import air, light, smoke
from tests.support.naive.cover import Cover
from tests.support.naive.room import SLACK, NaiveRoom, TileAt
from tests.support.naive.shape import Point, Shape, box, to_wall
from tests.support.naive.sight import hiding, sees
from tests.support.naive.verify import grid_verdicts

Variable = tuple[TileAt, str]
Row = tuple[float, dict[Variable, float]]
NEVER: Row = (1.0, {})


def rows(data: dict[str, Any], settings: dict[str, Any], code: str) -> list[Row]:
    """All hard rules of a room as it comes in, terminals without stated flows."""
    room = NaiveRoom(data, settings, code)
    free = room.tiles(".")
    found: list[Row] = [(-1.0, {(tile, kind): -1.0 for kind in "LSRD"}) for tile in free]
    if not all(passed for _, passed in grid_verdicts(room, room.rows).values()):
        found.append(NEVER)
    return (
        found + _light(room, data, free) + _counts(room, free) + _distances(room, free) + _cover(room, free)
    )


def _light(room: NaiveRoom, data: dict[str, Any], free: list[TileAt]) -> list[Row]:
    """LGT-1, LGT-2 and LGT-13: illuminance is the sum of what each light gives."""
    if room.luminaire["ugr"] > room.light.ugr:
        return [NEVER]
    base = light.illuminances(room)
    gains = {}
    for x, y in free:
        grid = [list(row) for row in room.rows]
        grid[y][x] = "L"
        one = NaiveRoom({**data, "rows": ["".join(row) for row in grid]}, room.settings, room.code)
        gains[x, y] = [lit - dark for lit, dark in zip(light.illuminances(one), base, strict=True)]
    em, u0, count = room.light.em, room.light.u0, len(base)
    mean = sum(base) / count
    means = {tile: sum(gain) / count for tile, gain in gains.items()}
    found: list[Row] = [(1 - mean / em - SLACK, {(tile, "L"): means[tile] / em for tile in free})]
    for p in range(count):
        share = {(tile, "L"): (gains[tile][p] - u0 * means[tile]) / em for tile in free}
        found.append(((u0 * mean - base[p]) / em - SLACK, share))
    return found


def _counts(room: NaiveRoom, free: list[TileAt]) -> list[Row]:
    """AIR-3, AIR-8, SMK-8 and SMK-9."""
    supply, extract, _ = air.needs(room)
    grille = room.tile[0] * room.tile[1] * 2.03 * 0.75 * 1000
    needed = {
        "S": math.ceil(supply / room.settings.get("air", {}).get("supply_max_l_s", 120.0) - SLACK),
        "R": math.ceil(extract / grille - SLACK),
        "D": 0 if smoke.exempt(room) else max(1, math.ceil(room.area / _largest_share(room) - SLACK)),
    }
    return [
        (count - len(room.tiles(kind)), {(tile, kind): 1.0 for tile in free})
        for kind, count in needed.items()
        if count > len(room.tiles(kind))
    ]


def _largest_share(room: NaiveRoom) -> float:
    """Floor area a detector by SMK-8, m²."""
    changes = air.changes_an_hour(room)
    high = room.code == "NFPA72" and changes > 8.6
    return 7500 * smoke.SQUARE_FOOT / changes if high else math.inf


def _distances(room: NaiveRoom, free: list[TileAt]) -> list[Row]:
    """AIR-9, SMK-4, SMK-5 and SMK-6, pair by pair."""
    limits = {("R", "S"): min(1.8, air.reach(room) / 2), ("D", "S"): smoke.SUPPLY[room.code]}
    if room.code in smoke.RETURN:
        limits["D", "R"] = smoke.RETURN[room.code]
    found: list[Row] = []
    for (a, b), limit in limits.items():
        for one in [*free, *room.tiles(a)]:
            for other in [*free, *room.tiles(b)]:
                if one != other and _gap(room, a, one, other) < limit - SLACK:
                    pair = [(one, a), (other, b)]
                    placed = {v: -1.0 for v in pair if v[0] in free}
                    found.append((1.0 - len(placed), placed) if placed else NEVER)
    if room.code in smoke.WALL:
        central = max(to_wall(room.centre(tile), room.shape) for tile in room.tiles(".LSRD"))
        least = min(smoke.WALL[room.code], central) - SLACK
        near = [t for t in [*free, *room.tiles("D")] if to_wall(room.centre(t), room.shape) < least]
        found += [(0.0, {(tile, "D"): -1.0}) if tile in free else NEVER for tile in near]
    return found


def _gap(room: NaiveRoom, kind: str, one: TileAt, other: TileAt) -> float:
    if kind == "D":
        return smoke.nearest(room, [one], [other])
    return math.dist(room.centre(one), room.centre(other))


def _cover(room: NaiveRoom, free: list[TileAt]) -> list[Row]:
    """SMK-1 with SMK-3 at the corners of tiles, SMK-7 along corridors, SMK-8's radius, SMK-10."""
    if smoke.exempt(room):
        return []
    if room.ceiling > smoke.HIGHEST.get(room.code, math.inf):
        return [NEVER]
    width = smoke.straight_corridor(room) if room.code != "NFPA72" else 0.0
    radius = min(smoke.reach(room)[1], 0.7 * math.sqrt(_largest_share(room)))
    if room.code == "BS5839" and 0 < width <= 2.0:
        radius = math.inf
    there = room.tiles("D")
    found = []
    walls = hiding(room.shape)
    for point in Cover(room, there).starts:
        near = [tile for tile in [*free, *there] if _covers(room, walls, tile, point, radius)]
        if not set(near) & set(there):
            found.append((1.0, {(tile, "D"): 1.0 for tile in near}))
    return found + (_corridor(room, free, there, width) if width else [])


def _covers(room: NaiveRoom, walls: Shape, tile: TileAt, point: Point, radius: float) -> bool:
    centre = room.centre(tile)
    return math.dist(centre, point) <= radius + SLACK and sees(centre, point, room.shape, walls)


def _corridor(room: NaiveRoom, free: list[TileAt], there: list[TileAt], width: float) -> list[Row]:
    """Every half tile of the axis within half a spacing of a detector, the ends too."""
    x0, y0, x1, y1 = box(room.shape)
    along, start, end = (0, x0, x1) if x1 - x0 >= y1 - y0 else (1, y0, y1)
    half = room.tile[along] / 2
    first, last = math.ceil(start / half), math.floor(end / half)
    positions = [start, *(i * half for i in range(first, last + 1)), end]
    reach = smoke.corridor_spacing(width) / 2 + SLACK
    found = []
    for at in positions:
        near = [tile for tile in [*free, *there] if abs(room.centre(tile)[along] - at) <= reach]
        if not set(near) & set(there):
            found.append((1.0, {(tile, "D"): 1.0 for tile in near}))
    return found
