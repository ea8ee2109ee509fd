"""Sets of tiles for one kind, with what each costs and which mirrors it keeps: what the choice is among."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.mirrors import Mirrors, Sets
from plenum.ceiling.room.room import Spots, numbered

Floats = NDArray[np.float64]
FAR: Final = 1 << 20
"""More tiles than any grid has a side."""
TWOS: Final = 64
"""Numbers of tiles of which all twos are remembered."""
MOST_CODED: Final = 4
"""Numbers that fit into one: tiles are some thousands."""


@dataclass(frozen=True)
class Choices:
    """Sets of one size, the cheapest first. Prices in lights, as those of all kinds are."""

    sets: Sets
    price: Floats
    bits: NDArray[np.intp]
    """Which mirrors each keeps, a bit a mirror, with what hangs already."""

    def __len__(self) -> int:
        return len(self.sets)

    @cached_property
    def tiles(self) -> tuple[Spots, NDArray[np.intp]]:
        """The tiles of all sets, each once, and each set's tiles by their numbers."""
        code = self.sets[..., 0] * FAR + self.sets[..., 1]
        each, number = np.unique(code, return_inverse=True)
        return np.stack(np.divmod(each, FAR), axis=1), number.reshape(code.shape)


def choices(
    sets: Sets, price: Floats, existing: Spots, mirrors: Mirrors, most: int, *, own: float = 0.0
) -> Choices:
    """The `most` cheapest of the sets, those that keep a mirror before those that keep none.

    `own` is what each of the room's mirrors costs that a set does not keep, whatever the other kinds do.
    """
    if not len(sets):
        return Choices(sets, price, np.zeros(0, dtype=np.intp))
    whole = sets
    if len(existing):
        there = np.broadcast_to(existing, (len(sets), *existing.shape))
        whole = np.concatenate([sets, there], axis=1)
    kept = mirrors.kept(whole)
    bits = kept @ (1 << np.arange(mirrors.count))
    if own:
        price = price + own * (~kept[:, len(mirrors.exact) :]).sum(axis=1)
    best = np.argsort(np.round(price + mirrors.priced[bits], 6), kind="stable")[:most]
    return Choices(sets[best], price[best], bits[best])


def none(mirrors: Mirrors, existing: Spots) -> Choices:
    """One empty set: nothing is missing."""
    return choices(np.zeros((1, 0, 2), dtype=np.intp), np.zeros(1), existing, mirrors, 1)


def joined(found: Iterable[Choices]) -> list[tuple[Spots, float, int]]:
    """Sets of several sizes one by one, the cheapest first: tiles, price, mirrors kept."""
    every = [
        (tiles, float(price), int(bits))
        for some in found
        for tiles, price, bits in zip(some.sets, some.price, some.bits, strict=True)
    ]
    return sorted(every, key=lambda one: round(one[1], 6))


def pairs(
    canvas: Canvas, spots: Spots, worth: Floats, mirrors: Mirrors, most: int
) -> tuple[NDArray[np.intp], Floats]:
    """Pairs of tiles by their numbers among `spots`, and their mean prices: all of the `most` cheapest, and
    each tile with its image."""
    cheap = np.sort(np.argsort(np.round(worth, 6), kind="stable")[:most])
    found = [cheap[_twos(len(cheap))]]
    number = numbered(canvas.cells.shape, spots)
    found += [orbit for orbit, _ in (orbits(number, spots, axis, total) for axis, total in mirrors.exact)]
    every = distinct(np.concatenate(found), len(spots))
    return every, worth[every].mean(axis=1)


@lru_cache(maxsize=TWOS)
def _twos(many: int) -> NDArray[np.intp]:
    """All twos of so many numbers."""
    return np.stack(np.triu_indices(many, k=1), axis=1)


def distinct(sets: NDArray[np.intp], many: int) -> NDArray[np.intp]:
    """Sets of numbers under `many`, each once; all in ascending order."""
    if sets.shape[1] > MOST_CODED or not len(sets):
        return np.unique(sets, axis=0)
    code = np.sort(sets @ (many ** np.arange(sets.shape[1])[::-1]))
    each = code[np.diff(code, prepend=-1) > 0]
    found = np.empty((len(each), sets.shape[1]), dtype=np.intp)
    for k in reversed(range(sets.shape[1])):
        each, found[:, k] = np.divmod(each, many)
    return found


def orbits(
    number: NDArray[np.intp], spots: Spots, axis: int, total: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Under one mirror pairs of tile and image, and tiles on its axis or beside it; by number in `spots`."""
    image = spots.copy()
    image[:, axis] = total - image[:, axis]
    size = number.shape[1 - axis]
    inside = (image[:, axis] >= 0) & (image[:, axis] < size)
    partner = np.full(len(spots), -1, dtype=np.intp)
    partner[inside] = number[image[inside, 1], image[inside, 0]]
    own = np.arange(len(spots))
    first = np.flatnonzero(partner > own)
    lone = np.flatnonzero(np.abs(image[:, axis] - spots[:, axis]) <= 1)
    return np.stack([first, partner[first]], axis=1), lone
