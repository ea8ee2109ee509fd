"""AIR-3, AIR-8 to AIR-12: diffusers, grilles, their distance, the balance, and whether it is enough."""

from __future__ import annotations

import math

from tests.support.naive import tables
from tests.support.naive.room import SLACK, NaiveRoom, TileAt, Verdicts, at_least, at_most

WATTS_A_LITRE_AND_KELVIN = 1.21


def needs(room: NaiveRoom) -> tuple[float, float, float]:
    """L/s to supply, L/s to take out, and the least share of the latter that is not supplied.

    Q is the larger of Vbz = Rp·Pz + Ra·Az and q/(1.21·dT), and of the least air changes. An exhaust room
    takes out more than it is given; a WC is given nothing.
    """
    figures = tables.air(room.type, room.settings)
    own = room.settings.get("air", {})
    offset = own.get("offset", 0.1)
    outdoor = figures.rp * figures.people * room.area / 100 + figures.ra * room.area
    cooling = figures.heat * room.area / (WATTS_A_LITRE_AND_KELVIN * own.get("delta_t_k", 10.0))
    changes = figures.changes * room.area * room.ceiling / 3.6
    least = max(changes, figures.least_exhaust * room.area)
    if figures.transfer:
        return 0.0, least, 1.0
    if figures.exhaust:
        exhaust = max(least, max(outdoor, cooling) / (1 - offset))
        return exhaust * (1 - offset), exhaust, offset
    supply = max(outdoor, cooling, changes)
    return supply, supply, 0.0


def changes_an_hour(room: NaiveRoom) -> float:
    """ACH = 3.6·Q/V, of what is supplied or taken out, whichever is more."""
    supply, extract, _ = needs(room)
    return 3.6 * max(supply, extract) / (room.area * room.ceiling)


def flow(room: NaiveRoom, tiles: list[TileAt], total: float) -> float:
    """What these terminals move, L/s: their own flows; those without one share what is left of the total."""
    known = [room.flows[tile] for tile in tiles if tile in room.flows]
    return sum(known) if len(known) == len(tiles) else max(total, sum(known))


def verdicts(room: NaiveRoom) -> Verdicts:
    """The air rules of one room."""
    supplies, returns = room.tiles("S"), room.tiles("R")
    supply, extract, offset = needs(room)
    q_max = room.settings.get("air", {}).get("supply_max_l_s", 120.0)
    brought = flow(room, supplies, supply)
    due = max(extract, brought / (1 - offset)) if offset < 1 else extract
    taken = flow(room, returns, due if offset else brought)
    face = len(returns) * room.tile[0] * room.tile[1]
    found: Verdicts = {
        "AIR-3": at_least(len(supplies), math.ceil(supply / q_max - SLACK)),
        "AIR-8": at_least(face, max(due, taken) / 1000 / (2.03 * 0.75)),
    }
    if supplies and returns:
        gap = min(math.dist(room.centre(s), room.centre(r)) for s in supplies for r in returns)
        found["AIR-9"] = at_least(gap, min(1.8, reach(room) / 2))
    if offset:
        found["AIR-11"] = at_least((taken - brought) / taken if taken else 0.0, offset)
    else:
        lacking = (brought - taken) / brought if brought else 0.0
        found["AIR-10"] = lacking, abs(lacking) <= 0.05 + SLACK
    moved, asked = (brought, supply) if supply else (taken, extract)
    if asked:
        found["AIR-12"] = at_most(1 - moved / asked, 0.05)
    return found


def reach(room: NaiveRoom) -> float:
    """Diagonal of the box around the centres of the tiles that are not invalid."""
    usable = room.tiles(".LSRD")
    xs = [x for x, _ in usable]
    ys = [y for _, y in usable]
    return math.hypot((max(xs) - min(xs)) * room.tile[0], (max(ys) - min(ys)) * room.tile[1])
