"""Places supply diffusers: enough for the flow, each in the middle of the part of the ceiling it serves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from plenum.ceiling.air.flows import supply_share
from plenum.ceiling.air.missing import supplies_missing
from plenum.ceiling.air.p_median import spread
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.makeshift import makeshift
from plenum.ceiling.pattern.plan import plan
from plenum.ceiling.room.clearance import clear
from plenum.ceiling.room.geometry import Mask, tile_centres
from plenum.ceiling.room.grid import Tile, row_by_row
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Proof, Terminal
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.room.walls import clear_of_wall
from plenum.ceiling.smoke.detector_clearance import clear_of_supplies
from plenum.ceiling.whole.infeasibility import why_infeasible
from plenum.ceiling.whole.reserve import reserved

NAME = "air_supply_model"
VERSION = "1.2.0"
ROUNDING_M = 1e-6
HARD = ("AIR-9", "SMK-5")
"""Wishes whose loss may break a hard rule: then it is worth asking whether any layout can hold."""


def place(room: Room, brief: Brief) -> Layout:
    """The diffusers a room lacks, with their flows in L/s; existing ones carry their share."""
    air = brief.air
    existing = room.of_kind(Kind.SUPPLY)
    missing = supplies_missing(room, air)
    if missing <= 0:
        why = () if air.supply_l_s else (f"{air.extract}: air comes by transfer, no supply",)
        return Layout(Kind.SUPPLY, proof=Proof(0, 0), notes=why)
    bound = max(0, air.min_supplies - len(existing))
    tiles, notes = _tiles(room, brief, missing)
    if len(tiles) < bound:
        notes += (f"AIR-3: {len(tiles)} of {bound} diffusers found a free tile",)
    short = len(tiles) < bound or any(note.startswith(HARD) for note in notes)
    flow = supply_share(room, air, len(tiles))
    return Layout(
        Kind.SUPPLY,
        tuple(Terminal(tile, flow) for tile in tiles),
        proof=Proof(len(tiles), bound),
        infeasible=why_infeasible(room, brief) if short else None,
        notes=notes,
    )


def _tiles(room: Room, brief: Brief, missing: int) -> tuple[list[Tile], tuple[str, ...]]:
    """Tiles on the lights' pattern; where nothing on it leaves the other kinds a place, evenly spread."""
    if brief.reserved:
        return _spread(room, brief, missing)
    if planned := plan(room, brief):
        return list(planned.supplies), ()
    tiles, notes = _spread(room, reserved(room, brief), missing)
    if notes and (found := makeshift(room, brief)):
        return found.spread(room), ()
    return tiles, notes


def _spread(room: Room, brief: Brief, missing: int) -> tuple[list[Tile], tuple[str, ...]]:
    """Evenly spread tiles, wherever that is."""
    candidates, notes = _candidates(room, brief, missing)
    chosen = spread(room, room.usable_spots(), candidates, missing, room.of_kind(Kind.SUPPLY))
    return [(x, y) for x, y in candidates[sorted(chosen)].tolist()], notes


def _candidates(room: Room, brief: Brief, missing: int) -> tuple[Spots, tuple[str, ...]]:
    """Free tiles for the diffusers, with what had to be given up to have enough of them.

    Wishes in the order they are given up: walls (AIR-7), the reserved returns (AIR-9), the reserved
    detectors (SMK-5), existing returns and detectors. A reserved tile itself is never taken, but
    for those kept for the diffusers, which then are the candidates.
    """
    free = room.free_spots(brief.reserved)
    own = sorted(brief.reserved_supply, key=row_by_row)
    if own:
        return np.array(own), ()
    wishes = _wishes(room, brief, free)
    for dropped in range(len(wishes) + 1):
        keeps = np.ones(len(free), dtype=bool)
        for _, mask in wishes[dropped:]:
            keeps &= mask
        if keeps.sum() >= missing or dropped == len(wishes):
            names = tuple(name for name, mask in wishes[:dropped] if not mask.all())
            return free[keeps], names
    return free, ()


def _wishes(room: Room, brief: Brief, free: Spots) -> tuple[tuple[str, Mask], ...]:
    air, smoke = brief.air, brief.smoke
    walls = clear_of_wall(room, tile_centres(room, free), air.supply_wall_m - ROUNDING_M)
    kept = tuple(sorted(brief.reserved - brief.reserved_return - brief.reserved_supply))
    apart = air.supply_return_m

    def clear_of(detectors: Sequence[Tile]) -> Mask:
        # SMK-5 is measured from the detector, to the supply's edge under one code: ask it that way.
        if not len(free) or not len(detectors):
            return np.ones(len(free), dtype=bool)
        return clear_of_supplies(room, smoke, free, detectors)

    return (
        ("AIR-7: diffusers nearer to a wall than asked", walls),
        (
            "AIR-9: diffusers nearer to the tile kept for the return than asked",
            clear(room, free, sorted(brief.reserved_return), apart),
        ),
        ("SMK-5: diffusers nearer to tiles kept for detectors than asked", clear_of(kept)),
        (
            "AIR-9: diffusers nearer to an existing return than asked",
            clear(room, free, room.of_kind(Kind.RETURN), apart),
        ),
        (
            "SMK-5: diffusers nearer to an existing detector than asked",
            clear_of(room.of_kind(Kind.DETECTOR)),
        ),
    )
