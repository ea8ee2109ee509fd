"""A building's lighting power shared out between its rooms before any is lit, so that LGT-6 follows.

Rooms are lit side by side, and ordered layouts may take more than a room's own LPD·A. What the building may
take is shared by what each room needs; a room within its share cannot break the building's rule.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.photometry import luminaires_needed, utilisation_factor
from plenum.ceiling.room.geometry import area_m2, room_cavity_ratio
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.building_power import binding, power_allowance_w, spare_w

LEAST: Final = 0.75
"""Of the lumen method's luminaires that the fewest usually are: 0.755 over the lab building's rooms."""
ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class _Need:
    """What one room needs, in luminaires of `watts`."""

    watts: float
    least: int
    """What light it can hardly do with less than; the lights that are there, if they are more."""
    usual: int
    """The lumen method's number."""


def most_lights(rooms: Sequence[Room], settings: Settings) -> tuple[int | None, ...]:
    """How many lights each room may have, those that are there included; None: as many as it likes.

    The powers of so many add up to the building's allowance at most. Each gets what it can hardly do
    without, then the lumen method's number, then more in proportion to that; equal needs equal numbers.
    A room of which nothing can be asked (no ceiling above its working plane) has no limit and no share.
    """
    if not binding(settings):
        return (None,) * len(rooms)
    needs: dict[int, _Need] = {}
    allowed_w = spare_w(settings)
    for index, room in enumerate(rooms):
        try:
            brief = light_brief(room, settings)
        except ValueError:
            continue
        allowed_w += power_allowance_w(room, brief)
        needs[index] = _need(room, brief)
    shared = _shared(needs, allowed_w)
    return tuple(shared.get(index) for index in range(len(rooms)))


def own_share(room: Room, settings: Settings) -> int | None:
    """How many lights a room's own allowance pays for, where nobody shared the building's out.

    Rooms that keep to theirs hold LGT-6 together. None as for `most_lights`.
    """
    if not binding(settings):
        return None
    try:
        brief = light_brief(room, settings)
    except ValueError:
        return None
    return math.floor(power_allowance_w(room, brief) / brief.luminaire.watts + ROUNDING)


def apart(settings: Settings, others: Collection[tuple[Room, int]]) -> Settings:
    """The settings for the rest of a building by itself, where its other rooms have so many lights.

    What holds LGT-6 under them holds it together with the others.
    """
    if not others or not binding(settings):
        return settings
    spare = spare_w(settings)
    for room, lights in others:
        brief = light_brief(room, settings)
        spare += power_allowance_w(room, brief) - lights * brief.luminaire.watts
    power: Mapping[str, Any] = settings.overrides.get("power", {})
    own = {**power, "spare_w": math.floor(spare * 1000.0) / 1000.0}
    return settings.having(power=own)


def _need(room: Room, brief: LightBrief) -> _Need:
    ratio = room_cavity_ratio(room, brief.mounting_height_m)
    lamp = brief.luminaire
    uf = utilisation_factor(ratio, brief.reflectances, lamp.beam)
    usual = luminaires_needed(brief.em_lx, area_m2(room), lamp.lumens, uf, brief.maintenance_factor)
    there = len(room.of_kind(Kind.LIGHT))
    return _Need(lamp.watts, max(1, there, math.ceil(LEAST * usual)), max(1, there, usual))


def _shared(needs: Mapping[int, _Need], allowed_w: float) -> dict[int, int]:
    """Whole luminaires by room; what rounding leaves goes where most was rounded off."""
    least_w = sum(need.least * need.watts for need in needs.values())
    usual_w = sum(need.usual * need.watts for need in needs.values())
    part = {index: _part(need, allowed_w, least_w, usual_w) for index, need in needs.items()}
    shared = {index: math.floor(lights + ROUNDING) for index, lights in part.items()}
    left_w = allowed_w - sum(shared[index] * need.watts for index, need in needs.items())
    alike: dict[_Need, list[int]] = {}
    for index, need in needs.items():
        alike.setdefault(need, []).append(index)

    def rounded_off(need: _Need) -> tuple[float, int, float]:
        first = alike[need][0]
        return round(shared[first] - part[first], 9), need.usual, need.watts

    for need in sorted(alike, key=rounded_off):
        cost_w = len(alike[need]) * need.watts
        if cost_w <= left_w + ROUNDING:
            left_w -= cost_w
            shared.update({index: shared[index] + 1 for index in alike[need]})
    return shared


def _part(need: _Need, allowed_w: float, least_w: float, usual_w: float) -> float:
    """A room's part in luminaires, not yet whole."""
    if allowed_w <= least_w:
        return need.least * max(0.0, allowed_w) / least_w
    if allowed_w <= usual_w:
        return need.least + (need.usual - need.least) * (allowed_w - least_w) / (usual_w - least_w)
    return need.usual * allowed_w / usual_w
