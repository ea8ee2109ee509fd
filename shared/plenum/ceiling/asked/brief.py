"""What is asked of a room: the limits that bind it, derived once from its type, rule set and settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from plenum.ceiling.asked.air_brief import AirBrief, air_brief
from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.asked.smoke_brief import SmokeBrief, smoke_brief
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room


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
        return replace(light_brief(self.room, self.settings), most_lights=self.most_lights)

    @cached_property
    def air(self) -> AirBrief:
        """Flows and what follows from them."""
        return air_brief(self.room, self.settings)

    @cached_property
    def smoke(self) -> SmokeBrief:
        """The fire code's radius and clearances."""
        return smoke_brief(self.room, self.settings, self.air)


def brief_for(
    room: Room,
    settings: Settings,
    reserved: frozenset[Tile] = frozenset(),
    reserved_return: frozenset[Tile] = frozenset(),
    reserved_supply: frozenset[Tile] = frozenset(),
) -> Brief:
    """The brief of a room under a building's settings."""
    return Brief(room, settings, reserved, reserved_return, reserved_supply)
