"""Reflected light in a convex hall: between nodes of a lattice, narrow along the walls, evenly in between."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.hall.lattice import Spots
from plenum.ceiling.light.interpolation import weights
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.reflected.reflected import at_images, is_even, reflected
from plenum.ceiling.room.geometry import Points, contains, crossings, polygon, upright_box
from plenum.ceiling.room.room import Room

NEAR: Final = np.array([0.1, 0.25, 0.5, 0.8, 1.2, 1.7])
"""From the walls to the lattice's first lines, over the hall's height."""
STEP: Final = 0.6
"""Between the others, likewise, unless that takes more than"""
MOST: Final = 16


def is_wide(room: Room, brief: LightBrief) -> bool:
    """Whether a hall has place for the lines along its walls."""
    x0, y0, x1, y1 = polygon(room).bounds
    return bool(min(x1 - x0, y1 - y0) >= brief.ceiling_height_m)


class Reflected:
    """What luminaires on the tile grid add by way of the surfaces at the calculation points."""

    def __init__(self, room: Room, brief: LightBrief, at: Points) -> None:
        x0, y0, x1, y1 = polygon(room).bounds
        height_m = brief.ceiling_height_m
        xs, ys = _lines(x0, x1, height_m), _lines(y0, y1, height_m)
        gains = _mirrored if upright_box(room) is not None and is_even(brief) else _every
        self._gain = gains(room, brief, xs, ys)
        tiles = (np.arange(max(room.width, room.height)) + 0.5)[:, None] * np.array(room.tile_m)
        self._columns, self._rows = weights(xs, tiles[: room.width, 0]), weights(ys, tiles[: room.height, 1])
        own_xs, self._column = np.unique(at[:, 0], return_inverse=True)
        own_ys, self._row = np.unique(at[:, 1], return_inverse=True)
        self._across, self._along = weights(xs, own_xs), weights(ys, own_ys)

    def lit(self, spots: Spots) -> Matrix:
        """In lx at the points, from a luminaire on each of these tiles."""
        x, y = spots.T
        cells = self._rows[y].T @ self._columns[x]
        sent = (cells.ravel() @ self._gain).reshape(cells.shape)
        lit: Matrix = (self._along @ sent @ self._across.T)[self._row, self._column]
        return lit

    @cached_property
    def mean_gain(self) -> Matrix:
        """height × width: what a luminaire on each tile adds to the points' mean, in lx."""
        points = np.zeros((len(self._along), len(self._across)))
        points[self._row, self._column] = 1.0 / len(self._row)
        received = self._along.T @ points @ self._across
        cells = (self._gain @ received.ravel()).reshape(received.shape)
        mean: Matrix = self._rows @ cells @ self._columns.T
        return mean


def _every(room: Room, brief: LightBrief, xs: Matrix, ys: Matrix) -> Matrix:
    """nodes × nodes: from each at each, row by row; a node outside has the gain of the nearest inside."""
    nodes = crossings(xs, ys)
    within = contains(room, nodes)
    inside = nodes[within]
    nearest = np.cumsum(within) - 1
    nearest[~within] = ((nodes[~within, None] - inside) ** 2).sum(axis=2).argmin(axis=1)
    found: Matrix = reflected(room, brief, inside, inside)[np.ix_(nearest, nearest)]
    return found


def _mirrored(room: Room, brief: LightBrief, xs: Matrix, ys: Matrix) -> Matrix:
    """As `_every`: of an upright rectangle a quarter says it all."""
    high, wide, half_high, half_wide = len(ys), len(xs), (len(ys) + 1) // 2, (len(xs) + 1) // 2
    found = np.empty((high, wide, high, wide))
    for along, lit in at_images(room, brief, crossings(xs[:half_wide], ys[:half_high])):
        right, up = (-1 if mirrored else 1 for mirrored in along)
        at = found[:half_high, :half_wide, ::up, ::right][..., :half_high, :half_wide]
        at[:] = lit.reshape(at.shape)
    found[:half_high, half_wide:] = found[:half_high, : wide - half_wide, :, ::-1][:, ::-1]
    found[half_high:] = found[: high - half_high, :, ::-1][::-1]
    return found.reshape(high * wide, high * wide)


def _lines(low: float, high: float, height_m: float) -> Matrix:
    """From wall to wall of the box around the hall."""
    near = height_m * NEAR[height_m * NEAR < (high - low) / 2.0]
    apart = high - low - 2.0 * near[-1]
    between = np.linspace(0.0, apart, min(MOST, math.ceil(apart / (STEP * height_m)) + 1))
    lines: Matrix = np.concatenate([low + near[:-1], low + near[-1] + between, high - near[-2::-1]])
    return lines
