"""The ordered layouts of a room that hold the rules with a margin, the best by price first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.aim import aimed
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import ROUNDING, Nodes
from plenum.ceiling.light.looks import is_bent, looks
from plenum.ceiling.light.mirrors import images
from plenum.ceiling.light.order.alone import alone
from plenum.ceiling.light.order.axis_lines import SKEW
from plenum.ceiling.light.order.completed import (
    DARKER,
    MUCH,
    MUCH_DARKER,
    SHARE,
    completed,
)
from plenum.ceiling.light.order.finer import FinerGrid
from plenum.ceiling.light.order.lattice_light import Indices, Lattices
from plenum.ceiling.light.order.lattices import LatticeSearch, blocks, fill
from plenum.ceiling.light.order.stepped import price_of, stepped

DENSER: Final = 1.3
"""Counts of up to this many times the fewest are looked at, and a few more in small rooms."""
FEW_MORE: Final = 2
ENOUGH: Final = 1.2
"""Lights over the flux bound from which a skew room's lattice is worth completing a coarser one."""
FURTHER: Final = 1.9
"""Counts of up to this many times the flux bound may be the fewest."""
THIN: Final = 0.2
"""Share of its box that a room fills less of which is curved or branched: an array may be clipped by it, but
none is completed."""
MANY: Final = 10
"""Flux bound from which a room has lights enough for a lattice and some beside it."""
MOST: Final = 1.6
"""In bent rooms, up to this many times the flux bound, and a few more: an array over arms and curves with
more is none that an architect would draw."""
CURVED: Final = 0.5
"""Share of its box that a room fills less of in which arrays part by part may be better than one,"""
BETTER: Final = 0.85
"""at so much of its price, lights that stand alone counted twice."""
LONELY: Final = 0.25
"""Share of the lights that may stand alone in an order by parts."""
PRICE_STEP: Final = 0.3
EVENNESS_STEP: Final = 0.1
"""Within which layouts are worth the same, in lights and in U0."""
BLOCK: Final = 128
PER_COUNT: Final = 24
"""Of each count beyond the fewest the best by price are looked at."""
WORK: Final = 60_000_000
"""Multiplications that the fields of a room's lattices may cost."""
CLOSE_PER_COUNT: Final = 4
CLOSE_WORK: Final = 400_000_000
"""Both of close lattices, which hold at many times the fewest that the mean asks for."""
PLAIN: Final = 6.0
"""Price of looks, in units, up to which a layout is in order."""
PRICED: Final = 24
"""Layouts whose looks are priced light by light."""


@dataclass(frozen=True)
class Ordered:
    """One ordered layout that holds the rules."""

    nodes: Nodes
    """The field's tiles."""
    price: float
    """In lights: how many, and what is less than perfect about their order."""
    evenness: float
    """Least illuminance over the mean."""

    @property
    def count(self) -> int:
        """New lights."""
        return len(self.nodes)

    @property
    def looks(self) -> float:
        """What of the price is no light."""
        return self.price - self.count


@dataclass(frozen=True)
class Found:
    """The ordered layouts of a room that hold the rules with its margin."""

    layouts: tuple[Ordered, ...]
    """The best by price first."""
    fewest: int
    """Of the least lights of any."""
    enumerated: int
    """How many lattices were looked at, or excluded by their mean or spread."""
    every: bool
    """Whether those were all with fewer lights: what completes a lattice is searched for, not enumerated."""


def ordered(field: LightField, margin: float, finer: FinerGrid | None = None) -> Found | None:
    """The ordered layouts of a room; None where none holds the rules.

    Lattices that stand evenly between the walls come first; others where the room asks for them.
    """
    search, bent = LatticeSearch(field, margin, finer or FinerGrid(field)), is_bent(field.room)
    layouts, looked, every = _arrays(search, _most(field))
    if not layouts and not bent:
        layouts, looked, every = _close(search)
    layouts, all_beside = _beside(search, layouts)
    if not layouts and bent and fill(field) >= CURVED:
        layouts, looked, every = _close(search)
    if not layouts:
        return None
    return Found(tuple(layouts), min(each.count for each in layouts), looked, every and all_beside)


def _most(field: LightField) -> int:
    """Lights of the arrays that are looked at."""
    if is_bent(field.room):
        return int(MOST * field.lower_bound) + FEW_MORE
    return int(FURTHER * field.lower_bound) + 2 * FEW_MORE


def _beside(search: LatticeSearch, layouts: list[Ordered]) -> tuple[list[Ordered], bool]:
    """Arrays that lights complete and those farther from the box beside these, where the room asks for them;
    and whether all with fewer lights were looked at."""
    most = _most(search.field)
    skew = fill(search.field) >= THIN and _dear(search, layouts)
    completed = [each for each in _bent(search, layouts, most) if each.count <= most] if skew else []
    layouts = sorted(layouts + completed, key=_best_first)
    farther, every = _farther(search, layouts, most)
    return sorted(layouts + farther, key=_best_first), every and not skew


def in_parts(field: LightField, finer: FinerGrid, best: Ordered | None = None) -> Found | None:
    """An array for each part of a room, where few lights stand alone with the design margin kept.

    In a curved room they are also looked at beside the best layout of the whole, where that is no array but
    one with many lights beside it, and must be better, and lit as asked on the finer grid. None where there
    are none.
    """
    if best and (fill(field) >= CURVED or best.count <= ENOUGH * field.lower_bound or _array(field, best)):
        return None
    nodes = stepped(aimed(field) if field.brief.margin else field)
    if nodes is None or alone(field, nodes) > LONELY * len(nodes) or field.brief.over_power(len(nodes)):
        return None
    if best and not (_better(field, nodes, best) and finer.holds(nodes)):
        return None
    lit = field.at(nodes)
    layout = Ordered(nodes, price_of(field, nodes), float(lit.min() / lit.mean()))
    return Found((layout,), layout.count, 1, every=False)


def _better(field: LightField, nodes: Nodes, best: Ordered) -> bool:
    """Whether an order by parts is worth more than a layout of the whole, which it may not exceed where the
    fewest are asked for."""
    able = field.brief.in_order or len(nodes) <= best.count
    return able and price_of(field, nodes) <= BETTER * price_of(field, best.nodes)


def _array(field: LightField, layout: Ordered) -> bool:
    """Whether it has every crossing of its columns and rows that the room has."""
    columns, rows = (np.unique(field.spots[layout.nodes, axis]) for axis in (0, 1))
    on = np.isin(field.spots[:, 0], columns) & np.isin(field.spots[:, 1], rows)
    return int(on.sum()) == layout.count


def _arrays(search: LatticeSearch, most: int) -> tuple[list[Ordered], int, bool]:
    """Those that hold the rules, how many were looked at, and whether these were all with fewer lights.

    Lines that a room's mirrors keep come first. Where those are no beauty the mirrors are such as a cut
    corner or an oblique wall leaves, and others may be better.
    """
    mirrored = any(axis.mirrors for axis in search.axes)
    looked, every = 0, True
    found: list[Ordered] = []
    for wide in (False, True) if mirrored and not search.field.existing else (True,):
        lattices = search.lattices(wide, most)
        held, every = _holding(search, lattices)
        looked += len(lattices)
        found = _each_once(found + _priced(search, lattices, held))
        if found and (_plain(search, found) or (fill(search.field) == 1.0 and not search.close)):
            break
    return found, looked, every


def _each_once(layouts: list[Ordered]) -> list[Ordered]:
    """Layouts that were found in two searches once, the best first."""
    return sorted({each.nodes.tobytes(): each for each in layouts}.values(), key=_best_first)


def _close(search: LatticeSearch) -> tuple[list[Ordered], int, bool]:
    """As `_arrays`, of lines as near to each other as can be and any number of lights: what low rooms take,
    and small ones that are high."""
    return _arrays(
        LatticeSearch(search.field, search.margin, search.finer, close=True), len(search.field.tiles)
    )


def _plain(search: LatticeSearch, layouts: list[Ordered]) -> bool:
    """Whether the best of these is in plain order."""
    return bool(layouts) and layouts[0].looks <= PLAIN * search.unit


def _farther(search: LatticeSearch, layouts: list[Ordered], most: int) -> tuple[list[Ordered], bool]:
    """Arrays farther from the sides of the box, in rooms without symmetry whose best is no beauty; and
    whether all with fewer lights were looked at."""
    room = search.field.room
    if _plain(search, layouts) or search.field.existing or images(room) or fill(search.field) < CURVED:
        return [], True
    lattices = search.lattices(True, most, reach=SKEW)
    held, every = _holding(search, lattices)
    return _priced(search, lattices, held), every


def _dear(search: LatticeSearch, layouts: list[Ordered]) -> bool:
    """Whether a completed lattice may be better: the best has many lights, or fails on the finer grid."""
    if not layouts or not is_bent(search.field.room) or search.field.lower_bound < MANY:
        return not layouts
    few = layouts[0].count <= ENOUGH * search.field.lower_bound
    return not few or not search.finer.holds(layouts[0].nodes)


def _bent(search: LatticeSearch, layouts: list[Ordered], most: int) -> list[Ordered]:
    """Completed lattices that cost less than these; where there is none, of arms with lights of their own."""
    found: list[Ordered] = []
    if is_bent(search.field.room):
        below = next((each.price for each in layouts if search.finer.holds(each.nodes)), np.inf)
        found = _completed(search, search.lattices(True, most, DARKER), below, SHARE)
    if not layouts and not found:
        lattices = search.lattices(True, most, MUCH_DARKER)
        found = _completed(search, lattices, np.inf, MUCH)
    return found


def _completed(search: LatticeSearch, lattices: Lattices, below: float, share: float) -> list[Ordered]:
    """The completed lattices, at the price of the array and of the lights that complete it."""
    found = []
    for nodes, price in completed(search, lattices, below, share):
        blemishes = looks(search.field.room, _tiles(search, nodes))
        whole = price + search.unit * blemishes
        if whole < below:
            lit = search.field.at(nodes)
            found.append(Ordered(np.sort(nodes), round(whole, 6), float(lit.min() / lit.mean())))
    return found


def _best_first(layout: Ordered) -> tuple[int, int, list[int]]:
    """Prices and evenness in steps: walls that differ by millimetres must not decide between two layouts."""
    price, evenness = round(layout.price / PRICE_STEP), round(layout.evenness / EVENNESS_STEP)
    return price, -evenness, layout.nodes.tolist()


def _holding(search: LatticeSearch, lattices: Lattices) -> tuple[list[tuple[int, float]], bool]:
    """Those that hold the rules, with their evenness; and whether all with fewer lights were looked at.

    Of close ones the best of each count are.
    """
    brief = search.field.brief
    em, u0 = brief.em_lx * (1.0 + search.margin), brief.u0 * (1.0 + search.margin)
    left, listed = WORK, np.arange(len(lattices))
    counts, ranks = lattices.counts, _ranks(lattices.counts)
    if search.close:
        left, listed = CLOSE_WORK, listed[ranks < CLOSE_PER_COUNT]
    found: list[tuple[int, float]] = []
    limit, every, none = np.inf, not search.close, is_bent(search.field.room)
    for each in blocks(listed, BLOCK):
        if counts[each[0]] > limit or left <= 0:
            every = every and (bool(found) or left > 0)
            break
        block = each[(ranks[each] < PER_COUNT) | (not found)]
        left -= min(search.whole.cost(lattices, block))
        if none:
            # Of a room that is hard to light, as bent ones are, few hold: most are dark where most are.
            dark = search.darkest.lit(lattices, block).min(axis=1)
            block = block[dark >= lattices.means[block] * u0 * (1.0 - ROUNDING)]
        lit = search.whole.lit(lattices, block)
        mean = lit.mean(axis=1)
        even = lit.min(axis=1) / np.maximum(mean, 1e-9)
        good = np.flatnonzero((mean >= em) & (even >= u0))
        none = not len(good)
        if len(good) and not found:
            limit = max(DENSER * counts[block[good[0]]], counts[block[good[0]]] + FEW_MORE)
        found += [(int(block[k]), float(even[k])) for k in good if counts[block[k]] <= limit]
    return found, every


def _ranks(counts: NDArray[np.intp]) -> Indices:
    """The place of each lattice among those of its count."""
    first = np.searchsorted(counts, counts)
    return np.arange(len(counts)) - first


def _priced(search: LatticeSearch, lattices: Lattices, held: list[tuple[int, float]]) -> list[Ordered]:
    """The best with their exact prices, and the best of each count among them."""
    best = sorted(held, key=lambda each: (lattices.prices[each[0]], each[0]))
    first_of: dict[int, tuple[int, float]] = {}
    for each in best:
        first_of.setdefault(int(lattices.counts[each[0]]), each)
    some = dict.fromkeys([*best[:PRICED], *first_of.values()])
    found = []
    for which, evenness in some:
        nodes = search.nodes(lattices, which)
        price = float(lattices.others[which]) + search.unit * looks(search.field.room, _tiles(search, nodes))
        found.append(Ordered(nodes, round(price, 6), evenness))
    return sorted(found, key=_best_first)


def _tiles(search: LatticeSearch, nodes: Nodes) -> Nodes:
    """New lights and those that were there, one (x, y) a row."""
    there = np.asarray(search.field.existing, dtype=np.int64).reshape(-1, 2)
    return np.concatenate([search.field.spots[nodes], there])
