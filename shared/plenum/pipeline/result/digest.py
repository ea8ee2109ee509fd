"""What a room's result depends on, as one digest: equal digests, equal results.

Its share of the building's power is not in it, nor are the rooms that are nearly like it: an edit of one
room, which changes all shares a little and may change the typical room of these, moves no other room.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from plenum.ceiling.asked.light_brief import luminaire_name
from plenum.ceiling.asked.light_choice import wanted_lights
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.rule_set import RULE_SET_VERSION
from plenum.files.building.building import Waiver

_OF_THE_BUILDING: Final = ("power", "assume", "units")
"""Settings that no room's own layout depends on: the first is judged over all rooms, what the
second filled in is in the room, the third is of its drawings."""
_BY_ROOM_TYPE: Final = ("targets", "loads")
DIGITS: Final = 32
"""Of hexadecimal: 128 bits, for no more than telling a changed room from an unchanged one."""


class RoomDigests:
    """What is asked of a building's rooms, to make each one's digest."""

    def __init__(
        self,
        settings: Settings,
        assumptions: Mapping[str, Sequence[str]],
        waivers: Sequence[Waiver],
    ) -> None:
        self.settings = settings
        self.assumptions = assumptions
        self.waivers: dict[str, list[list[str]]] = {}
        for waiver in waivers:
            of_room = self.waivers.setdefault(waiver.room_id, [])
            of_room.append([waiver.rule, waiver.reason, waiver.by])

    def digest(self, room: Room, models: Mapping[str, str]) -> str:
        """Of a room as it came in, the settings that concern it, the rule set, and the models' versions.

        `models` names each stage that worked on the room, so that a room on which one was missing is
        never equal to one on which none was.
        """
        about = {
            "room": room.to_json(),
            "assumptions": list(self.assumptions.get(room.room_id, ())),
            "waivers": sorted(self.waivers.get(room.room_id, [])),
            "rules": [self.settings.rule_set.value, self.settings.code.value, RULE_SET_VERSION],
            "settings": _concerning(room, self.settings),
            "models": dict(models),
        }
        text = json.dumps(about, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _concerning(room: Room, settings: Settings) -> dict[str, Any]:
    """The overrides without those for other room types and other luminaires."""
    own = {name: value for name, value in settings.overrides.items() if name not in _OF_THE_BUILDING}
    for name in _BY_ROOM_TYPE:
        if name in own:
            own[name] = own[name].get(room.room_type)
    if "lights" in own:
        own["lights"] = wanted_lights(room, settings)
    if "luminaires" in own:
        own["luminaires"] = own["luminaires"].get(luminaire_name(room, settings))
    return {name: value for name, value in own.items() if value is not None}
