"""A building's settings for some of its rooms: names of the others would be refused as misspelt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def of_rooms(overrides: Mapping[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """The settings without what they say of other rooms than those taken."""
    kept = dict(overrides)
    if lights := kept.get("lights", {}).get("rooms"):
        own = {room_id: choice for room_id, choice in lights.items() if room_id in taken}
        kept["lights"] = {**kept["lights"], "rooms": own}
    if beams := kept.get("beams"):
        kept["beams"] = {room_id: own for room_id, own in beams.items() if room_id in taken}
    for table in ("rooms", "inner_rooms"):
        if named := kept.get("fire", {}).get(table):
            kept["fire"] = {**kept["fire"], table: [room_id for room_id in named if room_id in taken]}
    return kept
