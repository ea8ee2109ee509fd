"""Where detectors may stand: sets that cover the room on the lights' pattern, the smallest first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.arrays import arrays
from plenum.ceiling.pattern.even_rows import Seen, even_rows
from plenum.ceiling.pattern.gaps import without_open
from plenum.ceiling.pattern.lines import OFF, Prices
from plenum.ceiling.pattern.mirrors import Mirrors
from plenum.ceiling.pattern.sets import Choices, choices, distinct, orbits, pairs
from plenum.ceiling.pattern.tiles import on_pattern
from plenum.ceiling.pattern.watched import CLOSED, WORD, Watched, in_order, moved, packed, without_gaps
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.pairs import square
from plenum.ceiling.room.room import Spots
from plenum.ceiling.smoke.cover import mended
from plenum.ceiling.smoke.coverage import ROUNDING_M, sight_distances
from plenum.ceiling.smoke.seen import gaps_between

ONES: Final = 160
PAIRED: Final = 120
SETS: Final = 240
ORBITS: Final = 70
TRIPLE: Final = 3
TRIPLED: Final = 36
"""Tiles of which all threes are looked at, the cheapest."""
FOR_ORDER: Final = 1
"""Detectors over the fewest that a place on the lights' pattern is worth."""
MORE: Final = 2
"""Detectors under a greedy cover's from which orbits and arrays are looked for."""
EXTRA: Final = 2.8
"""What each of them costs: somewhat over half of what it costs to keep no mirror."""
A_SECOND: Final = 4.6
"""What one more costs where one would do: little less than to keep no mirror."""
EACH: Final = 0.7
"""What the price of a tile counts for one detector of several."""
TRIED: Final = 250
"""Arrays of one count whose coverage is looked at."""
BUNCHED: Final = 0.6
"""What two detectors cost that stand side by side; nothing from a radius apart."""
STEP: Final = 256
"""Sets held against all points in one go."""
IRREGULAR: Final = 1.0
IN_ROWS: Final = 5
"""Detectors from which even rows are read by themselves, on the lights' pattern or not,"""
LINED: Final = 3.0
"""and what they cost for standing beside it: as others do up to this, less than to keep no mirror,"""
SPARED: Final = 0.6
"""and so much less of what is over it."""
STAGGERED: Final = 0.5
"""What rows cost that do not stand in an array,"""
LOPSIDED: Final = 2.0
"""and for each of the room's mirrors that they do not keep: somewhat less than one more costs."""
DEAR: Final = 1.5
"""A lone detector that costs more is held against pairs too."""


def detector_choices(at: Watched, mirrors: Mirrors) -> tuple[list[Choices], int]:
    """Sets of detectors that complete the cover, and the fewest that any set of tiles is known to need."""
    existing = at.canvas.of_kind(Kind.DETECTOR)
    if not at.covers.shape[1] and not at.missing:
        return [choices(np.zeros((1, 0, 2), np.intp), np.zeros(1), existing, mirrors, 1)], 0
    if at.missing <= 1:
        ones = np.flatnonzero(at.covers.all(axis=1))
        if len(ones):
            found = choices(at.spots[ones, None], at.price[ones], existing, mirrors, ONES)
            return ([found] if cheapest(found, mirrors) <= DEAR else [found, *one_more(at, mirrors, 1)]), 1
    if at.missing <= 2:
        two = _pairs(at, existing, mirrors, least=2)
        if len(two):
            return ([two] if cheapest(two, mirrors) <= DEAR else [two, *one_more(at, mirrors, 2)]), 2
    least = max(3, at.missing)
    few = min(map(len, at.small_covers), default=least + MORE)
    sizes = range(max(least, few - MORE), max(least, few) + FOR_ORDER + 1)
    return _more(at, existing, mirrors, sizes, few), least


def one_more(at: Watched, mirrors: Mirrors, least: int) -> list[Choices]:
    """Sets of one detector more where one or two would do; of several, sets of one more were found too."""
    existing = at.canvas.of_kind(Kind.DETECTOR)
    if least == 1:
        return [_pairs(at, existing, mirrors, least=1)]
    return _more(at, existing, mirrors, range(3, 4), 2) if least == 2 else []


def loose_choices(at: Watched, mirrors: Mirrors, covers: list[NDArray[np.intp]], few: int) -> list[Choices]:
    """Covers in no order, each as a choice by itself, priced as more than the `few` that would do.

    With their gaps closed they are no cheaper.
    """
    existing = at.canvas.of_kind(Kind.DETECTOR)
    return [
        choices(
            at.spots[rows][None],
            _priced(at, rows[None], rows=False) + IRREGULAR + EXTRA * (len(rows) - few),
            *(existing, mirrors, 1),
        )
        for rows in covers
    ]


def cheapest(found: Choices, mirrors: Mirrors) -> float:
    """What the cheapest of the sets costs, with the mirrors that it does not keep."""
    return float((found.price + mirrors.priced[found.bits]).min(initial=np.inf))


def _pairs(at: Watched, existing: Spots, mirrors: Mirrors, *, least: int) -> Choices:
    """Pairs that cover what is open: of cheap tiles or mirror images; where there is none, of any."""
    sets, cost = pairs(at.canvas, at.spots, at.price, mirrors, PAIRED)
    for widened in (False, True):
        if widened:
            sets = _covering_pairs(at)
            cost = _priced(at, sets)
        else:
            sets = _cheapest_covers(at, sets)
            cost = _priced(at, sets)
        if len(sets) or least < 2:
            break
    return choices(at.spots[sets], cost + A_SECOND * (2 - least), existing, mirrors, SETS)


def _covering_pairs(at: Watched) -> NDArray[np.intp]:
    """Pairs of any tiles, the cheapest that cover: one of each must cover the point that fewest cover."""
    words, full = at.words
    rare = np.flatnonzero(at.covers[:, int(np.argmin(at.covers.sum(axis=0)))])
    i, j = np.nonzero((words[rare][:, None] | words[None]) == full)
    sets = np.sort(np.stack([rare[i], j], axis=1), axis=1)
    return _cheapest_covers(at, distinct(sets[sets[:, 0] < sets[:, 1]], len(at.spots)))


def _cheapest_covers(at: Watched, sets: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those of the sets that cover what is open, the cheapest first."""
    words, full = at.words
    sets = sets[np.bitwise_or.reduce(words[sets], axis=1) == full]
    if not len(sets):
        return sets
    sets = sets[np.argsort(np.round(at.price[sets].sum(axis=1), 6), kind="stable")]
    return np.asarray(sets[_cover(at, sets)])


def _priced(at: Watched, sets: NDArray[np.intp], *, rows: bool = True) -> Prices:
    """The price of their tiles, and of two that stand close together."""
    where = at.canvas.centres(at.spots.reshape(-1, 2))[sets]
    closest = np.full(len(sets), np.inf)
    for i, j in combinations(range(sets.shape[1]), 2):
        np.minimum(closest, square(where[:, i] - where[:, j]), out=closest)
    bunched = np.maximum(0.0, 1.0 - np.sqrt(closest) / at.smoke.radius_m)
    price = EACH * at.price[sets].sum(axis=1)
    if rows and sets.shape[1] >= IN_ROWS:
        spots = at.spots[sets]
        beside = EACH * on_pattern(at.canvas)[spots[..., 1], spots[..., 0]].sum(axis=1)
        crossings = _lines(spots[..., 0]) * _lines(spots[..., 1])
        price += STAGGERED * (crossings != sets.shape[1]) - SPARED * np.maximum(beside - LINED, 0.0)
    return np.asarray(price + BUNCHED * bunched)


def _lines(along: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many different numbers each set has."""
    return np.asarray(1 + np.count_nonzero(np.diff(np.sort(along, axis=1), axis=1), axis=1))


def _more(at: Watched, existing: Spots, mirrors: Mirrors, sizes: range, least: int) -> list[Choices]:
    """Sets of so many detectors: of the first size that has some, and if they are dear of one more."""
    found: list[Choices] = []
    for size in sizes:
        some = _of_size(at, existing, mirrors, size, EXTRA * (size - least))
        found += [some] if some is not None else []
        if len(found) > 1 or (found and (some is None or cheapest(some, mirrors) <= DEAR)):
            break
    return found


def _of_size(at: Watched, existing: Spots, mirrors: Mirrors, size: int, extra: float) -> Choices | None:
    """Mirror orbits, arrays and even rows of so many detectors, which cost `extra` for their number."""
    sets, in_rows = list(_of_orbits(at, mirrors, size)), size >= IN_ROWS
    if not len(existing):
        sets += _of_arrays(at, size)
        sets += _in_even_rows(at, size) if in_rows and mirrors.room else []
    if size == TRIPLE and (not sets or at.canvas.corridor_axis is not None):
        sets += _triples(at)
    if not sets:
        return None
    every = distinct(np.concatenate(sets), len(at.spots))
    own = LOPSIDED if in_rows else 0.0
    found = choices(at.spots[every], _priced(at, every) + extra, existing, mirrors, SETS, own=own)
    found = without_open(at.canvas, at.smoke, found) if in_rows else found
    return found if len(found) else None


def _triples(at: Watched) -> list[NDArray[np.intp]]:
    """Any three of the cheapest tiles that cover what is open."""
    cheap = np.sort(np.argsort(np.round(at.price, 6), kind="stable")[:TRIPLED])
    sets = cheap[_threes(len(cheap))]
    found = _cheapest_covers(at, sets)
    return [found] if len(found) else []


@lru_cache(maxsize=TRIPLED)
def _threes(many: int) -> NDArray[np.intp]:
    """All threes of so many numbers."""
    at = np.arange(many)
    return np.argwhere((at[:, None, None] < at[:, None]) & (at[:, None] < at))


def _of_orbits(at: Watched, mirrors: Mirrors, size: int) -> Iterator[NDArray[np.intp]]:
    """A pair and a tile on the axis, or two pairs, under each mirror: those that cover what is open."""
    if size not in (3, 4):
        return
    words, full = at.words
    for axis, total in mirrors.exact:
        two, one = orbits(at.number, at.spots, axis, total)
        two = two[np.argsort(at.price[two].sum(axis=1), kind="stable")[:ORBITS]]
        one = one[np.argsort(at.price[one], kind="stable")[: ORBITS // 2]]
        both = words[two[:, 0]] | words[two[:, 1]]
        if size == TRIPLE:
            i, j = np.nonzero((both[:, None] | words[one][None]) == full)
            sets = np.concatenate([two[i], one[j, None]], axis=1)
        else:
            i, j = np.nonzero(np.triu((both[:, None] | both[None]) == full, k=1))
            sets = np.concatenate([two[i], two[j]], axis=1)
        sets = np.sort(sets, axis=1)
        sets = _cheapest_covers(at, sets[(np.diff(sets, axis=1) > 0).all(axis=1)])
        if len(sets):
            yield sets


def _of_arrays(at: Watched, size: int) -> list[NDArray[np.intp]]:
    """Arrays of the size that cover what is open."""
    held = at.number >= 0
    found = arrays(at.canvas, held, np.zeros_like(held), size, size, skipping=True)
    price = np.zeros(held.shape)
    price[at.spots[:, 1], at.spots[:, 0]] = at.price
    cost = found.sums(price) / max(1, size) + np.maximum(found.spread - 1.0, 0.0)
    best = np.argsort(np.round(cost, 6), kind="stable")[:TRIED]
    covering: list[NDArray[np.intp]] = []
    for _, sets in found.sets(best, held):
        rows = np.sort(at.number[sets[..., 1], sets[..., 0]], axis=1)
        covering.append(rows[_cover(at, rows)])
    return [rows for rows in covering if len(rows)]


def _in_even_rows(at: Watched, size: int) -> list[NDArray[np.intp]]:
    """Even rows about the room's middle that cover what is open, those of each kind that are cheapest."""
    if len(at.spots) < size:
        return []
    found = [_cheapest_covers(at, sets) for sets in even_rows(at.canvas, Seen(at.number, *at.words), size)]
    return [rows for rows in found if len(rows)]


def _cover(at: Watched, sets: NDArray[np.intp]) -> Mask:
    """Which sets of rows cover all points: looked at for a few points first, for all where those hold."""
    words, full = at.words
    seen = words[sets[:, 0]]
    for k in range(1, sets.shape[1]):
        seen = seen | words[sets[:, k]]
    good = np.flatnonzero(seen == full)
    found = np.zeros(len(sets), dtype=bool)
    if at.covers.shape[1] <= WORD:
        found[good] = True
        return found
    for start in range(0, len(good), STEP):
        part = good[start : start + STEP]
        whole = at.covers[sets[part, 0]]
        for k in range(1, sets.shape[1]):
            whole |= at.covers[sets[part, k]]
        found[part] = whole.all(axis=1)
        if found.sum() >= SETS:
            break
    return found


def closed(at: Watched, brief: Brief, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The rows moved so that they leave no gap open within a tile; where that does not work out, and more."""
    room, smoke = at.canvas.room, brief.smoke
    own = at.canvas.back_in_order(at.spots)
    cheap = np.flatnonzero(at.price < OFF)
    cheap = cheap if np.isin(rows, cheap).all() else np.arange(len(own))
    covers, chosen = at.covers[cheap], np.searchsorted(cheap, rows)
    for _ in range(CLOSED):
        gaps = gaps_between(room, smoke, [(x, y) for x, y in own[cheap[chosen]].tolist()])
        if not len(gaps):
            return np.sort(cheap[chosen])
        sees = sight_distances(room, own[cheap], gaps, smoke.radius_m) <= smoke.radius_m + ROUNDING_M
        covers = in_order(np.hstack([covers, sees]))
        shifted = mended(covers, tuple(chosen.tolist())) if sees.any(axis=0).all() else None
        if shifted is None:
            break
        chosen = moved(packed(covers), np.round(at.price[cheap], 6), np.array(shifted))
    found = without_gaps(room, smoke, own, rows, at.price)
    return rows if found is None else found
