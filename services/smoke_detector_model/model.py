"""Places smoke detectors: the fewest that see every point within the radius, clear of air and walls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.pattern.canvas import canvas
from plenum.ceiling.pattern.detectors import FOR_ORDER
from plenum.ceiling.pattern.hall import price_in_room
from plenum.ceiling.pattern.plan import Plan, plan
from plenum.ceiling.room import clearance
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible, Layout, Proof, Terminal
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.smoke import cover_program, detector_clearance
from plenum.ceiling.smoke.completion import Completion, Effort, complete_cover, needs_patterns
from plenum.ceiling.smoke.cover import Floats
from plenum.ceiling.smoke.cover_bound import cover_bound
from plenum.ceiling.smoke.coverage import sight_distances
from plenum.ceiling.smoke.seen import seen_by
from plenum.ceiling.whole.infeasibility import as_it_came, theirs, together, too_high, why_infeasible
from plenum.ceiling.whole.small_room_program import PROGRAM_TILES
from plenum.ceiling.whole.verify import verify

NAME = "smoke_detector_model"
VERSION = "1.3.0"
NAMED = 5
"""Blocking points named in a note; more would not be read."""


def place(room: Room, brief: Brief) -> Layout:
    """The detectors a room lacks. Reserved tiles are free to it, and those it leaves are released."""
    layout = _placed(room, brief)
    return replace(layout, infeasible=layout.infeasible or _few(room, brief, layout))


def _placed(room: Room, brief: Brief) -> Layout:
    smoke = brief.smoke
    if not smoke.protected:
        return Layout(
            Kind.DETECTOR,
            proof=Proof(0, 0),
            infeasible=theirs(room, brief),
            notes=(f"SMK-9: {smoke.why}",),
        )
    planned = None if brief.reserved else plan(room, brief)
    free = room.free_spots()
    tiles = free[detector_clearance.allowed(room, smoke, free)]
    if planned and len(planned.detectors) <= (bound := _bound(room, smoke, tiles, planned)) + FOR_ORDER:
        return _on_pattern(room, brief, planned, bound)
    found = complete_cover(room, smoke, tiles, _penalty(room, smoke, tiles), _effort(brief, planned))
    count = len(found.tiles)
    if planned and (not found.complete or len(planned.detectors) <= count + FOR_ORDER):
        return _on_pattern(room, brief, planned, found.lower_bound)
    return Layout(
        Kind.DETECTOR,
        tuple(Terminal(tile) for tile in found.tiles),
        proof=Proof(count, found.lower_bound) if found.complete else None,
        infeasible=_infeasible(room, brief) if found.complete else why_infeasible(room, brief),
        notes=_notes(room, smoke, tiles, found),
    )


def _effort(brief: Brief, planned: Plan | None) -> Effort:
    """A plan is enough unless more than one detector fewer would do."""
    prove = cover_program.THOROUGH if brief.light.thorough else cover_program.QUICK
    enough = len(planned.detectors) - FOR_ORDER if planned else None
    return Effort(prove, enough, _known(brief, planned))


def _known(brief: Brief, planned: Plan | None) -> frozenset[Tile]:
    """A cover that was found before: what is reserved, or a plan's."""
    kept = brief.reserved - brief.reserved_return - brief.reserved_supply
    return kept or frozenset(planned.detectors if planned else ())


def _bound(room: Room, smoke: SmokeBrief, tiles: Spots, planned: Plan) -> int:
    """A count under which no cover is, as far as that is soon found."""
    count = len(planned.detectors)
    if count <= planned.least_detectors:
        return planned.least_detectors
    if needs_patterns(room, smoke, tiles):
        return 0
    return max(planned.least_detectors, cover_bound(seen_by(room, smoke, tiles), count))


def _on_pattern(room: Room, brief: Brief, planned: Plan, bound: int) -> Layout:
    """The detectors of a plan, which cover all points and keep all distances."""
    count = len(planned.detectors)
    return Layout(
        Kind.DETECTOR,
        tuple(Terminal(tile) for tile in planned.detectors),
        proof=Proof(count, min(bound, count)),
        infeasible=_infeasible(room, brief),
    )


def _infeasible(room: Room, brief: Brief) -> Infeasible | None:
    """What no detector can mend though all points are covered."""
    return too_high(room, brief.smoke) or theirs(room, brief)


def _few(room: Room, brief: Brief, layout: Layout) -> Infeasible | None:
    """As the last to see a room of few tiles: whether any layout could hold what this one breaks."""
    came = as_it_came(room)
    if not 0 < came.empty <= PROGRAM_TILES or not broken(verify(room.with_layout(layout), brief)):
        return None
    return together(came, brief)


def _penalty(room: Room, smoke: SmokeBrief, tiles: Spots) -> Floats:
    """What a tile costs by the soft rules: wall (SMK-4), return (SMK-6), luminaire (CLS-2), and off the
    lights' pattern."""
    walls = detector_clearance.clear_of_walls(room, smoke, tiles)
    returns = detector_clearance.clear_of_returns(room, smoke, tiles, room.of_kind(Kind.RETURN))
    lights = clearance.clear(room, tiles, room.of_kind(Kind.LIGHT), 0.6)
    pattern = price_in_room(canvas(room))[tiles[:, 1], tiles[:, 0]]
    return np.asarray(np.round(3.0 - walls - returns - lights + pattern, 6))


def _notes(room: Room, smoke: SmokeBrief, tiles: Spots, found: Completion) -> tuple[str, ...]:
    """Why the cover falls short, when it does: the points left, and what keeps tiles near them."""
    if found.complete:
        return ()
    left = found.uncovered
    if not len(left):
        count = len(found.tiles)
        return (f"SMK-8: {count} of {found.lower_bound} detectors found a tile that may hold one",)
    named = ", ".join(f"({x:.2f}, {y:.2f})" for x, y in left[:NAMED])
    more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    notes = [f"{smoke.radius_rule}: no tile left covers the points {named} m{more}"]
    free = room.free()
    reach = sight_distances(room, free, left[:NAMED]) <= smoke.radius_m
    near = {tile for tile, sees in zip(free, np.asarray(reach.any(axis=1)), strict=True) if sees}
    blocked = sorted(near - {(x, y) for x, y in tiles.tolist()})
    if blocked:
        notes.append(
            f"{len(blocked)} free tiles would cover some of them but stand too close to a supply, "
            f"a return or a wall (SMK-4, SMK-5, SMK-6): {blocked[:NAMED]}"
        )
    elif not near:
        notes.append("every tile that would cover them is taken or unusable")
    return tuple(notes)
