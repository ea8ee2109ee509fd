"""Detectors of an earlier layout that do as they are: a large room's fewest are dear to find anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.detectors import FOR_ORDER
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Proof, Terminal
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.smoke.completion import needs_patterns
from plenum.ceiling.smoke.cover_bound import cover_bound
from plenum.ceiling.smoke.coverage import covered
from plenum.ceiling.smoke.detector_clearance import allowed
from plenum.ceiling.smoke.seen import seen_by
from plenum.ceiling.whole.verify import verify


def standing_cover(room: Room, brief: Brief, tiles: tuple[Tile, ...]) -> Layout | None:
    """These detectors, where every hard rule of theirs holds with what hangs and none can be spared."""
    if not tiles or not _hold(room, brief, tiles):
        return None
    there = room.of_kind(Kind.DETECTOR)
    missing = brief.smoke.min_detectors - len(there)
    if len(tiles) > missing and not _all_needed(room, brief, tiles, there):
        return None
    bound = min(len(tiles), max(missing, _bound(room, brief, len(tiles))))
    return replace(_bare(tiles), proof=Proof(len(tiles), bound))


def stays_in_hall(room: Room, brief: Brief, tiles: tuple[Tile, ...], were: int) -> bool:
    """Whether a hall that had so many keeps these: what is found anew for one is not the fewest either."""
    return (
        len(tiles) <= were + FOR_ORDER and _is_hall(room, brief) and bool(standing_cover(room, brief, tiles))
    )


def _is_hall(room: Room, brief: Brief) -> bool:
    return needs_patterns(room, brief.smoke, _allowed(room, brief))


def _allowed(room: Room, brief: Brief) -> Spots:
    free = room.free_spots()
    return free[allowed(room, brief.smoke, free)]


def _all_needed(room: Room, brief: Brief, tiles: tuple[Tile, ...], there: tuple[Tile, ...]) -> bool:
    """Whether each of them alone sees some corner of a tile, or a rule breaks without it."""
    seen = covered(room, (*tiles, *there), brief.smoke)
    alone = seen[: len(tiles), seen.sum(axis=0) == 1].any(axis=1)
    return all(
        not _hold(room, brief, (*tiles[:at], *tiles[at + 1 :])) for at in np.flatnonzero(~alone).tolist()
    )


def _hold(room: Room, brief: Brief, tiles: tuple[Tile, ...]) -> bool:
    return not broken(verify(room.with_layout(_bare(tiles)), brief, ("SMK",)))


def _bare(tiles: tuple[Tile, ...]) -> Layout:
    return Layout(Kind.DETECTOR, tuple(Terminal(tile) for tile in tiles))


def _bound(room: Room, brief: Brief, count: int) -> int:
    """A count under which no cover is, as far as that is soon found."""
    return (
        1 if _is_hall(room, brief) else cover_bound(seen_by(room, brief.smoke, _allowed(room, brief)), count)
    )
