"""Rules that hold for a building as a whole: lighting power, traded between its rooms (LGT-6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.asked.room_types import room_type
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.calculation_grid import equivalent_sides_m
from plenum.ceiling.room.geometry import area_m2, perimeter_m, room_cavity_ratio
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.rule_set import evidence

HIGH_CAVITY: Final = 1.2
"""A room that is high or narrow for its type may use a fifth more (common knowledge, unverified)."""


def power_allowance_w(room: Room, brief: LightBrief) -> float:
    """LPD·A in W, with the allowance where the room cavity ratio exceeds its type's threshold (or a
    corridor is narrower than its type's width)."""
    row = room_type(room.room_type)
    area = area_m2(room)
    width = equivalent_sides_m(area, perimeter_m(room))[1]
    ratio = room_cavity_ratio(room, brief.mounting_height_m)
    high = row.rcr_threshold is not None and ratio > row.rcr_threshold
    narrow = row.narrow_m is not None and width < row.narrow_m
    return brief.lpd_w_m2 * area * (HIGH_CAVITY if high or narrow else 1.0)


def binding(settings: Settings) -> bool:
    """Whether the building's power decides anything: unless `settings.power.policy` is `report`."""
    policy: str = settings.overrides.get("power", {}).get("policy", "building")
    return policy == "building"


def spare_w(settings: Settings) -> float:
    """What the building's other rooms, which are not among these, leave of their allowance in W."""
    return float(settings.overrides.get("power", {}).get("spare_w", 0.0))


def building_evidence(rooms: Iterable[Room], settings: Settings) -> tuple[Evidence, ...]:
    """LGT-6 over these rooms, existing luminaires counted as if of the room's kind.

    Hard where it binds; `settings.power.spare_w` adds to what is allowed. Without a room there is nothing
    to check, hence no evidence.
    """
    installed, allowed, checked = 0.0, spare_w(settings), 0
    above: list[str] = []
    for room in rooms:
        brief = light_brief(room, settings)
        power = len(room.of_kind(Kind.LIGHT)) * brief.luminaire.watts
        allowance = power_allowance_w(room, brief)
        installed += power
        allowed += allowance
        checked += 1
        if power > allowance:
            above.append(room.room_id)
    if not checked:
        return ()
    detail = f"{len(above)} rooms above their own share" if above else ""
    return (evidence("LGT-6", installed, allowed, hard=binding(settings), detail=detail),)
