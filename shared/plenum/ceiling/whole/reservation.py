"""What a reserve is: tiles that travel with a room. `reserve`, which needs a solver, finds them."""

from __future__ import annotations

from dataclasses import dataclass

from plenum.ceiling.room.grid import Tile


@dataclass(frozen=True)
class Reservation:
    """Tiles that the lights and the supply leave free."""

    all: frozenset[Tile]
    for_return: frozenset[Tile]
    """Those of `all` that the return model may take; the others wait for detectors."""
    for_supply: frozenset[Tile] = frozenset()
    """In rooms with few tiles those of `all` that the diffusers take, and no others."""
