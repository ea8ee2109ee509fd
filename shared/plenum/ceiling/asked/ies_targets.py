"""Mean illuminances that the IES recommends, for buildings under US codes that ask for them.

In foot-candles as two lists of IES figures have them (domain facts 1.4), at 10 lx each, as the IES rounds
them. Uniformity and glare stay EN 12464-1's: those lists have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from plenum.ceiling.asked.room_types import RoomType
from plenum.ceiling.asked.settings import Settings

LX_A_FOOTCANDLE: Final = 10.0
FOOTCANDLES: Final[Mapping[str, float]] = {
    "office_open": 40,
    "office_enclosed": 40,
    "conference": 30,
    "classroom": 40,
    "lecture": 40,
    "corridor": 5,
    "restroom": 18,
    "stair": 5,
    "storage": 10,
    "lobby": 10,
    "break_room": 15,
    "cafeteria": 30,
    "kitchen": 50,
    "retail": 50,
    "patient": 30,
    "hospital_corridor": 10,
    "bedroom": 10,
    "gym": 30,
    "workshop": 30,
    "parking": 5,
    "assembly": 7.5,
    "nurse_station": 50,
    "warehouse": 20,
    "loading": 30,
    "cold_room": 20,
}
"""By room type; a type without one keeps EN 12464-1's illuminance."""


def ies_lx(room_type: str) -> float | None:
    """The IES's mean illuminance for a room type, if the lists have one."""
    return FOOTCANDLES[room_type] * LX_A_FOOTCANDLE if room_type in FOOTCANDLES else None


def em_lx(row: RoomType, settings: Settings) -> float:
    """What a room type asks for under `settings.illuminance`."""
    wanted = ies_lx(row.name) if settings.overrides.get("illuminance") == "IES" else None
    return row.em_lx if wanted is None else wanted
