"""The figures the rules speak of, typed in again from the facts: what each room type asks for.

Light targets after EN 12464-1 and power densities after ASHRAE 90.1-2019 (through public data
files), outdoor air after ASHRAE 62.1-2022; heat gains, exhausts and what no source names are the
rule set's own defaults. `settings` of a building override them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Light:
    """Em in lx, U0, greatest UGR, working plane in m, LPD in W/m², luminaire, and LPD's exceptions."""

    em: float
    u0: float
    ugr: float
    plane: float
    lpd: float
    luminaire: str
    high_rcr: float = 1e9
    """Above this room cavity ratio a fifth more power is allowed."""
    narrow: float = 0.0
    """Below this width in m, likewise."""
    small_area: float = 0.0
    small_lpd: float = 0.0


OFFICE = Light(500, 0.6, 19, 0.75, 6.57, "B", 4)
LIGHT = {
    "office_open": OFFICE,
    "office_enclosed": Light(500, 0.6, 19, 0.75, 7.10, "B", 8, small_area=13.9, small_lpd=7.97),
    "conference": Light(500, 0.6, 19, 0.75, 10.44, "B", 6),
    "classroom": Light(500, 0.6, 19, 0.70, 7.64, "B", 4),
    "lecture": Light(500, 0.6, 19, 0.70, 7.64, "B", 4),
    "corridor": Light(100, 0.4, 28, 0, 4.41, "C", narrow=2.4),
    "restroom": Light(200, 0.4, 25, 0, 6.78, "C", 8),
    "stair": Light(150, 0.4, 25, 0, 5.27, "C", 10),
    "storage": Light(100, 0.4, 25, 0, 4.09, "C", 6, small_area=4.6, small_lpd=5.5),
    "lobby": Light(300, 0.4, 22, 0, 9.04, "A", 4),
    "break_room": Light(200, 0.4, 22, 0.75, 6.35, "A", 4),
    "electrical": Light(200, 0.4, 25, 0.75, 4.63, "A", 6),
    "mechanical": Light(200, 0.4, 25, 0.75, 4.63, "A", 6),
    "laboratory": Light(500, 0.6, 19, 0.75, 14.32, "B", 6),
    "fume_lab": Light(500, 0.6, 19, 0.75, 14.32, "B", 6),
    "cafeteria": Light(200, 0.4, 22, 0.75, 4.3, "A", 4),
    "kitchen": Light(500, 0.6, 22, 0.75, 11.73, "A", 6),
    "retail": Light(500, 0.4, 22, 0.75, 11.3, "A", 6),
    "patient": Light(300, 0.4, 19, 0.75, 7.32, "B", 6),
    "exam": Light(1000, 0.6, 19, 0.75, 15.07, "B", 8),
    "hospital_corridor": Light(100, 0.4, 22, 0, 7.64, "C", narrow=2.4),
    "apartment": Light(200, 0.4, 22, 0.75, 9.36, "A", 4),
    "bedroom": Light(100, 0.4, 22, 0.75, 4.41, "A", 6),
    "janitor": Light(100, 0.4, 25, 0, 4.09, "C", 6),
    "server_room": Light(500, 0.6, 19, 0.75, 7.97, "B", 6),
    "changing_room": Light(200, 0.4, 25, 0, 4.52, "C", 6),
    "gym": Light(300, 0.6, 22, 0, 9.69, "A", 4),
    "workshop": Light(300, 0.6, 22, 0.75, 13.56, "A", 6),
    "parking": Light(75, 0.4, 25, 0, 1.61, "C", 4),
    "operating_room": Light(1000, 0.6, 19, 0.75, 24.33, "B", 6),
    "assembly": Light(200, 0.4, 22, 0, 6.57, "A", 4),
    "laundry": Light(300, 0.6, 22, 0.75, 5.7, "A", 4),
    "imaging": Light(300, 0.6, 19, 0.75, 10.12, "B", 6),
    "wellness": Light(200, 0.4, 22, 0.75, 6.35, "A", 4),
    "nurse_station": Light(500, 0.6, 19, 0.75, 12.59, "B", 6),
    "library": Light(500, 0.6, 19, 0.75, 8.93, "B", 4),
    "daycare": Light(300, 0.4, 22, 0, 7.64, "A", 4),
    "pharmacy": Light(500, 0.6, 19, 0.75, 17.98, "B", 6),
    "control_room": Light(500, 0.6, 19, 0.75, 7.97, "B", 6),
    "warehouse": Light(150, 0.4, 25, 0, 3.55, "C", 4),
    "copy_print": Light(300, 0.6, 19, 0.75, 7.97, "B", 6),
    "loading": Light(150, 0.4, 25, 0, 9.47, "C", 6),
    "exhibition": Light(300, 0.4, 22, 0, 6.57, "A", 6),
    "pool_spa": Light(200, 0.4, 22, 0, 9.69, "A", 4),
    "cold_room": Light(100, 0.4, 25, 0, 4.09, "C", 6),
    "shower": Light(200, 0.4, 25, 0, 6.78, "C", 8),
}
IES = {
    **dict.fromkeys(("kitchen", "retail", "nurse_station"), 500),
    **dict.fromkeys(("office_open", "office_enclosed", "classroom", "lecture"), 400),
    **dict.fromkeys(("conference", "cafeteria", "patient", "gym", "workshop", "loading"), 300),
    **dict.fromkeys(("warehouse", "cold_room"), 200),
    **dict.fromkeys(("storage", "lobby", "hospital_corridor", "bedroom"), 100),
    **dict.fromkeys(("corridor", "stair", "parking"), 50),
    "restroom": 180,
    "break_room": 150,
    "assembly": 75,
}
"""Mean illuminances of the IES in lx, for buildings that ask for them."""
LUMINAIRES: dict[str, dict[str, float]] = {
    "A": {"lumens": 3600, "watts": 28, "n": 1.0, "ugr": 22},
    "B": {"lumens": 3600, "watts": 30, "n": 2.6, "ugr": 19},
    "C": {"lumens": 2400, "watts": 18, "n": 1.0, "ugr": 22},
}


@dataclass(frozen=True)
class Air:
    """Rp in L/s a person, Ra in L/s·m², people on 100 m², heat gain in W/m², least air changes an hour."""

    rp: float
    ra: float
    people: float
    heat: float
    changes: float = 0.0
    exhaust: bool = False
    """More is taken out than is brought in."""
    transfer: bool = False
    """Nothing is brought in: air comes from the rooms around."""
    least_exhaust: float = 0.0
    """L/s·m²."""


AIR = {
    "office_open": Air(2.5, 0.3, 5, 60),
    "office_enclosed": Air(2.5, 0.3, 5, 60),
    "conference": Air(2.5, 0.3, 50, 90),
    "classroom": Air(5, 0.6, 35, 80),
    "lecture": Air(3.8, 0.3, 65, 100),
    "corridor": Air(0, 0.3, 0, 20),
    "hospital_corridor": Air(0, 0.3, 0, 20),
    "stair": Air(0, 0.3, 0, 20),
    "storage": Air(2.5, 0.3, 2, 20),
    "lobby": Air(2.5, 0.3, 10, 50),
    "break_room": Air(2.5, 0.6, 50, 70),
    "electrical": Air(0, 0.3, 0, 80),
    "mechanical": Air(0, 0.3, 0, 60),
    "laboratory": Air(5, 0.9, 25, 80, 6),
    "fume_lab": Air(5, 0.9, 25, 80, 15, exhaust=True),
    "cafeteria": Air(3.8, 0.9, 100, 90),
    "kitchen": Air(3.8, 0.6, 20, 90, exhaust=True, least_exhaust=3.5),
    "retail": Air(3.8, 0.6, 15, 60),
    "patient": Air(2.5, 0.3, 10, 50, 2),
    "exam": Air(2.5, 0.3, 20, 60, 2),
    "apartment": Air(0.0, 0.0, 3, 40, changes=0.35),
    "bedroom": Air(2.5, 0.3, 4, 40),
    "janitor": Air(0.0, 0.0, 0, 0, transfer=True, least_exhaust=5.0),
    "server_room": Air(2.5, 0.3, 5, 200),
    "changing_room": Air(2.5, 0.3, 16, 40),
    "gym": Air(9.4, 0.3, 20, 80),
    "workshop": Air(5.0, 0.9, 10, 60),
    "parking": Air(0.0, 0.0, 0, 0, transfer=True, least_exhaust=3.7),
    "operating_room": Air(14.2, 2.5, 20, 120, changes=20.0),
    "assembly": Air(2.5, 0.3, 100, 90),
    "laundry": Air(3.5, 0.3, 10, 80),
    "imaging": Air(0.0, 1.5, 5, 120),
    "wellness": Air(2.5, 0.6, 10, 40),
    "nurse_station": Air(2.5, 0.3, 20, 60),
    "library": Air(2.5, 0.6, 10, 60),
    "daycare": Air(5.0, 0.9, 25, 60),
    "pharmacy": Air(2.5, 0.9, 10, 60),
    "control_room": Air(2.5, 0.3, 10, 90),
    "warehouse": Air(5.0, 0.3, 1, 20),
    "copy_print": Air(2.5, 0.3, 4, 80),
    "loading": Air(5.0, 0.6, 2, 20),
    "exhibition": Air(3.8, 0.3, 40, 60),
    "pool_spa": Air(0.0, 2.4, 10, 60, exhaust=True),
    "cold_room": Air(0.0, 0.3, 0, 20),
    "restroom": Air(0, 0, 0, 0, transfer=True, least_exhaust=6.25),
    "shower": Air(0, 0, 0, 0, transfer=True, least_exhaust=6.25),
}


def light(room_type: str, area: float, settings: dict[str, Any]) -> Light:
    """A room type's light figures under a building's settings, LPD already chosen by area."""
    row = LIGHT.get(room_type, OFFICE)
    own = settings.get("targets", {}).get(room_type, {})
    lpd = row.small_lpd if area <= row.small_area else row.lpd
    em = IES.get(room_type, row.em) if settings.get("illuminance") == "IES" else row.em
    return Light(
        own.get("em_lx", em),
        own.get("u0", row.u0),
        own.get("ugr", row.ugr),
        own.get("working_plane_m", row.plane),
        own.get("lpd_w_m2", lpd),
        own.get("luminaire", row.luminaire),
        row.high_rcr,
        row.narrow,
    )


def luminaire(name: str, settings: dict[str, Any]) -> dict[str, float]:
    """A luminaire's lumens, watts, exponent n and glare class."""
    known = LUMINAIRES.get(name, {"n": 1.0, "ugr": 22})
    return {**known, **settings.get("luminaires", {}).get(name, {})}


def air(room_type: str, settings: dict[str, Any]) -> Air:
    """A room type's air figures under a building's settings."""
    row = AIR.get(room_type, AIR["office_enclosed"])
    own = settings.get("loads", {}).get(room_type, {})
    if not isinstance(own, dict):
        own = {"sensible_w_m2": own}
    return Air(
        row.rp,
        row.ra,
        own.get("people_per_100m2", row.people),
        own.get("sensible_w_m2", row.heat),
        own.get("min_ach", row.changes),
        row.exhaust,
        row.transfer,
        row.least_exhaust,
    )
