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
    RoomType(UNKNOWN,              500, 0.60, 19, 0.75,  6.57, "B", "L", "treated as office_open", rcr_threshold=4),
)
# fmt: on

ROOM_TYPES: Final[dict[str, RoomType]] = {row.name: row for row in _ROWS}


def room_type(name: str) -> RoomType:
    """The row of a room type; one that is not in the table counts as `unknown`, an open office."""
    return ROOM_TYPES.get(name, ROOM_TYPES[UNKNOWN])
