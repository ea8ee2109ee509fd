"""LGT-1, LGT-2, LGT-6 and LGT-13: illuminance point by point, power and glare class.

Direct light: each luminaire is four sources, one in the middle of each quarter of its tile, of
I(t) = Phi·(n+1)/(2·pi)·cos(t)^n, or of the intensities in the luminaire's table; it counts where the
segment from the luminaire's centre to the point stays inside the room. What surfaces send back: `bounces`.
"""

from __future__ import annotations

import math

from tests.support.naive.bounces import bounces
from tests.support.naive.room import SLACK, NaiveRoom, Verdicts, at_least, at_most
from tests.support.naive.shape import (
    TOUCH_M,
    Point,
    box,
    convex,
    inside,
    stays_inside,
    to_wall,
)
from tests.support.naive.table import Beam, beam

BAND_M = 0.5


def verdicts(room: NaiveRoom) -> Verdicts:
    """The light rules of one room. LGT-6 is the building's."""
    lit = illuminances(room)
    mean = sum(lit) / len(lit)
    even = min(lit) / mean if mean else 0.0
    return {
        "LGT-1": at_least(mean, room.light.em),
        "LGT-2": at_least(even, room.light.u0),
        "LGT-13": at_most(room.luminaire["ugr"], room.light.ugr),
    }


def power(room: NaiveRoom) -> tuple[float, float]:
    """W installed and W allowed: a fifth more where the room is high, or narrow, for its type."""
    allowed = room.light.lpd * room.area
    if room.rcr > room.light.high_rcr or room.equivalent_sides()[1] < room.light.narrow:
        allowed *= 1.2
    return len(room.tiles("L")) * room.luminaire["watts"], allowed


def illuminances(room: NaiveRoom) -> list[float]:
    """Maintained illuminance in lx at each point of the calculation grid."""
    lights = [room.centre(tile) for tile in room.tiles("L")]
    maintenance = room.settings.get("maintenance_factor", 0.8)
    if isinstance(maintenance, dict):
        maintenance = math.prod(maintenance.values())
    phi, shine = room.luminaire["lumens"], beam(room.luminaire)
    reflectances = room.settings.get("reflectances", (0.7, 0.5, 0.2))
    plan = tuple(tuple(ring) for ring in room.shape)
    around = bounces(plan, room.ceiling, (reflectances[0], reflectances[1], reflectances[2]))
    sent = around.sent(lights, shine)
    clear = convex(room.shape)
    lit = []
    for point in grid(room):
        direct = 0.0
        for light in lights:
            if clear or stays_inside(light, point, room.shape):
                direct += from_one(light, point, room, phi, shine)
        lit.append(maintenance * (direct + phi * around.reaching((*point, room.light.plane), sent)))
    return lit


def from_one(light: Point, point: Point, room: NaiveRoom, phi: float, shine: Beam) -> float:
    """E = I·cos(t)/d² of the four quarters of one luminaire, in lx, new and clean."""
    h = room.cavity
    total = 0.0
    for ox in (-0.25, 0.25):
        for oy in (-0.25, 0.25):
            dx = point[0] - light[0] - ox * room.tile[0]
            dy = point[1] - light[1] - oy * room.tile[1]
            d2 = h * h + dx * dx + dy * dy
            total += phi / 4 * shine.candela(dx, dy, h) * h / math.sqrt(d2) / d2
    return total


def pitch(side: float, cavity: float) -> float:
    """p = 0.2·5^log10(d), at most 10 m; nor more than half of Hm, unless that were over 250 points a side."""
    return min(10.0, 0.2 * 5 ** math.log10(side), max(cavity / 2, side / 250))


def grid(room: NaiveRoom) -> list[Point]:
    """The calculation points: clear of the walls by the band, at most a pitch apart.

    Where the room is at least twice as long as wide both pitches are the narrow side's; counts are
    odd, cells at most twice as long as wide, and a room with fewer than 9 points gets more; where no
    place is clear of walls and columns, the band is given up.
    """
    x0, y0, x1, y1 = box(room.shape)
    longer, shorter = room.equivalent_sides()
    narrow = longer >= 2 * shorter - SLACK
    band = min(BAND_M, shorter / 4)
    nx = _odd(math.ceil((x1 - x0) / pitch(shorter if narrow else x1 - x0, room.cavity) - 1e-9))
    ny = _odd(math.ceil((y1 - y0) / pitch(shorter if narrow else y1 - y0, room.cavity) - 1e-9))
    width, depth = x1 - x0 - 2 * band, y1 - y0 - 2 * band
    while width / nx > 2 * depth / ny + TOUCH_M:
        nx += 2
    while depth / ny > 2 * width / nx + TOUCH_M:
        ny += 2
    fewest = nx, ny
    for _ in range(5):
        points = lattice(room, band, nx, ny)
        if len(points) >= 9:
            break
        nx, ny = 2 * nx + 1, 2 * ny + 1
    return points or lattice(room, 0.0, *fewest)


def lattice(room: NaiveRoom, band: float, nx: int, ny: int) -> list[Point]:
    """The middles of nx by ny cells within the band, those that lie inside the room and off the band."""
    x0, y0, x1, y1 = box(room.shape)
    width, depth = (x1 - x0 - 2 * band) / nx, (y1 - y0 - 2 * band) / ny
    points = [
        (x0 + band + (i + 0.5) * width, y0 + band + (j + 0.5) * depth) for j in range(ny) for i in range(nx)
    ]
    return [p for p in points if inside(p, room.shape) and to_wall(p, room.shape) >= band - TOUCH_M]


def _odd(count: int) -> int:
    return count if count % 2 else count + 1
