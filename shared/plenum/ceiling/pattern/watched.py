"""What the tiles of a room see of its demand points: found once for all that may hang in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.lines import OFF, Prices
from plenum.ceiling.pattern.tiles import near_wall, on_pattern, touching
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room, Spots, numbered
from plenum.ceiling.smoke import detector_clearance
from plenum.ceiling.smoke.cover import mended, packing
from plenum.ceiling.smoke.coverage import ROUNDING_M, sight_distances
from plenum.ceiling.smoke.seen import gaps_between, seen_by

NEAR_WALL: Final = 0.4
TOUCHED: Final = 1.8
"""What the price of touching a light counts for a detector: small as it is, it is lost beside one."""
WORD: Final = 64
"""Points that sets are held against first, a bit each."""
GREED: Final = ((0.3, 0.7), (0.1, OFF), (0.0, np.inf))
"""How much of what a tile would add a price of 1 is worth, and under which price tiles are looked at."""
POINTS: Final = 192
"""Points that a cover with one detector less is held against first."""
CLOSED: Final = 8
"""Rounds in which gaps within tiles are looked for and closed."""
MOVED: Final = 4
"""Rounds in which the detectors of a cover are moved to cheaper tiles."""


def without_gaps(
    room: Room, smoke: SmokeBrief, spots: Spots, rows: NDArray[np.intp], price: Prices | None = None
) -> NDArray[np.intp] | None:
    """Rows of `spots`, and more for the gaps that they leave open within a tile, each the one that closes
    most, the cheaper of two; None where gaps are left."""
    for _ in range(CLOSED):
        gaps = gaps_between(room, smoke, [(x, y) for x, y in spots[rows].tolist()])
        if not len(gaps):
            return np.sort(rows)
        closes = sight_distances(room, spots, gaps, smoke.radius_m) <= smoke.radius_m + ROUNDING_M
        closes[rows] = False
        closes = closes[:, closes.any(axis=0)]
        if not closes.shape[1]:
            return None
        more = greedy(packed(closes), np.zeros(len(spots)) if price is None else price, GREED[0][0])
        if more is None:
            return None
        rows = np.append(rows, more)
    return None


def packed(covers: Mask) -> NDArray[np.uint64]:
    """A bit a point, in words."""
    bits = np.packbits(covers, axis=1)
    words = np.zeros((len(covers), -(-covers.shape[1] // WORD)), dtype=np.uint64)
    words.view(np.uint8)[:, : bits.shape[1]] = bits
    return words


def greedy(words: NDArray[np.uint64], price: Prices, weight: float) -> NDArray[np.intp] | None:
    """Rows that cover every bit: the most of what is left, a share of it given for a lower price."""
    left = np.bitwise_or.reduce(words, axis=0)
    chosen: list[int] = []
    while left.any():
        gain = np.bitwise_count(words & left).sum(axis=1, dtype=np.int64)
        best = int(np.argmax(gain - weight * price * gain.max()))
        if not gain[best]:
            return None
        chosen.append(best)
        left &= ~words[best]
    for row in tuple(chosen):
        rest = [other for other in chosen if other != row]
        if rest and not (words[row] & ~np.bitwise_or.reduce(words[rest], axis=0)).any():
            chosen = rest
    return np.array(chosen, dtype=np.intp)


def in_order(covers: Mask) -> Mask:
    """Each column once, in an order that goes by its rows alone: a room's mirror image has the same."""
    if not covers.size:
        return covers
    columns = np.ascontiguousarray(np.packbits(covers, axis=0).T)
    # Whole columns are compared as bytes: far sooner than number by number.
    _, first = np.unique(columns.view(f"V{columns.shape[1]}").ravel(), return_index=True)
    return np.take(covers, first, axis=1)


def fewer(covers: Mask, rows: NDArray[np.intp], least: int) -> NDArray[np.intp]:
    """A cover of as few rows as are found by leaving one out and moving the others, `least` at the least."""
    few = covers[:, _telling(covers, POINTS)]
    chosen = rows.tolist()
    least = max(least, packing(few)) if len(chosen) > least else least
    while len(chosen) > least:
        alone = covers[chosen].sum(axis=0) == 1
        spare = int(np.argmin((covers[chosen] & alone).sum(axis=1)))
        # What does not cover some of the points need not be held against all.
        without = mended(few, (*chosen[:spare], *chosen[spare + 1 :]))
        without = without and mended(covers, tuple(without))
        if not without:
            break
        chosen = without
    return np.array(chosen, dtype=np.intp)


def _telling(covers: Mask, most: int) -> NDArray[np.intp]:
    """Points that tell soonest what covers all: those that fewest tiles cover, and evenly spaced ones."""
    count = covers.shape[1]
    if count <= most:
        return np.arange(count)
    rare = np.argsort(covers.sum(axis=0), kind="stable")[: most // 2]
    return np.concatenate([rare, np.arange(0, count, 2 * count // most + 1)])


def moved(words: NDArray[np.uint64], price: Prices, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The rows of a cover, each moved to the cheapest that covers what it alone did, if that is cheaper."""
    whole = np.bitwise_or.reduce(words, axis=0)
    chosen: list[int] = rows.tolist()
    cheapest = np.argsort(price, kind="stable")
    prices = price[cheapest]
    for _ in range(MOVED):
        before = list(chosen)
        for k, row in enumerate(before):
            others = chosen[:k] + chosen[k + 1 :]
            own = whole & ~np.bitwise_or.reduce(words[others], axis=0)
            able = cheapest[: np.searchsorted(prices, price[row])]
            able = able[((words[able] & own) == own).all(axis=1)]
            chosen[k] = next((other for other in able.tolist() if other not in others), row)
        if chosen == before:
            break
    return np.array(chosen, dtype=np.intp)


@dataclass(frozen=True)
class Watched:
    """What the tiles that may hold a detector see of what is not covered yet."""

    canvas: Canvas
    spots: Spots
    price: Prices
    """Of each of `spots`."""
    covers: Mask
    """spots × open points."""
    smoke: SmokeBrief
    missing: int
    """Detectors that the area asks for beside those that hang."""

    @cached_property
    def number(self) -> NDArray[np.intp]:
        """height × width: each tile's number among `spots`, -1 elsewhere."""
        return numbered(self.canvas.cells.shape, self.spots)

    @cached_property
    def words(self) -> tuple[NDArray[np.uint64], np.uint64]:
        """Which of a few points each tile covers, a bit a point, and all bits: those points that fewest
        tiles cover, and evenly spaced ones."""
        covers = self.covers[:, _telling(self.covers, WORD)]
        bits = np.ones((len(covers) + 1, WORD), dtype=bool)
        bits[1:, : covers.shape[1]] = covers
        words = np.packbits(bits, axis=1).view(np.uint64).ravel()
        return words[1:], words[0]

    @cached_property
    def small_covers(self) -> list[NDArray[np.intp]]:
        """Small covers by the pattern's cheap tiles and by any, each tile the one that adds most, then moved
        to cheaper places."""
        covers = in_order(self.covers)
        words = packed(covers)
        whole = np.bitwise_or.reduce(words, axis=0)
        found: list[NDArray[np.intp]] = []
        least = max(1, self.missing)
        # Those by any tile first: where they end no others can do with fewer.
        for weight, most in reversed(GREED):
            among = np.flatnonzero(self.price < most)
            if not len(among) or (np.bitwise_or.reduce(words[among], axis=0) != whole).any():
                continue
            rows = greedy(words[among], self.price[among], weight)
            if rows is not None and len(rows) >= self.missing:
                rows = among[fewer(covers[among], rows, least)]
                found.insert(0, np.sort(moved(words, np.round(self.price, 6), rows)))
                least = max(least, min(map(len, found)))
        return found


def watched(canvas: Canvas, brief: Brief) -> Watched:
    """The room's candidates for detectors."""
    room, smoke = canvas.room, brief.smoke
    free = room.free_spots()
    free = free[detector_clearance.allowed(room, smoke, free)]
    covers = seen_by(room, smoke, free)
    turned = canvas.turned(numbered(room.cells.shape, free))
    rows, columns = np.nonzero(turned >= 0)
    price = on_pattern(canvas) + TOUCHED * touching(canvas) + canvas.off_middle
    price = price + NEAR_WALL * near_wall(canvas, detector_clearance.WALL_M)
    spots = np.stack([columns, rows], axis=1)
    missing = max(0, smoke.min_detectors - len(room.of_kind(Kind.DETECTOR)))
    return Watched(canvas, spots, price[rows, columns], covers[turned[rows, columns]], smoke, missing)
