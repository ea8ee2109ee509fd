"""Places return grilles (exhaust grilles in exhaust rooms): large enough, far from the supplies."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.air.dispersion import dispersed, thinned
from plenum.ceiling.air.flows import extract_target, tenth_up
from plenum.ceiling.air.missing import returns_missing
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.makeshift import as_tiles, makeshift
from plenum.ceiling.pattern.plan import plan
from plenum.ceiling.room.clearance import nearest
from plenum.ceiling.room.grid import EMPTY, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Proof, Terminal
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.smoke.detector_clearance import clear_of_returns
from plenum.ceiling.whole.infeasibility import why_infeasible
from plenum.ceiling.whole.reserve import reserved

NAME = "air_return_model"
VERSION = "1.2.0"
ROUNDING_M = 1e-6
APART_M: Final = 3.0
"""Several grilles are kept this far from each other where nothing speaks against it."""
FAR_M: Final = 6.0
"""Farther from the supplies than this gains nothing: the throw has ended."""


def place(room: Room, brief: Brief) -> Layout:
    """The grilles a room lacks, with their flows in L/s, so that the air is in balance."""
    air = brief.air
    existing = room.of_kind(Kind.RETURN)
    target = extract_target(room, air)
    # Existing grilles without a stated flow take a share; with stated flows they may fall short.
    stated = [room.flows[tile] for tile in existing if tile in room.flows]
    rest = max(0.0, target - sum(stated))
    missing = returns_missing(room, air)
    if missing <= 0:
        return Layout(Kind.RETURN, proof=Proof(0, 0))
    tiles, notes = _tiles(room, brief, missing)
    if len(tiles) < missing:
        notes += (f"AIR-8: {len(tiles)} of {missing} grilles found a free tile",)
    sharing = len(existing) - len(stated) + len(tiles)
    flow = tenth_up(rest / sharing) if sharing else 0.0
    return Layout(
        Kind.RETURN,
        tuple(Terminal(tile, flow) for tile in tiles),
        proof=Proof(len(tiles), missing),
        infeasible=why_infeasible(room, brief) if notes else None,
        notes=notes,
    )


def _tiles(room: Room, brief: Brief, missing: int) -> tuple[list[Tile], tuple[str, ...]]:
    """Tiles on the lights' pattern; where nothing on it leaves the detectors a place, any that do."""
    if brief.reserved:
        return _dispersed(room, brief, missing)
    if planned := plan(room, brief):
        return list(planned.returns), ()
    tiles, notes = _dispersed(room, reserved(room, brief), missing)
    if notes and (found := makeshift(room, brief)):
        return as_tiles(found.returns), ()
    return tiles, notes


def _dispersed(room: Room, brief: Brief, missing: int) -> tuple[list[Tile], tuple[str, ...]]:
    """The grilles' tiles, one after the other: rules first, then far from supplies and each other."""
    air = brief.air
    kept = sorted(brief.reserved - brief.reserved_return - brief.reserved_supply)
    free = room.free_spots(kept)
    if not len(free):
        return [], ("AIR-8: no tile is free",)
    spots = _some(room, brief, free, missing)
    supplies = nearest(room, spots, room.of_kind(Kind.SUPPLY), at_most_m=FAR_M)
    apart = supplies >= air.supply_return_m - ROUNDING_M
    detectors = (*kept, *room.of_kind(Kind.DETECTOR))
    clear = clear_of_returns(room, brief.smoke, spots, detectors)
    score = 100.0 * apart + 50.0 * clear + supplies
    existing = room.of_kind(Kind.RETURN)
    chosen = sorted(dispersed(room, spots, score, existing, missing, APART_M))
    tiles = {i: (int(spots[i, 0]), int(spots[i, 1])) for i in chosen}
    notes = [
        f"AIR-9: return at {tiles[i]} is {supplies[i]:.2f} m from a supply, "
        f"{air.supply_return_m:.2f} m asked; no free tile keeps it"
        for i in chosen
        if not apart[i]
    ]
    notes += [
        f"SMK-6: return at {tiles[i]} stands close to a tile kept for a detector"
        for i in chosen
        if not clear[i]
    ]
    return list(tiles.values()), tuple(notes)


def _some(room: Room, brief: Brief, free: Spots, missing: int) -> Spots:
    """Evenly spaced ones of a hall's free tiles, those kept for returns among them, row by row."""
    chosen = np.zeros(room.cells.shape, dtype=bool)
    for x, y in thinned(free, missing):
        chosen[y, x] = True
    for x, y in brief.reserved_return:
        chosen[y, x] = room.at((x, y)) == EMPTY
    rows, columns = np.nonzero(chosen)
    return np.stack([columns, rows], axis=1)
