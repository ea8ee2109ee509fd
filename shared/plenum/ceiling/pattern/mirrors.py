"""The mirrors that a room and its lights keep, and which sets of tiles keep them too.

One mirror for all kinds: an architect sees at once when the detectors follow another axis than the lights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.mirrors import OVERLAP, overlaps, without_holes
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.room import Ring, Room

BOX: Final = 0.999
"""Share of its box from which an outline is a rectangle."""
WITHIN: Final = 1.01
"""Tiles that an image may be off: a lone item beside a joint has no exact image."""
PAIRS: Final = 16
"""Tiles of a set up to which each is held against each; larger sets are asked for exact images alone."""
ROW: Final = 1 << 20
"""More tiles than any grid has in a row, as far as tiles are told apart by one number."""

Sets = NDArray[np.intp]
"""count × size × 2: sets of tiles (x, y), all of one size."""


@dataclass(frozen=True)
class Mirrors:
    """Mirrors as (axis, sum of the two coordinates); those about joints or tiles, then those of the room."""

    exact: tuple[tuple[int, int], ...]
    room: tuple[tuple[int, float], ...]
    faint: tuple[float, ...]
    """What a ceiling costs that keeps none of the room's mirrors but this one: they are not all as clear."""

    @property
    def count(self) -> int:
        """How many there are of both."""
        return len(self.exact) + len(self.room)

    def kept(self, sets: Sets) -> Mask:
        """sets × mirrors: which keep which; the room's own mirrors within a tile."""
        found = np.ones((len(sets), self.count), dtype=bool)
        if not sets.size:
            return found
        x, y = sets[..., 0], sets[..., 1] * ROW
        codes = np.sort(x + y, axis=1)
        for axis, image, step in ((0, y - x, 1), (1, x - y, ROW)):
            own = [(k, at) for k, (other, at) in enumerate(self.exact) if other == axis]
            if not own:
                continue
            # Images across one axis come in one order, whichever of its mirrors: all lie as far from the set.
            off = codes - np.sort(image, axis=1)
            even = (off == off[:, :1]).all(axis=1)
            for k, at in own:
                found[:, k] = even & (off[:, 0] == at * step)
        for k, (axis, total) in enumerate(self.room, start=len(self.exact)):
            found[:, k] = _nearly(sets, axis, total) if sets.shape[1] <= PAIRS else False
            for j, (other, at) in enumerate(self.exact):
                if other == axis and abs(at - total) <= WITHIN:
                    found[:, k] |= found[:, j]
        return found

    @cached_property
    def priced(self) -> NDArray[np.float64]:
        """`prices` of what keeps any of the mirrors, by the number that has a bit for each."""
        bits = np.arange(1 << self.count)
        return self.prices(((bits[:, None] >> np.arange(self.count)) & 1).astype(bool))

    def prices(self, kept: Mask) -> NDArray[np.float64]:
        """What a ceiling costs that keeps these of the mirrors (… × mirrors)."""
        if not self.room:
            return np.zeros(kept.shape[:-1])
        own = kept[..., len(self.exact) :]
        price = np.where(own, self.faint, NONE).min(axis=-1) + EACH * (len(self.room) - own.sum(axis=-1))
        if self.exact:
            price = price + np.where(kept[..., : len(self.exact)].any(axis=-1), 0.0, INEXACT)
        return np.asarray(price)


NONE: Final = 5.0
"""A ceiling that keeps none of the mirrors its lights keep."""
EACH: Final = 0.15
"""Each of them that it does not keep."""
FAINT: Final = 80.0
"""What it costs to keep a mirror under which the outline covers so much less of itself than under another."""
INEXACT: Final = 0.3
"""A ceiling whose items stand half a tile beside the axis of the others."""


def mirrors(canvas: Canvas) -> Mirrors:
    """Those the room has and its lights keep; where the lights keep none, the room's."""
    every = _of_room(canvas)
    lights = np.argwhere(canvas.lights)[:, ::-1]
    if not len(lights) or not every.count:
        return every
    kept = every.kept(lights[None])[0]
    own = kept[len(every.exact) :]
    if not own.any():
        return every
    exact = tuple(mirror for mirror, keeps in zip(every.exact, kept, strict=False) if keeps)
    room = tuple(mirror for mirror, keeps in zip(every.room, own, strict=True) if keeps)
    return Mirrors(exact, room, tuple(price for price, keeps in zip(every.faint, own, strict=True) if keeps))


def _of_room(canvas: Canvas) -> Mirrors:
    """About the middle of the outline's box or about its centroid, where the outline covers its image."""
    room, turn = canvas.room, canvas.turn
    own: list[tuple[int, float, float]] = []
    exact: dict[tuple[int, int], None] = {}
    found = _axes_m(room.outline, room.holes_m)
    clearest = max((clear for *_, clear in found), default=1.0)
    for axis, middle_m, clear in found:
        total = 2 * middle_m / room.tile_m[axis] - 1
        flipped = turn.along_y if axis else turn.along_x
        total = 2 * ((turn.height if axis else turn.width) - 1) - total if flipped else total
        way = 1 - axis if turn.diagonal else axis
        own.append((way, total, FAINT * (clearest - clear)))
        first = int(np.floor(total)) - 1
        exact |= {(way, at): None for at in range(first, first + 4) if abs(at - total) <= WITHIN}
    own.sort()
    return Mirrors(
        tuple(sorted(exact)), tuple((way, at) for way, at, _ in own), tuple(price for *_, price in own)
    )


@lru_cache(maxsize=1024)
def _axes_m(outline: Ring, holes: tuple[Ring, ...]) -> tuple[tuple[int, float, float], ...]:
    """The mirrors of an outline: axis, where its middle is in m, and how much of itself it covers."""
    shape = without_holes(Room("", (), outline_m=outline, holes_m=holes))
    x0, y0, x1, y1 = shape.bounds
    middles = ((x0 + x1) / 2, (y0 + y1) / 2)
    if shape.area > BOX * (x1 - x0) * (y1 - y0):
        return ((0, middles[0], 1.0), (1, middles[1], 1.0))
    return tuple(
        (int(sy < 0), y if sy < 0 else x, share)
        for (sx, sy, x, y), share in overlaps(outline, holes).items()
        if sx != sy and share >= OVERLAP
    )


def _nearly(sets: Sets, axis: int, total: float) -> Mask:
    # Of many small sets the tiles come first: each operation runs over all sets at once.
    along, across = np.ascontiguousarray(sets[..., axis].T), np.ascontiguousarray(sets[..., 1 - axis].T)
    near = np.abs(along[:, None] + along - total) <= WITHIN
    near &= np.abs(across[:, None] - across) <= WITHIN
    return np.asarray(near.any(axis=1).all(axis=0))
