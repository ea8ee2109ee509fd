"""What each room type asks of the air: outdoor air, people, heat gains, least air changes, extraction.

Outdoor air and people are ASHRAE 62.1-2022 Table 6-1 as read from a public data file
(ASHRAE-62-1/ventilation-rates.json, cross-checked with studylib 26033694). Least air changes are
those of the reference programs in honeybee-energy-standards 2019_data.json. Heat gains are
engineering judgement: only office 60, conference 90, classroom 80 and corridor 20 W/m² are agreed
defaults, the others follow them by use. Exhaust rates are 62.1 Table 6-2 from common knowledge,
unverified. `loads` and `air` in a building's settings override all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from plenum.ceiling.asked.settings import Settings


class Extract(StrEnum):
    """What the room's return terminals are."""

    RETURN = "return"
    """Return air to the system, as much as is supplied."""
    EXHAUST = "exhaust"
    """Exhaust to the outside, more than is supplied: the room is kept at negative pressure."""
    TRANSFER = "transfer"
    """Exhaust too, fed by air from the rooms around alone: no supply."""


@dataclass(frozen=True)
class Rates:
    """One room type's figures, before the room's size is known."""

    person_l_s: float
    """Rp: outdoor air a person, L/s."""
    floor_l_s_m2: float
    """Ra: outdoor air a floor area, L/s·m²."""
    people_per_100m2: float
    sensible_w_m2: float
    min_ach: float = 0.0
    """Least air changes an hour of supply or, in exhaust rooms, of exhaust."""
    extract: Extract = Extract.RETURN
    exhaust_l_s_m2: float = 0.0
    """Least exhaust a floor area, L/s·m²."""


RATES: Final[dict[str, Rates]] = {
    "office_open": Rates(2.5, 0.3, 5, 60),
    "office_enclosed": Rates(2.5, 0.3, 5, 60),
    "conference": Rates(2.5, 0.3, 50, 90),
    "classroom": Rates(5.0, 0.6, 35, 80),
    "lecture": Rates(3.8, 0.3, 65, 100),
    "corridor": Rates(0.0, 0.3, 0, 20),
    "hospital_corridor": Rates(0.0, 0.3, 0, 20),
    "stair": Rates(0.0, 0.3, 0, 20),
    "storage": Rates(2.5, 0.3, 2, 20),
    "lobby": Rates(2.5, 0.3, 10, 50),
    "break_room": Rates(2.5, 0.6, 50, 70),
    "electrical": Rates(0.0, 0.3, 0, 80),
    "mechanical": Rates(0.0, 0.3, 0, 60),
    "laboratory": Rates(5.0, 0.9, 25, 80, min_ach=6.0),
    "fume_lab": Rates(5.0, 0.9, 25, 80, min_ach=15.0, extract=Extract.EXHAUST),
    "cafeteria": Rates(3.8, 0.9, 100, 90),
    "kitchen": Rates(3.8, 0.6, 20, 90, extract=Extract.EXHAUST, exhaust_l_s_m2=3.5),
    "retail": Rates(3.8, 0.6, 15, 60),
    "patient": Rates(2.5, 0.3, 10, 50, min_ach=2.0),
    "exam": Rates(2.5, 0.3, 20, 60, min_ach=2.0),
    # Rates of the reference programs in honeybee-energy-standards 2019 where there is one of this use
    # (apartment, bedroom, janitor, server_room, changing_room, gym, operating_room, assembly, laundry,
    # imaging, nurse_station, warehouse). Elsewhere, as for exhausts, common knowledge of 62.1, unverified.
    "apartment": Rates(0.0, 0.0, 3, 40, min_ach=0.35),
    "bedroom": Rates(2.5, 0.3, 4, 40),
    "janitor": Rates(0.0, 0.0, 0, 0, extract=Extract.TRANSFER, exhaust_l_s_m2=5.0),
    "server_room": Rates(2.5, 0.3, 5, 200),
    "changing_room": Rates(2.5, 0.3, 16, 40),
    "gym": Rates(9.4, 0.3, 20, 80),
    "workshop": Rates(5.0, 0.9, 10, 60),
    "parking": Rates(0.0, 0.0, 0, 0, extract=Extract.TRANSFER, exhaust_l_s_m2=3.7),
    "operating_room": Rates(14.2, 2.5, 20, 120, min_ach=20.0),
    "assembly": Rates(2.5, 0.3, 100, 90),
    "laundry": Rates(3.5, 0.3, 10, 80),
    "imaging": Rates(0.0, 1.5, 5, 120),
    "wellness": Rates(2.5, 0.6, 10, 40),
    "nurse_station": Rates(2.5, 0.3, 20, 60),
    "library": Rates(2.5, 0.6, 10, 60),
    "daycare": Rates(5.0, 0.9, 25, 60),
    "pharmacy": Rates(2.5, 0.9, 10, 60),
    "control_room": Rates(2.5, 0.3, 10, 90),
    "warehouse": Rates(5.0, 0.3, 1, 20),
    "copy_print": Rates(2.5, 0.3, 4, 80),
    "loading": Rates(5.0, 0.6, 2, 20),
    "exhibition": Rates(3.8, 0.3, 40, 60),
    "pool_spa": Rates(0.0, 2.4, 10, 60, extract=Extract.EXHAUST),
    "cold_room": Rates(0.0, 0.3, 0, 20),
    # 25 L/s a fixture (62.1 Table 6-2, unverified), one fixture in 4 m² (our judgement).
    "restroom": Rates(0.0, 0.0, 0, 0, extract=Extract.TRANSFER, exhaust_l_s_m2=6.25),
    "shower": Rates(0.0, 0.0, 0, 0, extract=Extract.TRANSFER, exhaust_l_s_m2=6.25),
}
UNKNOWN: Final = RATES["office_enclosed"]
"""An unknown room is treated as an office: the commonest use, and no exemption of any kind."""
LOAD_KEYS: Final = frozenset({"people_per_100m2", "sensible_w_m2", "min_ach"})
"""What `settings.loads.<room_type>` may set; a plain number there is W/m²."""


def rates_for(room_type: str, settings: Settings) -> Rates:
    """A room type's rates with the building's `loads` over them.

    Raises ValueError for a load that is no figure of a room type.
    """
    rates = RATES.get(room_type, UNKNOWN)
    loads = settings.overrides.get("loads", {}).get(room_type)
    if loads is None:
        return rates
    changes: Mapping[str, Any] = loads if isinstance(loads, Mapping) else {"sensible_w_m2": loads}
    if unknown := set(changes) - LOAD_KEYS:
        raise ValueError(f"loads of {room_type}: {sorted(unknown)}; known: {sorted(LOAD_KEYS)}")
    return replace(
        rates,
        people_per_100m2=float(changes.get("people_per_100m2", rates.people_per_100m2)),
        sensible_w_m2=float(changes.get("sensible_w_m2", rates.sensible_w_m2)),
        min_ach=float(changes.get("min_ach", rates.min_ach)),
    )
