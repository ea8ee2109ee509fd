"""What the fire code asks of one room: radius, clearances, corridor spacing, or no detector at all."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from plenum.ceiling.asked.air_brief import AirBrief, air_brief
from plenum.ceiling.asked.detection import not_covered
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import area_m2, polygon, tile_centres
from plenum.ceiling.room.room import Extent, Room
from plenum.ceiling.room.walls import clear_of_wall, wall_distance
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.rule_set import RULES
from plenum.ceiling.rules.table import FOOT_M

RADIUS_RULE: Final = {
    FireCode.NFPA72: "SMK-1N",
    FireCode.BS5839: "SMK-1B",
    FireCode.EN54_14_2018: "SMK-1E",
}
HEAT_DETECTOR_TYPES: Final = frozenset(
    {"kitchen", "shower", "laundry", "pool_spa", "parking", "loading", "cold_room"}
)
"""Steam, cooking and exhaust fumes alarm a smoke detector, and frost stops it: a heat detector belongs there
(SMK-9)."""
HEAT_REACH_M: Final = {FireCode.BS5839: 5.3, FireCode.EN54_14_2018: 4.5}
"""Of a heat detector; NFPA 72 goes by the spacing that each is listed for (domain facts 2.6)."""
SMALL_WC_M2: Final = 4.0
CORRIDOR_TYPES: Final = frozenset({"corridor", "hospital_corridor"})
HIGH_AIR_ACH: Final = 8.6
"""Above it NFPA 72 shrinks the area of a detector (SMK-8)."""
AREA_ACH_M2: Final = 7500 * FOOT_M**2
"""Area times air changes: every row of the table, 125 ft² at 60 ACH to 750 ft² at 10."""
DIAGONAL: Final = 0.7
"""A point is covered within 0.7 of the spacing: half the diagonal of a square (17.7.3.2.3.1)."""
CORRIDOR_R_M: Final = 7.5
NARROW_M: Final = 2.0
"""Up to this width BS 5839-1 looks at a corridor's centre line: 15 m apart, 7.5 m from the ends."""
STRAIGHT_FILL: Final = 0.85
"""Share of its bounding box that a straight corridor fills; below it the corridor bends or branches."""
STRAIGHT_ASPECT: Final = 2.0


class Distances(NamedTuple):
    """A radius, and the most floor a detector where a country's annex puts both in place of EN 54-14's."""

    radius_m: float
    share_m2: float | None = None


SMALL_OR_HIGH: Final = Distances(6.6, 80.0)
LARGE_AND_LOW: Final = Distances(5.7, 60.0)
"""DIN VDE 0833-2 in rooms of more than 80 m² up to 6 m high, and in all others (domain facts 2.3)."""
SMALL_M2: Final = 80.0
LOW_M: Final = 6.0
FEW: Final = 50
"""Tiles asked before all of a room's are."""


@dataclass(frozen=True)
class SmokeBrief:
    """One room's detectors under one code. Lengths in m, centre to centre unless `to_edge`."""

    code: FireCode
    protected: bool
    why: str
    """Why no detector is placed, or what shortens the radius; empty as a rule."""
    heat: str
    """The heat detectors that belong here, in words, none of which is placed; empty as a rule."""
    radius_m: float
    """Every demand point lies within it of a detector that sees it (SMK-1 and, where it binds, SMK-8)."""
    code_radius_m: float
    wall_m: float
    """SMK-4, shortened to what the room's most central tile keeps."""
    wall_hard: bool
    supply_m: float
    return_m: float
    return_hard: bool
    to_edge: bool
    """EN 54-14 measures from the inlet's edge, not its centre."""
    ach: float
    area_m2: float
    max_area_m2: float | None
    """Floor area a detector under high air movement (SMK-8), or None where it does not apply."""
    share_m2: float | None
    """Most floor a detector by a national annex (SMK-12), or None without one."""
    corridor_spacing_m: float | None
    """SMK-7's spacing along a straight corridor, or None."""
    corridor_axis: int
    """0 when the corridor runs along x, 1 along y."""
    by_axis: bool
    """A corridor narrow enough that its centre line alone counts: SMK-7 takes SMK-1B's place."""
    max_height_m: float | None
    voids_m: tuple[float, float] | None
    """Heights of the voids above the ceiling and below the floor, where both are looked at (SMK-11)."""

    @property
    def radius_rule(self) -> str:
        """The id of the rule that the radius comes from."""
        return "SMK-7" if self.by_axis else RADIUS_RULE[self.code]

    @property
    def min_detectors(self) -> int:
        """The fewest detectors the area alone asks for."""
        if not self.protected:
            return 0
        most = self.max_area_m2 or self.share_m2
        return math.ceil(self.area_m2 / most - 1e-9) if most else 1


def smoke_brief(room: Room, settings: Settings, air: AirBrief | None = None) -> SmokeBrief:
    """The detectors a room needs under the building's fire code; `air` is its `air_brief`, if at hand."""
    code = settings.code
    area = area_m2(room)
    ach = (air or air_brief(room, settings)).ach
    radius, share = _distances(room, settings, area)
    exempt = _why_none(room, settings, area)
    max_area = _max_area_m2(code, ach)
    reach = min(radius, DIAGONAL * math.sqrt(max_area)) if max_area else radius
    width, axis = _corridor(room, area) if code is not FireCode.NFPA72 else (None, 0)
    by_axis = code is FireCode.BS5839 and width is not None and width <= NARROW_M
    if by_axis and width is not None:
        reach = math.hypot(CORRIDOR_R_M, width)
    return SmokeBrief(
        code=code,
        protected=not exempt,
        why=exempt or (f"{ach:.1f} air changes/h: SMK-8 shrinks the area" if max_area else ""),
        heat=heat_detectors(room, settings),
        radius_m=reach,
        code_radius_m=radius,
        wall_m=_wall_m(_Plan(room.usable_cells, room.extent, room), _limit("SMK-4", code)),
        wall_hard=code is not FireCode.NFPA72,
        supply_m=_limit("SMK-5", code),
        return_m=_limit("SMK-6", code),
        return_hard=code is FireCode.NFPA72,
        to_edge=code is FireCode.EN54_14_2018,
        ach=ach,
        area_m2=area,
        max_area_m2=max_area,
        share_m2=share,
        corridor_spacing_m=None if width is None else corridor_spacing_m(width),
        corridor_axis=axis,
        by_axis=by_axis,
        max_height_m=_max_height_m(code),
        voids_m=_voids_m(room, settings),
    )


def _limit(rule: str, code: FireCode) -> float:
    return RULES[rule].limit(code) or 0.0


def _max_height_m(code: FireCode) -> float | None:
    """Of a ceiling under which point detectors are allowed; None where the code names none."""
    rule = RULES["SMK-10"]
    return rule.limit(code) if code in rule.codes else None


def _distances(room: Room, settings: Settings, area: float) -> Distances:
    """The code's, or of the country that `settings.fire.annex` names, which speaks under EN 54-14 alone."""
    code, asked = settings.code, settings.overrides.get("fire", {}).get("annex")
    if asked != "DE" or code is not FireCode.EN54_14_2018:
        return Distances(_limit(RADIUS_RULE[code], code))
    return SMALL_OR_HIGH if area <= SMALL_M2 or room.ceiling_height_m > LOW_M else LARGE_AND_LOW


def _max_area_m2(code: FireCode, ach: float) -> float | None:
    """What NFPA 72 leaves of a detector's area where much air is moved; None where nothing shrinks it."""
    return AREA_ACH_M2 / ach if code is FireCode.NFPA72 and ach > HIGH_AIR_ACH else None


def corridor_spacing_m(width_m: float) -> float:
    """S = 2·sqrt(7.5² - (w/2)²); 15 m up to 2 m wide (BS 5839-1 by sparksdirect.co.uk)."""
    if width_m <= NARROW_M:
        return 2 * CORRIDOR_R_M
    return 2 * math.sqrt(max(0.0, CORRIDOR_R_M**2 - (width_m / 2) ** 2))


def heat_detectors(room: Room, settings: Settings) -> str:
    """The heat detectors that belong in a room in place of smoke detectors, or an empty string."""
    code = settings.code
    if room.room_type not in HEAT_DETECTOR_TYPES or not_covered(room, settings):
        return ""
    reach = f"every point within {HEAT_REACH_M[code]:g} m of one" if code in HEAT_REACH_M else "as listed"
    return f"heat detector required ({reach}), none placed"


def _why_none(room: Room, settings: Settings, area: float) -> str:
    """Why the room gets no smoke detector, or an empty string."""
    if left_out := not_covered(room, settings):
        return left_out
    if heat := heat_detectors(room, settings):
        return f"{room.room_type}: {heat}"
    if room.room_type == "restroom" and area < SMALL_WC_M2:
        return f"restroom of {area:.1f} m2, under {SMALL_WC_M2:.0f} m2: none required"
    return ""


def _voids_m(room: Room, settings: Settings) -> tuple[float, float] | None:
    """The voids' heights where the building tells them, and code and category speak of them."""
    voids = settings.overrides.get("fire", {}).get("voids")
    if not voids or settings.code not in RULES["SMK-11"].codes or not_covered(room, settings):
        return None
    return float(voids.get("above_m", 0.0)), float(voids.get("below_m", 0.0))


@dataclass(frozen=True)
class _Plan:
    """A room by its walls and usable tiles."""

    cells: tuple[str, ...]
    extent: Extent
    room: Room = field(compare=False)


@lru_cache(maxsize=256)
def _wall_m(plan: _Plan, limit: float) -> float:
    """The wall distance that binds: no more than the room's most central tile can keep."""
    room = plan.room
    centres = tile_centres(room, room.usable_spots())
    some = centres[:: 1 + len(centres) // FEW]
    # In all but the smallest rooms any tile inside will do.
    if not len(centres) or clear_of_wall(room, some, limit).any():
        return limit
    return min(limit, float(wall_distance(room, centres).max()))


def _corridor(room: Room, area: float) -> tuple[float | None, int]:
    """A straight corridor's width in m and its axis; no width for any other room.

    One that bends or branches has no single axis; there SMK-1 with visibility, the same circle,
    decides alone.
    """
    if room.room_type not in CORRIDOR_TYPES:
        return None, 0
    sides = np.ptp(np.reshape(polygon(room).bounds, (2, 2)), axis=0)
    axis = int(np.argmax(sides))
    length, width = float(sides[axis]), float(sides[1 - axis])
    # Dimensions in decimals often are just these shares, and floats fall to either side.
    straight = area >= STRAIGHT_FILL * length * width * (1 - 1e-9)
    if not straight or length < STRAIGHT_ASPECT * width * (1 - 1e-9):
        return None, 0
    return width, axis
