"""How many diffusers and grilles a room lacks: counted by flow, what hangs already taken into account."""

from __future__ import annotations

import math

from plenum.ceiling.air.diffuser_count import supply_count
from plenum.ceiling.air.flows import extract_target, supply_flows
from plenum.ceiling.asked.air_brief import AirBrief
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room


def supplies_missing(room: Room, air: AirBrief) -> int:
    """How many to add: none where the existing ones are as many as AIR-3 asks for and bring Q."""
    existing = room.of_kind(Kind.SUPPLY)
    brought = sum(supply_flows(room, air).values())
    if len(existing) >= air.min_supplies and brought >= air.supply_l_s * (1 - air.balance):
        return 0
    short = 1 if existing and brought < air.supply_l_s * (1 - air.balance) else 0
    return max(supply_count(room, air) - len(existing), short)


def returns_missing(room: Room, air: AirBrief) -> int:
    """How many to add for what the diffusers bring, or will bring where none hangs yet."""
    existing = room.of_kind(Kind.RETURN)
    supplies = room.of_kind(Kind.SUPPLY)
    target = extract_target(room, air) if supplies or not air.supply_l_s else air.extract_l_s
    # Existing grilles without a stated flow take a share; with stated flows they may fall short.
    stated = [room.flows[tile] for tile in existing if tile in room.flows]
    missing = math.ceil(max(target, air.extract_l_s) / air.grille_l_s - 1e-9) - len(existing)
    if len(stated) == len(existing) and target - sum(stated) > air.balance * target:
        missing = max(missing, 1)
    return max(0, missing)
