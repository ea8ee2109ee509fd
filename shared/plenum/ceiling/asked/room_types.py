"""What light each type of room asks for, and how much power it may use.

Illuminance, uniformity and glare limits: domain facts 1.4 (EN 12464-1 through public data files);
where sources disagree the stricter current figure stands and the row says so. Power densities:
domain facts 1.9 (ASHRAE 90.1-2019 through two public data files). Everything here can be set per
building (`settings.targets`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# ruff: noqa: E501 - a table reads best with one row a line


@dataclass(frozen=True)
class RoomType:
    """One row: targets in lx, W/m² and m."""

    name: str
    em_lx: float
    """Maintained mean illuminance on the working plane."""
    u0: float
    """Least min/mean illuminance."""
    ugr: float
    """Greatest glare class of the luminaire."""
    working_plane_m: float
    lpd_w_m2: float
    """Lighting power allowance."""
    luminaire: str
    """Catalogue name used where the building does not choose."""
    confidence: str
    """How well the light targets are sourced: H, M or L."""
    note: str = ""
    small_m2: float = 0.0
    """Up to this floor area, the allowance is `small_lpd_w_m2`."""
    small_lpd_w_m2: float = 0.0
    rcr_threshold: float | None = None
    """Above this room cavity ratio the allowance grows by a fifth (common knowledge, unverified)."""
    narrow_m: float | None = None
    """Likewise up to this width, for corridors."""

    def lpd(self, area_m2: float) -> float:
        """The power allowance in W/m² for a room of this floor area."""
        return self.small_lpd_w_m2 if area_m2 <= self.small_m2 else self.lpd_w_m2


UNKNOWN: Final = "unknown"

# fmt: off
_ROWS: Final = (
    #                              Em    U0   UGR  plane  LPD   luminaire
    RoomType("office_open",        500, 0.60, 19, 0.75,  6.57, "B", "M", rcr_threshold=4),
    RoomType("office_enclosed",    500, 0.60, 19, 0.75,  7.10, "B", "M", small_m2=13.9, small_lpd_w_m2=7.97, rcr_threshold=8),
    RoomType("conference",         500, 0.60, 19, 0.75, 10.44, "B", "M", rcr_threshold=6),
    RoomType("classroom",          500, 0.60, 19, 0.70,  7.64, "B", "L", "300 lx in older sources", rcr_threshold=4),
    RoomType("lecture",            500, 0.60, 19, 0.70,  7.64, "B", "L", "as classroom", rcr_threshold=4),
    RoomType("corridor",           100, 0.40, 28, 0.00,  4.41, "C", "M", narrow_m=2.4),
    RoomType("restroom",           200, 0.40, 25, 0.00,  6.78, "C", "M", rcr_threshold=8),
    RoomType("stair",              150, 0.40, 25, 0.00,  5.27, "C", "L", "100 lx in EN 12464-1:2011", rcr_threshold=10),
    RoomType("storage",            100, 0.40, 25, 0.00,  4.09, "C", "L", "200 lx where manned", small_m2=4.6, small_lpd_w_m2=5.5, rcr_threshold=6),
    RoomType("lobby",              300, 0.40, 22, 0.00,  9.04, "A", "M", rcr_threshold=4),
    RoomType("break_room",         200, 0.40, 22, 0.75,  6.35, "A", "M", rcr_threshold=4),
    RoomType("electrical",         200, 0.40, 25, 0.75,  4.63, "A", "L", rcr_threshold=6),
    RoomType("mechanical",         200, 0.40, 25, 0.75,  4.63, "A", "L", rcr_threshold=6),
    RoomType("laboratory",         500, 0.60, 19, 0.75, 14.32, "B", "M", rcr_threshold=6),
    RoomType("fume_lab",           500, 0.60, 19, 0.75, 14.32, "B", "M", rcr_threshold=6),
    RoomType("cafeteria",          200, 0.40, 22, 0.75,  4.30, "A", "M", rcr_threshold=4),
    RoomType("kitchen",            500, 0.60, 22, 0.75, 11.73, "A", "M", rcr_threshold=6),
    RoomType("retail",             500, 0.40, 22, 0.75, 11.30, "A", "L", "300 lx in EN 12464-1", rcr_threshold=6),
    RoomType("patient",            300, 0.40, 19, 0.75,  7.32, "B", "L", "100 lx general in EN 12464-1", rcr_threshold=6),
    RoomType("exam",              1000, 0.60, 19, 0.75, 15.07, "B", "L", rcr_threshold=8),
    RoomType("hospital_corridor",  100, 0.40, 22, 0.00,  7.64, "C", "L", "as corridor", narrow_m=2.4),
    RoomType("shower",             200, 0.40, 25, 0.00,  6.78, "C", "L", "as restroom", rcr_threshold=8),
    # Proposed by lists of real names. LPD: reference programs of honeybee-energy-standards 2019 unless the note
    # says otherwise; illuminances are common knowledge of EN 12464-1, unverified, as confidence L says.
    RoomType("apartment",          200, 0.40, 22, 0.75,  9.36, "A", "L", "no EN 12464-1 row; light unverified", rcr_threshold=4),
    RoomType("bedroom",            100, 0.40, 22, 0.75,  4.41, "A", "L", "no EN 12464-1 row; light unverified; LPD of guest rooms", rcr_threshold=6),
    RoomType("janitor",            100, 0.40, 25, 0.00,  4.09, "C", "L", "as storage; light unverified", rcr_threshold=6),
    RoomType("server_room",        500, 0.60, 19, 0.75,  7.97, "B", "L", "light unverified", rcr_threshold=6),
    RoomType("changing_room",      200, 0.40, 25, 0.00,  4.52, "C", "L", "light unverified; LPD of locker rooms", rcr_threshold=6),
    RoomType("gym",                300, 0.60, 22, 0.00,  9.69, "A", "L", "light unverified", rcr_threshold=4),
    RoomType("workshop",           300, 0.60, 22, 0.75, 13.56, "A", "L", "300 to 500 lx by the work; all unverified", rcr_threshold=6),
    RoomType("parking",             75, 0.40, 25, 0.00,  1.61, "C", "L", "light unverified", rcr_threshold=4),
    RoomType("operating_room",    1000, 0.60, 19, 0.75, 24.33, "B", "L", "general light, unverified", rcr_threshold=6),
    RoomType("assembly",           200, 0.40, 22, 0.00,  6.57, "A", "L", "light unverified; LPD of auditoria", rcr_threshold=4),
    RoomType("laundry",            300, 0.60, 22, 0.75,  5.70, "A", "L", "light unverified", rcr_threshold=4),
    RoomType("imaging",            300, 0.60, 19, 0.75, 10.12, "B", "L", "light unverified, to be dimmed", rcr_threshold=6),
    RoomType("wellness",           200, 0.40, 22, 0.75,  6.35, "A", "L", "light unverified; LPD as break_room", rcr_threshold=4),
    RoomType("nurse_station",      500, 0.60, 19, 0.75, 12.59, "B", "L", "light unverified", rcr_threshold=6),
    RoomType("library",            500, 0.60, 19, 0.75,  8.93, "B", "L", "of reading places; light unverified", rcr_threshold=4),
    RoomType("daycare",            300, 0.40, 22, 0.00,  7.64, "A", "L", "light unverified; LPD as classroom", rcr_threshold=4),
    RoomType("pharmacy",           500, 0.60, 19, 0.75, 17.98, "B", "L", "all unverified", rcr_threshold=6),
    RoomType("control_room",       500, 0.60, 19, 0.75,  7.97, "B", "L", "light unverified; UGR 16 in EN 12464-1; LPD as server_room", rcr_threshold=6),
    RoomType("warehouse",          150, 0.40, 25, 0.00,  3.55, "C", "L", "light unverified; LPD of bulk storage", rcr_threshold=4),
    RoomType("copy_print",         300, 0.60, 19, 0.75,  7.97, "B", "L", "light unverified", rcr_threshold=6),
    RoomType("loading",            150, 0.40, 25, 0.00,  9.47, "C", "L", "all unverified", rcr_threshold=6),
    RoomType("exhibition",         300, 0.40, 22, 0.00,  6.57, "A", "L", "general light, unverified; LPD unverified", rcr_threshold=6),
    RoomType("pool_spa",           200, 0.40, 22, 0.00,  9.69, "A", "L", "light unverified; LPD as gym", rcr_threshold=4),
    RoomType("cold_room",          100, 0.40, 25, 0.00,  4.09, "C", "L", "as storage; light unverified", rcr_threshold=6),
    RoomType(UNKNOWN,              500, 0.60, 19, 0.75,  6.57, "B", "L", "treated as office_open", rcr_threshold=4),
)
# fmt: on

ROOM_TYPES: Final[dict[str, RoomType]] = {row.name: row for row in _ROWS}


def room_type(name: str) -> RoomType:
    """The row of a room type; one that is not in the table counts as `unknown`, an open office."""
    return ROOM_TYPES.get(name, ROOM_TYPES[UNKNOWN])
