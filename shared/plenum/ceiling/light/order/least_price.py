"""What the best ordered layout of a room costs, without a solver: by this grids are compared before one is
laid."""

from __future__ import annotations

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.local_search import only_choice
from plenum.ceiling.light.order.choice import ordered
from plenum.ceiling.light.order.finer import FinerGrid
from plenum.ceiling.room.room import Room


def least_price(room: Room, brief: LightBrief) -> float | None:
    """In lights: how many, and what is less than perfect about their order.

    None where there is nothing to choose, where no layout in order holds the rules with the design margin,
    or for a hall.
    """
    field = light_field(room, brief)
    if not isinstance(field, LightField) or only_choice(field) is not None:
        return None
    finer = FinerGrid(field)
    found = ordered(field, brief.margin, finer)
    if found is None:
        return None
    return next((one.price for one in found.layouts if finer.holds(one.nodes)), found.layouts[0].price)
