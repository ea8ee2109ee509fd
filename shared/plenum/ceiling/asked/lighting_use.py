"""For how many hours a year a building is lit, and what its controls save: defaults of EN 15193.

Hours go by the use of the building. It is `settings.energy.use`, or the use that most of the floor whose
room types belong to one use has; corridors, stores and the like tell nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.room.room import Room

HOURS: Final[Mapping[str, tuple[float, float]]] = {
    "office": (2250.0, 250.0),
    "education": (1800.0, 200.0),
    "hospital": (3000.0, 2000.0),
    "hotel": (3000.0, 2000.0),
    "restaurant": (1250.0, 1250.0),
    "sports": (2000.0, 2000.0),
    "retail": (3000.0, 2000.0),
    "industry": (2500.0, 1500.0),
}
"""Hours a year by day and by night, h (domain facts 1.10)."""
_USES: Final[Mapping[str, tuple[str, ...]]] = {
    "office": ("office_open", "office_enclosed", "conference"),
    "education": ("classroom", "lecture", "laboratory", "fume_lab", "daycare", "library"),
    "hospital": ("patient", "exam", "hospital_corridor", "operating_room", "imaging", "nurse_station"),
    "hotel": ("bedroom", "apartment"),
    "restaurant": ("cafeteria", "kitchen"),
    "sports": ("gym", "pool_spa"),
    "retail": ("retail", "pharmacy"),
    "industry": ("workshop", "warehouse", "loading"),
}
_USE_OF: Final = {room_type: use for use, room_types in _USES.items() for room_type in room_types}
STANDBY_KWH_M2: Final = 2.5
"""A year: controls 1.5, emergency lights on charge 1.0 (domain facts 1.10)."""


@dataclass(frozen=True)
class LightingUse:
    """What one year asks of the lights."""

    use: str
    day_h: float
    night_h: float
    fc: float
    """Constant illuminance factor: what dimming a new installation to what is needed leaves."""
    fo: float
    """Occupancy factor: what switching off in absence leaves."""
    fd: float
    """Daylight factor: what daylight leaves of the hours by day."""
    standby_kwh_m2: float

    @property
    def full_load_h(self) -> float:
        """Hours a year at full power that take as much: Fc · Fo · (tD · FD + tN), EN 15193-1."""
        return self.fc * self.fo * (self.day_h * self.fd + self.night_h)


def lighting_use(rooms: Iterable[Room], settings: Settings) -> LightingUse:
    """The use of a building of these rooms; `settings.energy` (use, day_h, night_h, fc, fo, fd,
    standby_kwh_m2) outranks the defaults, which are without any control and without daylight."""
    own = settings.overrides.get("energy", {})
    use: str = own.get("use") or _use_of(rooms)
    day_h, night_h = HOURS[use]
    return LightingUse(
        use=use,
        day_h=float(own.get("day_h", day_h)),
        night_h=float(own.get("night_h", night_h)),
        fc=float(own.get("fc", 1.0)),
        fo=float(own.get("fo", 1.0)),
        fd=float(own.get("fd", 1.0)),
        standby_kwh_m2=float(own.get("standby_kwh_m2", STANDBY_KWH_M2)),
    )


def _use_of(rooms: Iterable[Room]) -> str:
    """An office where no room tells."""
    floor: Counter[str] = Counter()
    for room in rooms:
        if room.room_type in _USE_OF:
            floor[_USE_OF[room.room_type]] += round(area_m2(room) * 1e4)
    return floor.most_common(1)[0][0] if floor else "office"
