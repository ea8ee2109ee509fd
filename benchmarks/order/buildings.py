"""Rooms beside real buildings for the figures: rectangles, bent, skew, jagged, with columns."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import shapely
from shapely import Polygon, affinity

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.suited import suited_to_lights
from plenum.files.geometry.tiling import tile_floor

TILE_M = (0.6, 0.6)
SEED = 11
RECTANGLES_M = (
    (2.4, 3.6), (3.0, 3.0), (3.0, 4.2), (3.0, 6.0), (3.6, 4.8), (3.6, 7.2), (4.2, 4.2), (4.2, 6.6),
    (4.8, 6.0), (4.8, 9.6), (5.4, 5.4), (5.4, 7.8), (6.0, 6.0), (6.0, 9.0), (6.1, 8.2), (6.6, 8.4),
    (6.6, 13.2), (7.2, 7.2), (7.2, 10.2), (7.8, 9.6), (8.4, 8.4), (8.4, 12.6), (9.0, 9.0), (9.0, 15.0),
    (10.0, 10.0), (10.8, 14.4), (12.0, 12.0), (12.6, 18.6), (15.0, 15.0),
)  # fmt: skip
TYPES = ("office_open", "office_enclosed", "conference", "classroom", "corridor", "storage", "lobby")


def rectangles() -> Building:
    """Offices of 29 sizes."""
    return _building("29 rectangles", [_rectangle(*sides) for sides in RECTANGLES_M])


def bent() -> Building:
    """L, T and U rooms of several sizes."""
    dice = random.Random(SEED)
    return _building("L, T, U", [make(dice) for _ in range(10) for make in (_l_room, _t_room, _u_room)])


def skew() -> Building:
    """Rooms whose walls meet at other angles, and one in a quarter of a circle."""
    dice = random.Random(SEED + 1)
    return _building("skew", [_skew(dice) for _ in range(16)])


def jagged() -> Building:
    """Rooms with steps of some decimetres along their walls."""
    dice = random.Random(SEED + 2)
    return _building("jagged", [_jagged(dice) for _ in range(16)])


def columns() -> Building:
    """Rooms with columns, on an axis or off it."""
    dice = random.Random(SEED + 3)
    return _building("columns", [_with_columns(dice) for _ in range(16)])


def furnished() -> Building:
    """Rooms in which something hangs already, or tiles are blocked."""
    dice = random.Random(SEED + 4)
    floors = [_rectangle(*RECTANGLES_M[i % 24 + 5]) for i in range(20)]
    plain = _building("things there", floors, drawn=True)
    rooms = tuple(_furnished(room, dice) for room in plain.rooms)
    return Building("things there", "", Settings(), rooms)


def corridors() -> Building:
    """Corridors of several widths and lengths."""
    sides = [(length, width) for length in (6.0, 9.2, 14.4, 21.0) for width in (1.5, 1.8, 2.4)]
    return _building("corridors", [_rectangle(*each) for each in sides], "corridor")


def generated() -> Iterator[Building]:
    """All of them."""
    for make in (rectangles, bent, skew, jagged, columns, furnished, corridors):
        yield make()


def _building(name: str, floors: list[Polygon], room_type: str = "", *, drawn: bool = False) -> Building:
    """As a file of outlines is read; `drawn`: as one whose grids are there already."""
    rooms = []
    for number, floor in enumerate(floors):
        tiling = tile_floor(floor, 0.0, TILE_M, "/rooms")
        kind = room_type or (TYPES[0] if name.endswith("rectangles") else TYPES[number % len(TYPES)])
        room = Room(
            f"{number}", tiling.rows, TILE_M, 2.8, kind, outline_m=tiling.outline_m, holes_m=tiling.holes_m
        )
        if room.usable:
            rooms.append(room)
    told = Assumption.TILE.said(x=TILE_M[0], y=TILE_M[1])
    assumed = {one.room_id: (told,) for one in rooms}
    read = Building(name, "", Settings(), tuple(rooms), assumptions=assumed, source_format="csv")
    return read if drawn else suited_to_lights(read)


def _rectangle(width: float, depth: float) -> Polygon:
    return shapely.box(0.0, 0.0, width, depth)


def _length(dice: random.Random, low: float, high: float) -> float:
    return round(dice.uniform(low, high), 1)


def _l_room(dice: random.Random) -> Polygon:
    w, d = _length(dice, 6, 14), _length(dice, 6, 12)
    return _rectangle(w, d) - shapely.box(_length(dice, 2.4, w - 2.4), _length(dice, 2.4, d - 2.4), w, d)


def _t_room(dice: random.Random) -> Polygon:
    w, d, stem = _length(dice, 8, 15), _length(dice, 3, 5), _length(dice, 3, 5)
    left = (w - stem) / 2
    return _rectangle(w, d) | shapely.box(left, d, left + stem, d + _length(dice, 3, 6))


def _u_room(dice: random.Random) -> Polygon:
    w, d, arm = _length(dice, 9, 15), _length(dice, 6, 10), _length(dice, 2.4, 3.6)
    return _rectangle(w, d) - shapely.box(arm, arm, w - arm, d)


def _skew(dice: random.Random) -> Polygon:
    w, d = _length(dice, 5, 14), _length(dice, 5, 10)
    lean = dice.uniform(0.1, 0.45) * d
    shapes = (
        Polygon([(0, 0), (w, 0), (w, d - lean), (0, d)]),
        Polygon([(0, 0), (w, 0), (w + lean, d), (lean, d)]),
        Polygon([(0, 0), (w, 0), (w - lean, d), (lean, d)]),
        Polygon(
            [(d * math.cos(i * math.pi / 24), d * math.sin(i * math.pi / 24)) for i in range(13)] + [(0, 0)]
        ),
    )
    return affinity.rotate(shapes[dice.randrange(len(shapes))], dice.choice((0, 20, 45)))


def _jagged(dice: random.Random) -> Polygon:
    w, d = _length(dice, 6, 14), _length(dice, 5, 10)
    floor = _rectangle(w, d)
    for _ in range(dice.randrange(2, 5)):
        x, deep = _length(dice, 0, w - 1.5), _length(dice, 0.2, 0.9)
        low = dice.choice((0.0, d - deep))
        floor -= shapely.box(x, low, x + _length(dice, 0.4, 1.5), low + deep)
    return floor


def _with_columns(dice: random.Random) -> Polygon:
    w, d, side = _length(dice, 8, 18), _length(dice, 7, 12), dice.choice((0.3, 0.4, 0.6))
    floor = _rectangle(w, d)
    bays = dice.choice((1, 2, 3))
    off = dice.choice((0.0, 0.0, 0.7))
    for i in range(1, bays + 1):
        x, y = i * w / (bays + 1) + off, d / 2
        floor -= shapely.box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    return floor


def _furnished(room: Room, dice: random.Random) -> Room:
    rows = [list(row) for row in room.rows]
    free = [(x, y) for (x, y), char in room.tiles() if char == "."]
    put = dice.choice(("L", "LL", "S", "D", "####", "LS", "R"))
    for char in put:
        x, y = dice.choice(free)
        rows[y][x] = char
    there = frozenset((x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char in "LSRD")
    return Room(
        room.room_id,
        tuple("".join(row) for row in rows),
        room.tile_m,
        room.ceiling_height_m,
        room.room_type,
        outline_m=room.outline_m,
        holes_m=room.holes_m,
        existing=there,
    )
