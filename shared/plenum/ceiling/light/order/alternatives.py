"""Three ordered layouts of a room that a designer would pick from: dense, sparse, balanced.

Dense has more lights than balanced and is at least as even; sparse has the fewest of any array.
They come out of one enumeration, which is remembered: the three light models ask in turn.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from plenum.ceiling.light.aim import with_margin
from plenum.ceiling.light.calculation_grid import finer_points
from plenum.ceiling.light.field import LightField, gains
from plenum.ceiling.light.local_search import holds
from plenum.ceiling.light.order.choice import Found, Nodes, Ordered, ordered
from plenum.ceiling.light.outcome import layout
from plenum.ceiling.room.layout import Layout

DENSE: Final = 1.25
"""Lights over the balanced layout's that comfort may cost,"""
DENSE_FEW: Final = 2
"""and in small rooms so many."""
EVENNESS: Final = 10.0
"""What the dense model pays for uniformity, in units of price a unit of U0."""
FREE: Final = 1.15
"""Where the fewest lights are asked for, ordered layouts have up to so many times theirs."""
ROOMS: Final = 256
IRREGULAR: Final = "the lights are in no order: no array of them, clipped or completed, holds the rules here"
SHARE: Final = (
    "the lights are in no order: no array of them holds the rules with the {} that the building's power \
leaves this room"
)


@dataclass(frozen=True)
class Alternatives:
    """The three choices; they may be the same layout."""

    dense: Ordered
    sparse: Ordered
    balanced: Ordered
    over_power: bool = False
    """Whether even the sparsest takes more than the room's share of the building's power."""
    fewest: int | None = None
    """No array with fewer holds the rules as designed for: all were looked at. None where some were not."""


_known: OrderedDict[Hashable, Alternatives | None] = OrderedDict()
_lock = threading.Lock()


def alternatives(field: LightField) -> Alternatives | None:
    """The ordered layouts of a room; None where there is none."""
    key = _key(field)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    found = _search(field)
    with _lock:
        _known[key] = found
        while len(_known) > ROOMS:
            _known.popitem(last=False)
    return found


def placed(field: LightField, found: Alternatives, choice: Ordered) -> Layout:
    """A choice as a model's answer, with the proof of how few there can be, in order or not."""
    answer = layout(field, choice.nodes)
    proof = answer.proof and replace(answer.proof, ordered_lower_bound=found.fewest)
    return replace(answer, proof=proof)


def unordered(
    field: LightField, found: Alternatives | None, search: Callable[[LightField], Layout]
) -> Layout:
    """A layout that is in no order, with the words that say why; where it saves no power, the sparse one."""
    free = with_margin(field, search)
    if found and (free.notes or len(free.terminals) >= found.sparse.count):
        return placed(field, found, found.sparse)
    why = SHARE.format(field.brief.most_lights) if found else IRREGULAR
    return replace(free, notes=(*free.notes, why)) if free.terminals else free


def _key(field: LightField) -> Hashable:
    room = field.room
    return room.rows, room.tile_m, room.outline, room.holes_m, field.brief, field.tiles


def _search(field: LightField) -> Alternatives | None:
    margin, there = field.brief.margin, len(field.existing)
    over = None
    for beyond in (margin, 0.0) if margin else (0.0,):
        found = ordered(field, beyond)
        if found is None:
            continue
        most = [each for each in found.layouts if not field.brief.over_power(there + each.count)]
        if most:
            return _chosen(field, replace(found, layouts=tuple(most)))
        over = found
    if over is None:
        return None
    chosen = _chosen(field, over)
    return replace(chosen, dense=chosen.sparse, balanced=chosen.sparse, over_power=True)


def _chosen(field: LightField, found: Found) -> Alternatives:
    """The first of each order that is lit as asked on the finer grid too."""
    judge = _Judge(field)
    by_count = sorted(found.layouts, key=lambda each: (each.count, each.price))
    sparse = judge.first(by_count)
    fewest = found.fewest if found.every else None
    if not field.brief.in_order:
        near = [each for each in found.layouts if each.count <= FREE * sparse.count]
        return Alternatives(judge.first(near), sparse, sparse, fewest=fewest)
    balanced = judge.first(found.layouts)
    most = max(DENSE * balanced.count, balanced.count + DENSE_FEW)
    denser = [
        each
        for each in found.layouts
        if balanced.count < each.count <= most and each.evenness >= balanced.evenness
    ]
    denser.sort(key=lambda each: (each.price - each.count - EVENNESS * each.evenness, each.nodes.tolist()))
    return Alternatives(judge.first([*denser, balanced]), sparse, balanced, fewest=fewest)


class _Judge:
    """The finer grid of a field."""

    def __init__(self, field: LightField) -> None:
        self.field = field
        self.points = finer_points(field.room, field.brief.mounting_height_m)
        self.held: dict[bytes, bool] = {}

    def first(self, layouts: Iterable[Ordered]) -> Ordered:
        """The first that holds the rules there; where none does, the first."""
        listed = list(layouts)
        return next((each for each in listed if self._holds(each.nodes)), listed[0])

    def _holds(self, nodes: Nodes) -> bool:
        key = nodes.tobytes()
        if key not in self.held:
            field = self.field
            tiles = [*field.existing, *(field.tiles[i] for i in nodes)]
            lit = np.asarray(gains(field.room, field.brief, tiles, self.points).sum(axis=0))
            self.held[key] = holds(field, lit)
        return self.held[key]
