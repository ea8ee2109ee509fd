"""The illuminance of a completed room, as a map draws it: the verifier's own points and a lattice of nodes.

Figures come from the calculation grid, as the rules ask (LGT-1 to LGT-3). Between its points, and
in the band along the walls that it leaves out, the same light field is looked at more closely; in
halls, where that would take long, the grid's own values are averaged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.field import gains
from plenum.ceiling.light.illuminance import illuminance
from plenum.ceiling.room.geometry import Points, crossings, polygon
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files.completed.reader import as_building
from plenum.files.drawing.contours import Lattice

COARSE: Final = 700
"""About so many nodes in the box around a room, or more where a mounting height is short for that."""
FINE: Final = 3000
_PAIRS: Final = 4_000_000
"""Lights times nodes beyond which the calculation grid's own values are drawn."""
_SIDE: Final = 40
"""Blocks along a hall's longer side."""
_INSIDE_M: Final = 0.01
"""From the walls to the outermost nodes."""


@dataclass(frozen=True)
class Lux:
    """Illuminance in lx on the working plane."""

    room: Room
    brief: LightBrief
    points: Points
    """The calculation grid."""
    lit: Lattice
    """At the calculation points."""
    xs: Lattice
    ys: Lattice
    values: Lattice
    """At the lattice's nodes, rows by columns; outside of the room what is nearest inside."""
    smoothed_m: float = 0.0
    """Over how many metres a hall's values are averaged; 0 where each node has its own."""

    @property
    def mean(self) -> float:
        """Over the calculation points."""
        return float(self.lit.mean())

    @property
    def least(self) -> float:
        """Of the calculation points."""
        return float(self.lit.min())

    @property
    def uniformity(self) -> float:
        """U0: the least over the mean."""
        return self.least / self.mean if self.mean > 0.0 else 0.0


def lux(data: Mapping[str, Any], completed: Mapping[str, Any], nodes: int = FINE) -> Lux:
    """The light of one room of a completed building. Raises InvalidBuilding where that is none."""
    building = as_building({**completed, "rooms": [data]})
    room = building.rooms[0]
    brief = light_brief(room, building.settings)
    at, lit = points(room, brief.mounting_height_m), illuminance(room, brief)
    xs, ys = _axes(room, brief, nodes)
    if len(xs) * len(ys) * len(room.of_kind(Kind.LIGHT)) <= _PAIRS:
        return Lux(room, brief, at, lit, xs, ys, _looked_at(room, brief, xs, ys))
    xs, ys, values = _averaged(room, at, lit)
    return Lux(room, brief, at, lit, xs, ys, values, smoothed_m=float(2.0 * np.diff(xs).max()))


def _axes(room: Room, brief: LightBrief, nodes: int) -> tuple[Lattice, Lattice]:
    """Nodes from wall to wall, at least three a mounting height as long as that is not too many."""
    x0, y0, x1, y1 = polygon(room).bounds
    step = min(np.sqrt((x1 - x0) * (y1 - y0) / nodes), brief.mounting_height_m / 3.0)
    step = max(step, np.sqrt((x1 - x0) * (y1 - y0) / (6 * nodes)))
    xs, ys = (
        np.linspace(low + _INSIDE_M, high - _INSIDE_M, max(3, round((high - low) / step)))
        for low, high in ((x0, x1), (y0, y1))
    )
    return xs, ys


def _looked_at(room: Room, brief: LightBrief, xs: Lattice, ys: Lattice) -> Lattice:
    nodes = crossings(xs, ys)
    inside = shapely.contains_xy(polygon(room), nodes[:, 0], nodes[:, 1])
    values = np.full(len(nodes), np.nan)
    values[inside] = gains(room, brief, room.of_kind(Kind.LIGHT), nodes[inside]).sum(axis=0)
    return _filled(values.reshape(len(ys), len(xs)))


def _averaged(room: Room, at: Points, lit: Lattice) -> tuple[Lattice, Lattice, Lattice]:
    """The calculation grid's values in blocks that span several luminaires, smoothed over the next ones.

    Else a grid that is almost as wide as the luminaires' would draw waves that are not there.
    """
    (xs, column), (ys, row) = (np.unique(at[:, axis], return_inverse=True) for axis in (0, 1))
    block = math.ceil(max(len(xs), len(ys)) / _SIDE)
    nx, ny = math.ceil(len(xs) / block), math.ceil(len(ys) / block)
    cell = (row // block) * nx + column // block
    total, count = (np.bincount(cell, weight, nx * ny) for weight in (lit, np.ones(len(lit))))
    with np.errstate(invalid="ignore"):
        values = _filled((total / count).reshape(ny, nx))
    for axis in (0, 1):
        pad = [(1, 1) if i == axis else (0, 0) for i in (0, 1)]
        framed = np.moveaxis(np.pad(values, pad, mode="edge"), axis, 0)
        values = np.moveaxis((framed[:-2] + 2.0 * framed[1:-1] + framed[2:]) / 4.0, 0, axis)
    middles = (
        np.array([line[i : i + block].mean() for i in range(0, len(line), block)]) for line in (xs, ys)
    )
    x0, y0, x1, y1 = polygon(room).bounds
    across, up = (
        np.concatenate([[low], line, [high]])
        for low, line, high in zip((x0, y0), middles, (x1, y1), strict=True)
    )
    return across, up, np.pad(values, 1, mode="edge")


def _filled(values: Lattice) -> Lattice:
    """Nodes without a value take the mean of their neighbours', ring by ring."""
    values = values.copy()
    while np.isnan(values).any() and not np.isnan(values).all():
        framed = np.pad(values, 1, constant_values=np.nan)
        known, total = np.zeros(values.shape), np.zeros(values.shape)
        for r in range(3):
            for c in range(3):
                part = framed[r : r + values.shape[0], c : c + values.shape[1]]
                known += ~np.isnan(part)
                total += np.nan_to_num(part)
        new = np.isnan(values) & (known > 0)
        values[new] = total[new] / known[new]
    return np.nan_to_num(values)
