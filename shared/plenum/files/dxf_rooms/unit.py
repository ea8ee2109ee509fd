"""A drawing's unit of length, which is not always the one that it says.

Drawings keep the unit of the template that they were begun with. So what one says is held against the areas
that are written in its rooms, the widths of its doors, and the sizes of its rooms.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Final

import shapely
from shapely import Point as Spot
from shapely import Polygon

from plenum.ceiling.room.room import Point
from plenum.ceiling.rules.table import FOOT_M
from plenum.files.dxf_rooms.tags import Text

METRES: Final = {"mm": 0.001, "cm": 0.01, "dm": 0.1, "m": 1.0, "in": 0.0254, "ft": FOOT_M, "yd": 0.9144}
"""Of one."""
_METRIC: Final = ("mm", "cm", "m")
_IMPERIAL: Final = ("in", "ft")
_USUAL: Final = (*_METRIC, *_IMPERIAL)
"""What rooms are drawn in."""
_WRITTEN: Final = re.compile(
    r"(\d[\d.,’' ]*)\s*(?:(m²|m2|m\^2|sq\.? ?m|qm)|sf|sq\.? ?ft|ft²|ft2|ft\^2)(?![a-z])", re.IGNORECASE
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,’' ]\d{3})+")
"""A figure with signs between its thousands."""
_NEAR: Final = 1.15
"""What is written and what is drawn differ by no more: walls may be counted or not."""
_DOORS_M: Final = (0.5, 1.5)
"""Leaves of doors."""
_LEAST_DOORS: Final = 3
_ROOMS_M2: Final = (3.0, 60.0)
"""The middle one of a drawing's rooms."""
_ROOM_M2: Final = 20.0
"""A usual one."""
_POSSIBLE_M2: Final = (1e-4, 1e5)
"""What the middle one of a drawing's closed lines encloses, be it furniture, if its unit is what it says."""


@dataclass(frozen=True)
class Sizes:
    """What tells a drawing's unit, in that unit."""

    outlines: Sequence[Sequence[Point]]
    """Closed lines, whatever they are."""
    texts: Sequence[Text]
    doors: Sequence[float]
    """Radii of the arcs that doors are drawn with."""

    @cached_property
    def plans(self) -> list[Polygon]:
        """The lines that enclose something."""
        return [plan for line in self.outlines if len(line) > 2 and (plan := Polygon(line)).area > 0]

    @cached_property
    def around(self) -> list[tuple[Text, list[int]]]:
        """Texts, and the numbers of the plans around each."""
        tree = shapely.STRtree(self.plans)
        return [
            (text, [int(i) for i in tree.query(Spot(text.at_m), predicate="within")]) for text in self.texts
        ]

    @property
    def line_area(self) -> float:
        """Of the middle one of all lines; 0 where there are none."""
        return _middle(plan.area for plan in self.plans)

    @property
    def room_area(self) -> float:
        """Of the middle one of those with texts in them; of all lines where there are none."""
        tagged = {min(around, key=lambda i: self.plans[i].area) for _, around in self.around if around}
        return _middle(self.plans[i].area for i in tagged) or self.line_area

    @property
    def door(self) -> float:
        """The middle one; 0 where there are too few to tell anything."""
        return median(self.doors) if len(self.doors) >= _LEAST_DOORS else 0.0


def unit_of(sizes: Sizes, stated: str | None, *, imperial: bool) -> tuple[str, str]:
    """The likely unit, and why it is not the stated one; empty where it is."""
    if written := _by_written_areas(sizes):
        return written, "" if written == stated else "so the areas written in its rooms are those drawn"
    families = _IMPERIAL if imperial else _METRIC
    if stated is None:
        guess = _by_doors(sizes) or _by_area(sizes.line_area, families)
        return guess, "the drawing does not say its unit (INSUNITS)"
    found = _instead_of(stated, sizes, families)
    return (found[0], f"in {stated}, as the drawing says (INSUNITS), {found[1]}") if found else (stated, "")


def _instead_of(stated: str, sizes: Sizes, families: Sequence[str]) -> tuple[str, str] | None:
    """Another unit, and what would be in the stated one; none where that is usual."""
    m = METRES[stated]
    lines, rooms, door = sizes.line_area * m * m, sizes.room_area * m * m, sizes.door * m
    if lines and not _within(lines, _POSSIBLE_M2):
        return _by_area(sizes.line_area, families), f"its lines enclose {lines:.3g} m²"
    if door and not _within(door, _DOORS_M) and (unit := _by_doors(sizes)):
        return unit, f"its doors are {door:.3g} m wide"
    likely = _by_area(sizes.room_area, families)
    if families is _IMPERIAL and stated in _METRIC and rooms > _ROOMS_M2[1] and _is_room(sizes, likely):
        return likely, f"its rooms have {rooms:.3g} m², and it is imperial (MEASUREMENT)"
    return None


def _by_written_areas(sizes: Sizes) -> str | None:
    """The unit in which most of the written areas are those of a line around them."""
    written = [(area, around) for text, around in sizes.around if around and (area := _written(text.said))]
    votes = Counter(
        unit
        for area, around in written
        for unit in _USUAL
        if any(1 / _NEAR < sizes.plans[i].area * METRES[unit] ** 2 / area < _NEAR for i in around)
    )
    unit, count = next(iter(votes.most_common(1)), (None, 0))
    return unit if 2 * count > len(written) else None


def _written(said: str) -> float | None:
    """An area in m² that a text says."""
    found = _WRITTEN.search(said)
    if found is None:
        return None
    figure = found[1].strip(" .,’'")
    digits = re.sub(r"\D", "", figure) if _GROUPED.fullmatch(figure) else figure.replace(",", ".")
    try:
        return float(digits.replace(" ", "")) * (1.0 if found[2] else METRES["ft"] ** 2) or None
    except ValueError:
        return None


def _by_doors(sizes: Sizes) -> str | None:
    """The unit in which both doors and rooms have usual sizes."""
    fitting = [
        unit for unit in _USUAL if _within(sizes.door * METRES[unit], _DOORS_M) and _is_room(sizes, unit)
    ]
    return _by_area(sizes.room_area, fitting) if fitting else None


def _is_room(sizes: Sizes, unit: str) -> bool:
    return _within(sizes.room_area * METRES[unit] ** 2, _ROOMS_M2)


def _by_area(area: float, units: Iterable[str]) -> str:
    """Of some units the one in which an area is nearest to a usual room's."""
    return min(units, key=lambda unit: abs(math.log((area or _ROOM_M2) * METRES[unit] ** 2 / _ROOM_M2)))


def _middle(areas: Iterable[float]) -> float:
    ordered = sorted(areas)
    return ordered[len(ordered) // 2] if ordered else 0.0


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
