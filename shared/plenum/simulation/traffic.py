"""Who comes when, with which building, and what they will think of it: all of it from one seed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal

Word = Literal["accept", "edit", "reject", ""]
"""What a person says of a room; empty: nothing."""
_TILE_M: Final = 0.6
_LAG_SPREAD: Final = 0.8
"""Of the lag's logarithm: most answer soon, a few much later."""


@dataclass(frozen=True)
class RoomShape:
    """A kind of room, and the sides that it comes in, tiles."""

    room_type: str
    width: tuple[int, int]
    height: tuple[int, int]
    weight: float


ROOMS: Final = (
    RoomShape("office_enclosed", (5, 9), (5, 9), 5.0),
    RoomShape("conference", (7, 12), (6, 10), 2.0),
    RoomShape("corridor", (14, 30), (3, 4), 1.5),
    RoomShape("storage", (4, 7), (4, 6), 1.0),
    RoomShape("office_open", (12, 24), (10, 18), 0.5),
)


@dataclass(frozen=True)
class Traffic:
    """How much comes, and how people are."""

    seed: int = 1
    rate_per_minute: float = 30.0
    """Buildings, at times of their own (a Poisson process)."""
    most_rooms: int = 4
    feedback: float = 0.6
    """Share of rooms that somebody says something of."""
    edits: float = 0.2
    """Share of these that are edited, at the stream's beginning."""
    rejects: float = 0.05
    drift: float = 0.0
    """How much the share of edits grows in an hour: people, or ceilings, that change."""
    lag_s: float = 5.0
    """Median between a result and what is said of it."""


@dataclass(frozen=True)
class Visit:
    """One building, when it comes, and a seed for what its people do."""

    at_s: float
    building: dict[str, Any]
    seed: int


def visits(traffic: Traffic) -> Iterator[Visit]:
    """Without end, in order; the same for the same seed."""
    random = Random(traffic.seed)  # noqa: S311 - traffic, no secrets
    at_s, number = 0.0, 0
    while True:
        at_s += random.expovariate(traffic.rate_per_minute / 60.0)
        number += 1
        name = f"simulated-{traffic.seed}-{number}"
        rooms = [_room(random, place) for place in range(random.randint(1, traffic.most_rooms))]
        building = {"schema": "plenum.building/1", "building_id": name, "rooms": rooms}
        yield Visit(at_s, building, random.getrandbits(32))


def word(traffic: Traffic, at_s: float, random: Random) -> Word:
    """What somebody says of a room at that time of the stream."""
    if random.random() >= traffic.feedback:
        return ""
    chance = random.random()
    if chance < traffic.rejects:
        return "reject"
    edits = min(1.0, max(0.0, traffic.edits + traffic.drift * at_s / 3600.0))
    return "edit" if chance < traffic.rejects + (1.0 - traffic.rejects) * edits else "accept"


def lag_s(traffic: Traffic, random: Random) -> float:
    """How long they take to say it: log-normal, whose median is the traffic's."""
    return traffic.lag_s * math.exp(random.gauss(0.0, _LAG_SPREAD))


def _room(random: Random, place: int) -> dict[str, Any]:
    """A rectangle, now and then with a column or a corner cut out of it."""
    (shape,) = random.choices(ROOMS, [each.weight for each in ROOMS])
    width, height = random.randint(*shape.width), random.randint(*shape.height)
    rows = [["."] * width for _ in range(height)]
    if min(width, height) > 4 and random.random() < 0.3:
        rows[random.randrange(1, height - 1)][random.randrange(1, width - 1)] = "#"
    if min(width, height) > 5 and random.random() < 0.2:
        for y in range(height // 3):
            rows[y][: width // 3] = "#" * (width // 3)
    return {
        "room_id": f"{shape.room_type}_{place}",
        "room_type": shape.room_type,
        "tile_m": _TILE_M,
        "rows": ["".join(row) for row in rows],
    }
