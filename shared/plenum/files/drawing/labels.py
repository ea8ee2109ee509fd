"""Where words go in a room so that they cover no symbol, no other word and no wall.

All lengths in m in the grid's frame: a drawing says how large its letters are at its scale, and turns the
whole with the room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.room.room import Point, Room
from plenum.files.drawing.canvas import Node, node, text, wide
from plenum.files.schedule.marks import Marked

Boxes = NDArray[np.float64]
"""n × 4: x0, y0, x1, y1."""
_GAP: Final = 0.2
"""Between a symbol and its label, over the letters' height."""
_BETWEEN: Final = 0.5
"""Between words side by side, over the height of the first one's letters."""
_BOLD: Final = 1.12
"""How much wider bold letters are."""
_ROUNDING_M: Final = 1e-6


@dataclass(frozen=True)
class Label:
    """One text where it stands."""

    words: str
    middle_m: Point
    size_m: Point
    letters_m: float
    """The font's size."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The corners around it."""
        (x, y), (w, h) = self.middle_m, self.size_m
        return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def write(parent: Node, at: Point, one: Label, k: float, **more: str | None) -> None:
    """A label with its middle at a point of the paper, mm, on a ground of paper; `k` is mm for each m.

    The ground keeps joints and centre lines out of the letters.
    """
    (x, y), size = at, one.letters_m * k
    w, h = (side * k for side in one.size_m)
    transform = more.get("transform")
    node(parent, "rect", x=x - w / 2, y=y - h / 2, width=w, height=h, fill="#ffffff", transform=transform)
    look = {key: value for key, value in more.items() if key != "transform"}
    text(parent, (x, y + 0.35 * size), one.words, size, anchor="middle", **look, transform=transform)  # type: ignore[arg-type]  # attributes of the element, by name


class Space:
    """What is still free in a room: symbols take theirs first, then each word that is placed."""

    def __init__(self, room: Room, parts: Sequence[Marked]) -> None:
        self.tile = room.tile_m
        self._floor = Polygon(room.outline, room.holes_m)
        shapely.prepare(self._floor)
        half = np.array(self.tile) / 2
        centres = np.array([one.part.centre_m for one in parts]).reshape(-1, 2)
        self._taken: Boxes = np.hstack([centres - half, centres + half])

    def keep(self, at: Point, half_m: float) -> None:
        """A square around a point, for a mark that is no component."""
        x, y = at
        self._taken = np.vstack([self._taken, [x - half_m, y - half_m, x + half_m, y + half_m]])

    def place(
        self, words: str, size_m: Point, middles: NDArray[np.float64], clear_m: float = 0.0
    ) -> Label | None:
        """The words at the first of these places that is free around them, which is then taken; None: there
        is none. Their size is as wide as they are and as high as their letters."""
        size = np.array(size_m)
        half = size / 2 + clear_m
        boxes = np.hstack([middles - half, middles + half])
        apart = (
            (boxes[:, None, 0] >= self._taken[None, :, 2] - _ROUNDING_M)
            | (boxes[:, None, 2] <= self._taken[None, :, 0] + _ROUNDING_M)
            | (boxes[:, None, 1] >= self._taken[None, :, 3] - _ROUNDING_M)
            | (boxes[:, None, 3] <= self._taken[None, :, 1] + _ROUNDING_M)
        )
        free = np.flatnonzero(apart.all(axis=1))
        inside = shapely.covers(self._floor, shapely.box(*boxes[free].T))
        if not inside.any():
            return None
        chosen = int(free[int(np.argmax(inside))])
        middle = middles[chosen]
        apart_m = size / 2 + (_BETWEEN * size_m[1], 0.0)
        self._taken = np.vstack([self._taken, np.hstack([middle - apart_m, middle + apart_m])])
        x, y = middle.tolist()
        return Label(words, (x, y), size_m, size_m[1])

    def beside(self, centre: Point, words: str, letters_m: float) -> Label | None:
        """The words next to the tile with this centre: below, above, right or left of it, or at a corner."""
        width, gap = wide(words, letters_m), _GAP * letters_m
        dx, dy = (self.tile[0] + width) / 2 + gap, (self.tile[1] + letters_m) / 2 + gap
        aside = max(0.0, (width - self.tile[0]) / 2)
        places = [(0.0, -dy), (0.0, dy), (dx, 0.0), (-dx, 0.0)]
        places += [(sx * aside, sy * dy) for sy in (-1, 1) for sx in (1, -1)]
        places += [(sx * dx, sy * dy) for sy in (-1, 1) for sx in (1, -1)]
        return self.place(words, (width, letters_m), np.array(centre) + np.array(places))

    def within(self, words: str, letters_m: float, *, bold: bool = False) -> Label | None:
        """The words anywhere in the room, as near to its middle as is free, clear of what is there."""
        x0, y0, x1, y1 = self._floor.bounds
        xs, ys = np.meshgrid(np.linspace(x0, x1, _STEPS), np.linspace(y0, y1, _STEPS))
        spots = np.stack([xs.ravel(), ys.ravel()], axis=1)
        inside = shapely.point_on_surface(self._floor)
        away = np.hypot(*(spots - (inside.x, inside.y)).T)
        size = wide(words, letters_m) * (_BOLD if bold else 1.0), letters_m
        return self.place(words, size, spots[np.argsort(away, kind="stable")], 2.0 * _GAP * letters_m)


_STEPS: Final = 33
"""Places along each side that a room's name is tried at."""


def tags(space: Space, parts: Sequence[Marked], sizes_m: Sequence[float]) -> Iterator[Label]:
    """The mark of each component beside it, the largest letters that find a place; none where none do.

    Detectors come first, then terminals: a light's mark repeats, an address does not.
    """
    for one in sorted(parts, key=lambda one: -len(one.mark)):
        found = (space.beside(one.part.centre_m, one.mark, size) for size in sizes_m)
        label = next(filter(None, found), None) if one.mark else None
        if label:
            yield label
