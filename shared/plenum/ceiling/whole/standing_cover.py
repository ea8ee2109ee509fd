"""Detectors of an earlier layout that do as they are: a large room's fewest are dear to find anew."""

from __future__ import annotations

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Proof, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.smoke.completion import needs_patterns
from plenum.ceiling.smoke.cover_bound import cover_bound
from plenum.ceiling.smoke.coverage import coverage
from plenum.ceiling.smoke.detector_clearance import allowed
from plenum.ceiling.smoke.seen import seen_by
from plenum.ceiling.whole.verify import verify


def standing_cover(room: Room, brief: Brief, tiles: tuple[Tile, ...]) -> Layout | None:
    """These detectors, where every hard rule of theirs holds with what hangs and none can be spared."""
    layout = Layout(Kind.DETECTOR, tuple(Terminal(tile) for tile in tiles))
    if not tiles or broken(verify(room.with_layout(layout), brief, ("SMK",))):
        return None
    there = room.of_kind(Kind.DETECTOR)
    missing = brief.smoke.min_detectors - len(there)
    if len(tiles) > missing and not _all_needed(room, brief, tiles, there):
        return None
    bound = min(len(tiles), max(missing, _bound(room, brief, len(tiles))))
    return Layout(layout.kind, layout.terminals, Proof(len(tiles), bound))


def _all_needed(room: Room, brief: Brief, tiles: tuple[Tile, ...], there: tuple[Tile, ...]) -> bool:
    """Whether each of the tiles alone sees some point."""
    seen = coverage(room, (*tiles, *there), brief.smoke).covers
    return bool(seen[: len(tiles), seen.sum(axis=0) == 1].any(axis=1).all())


def _bound(room: Room, brief: Brief, count: int) -> int:
    """A count under which no cover is, as far as that is soon found."""
    free = room.free_spots()
    spots = free[allowed(room, brief.smoke, free)]
    return (
        1
        if needs_patterns(room, brief.smoke, spots)
        else cover_bound(seen_by(room, brief.smoke, spots), count)
    )
