"""Three ordered layouts of a room that a designer would pick from: dense, sparse, balanced.

Dense has more lights than balanced and is at least as even; sparse has the fewest of any array.
They come out of one enumeration, which is remembered: the three light models ask in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Final

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.aim import with_margin
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import NONE, densify, grow, neighbours
from plenum.ceiling.light.order.aligned import aligned
from plenum.ceiling.light.order.choice import CURVED, Found, Ordered, in_parts, ordered
from plenum.ceiling.light.order.finer import FinerGrid
from plenum.ceiling.light.order.lattices import fill, price_unit
from plenum.ceiling.light.outcome import layout
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
IN_LINE: Final = 0.1
"""Share of lights more with which those in no order find others to stand in line with."""
MARGIN: Final = 2.0
"""By how much dearer than the best of any power, in lights, one within a room's share may be before those
without the design margin are looked at, and by how much these must look better beside what hangs already."""
STREWN: Final = 12.0
"""Price of looks, in units, from which lights beside those that hang already give up the margin for order."""
DARK: Final = 3.0
"""What a layout that is too dark between the calculation points costs, in units of price."""
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
    chosen, held = densify(field, start, neighbours(field, 1))
    if held:
        most = field.brief.most_lights
        more = len(chosen) + int(IN_LINE * len(chosen))
        more = more if most is None else min(more, most - len(field.existing))
        chosen = aligned(field, grow(field, chosen, more))
    return layout(field, chosen)


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
    """Arrays beyond the limits by the margin; within them where none holds there, or where the room's power
    leaves of those that do only such as look much worse, or what hangs already does."""
    margin, there = field.brief.margin, len(field.existing)
    finer = FinerGrid(field)
    over: Found | None = None
    within: list[Found] = []
    for beyond in (margin, 0.0) if margin else (0.0,):
        found = ordered(field, beyond, finer)
        if found is None:
            continue
        most = [each for each in found.layouts if not field.brief.over_power(there + each.count)]
        if most:
            within.append(replace(found, layouts=tuple(most)))
            if _good(field, most[0], found.layouts[0]):
                break
        over = found
    if within:
        best = _worth_more(field, *within)
        return _chosen(field, in_parts(field, finer, best.layouts[0]) or best, finer)
    return _beyond(field, over, finer)


def _beyond(field: LightField, over: Found | None, finer: FinerGrid) -> Alternatives | None:
    """Where no array is within the room's power: its parts in order, or the sparsest that takes more."""
    by_parts = in_parts(field, finer) if over is None or fill(field) < CURVED else None
    if by_parts:
        return _chosen(field, by_parts, finer)
    if over is None:
        return None
    chosen = _chosen(field, over, finer)
    return replace(chosen, dense=chosen.sparse, balanced=chosen.sparse, over_power=True)


def _good(field: LightField, best: Ordered, of_any: Ordered) -> bool:
    """Whether the best layout within the room's power is worth the design margin: next to the best of any
    power, and to what hangs already it does not stand as nobody would draw it."""
    return best.price <= of_any.price + MARGIN and not _strewn(field, best)


def _strewn(field: LightField, layout: Ordered) -> bool:
    return bool(field.existing) and layout.looks > STREWN * price_unit(field)


def _worth_more(field: LightField, beyond: Found, within: Found | None = None) -> Found:
    """What holds the rules without the margin where it costs less; of lights beside others it must also look
    better by what the margin is worth."""
    if within is None:
        return beyond
    first, second = beyond.layouts[0], within.layouts[0]
    looks = not _strewn(field, first) or first.looks - second.looks >= MARGIN
    return within if looks and second.price < first.price else beyond


def _chosen(field: LightField, found: Found, finer: FinerGrid) -> Alternatives:
    """The first of each order that is lit as asked on the finer grid too."""
    by_count = sorted(found.layouts, key=lambda each: (each.count, each.price))
    sparse = _first(finer, by_count)
    fewest = found.fewest if found.every else None
    if not field.brief.in_order:
        near = [each for each in found.layouts if each.count <= FREE * sparse.count]
        return Alternatives(_first(finer, near), sparse, sparse, fewest=fewest)
    balanced = _first(finer, found.layouts)
    most = max(DENSE * balanced.count, balanced.count + DENSE_FEW)
    denser = [
        each
        for each in found.layouts
        if balanced.count < each.count <= most and each.evenness >= balanced.evenness
    ]
    denser.sort(key=lambda each: (each.price - each.count - EVENNESS * each.evenness, each.nodes.tolist()))
    return Alternatives(_first(finer, [*denser, balanced]), sparse, balanced, fewest=fewest)


def _first(finer: FinerGrid, layouts: Iterable[Ordered]) -> Ordered:
    """The first that holds the rules on the finer grid; where that costs too much in looks, the first."""
    listed = list(layouts)
    dearest = listed[0].price + DARK * price_unit(finer.field)
    near = [each for each in listed if each.price <= dearest]
    if len(near) == 1:
        return near[0]
    return next((each for each in near if finer.holds(each.nodes)), listed[0])
