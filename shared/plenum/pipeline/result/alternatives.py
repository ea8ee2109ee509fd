"""All light alternatives of a building's rooms as complete ceilings, to be looked at side by side.

Each is the pipeline's own work: the rooms that another alternative won are completed once more with this
one asked for, so that air and detectors follow its lights. A room's share of the building's power stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from msgspec import UNSET

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.whole.power_shares import apart, most_lights
from plenum.files.building.building import Building
from plenum.files.completed.schema import Alternative, CompletedRoom, plain

CHOICES: Final = ("dense", "sparse", "balanced")
Place = Callable[[Building], Mapping[str, Any]]


def with_alternatives(building: Building, completed: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The result with `alternatives` in each room; `place` completes a building."""
    chosen = {str(room["room_id"]): room for room in completed["rooms"]}
    found: dict[str, list[Alternative]] = {room_id: [] for room_id in chosen}
    for choice in CHOICES:
        others = [room_id for room_id, room in chosen.items() if not _is(room, choice)]
        again = _placed(building, frozenset(others), choice, place)
        for room_id, room in chosen.items():
            found[room_id].append(_alternative(again.get(room_id, room), choice, room))
    rooms = [
        {**room, "alternatives": [plain(one) for one in found[str(room["room_id"])]]}
        for room in completed["rooms"]
    ]
    return {**completed, "rooms": rooms}


def _is(room: Mapping[str, Any], choice: str) -> bool:
    """Whether the room's lights are this alternative's."""
    return str(room["selected_model"] or "").rpartition("_")[2] == choice


def _placed(
    building: Building, room_ids: frozenset[str], choice: str, place: Place
) -> dict[str, Mapping[str, Any]]:
    """These rooms completed with one alternative asked for, by id."""
    if not room_ids:
        return {}
    settings = _beside(building, room_ids)
    part = replace(
        building,
        settings=settings.having(lights={"building": choice}),
        rooms=tuple(room for room in building.rooms if room.room_id in room_ids),
        waivers=tuple(waiver for waiver in building.waivers if waiver.room_id in room_ids),
        assumptions={key: notes for key, notes in building.assumptions.items() if key in room_ids},
        previous={},
        left_out=(),
    )
    return {str(room["room_id"]): room for room in place(part)["rooms"]}


def _beside(building: Building, room_ids: frozenset[str]) -> Settings:
    """The settings for these rooms, with what the others' shares leave of the building's power."""
    shares = zip(building.rooms, most_lights(building.rooms, building.settings), strict=True)
    others = [(room, most) for room, most in shares if room.room_id not in room_ids and most is not None]
    return apart(building.settings, others)


def _alternative(data: Mapping[str, Any], choice: str, chosen: Mapping[str, Any]) -> Alternative:
    """One ceiling of a room, or why there is none of this alternative."""
    if not _is(data, choice):
        return Alternative(
            name=choice, selected=False, status="unsolved", reasons=[str(data.get("selection_reason", ""))]
        )
    room = msgspec.convert(data, CompletedRoom)
    value = {e.rule: e.value for e in room.evidence}
    watts = value.get("LGT-6")
    return Alternative(
        name=choice,
        selected=data is chosen,
        status=room.status,
        reasons=room.reasons,
        rows=room.rows,
        flows=room.flows,
        counts=room.counts,
        power_w_m2=UNSET if watts is None else round(watts / area_m2(room.room()), 3),
        mean_lx=_known(value, "LGT-1"),
        uniformity=_known(value, "LGT-2"),
        order=_known(value, "LGT-12"),
    )


def _known(value: Mapping[str, float | None], rule: str) -> float | msgspec.UnsetType:
    found = value.get(rule)
    return UNSET if found is None else found
