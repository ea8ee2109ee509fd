"""Each terminal's flow: what is known, and an equal share of the rest where nothing is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from plenum.ceiling.asked.air_brief import AirBrief
from plenum.ceiling.asked.ventilation_rates import Extract
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room


def shared(room: Room, tiles: Iterable[Tile], total: float) -> dict[Tile, float]:
    """Flows of these terminals, L/s: those without a known one share what the others leave of the total."""
    tiles = tuple(tiles)
    unknown = [tile for tile in tiles if tile not in room.flows]
    known = sum(room.flows[tile] for tile in tiles if tile in room.flows)
    share = max(0.0, total - known) / len(unknown) if unknown else 0.0
    return {tile: room.flows.get(tile, share) for tile in tiles}


def supply_flows(room: Room, air: AirBrief) -> dict[Tile, float]:
    """Each supply diffuser's flow."""
    return shared(room, room.of_kind(Kind.SUPPLY), air.supply_l_s)


def supply_share(room: Room, air: AirBrief, added: int) -> float:
    """The flow of each of the added diffusers, L/s: an equal part of what those with a stated flow leave."""
    existing = room.of_kind(Kind.SUPPLY)
    stated = [room.flows[tile] for tile in existing if tile in room.flows]
    sharing = len(existing) - len(stated) + added
    return tenth_up(max(0.0, air.supply_l_s - sum(stated)) / sharing) if sharing else 0.0


def extract_target(room: Room, air: AirBrief) -> float:
    """What the returns must take given what the diffusers on the grid really bring, L/s."""
    supplied = sum(supply_flows(room, air).values())
    if air.extract is Extract.RETURN:
        return supplied
    if air.offset >= 1.0:
        return air.extract_l_s
    return max(air.extract_l_s, supplied / (1 - air.offset))


def extract_flows(room: Room, air: AirBrief) -> dict[Tile, float]:
    """Each return grille's flow."""
    return shared(room, room.of_kind(Kind.RETURN), extract_target(room, air))


def with_flows(room: Room, air: AirBrief, kind: Kind, tiles: Sequence[Tile]) -> tuple[Terminal, ...]:
    """Terminals of a kind on these empty tiles; those of air with the flows that they have there together."""
    bare = tuple(Terminal(tile) for tile in tiles)
    if kind not in (Kind.SUPPLY, Kind.RETURN):
        return bare
    on_grid = room.with_layout(Layout(kind, bare))
    flows = (supply_flows if kind is Kind.SUPPLY else extract_flows)(on_grid, air)
    return tuple(Terminal(tile, tenth_up(flows[tile])) for tile in tiles)


def unstated(room: Room, kind: Kind) -> str:
    """A sentence about the terminals whose flow was assumed; empty when all are known."""
    count = sum(tile not in room.flows for tile in room.of_kind(kind))
    return f"{count} without a stated flow: an equal share assumed" if count else ""


def tenth_up(flow: float) -> float:
    """A flow rounded up to 0.1 L/s: what a schedule prints must still carry the room."""
    return math.ceil(flow * 10 - 1e-6) / 10
