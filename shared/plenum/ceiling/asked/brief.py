"""What is asked of a room: the limits that bind it, derived once from its type, rule set and settings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Final

from plenum.ceiling.asked.air_brief import AirBrief, air_brief
from plenum.ceiling.asked.detection import not_covered
from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.asked.smoke_brief import SmokeBrief, smoke_brief
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Extent, Room

ROOMS: Final = 64
"""Whose figures are remembered: all stages of a room ask for them, each with a brief of its own."""


@dataclass(frozen=True)
class _Asked:
    """A room by all that is asked of it."""

    rows: tuple[str, ...]
    extent: Extent
    ceiling_height_m: float
    room_type: str
    luminaire: str | None
    not_covered: str
    """By detectors, and why: the one thing that goes by a room's id."""
    settings: Settings
    room: Room = field(compare=False)


@lru_cache(maxsize=ROOMS)
def _light(asked: _Asked, most_lights: int | None) -> LightBrief:
    return replace(light_brief(asked.room, asked.settings), most_lights=most_lights)


@lru_cache(maxsize=ROOMS)
def _air(asked: _Asked) -> AirBrief:
    return air_brief(asked.room, asked.settings)


@lru_cache(maxsize=ROOMS)
def _smoke(asked: _Asked) -> SmokeBrief:
    return smoke_brief(asked.room, asked.settings, _air(asked))


@dataclass(frozen=True)
class Brief:
    """A model's second argument: every limit it must respect, no matter which stage it is.

    Each discipline's part is derived when it is first asked for: a stage needs one or two of them.
    """

    room: Room
    settings: Settings
    reserved: frozenset[Tile] = frozenset()
    """Tiles kept for a smallest detector cover and a return: taken for the lights and the supply;
    the return model may use `reserved_return`, the detector model all of them."""
    reserved_return: frozenset[Tile] = frozenset()
    reserved_supply: frozenset[Tile] = frozenset()
    """Where few tiles are free, those of `reserved` that the diffusers take."""
    most_lights: int | None = None
    """That the room's share of the building's power allows; None: any."""

    @cached_property
    def light(self) -> LightBrief:
        """Targets, luminaire and power."""
        return _light(self._asked, self.most_lights)

    @cached_property
    def air(self) -> AirBrief:
        """Flows and what follows from them."""
        return _air(self._asked)

    @cached_property
    def smoke(self) -> SmokeBrief:
        """The fire code's radius and clearances."""
        return _smoke(self._asked)

    @cached_property
    def _asked(self) -> _Asked:
        room = self.room
        by = room.ceiling_height_m, room.room_type, room.luminaire, not_covered(room, self.settings)
        return _Asked(room.rows, room.extent, *by, self.settings, room)


def brief_for(
    room: Room,
    settings: Settings,
    reserved: frozenset[Tile] = frozenset(),
    reserved_return: frozenset[Tile] = frozenset(),
    reserved_supply: frozenset[Tile] = frozenset(),
) -> Brief:
    """The brief of a room under a building's settings."""
    return Brief(room, settings, reserved, reserved_return, reserved_supply)
