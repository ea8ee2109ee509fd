"""Three ordered layouts of a room that a designer would pick from: dense, sparse, balanced.

Dense has more lights than balanced and is at least as even; sparse has the fewest of any array.
They come out of one enumeration, which is remembered: the three light models ask in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.aim import with_margin
from plenum.ceiling.light.calculation_grid import finer_points
from plenum.ceiling.light.field import LightField, gains
from plenum.ceiling.light.local_search import densify, grow, holds, neighbours
from plenum.ceiling.light.order.choice import Found, Nodes, Ordered, ordered
from plenum.ceiling.light.outcome import NONE, layout
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Extent

DENSE: Final = 1.25
"""Lights over the balanced layout's that comfort may cost,"""
DENSE_FEW: Final = 2
"""and in small rooms so many."""
EVENNESS: Final = 10.0
"""What the dense model pays for uniformity, in units of price a unit of U0."""
FREE: Final = 1.15
"""Where the fewest lights are asked for, ordered layouts have up to so many times theirs."""
SCATTERED: Final = 1.2
"""Lights over the flux bound with which a layout in no order begins: curved rooms need so many."""
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


@dataclass(frozen=True)
class _Asked:
    """A field by what its layouts depend on."""

    rows: tuple[str, ...]
    extent: Extent
    brief: LightBrief
    tiles: tuple[Tile, ...]
    field: LightField = attribute(compare=False)


def alternatives(field: LightField) -> Alternatives | None:
    """The ordered layouts of a room; None where there is none."""
    return _found(_asked(field))


def _asked(field: LightField) -> _Asked:
    return _Asked(field.room.rows, field.room.extent, field.brief, field.tiles, field)


@cached_once(ROOMS)
def _found(asked: _Asked) -> Alternatives | None:
    return _search(asked.field)


def placed(field: LightField, found: Alternatives, choice: Ordered) -> Layout:
    """A choice as a model's answer, with the proof of how few there can be, in order or not."""
    answer = layout(field, choice.nodes)
    proof = answer.proof and replace(answer.proof, ordered_lower_bound=found.fewest)
    return replace(answer, proof=proof)


def _grown(field: LightField) -> Layout:
    begins = int(SCATTERED * field.lower_bound)
    if field.brief.most_lights is not None:
        begins = max(0, min(begins, field.brief.most_lights - len(field.existing)))
    start = grow(field, NONE, begins)
    return layout(field, densify(field, start, neighbours(field, 1))[0])


def unordered(
    field: LightField, found: Alternatives | None = None, search: Callable[[LightField], Layout] = _grown
) -> Layout:
    """A layout that is in no order, with the words that say why.

    Where no layout is in order (`found` is None) lights stand where they help most, moved a little until the
    rules hold; the three models share that, for there is nothing to pick from. Where an ordered one takes too
    much of the building's power, `search` finds one that takes less; if it does not, the sparse one it is.
    """
    if found is None:
        return _scattered(_asked(field))
    free = with_margin(field, search)
    if free.notes or len(free.terminals) >= found.sparse.count:
        return placed(field, found, found.sparse)
    return replace(free, notes=(SHARE.format(field.brief.most_lights),)) if free.terminals else free


@cached_once(ROOMS)
def _scattered(asked: _Asked) -> Layout:
    found = with_margin(asked.field, _grown)
    return replace(found, notes=(*found.notes, IRREGULAR)) if found.terminals else found


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
