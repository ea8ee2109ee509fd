"""SMK-1 to SMK-12 under the building's fire code: coverage in sight, clearances, corridors, air changes."""

from __future__ import annotations

import math
from itertools import pairwise

from tests.support.naive.air import changes_an_hour
from tests.support.naive.cover import Cover
from tests.support.naive.room import NaiveRoom, TileAt, Verdicts, at_least, at_most
from tests.support.naive.shape import Point, box, to_wall

RADIUS = {"NFPA72": ("SMK-1N", 21 * 0.3048), "BS5839": ("SMK-1B", 7.5), "EN54_14_2018": ("SMK-1E", 6.2)}
WALL = {"BS5839": 0.5, "EN54_14_2018": 0.5}
SUPPLY = {"NFPA72": 0.91, "BS5839": 1.0, "EN54_14_2018": 0.5}
RETURN = {"NFPA72": 0.91}
HIGHEST = {"BS5839": 10.5, "EN54_14_2018": 12.0}
SQUARE_FOOT = 0.3048**2
ROUTES = ("corridor", "hospital_corridor", "stair", "lobby")
FIRES_OR_SLEEPERS = (
    *("kitchen", "laundry", "storage", "warehouse", "loading", "workshop", "laboratory", "fume_lab"),
    *("mechanical", "electrical", "server_room", "bedroom", "apartment", "patient"),
)
SERVICE = (
    *("storage", "warehouse", "loading", "mechanical", "electrical", "server_room", "janitor", "copy_print"),
)


def exempt(room: NaiveRoom) -> bool:
    """Kitchens and showers want a heat detector; small WCs and what the category leaves out want none."""
    fumes = ("kitchen", "shower", "laundry", "pool_spa", "parking", "loading", "cold_room")
    small = room.type == "restroom" and room.area < 4.0
    return room.type in fumes or small or not covered(room)


def covered(room: NaiveRoom) -> bool:
    """Whether the detection system's category reaches into the room; without one it reaches everywhere."""
    fire = room.settings.get("fire") or {}
    if room.id in (fire.get("rooms") or []):
        return True
    on_route = room.type in ROUTES
    beside_route = on_route or room.id not in (fire.get("inner_rooms") or [])
    answers = {
        "BS5839 L2": beside_route or room.type in FIRES_OR_SLEEPERS,
        "BS5839 L3": beside_route,
        "BS5839 L4": on_route,
        "BS5839 L5": False,
        "BS5839 P2": False,
        "BS5839 M": False,
        "EN54_14_2018 compartment": False,
        "EN54_14_2018 escape_routes": on_route,
        "EN54_14_2018 local": False,
        "NFPA72 partial": on_route or room.type in SERVICE,
        "NFPA72 selective": False,
    }
    return answers.get(f"{room.code} {fire.get('category')}", True)


def verdicts(room: NaiveRoom) -> Verdicts:
    """The hard smoke rules of one room that its code has."""
    detectors = room.tiles("D")
    found: Verdicts = {"SMK-9": at_least(len(detectors), 0 if exempt(room) else 1)}
    if room.code in HIGHEST and not exempt(room):
        found["SMK-10"] = at_most(room.ceiling, HIGHEST[room.code])
    if not detectors:
        return found
    found |= _clearances(room, detectors)
    if not exempt(room):
        found |= _coverage(room, detectors)
    return found


def _coverage(room: NaiveRoom, detectors: list[TileAt]) -> Verdicts:
    centres = [room.centre(tile) for tile in detectors]
    cover = Cover(room, detectors)
    farthest = cover.farthest()
    rule, radius = reach(room)
    found = {rule: at_most(farthest, radius), "SMK-3": at_most(cover.unseen(), 0.1)}
    ach = changes_an_hour(room)
    if room.code == "NFPA72" and ach > 8.6:
        share = max(room.area / len(detectors), (farthest / 0.7) ** 2)
        found["SMK-8"] = at_most(share, 7500 * SQUARE_FOOT / ach)
    if german(room):
        found["SMK-12"] = at_most(room.area / len(detectors), 60.0 if large_and_low(room) else 80.0)
    width = straight_corridor(room)
    if room.code != "NFPA72" and width:
        found["SMK-7"] = at_most(_gap(room, centres), corridor_spacing(width))
        if room.code == "BS5839" and width <= 2.0:
            del found[rule]
    return found


def reach(room: NaiveRoom) -> tuple[str, float]:
    """The rule of the radius and the radius; Germany has its own under EN 54-14."""
    rule, radius = RADIUS[room.code]
    return rule, (5.7 if large_and_low(room) else 6.6) if german(room) else radius


def german(room: NaiveRoom) -> bool:
    """Whether DIN VDE 0833-2 counts."""
    return room.code == "EN54_14_2018" and (room.settings.get("fire") or {}).get("annex") == "DE"


def large_and_low(room: NaiveRoom) -> bool:
    """Over 80 m² and up to 6 m high."""
    return room.area > 80 and room.ceiling <= 6


def straight_corridor(room: NaiveRoom) -> float:
    """The width of a corridor that fills its box and is at least twice as long as wide; else 0."""
    x0, y0, x1, y1 = box(room.shape)
    width, length = sorted((x1 - x0, y1 - y0))
    straight = room.area >= 0.85 * length * width - 1e-9 and length >= 2 * width - 1e-9
    return width if straight and room.type in ("corridor", "hospital_corridor") else 0.0


def corridor_spacing(width: float) -> float:
    """S = 2·sqrt(7.5² - (w/2)²); up to 2 m wide the centre line alone counts, and 15 m between detectors."""
    return 15.0 if width <= 2.0 else 2 * math.sqrt(max(0.0, 7.5**2 - (width / 2) ** 2))


def _gap(room: NaiveRoom, centres: list[Point]) -> float:
    """The largest gap along a corridor; to an end half of the spacing is allowed, so it counts double."""
    x0, y0, x1, y1 = box(room.shape)
    along, start, end = (0, x0, x1) if x1 - x0 >= y1 - y0 else (1, y0, y1)
    at = sorted(centre[along] for centre in centres)
    return max(2 * (at[0] - start), 2 * (end - at[-1]), *(b - a for a, b in pairwise(at)))


def _clearances(room: NaiveRoom, detectors: list[TileAt]) -> Verdicts:
    found: Verdicts = {}
    if room.code in WALL:
        central = max(to_wall(room.centre(tile), room.shape) for tile in room.tiles(".LSRD"))
        to_walls = min(to_wall(room.centre(tile), room.shape) for tile in detectors)
        found["SMK-4"] = at_least(to_walls, min(WALL[room.code], central))
    supplies, returns = room.tiles("S"), room.tiles("R")
    if supplies:
        found["SMK-5"] = at_least(nearest(room, detectors, supplies), SUPPLY[room.code])
    if returns and room.code in RETURN:
        found["SMK-6"] = at_least(nearest(room, detectors, returns), RETURN[room.code])
    return found


def nearest(room: NaiveRoom, detectors: list[TileAt], others: list[TileAt]) -> float:
    """Centre to centre; EN 54-14 measures to the other's edge."""
    return min(
        _to_tile(room, d, o) if room.code == "EN54_14_2018" else math.dist(room.centre(d), room.centre(o))
        for d in detectors
        for o in others
    )


def _to_tile(room: NaiveRoom, detector: TileAt, other: TileAt) -> float:
    x, y = room.centre(detector)
    x0, y0, x1, y1 = room.corners(other)
    return math.hypot(max(x0 - x, 0, x - x1), max(y0 - y, 0, y - y1))
