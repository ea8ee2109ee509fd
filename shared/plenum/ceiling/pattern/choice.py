"""The cheapest three sets of diffusers, grilles and detectors that keep their distances from each other."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.gaps import gaps, watching
from plenum.ceiling.pattern.mirrors import Mirrors
from plenum.ceiling.pattern.sets import Choices
from plenum.ceiling.pattern.tiles import gaps_m
from plenum.ceiling.room.clearance import ROUNDING_M
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.room import Spots

FAR_M: Final = 3.0
"""Up to so far from the diffusers a return is better placed."""
FAR: Final = 0.15
"""What each metre nearer costs."""
DETECTOR_RETURN_M: Final = 1.2
"""A return and a detector nearer to each other than this cost `CLOSE`."""
CLOSE: Final = 0.3
TRIED: Final = 8
"""Plans that are looked at for gaps between detectors within a tile."""

Floats = NDArray[np.float64]
Priced = tuple[float, Spots, Spots, Spots]
"""What a plan costs, and its supplies, returns and detectors."""


def best_plan(
    on: Canvas,
    brief: Brief,
    kept: Mirrors,
    diffusers: list[tuple[Spots, float, int]],
    grilles: list[Choices],
    detectors: list[Choices],
) -> Priced | None:
    """The cheapest three sets that keep their hard distances from each other, and their price."""
    pairs = [_Pair(on, brief, kept, some, others) for some in grilles for others in detectors]
    for _ in range(TRIED):
        found = _cheapest(pairs, diffusers)
        if found is None:
            return None
        price, tiles, pair, i, j = found
        points_m = gaps(on, brief.smoke, pair.detectors.sets[j])
        if not len(points_m):
            return price, tiles, pair.grilles.sets[i], pair.detectors.sets[j]
        pair.without(j)
        for each in pairs:
            each.without(~watching(on, brief.smoke, each.detectors, points_m))
    return None


def _cheapest(
    pairs: list[_Pair], diffusers: list[tuple[Spots, float, int]]
) -> tuple[float, Spots, _Pair, int, int] | None:
    """Price, diffusers, and the pair of sets beside them with the numbers of both: the cheapest in all."""
    best: tuple[float, Spots, _Pair, int, int] | None = None
    prices = np.array([price for _, price, _ in diffusers])
    least = {bits: [pair.least(bits) for pair in pairs] for bits in {bits for _, _, bits in diffusers}}
    beside = np.array([least[bits] for _, _, bits in diffusers]).reshape(len(diffusers), len(pairs))
    bounds = np.round(prices[:, None] + beside, 6)
    able = np.count_nonzero(np.isfinite(bounds))
    for number in np.argsort(bounds, axis=None, kind="stable")[:able].tolist():
        k, n = divmod(number, len(pairs))
        if best is not None and bounds[k, n] >= best[0] - 1e-6:
            break
        tiles, price, bits = diffusers[k]
        found = pairs[n].beside(tiles, bits)
        if found is not None and (best is None or price + found[0] < best[0] - 1e-6):
            best = price + found[0], tiles, pairs[n], *found[1:]
    return best


class _Pair:
    """Sets of grilles against sets of detectors, before the diffusers are known."""

    def __init__(self, on: Canvas, brief: Brief, kept: Mirrors, grilles: Choices, detectors: Choices) -> None:
        self.on, self.brief = on, brief
        self.grilles, self.detectors = grilles, detectors
        self.by_bits = np.round(kept.priced, 6)
        square = _squares(on, grilles, detectors)
        smoke = brief.smoke
        limit = smoke.return_m if smoke.return_hard else min(on.tile_m) / 2
        self.price = np.round(grilles.price[:, None] + detectors.price[None], 6)
        """Infinite where two stand too near to each other."""
        self.price += CLOSE * (square < _square(DETECTOR_RETURN_M))
        self.price[square < _square(limit)] = np.inf

    def without(self, detectors: int | Mask) -> None:
        """Some sets of detectors are not to be had."""
        self.price[:, detectors] = np.inf
        self.__dict__.pop("cheapest", None)

    @cached_property
    def cheapest(self) -> tuple[Floats, NDArray[np.intp]]:
        """The least price of pairs that keep the same mirrors, and which these are."""
        price, kept = self.price, []
        for axis, bits in enumerate((self.grilles.bits, self.detectors.bits)):
            order = np.argsort(bits, kind="stable")
            first = np.flatnonzero(np.diff(bits[order], prepend=-1))
            price = np.minimum.reduceat(np.take(price, order, axis), first, axis)
            kept.append(bits[order[first]])
        return price, kept[0][:, None] & kept[1]

    def least(self, bits: int) -> float:
        """No pair costs less beside diffusers that keep these mirrors."""
        price, kept = self.cheapest
        return float((price + self.by_bits[kept & bits]).min(initial=np.inf))

    def beside(self, diffusers: Spots, bits: int) -> tuple[float, int, int] | None:
        """The cheapest pair beside these diffusers: price, grilles, detectors; None where none fits."""
        brief, on = self.brief, self.on
        smoke, own = brief.smoke, min(on.tile_m) / 2
        away = _nearest(on, self.grilles, diffusers)
        clear = _nearest(on, self.detectors, diffusers, to_edge=smoke.to_edge)
        i = np.flatnonzero(away >= max(brief.air.supply_return_m, own) - ROUNDING_M)
        # Nothing is taken twice, however short a distance may be.
        apart = max(smoke.supply_m, own if not smoke.to_edge else ROUNDING_M) - ROUNDING_M / 2
        j = np.flatnonzero(clear >= apart)
        if not len(i) or not len(j):
            return None
        kept = (self.grilles.bits[i] & bits)[:, None] & self.detectors.bits[j]
        price = self.price[np.ix_(i, j)] + self.by_bits[kept]
        price += np.round(FAR * np.maximum(FAR_M - away[i], 0.0), 6)[:, None]
        row, column = divmod(int(np.argmin(np.round(price, 6))), len(j))
        found = float(price[row, column])
        return (found, int(i[row]), int(j[column])) if np.isfinite(found) else None


def _square(limit_m: float) -> float:
    return max(0.0, limit_m - ROUNDING_M) ** 2


def _nearest(on: Canvas, some: Choices, others: Spots, *, to_edge: bool = False) -> Floats:
    """Each set's least distance in m from the others; infinite where there are none of either."""
    if not some.sets.shape[1] or not len(others):
        return np.full(len(some), np.inf)
    tiles, number = some.tiles
    away = gaps_m(on, tiles, others, to_edge=to_edge).min(axis=1)
    return np.asarray(away[number].min(axis=1))


def _squares(on: Canvas, some: Choices, others: Choices) -> Floats:
    """sets × sets: the square of the least distance in m between a tile of each."""
    found = np.full((len(some), len(others)), np.inf)
    if not some.sets.shape[1] or not others.sets.shape[1]:
        return found
    (tiles, number), (theirs, their_number) = some.tiles, others.tiles
    x, y = (np.subtract.outer(tiles[:, k], theirs[:, k]) * on.tile_m[k] for k in (0, 1))
    square = x * x + y * y
    for i in number.T:
        by_row = square[i]
        for j in their_number.T:
            np.minimum(found, by_row[:, j], out=found)
    return found
