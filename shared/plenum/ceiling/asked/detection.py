"""Which rooms fire detection covers: BS 5839-1's categories, and what other codes have of the kind.

No file tells where doors are: every room counts as one that opens onto an escape route, but for those that
`settings.fire.inner_rooms` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode


class Scope(StrEnum):
    """What a category covers, as a reason is worded."""

    ALL = "every room"
    RISKS = "escape routes, rooms that open onto them, and rooms of high risk"
    OPENING = "escape routes and rooms that open onto them"
    ROUTES = "escape routes"
    COMMON = "common areas and work spaces"
    NAMED = "the rooms that settings.fire.rooms names"
    NONE = "no room: manual call points alone"


CATEGORIES: Final[Mapping[FireCode, Mapping[str, Scope]]] = {
    FireCode.BS5839: {
        "L1": Scope.ALL,
        "L2": Scope.RISKS,
        "L3": Scope.OPENING,
        "L4": Scope.ROUTES,
        "L5": Scope.NAMED,
        "P1": Scope.ALL,
        "P2": Scope.NAMED,
        "M": Scope.NONE,
    },
    FireCode.EN54_14_2018: {
        "total": Scope.ALL,
        "compartment": Scope.NAMED,
        "escape_routes": Scope.ROUTES,
        "local": Scope.NAMED,
    },
    FireCode.NFPA72: {"total": Scope.ALL, "partial": Scope.COMMON, "selective": Scope.NAMED},
}
"""By code (domain facts 2.5)."""
ESCAPE_ROUTES: Final = frozenset({"corridor", "hospital_corridor", "stair", "lobby"})
HIGH_RISK: Final = frozenset(
    {
        *("kitchen", "laundry", "storage", "warehouse", "loading", "workshop", "laboratory", "fume_lab"),
        *("mechanical", "electrical", "server_room", "bedroom", "apartment", "patient"),
    }
)
"""Where fires start, or people sleep; ours, after plant, boiler and store rooms of the guides."""
COMMON: Final = ESCAPE_ROUTES | {
    *("storage", "warehouse", "loading", "mechanical", "electrical", "server_room", "janitor", "copy_print")
}
"""NFPA 72 A.17.5.3.2: corridors, lobbies, storage and equipment rooms and other tenantless spaces."""


def not_covered(room: Room, settings: Settings) -> str:
    """Why the system's category asks for no detector in this room; empty where it does, or none is set.

    A category of another code says nothing, so that a building can be looked at under several codes.
    """
    category = settings.overrides.get("fire", {}).get("category", "")
    scope = CATEGORIES[settings.code].get(category, Scope.ALL)
    if room.room_id in settings.detected_rooms or _covers(scope, room, settings.inner_rooms):
        return ""
    return f"category {category} covers {scope.value}"


def _covers(scope: Scope, room: Room, inner: frozenset[str]) -> bool:
    """Whether a room belongs to a scope, by its type and where it lies."""
    match scope:
        case Scope.ALL:
            return True
        case Scope.RISKS | Scope.OPENING:
            risk = scope is Scope.RISKS and room.room_type in HIGH_RISK
            return risk or room.room_type in ESCAPE_ROUTES or room.room_id not in inner
        case Scope.ROUTES:
            return room.room_type in ESCAPE_ROUTES
        case Scope.COMMON:
            return room.room_type in COMMON
        case _:
            return False
