"""What the network is told of an array of lights: lengths in mounting heights, shares, and counts.

The room's longer axis comes first and of two gaps the smaller one, so that turned and mirrored rooms are told
alike.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.light.interreflection import indirect_lx
from plenum.ceiling.light.order.lattices import Indices, Lattices, LatticeSearch
from plenum.ceiling.light.photometry import Matrix, direct, direct_fraction
from plenum.ceiling.room.geometry import Points, is_convex, polygon, room_cavity_ratio, tile_centres, visible

from .unlit import UnlitField

PROBES: Final = 48
"""Calculation points, at most, at which an array's light is sampled."""
OF_AXIS: Final = ("extent", "count", "pitch", "near_gap", "far_gap", "near_share", "far_share")
OF_ARRAY: Final = ("lights", "estimate", "clipped", "darkest", "dark", "mean")
OF_ROOM: Final = ("fill", "convex", "direct", "reflected", "there")
NAMES: Final = (
    *(f"long_{name}" for name in OF_AXIS),
    *(f"short_{name}" for name in OF_AXIS),
    *OF_ARRAY,
    *OF_ROOM,
)


def features(search: LatticeSearch, field: UnlitField, lattices: Lattices, some: Indices) -> Matrix:
    """some × NAMES."""
    height = field.brief.mounting_height_m
    axes = [_of_axis(search, lattices, some, axis) for axis in (0, 1)]
    for axis, tile in zip(axes, field.room.tile_m, strict=True):
        axis[:, [0, 2, 3, 4]] *= tile / height
    if axes[0][0, 0] < axes[1][0, 0]:
        axes.reverse()
    return np.column_stack(
        [*axes, _of_array(search, field, lattices, some, axes), _of_room(field, len(some))]
    )


def _of_axis(search: LatticeSearch, lattices: Lattices, some: Indices, axis: int) -> Matrix:
    """some × OF_AXIS, in tiles."""
    lines, which = (lattices.columns, lattices.i) if axis == 0 else (lattices.rows, lattices.j)
    marks = lines.marks[which[some]] > 0.0
    about = search.axes[axis]
    counts = lines.counts[which[some]].astype(float)
    first, last = marks.argmax(axis=1), about.tiles - 1 - marks[:, ::-1].argmax(axis=1)
    low, high = first + 0.5 + about.before, about.tiles - last - 0.5 + about.after
    extent = np.full(len(some), about.before + about.tiles + about.after)
    pitch = np.where(counts > 1.0, (last - first) / np.maximum(1.0, counts - 1.0), extent)
    near, far = np.minimum(low, high), np.maximum(low, high)
    return np.column_stack([extent, counts, pitch, near, far, near / pitch, far / pitch])


def _of_array(
    search: LatticeSearch, field: UnlitField, lattices: Lattices, some: Indices, axes: list[Matrix]
) -> Matrix:
    """some × OF_ARRAY."""
    there = len(field.existing)
    lights = lattices.counts[some] + float(there)
    crossings = axes[0][:, 1] * axes[1][:, 1]
    sampled = _sampled(search, field, lattices, some)
    return np.column_stack([lights, lights * field.each_lx / field.brief.em_lx, lights / crossings, sampled])


def _sampled(search: LatticeSearch, field: UnlitField, lattices: Lattices, some: Indices) -> Matrix:
    """some × 3: of the light at the probes the least and the tenth part over the mean, and the mean over what
    the lumen method gives."""
    centres = tile_centres(field.room, [*field.tiles, *field.existing])
    at, even = _probes(field, centres)
    adds = _direct(field, centres, at) * visible(field.room, centres, at) + indirect_lx(
        field.room, field.brief
    )
    own = len(field.tiles)
    lit = search.masks(lattices, some) @ adds[:own] + adds[own:].sum(axis=0)
    mean = lit[:, even:].mean(axis=1)
    lit.sort(axis=1)
    lights = lattices.counts[some] + len(field.existing)
    return np.column_stack(
        [lit[:, 0] / mean, lit[:, lit.shape[1] // 10] / mean, mean / (lights * field.each_lx)]
    )


def _probes(field: UnlitField, centres: Points) -> tuple[Points, int]:
    """Calculation points: those that all tiles together light least; after so many others, evenly taken."""
    at, half = field.points, PROBES // 2
    if len(at) <= PROBES:
        return at, 0
    some = centres[:: -(-len(centres) // PROBES)]
    dark = _direct(field, some, at).sum(axis=0).argsort(kind="stable")[:half]
    return np.concatenate([at[dark], at[:: -(-len(at) // half)]]), half


def _direct(field: UnlitField, centres: Points, at: Points) -> Matrix:
    """centres × points, in lx: the direct light of a luminaire on each, as if no wall stood between."""
    brief, lamp = field.brief, field.brief.luminaire
    flux = lamp.lumens * brief.maintenance_factor
    return direct(centres, at, brief.mounting_height_m, flux, lamp.beam, field.room.tile_m)


def _of_room(field: UnlitField, arrays: int) -> Matrix:
    """arrays × OF_ROOM: the same for all."""
    ratio = room_cavity_ratio(field.room, field.brief.mounting_height_m)
    shape = polygon(field.room)
    x0, y0, x1, y1 = shape.bounds
    told = (
        shape.area / ((x1 - x0) * (y1 - y0)),
        float(is_convex(field.room)),
        direct_fraction(ratio, field.brief.luminaire.beam),
        indirect_lx(field.room, field.brief) / field.each_lx,
        len(field.existing) / max(1, field.lower_bound + len(field.existing)),
    )
    return np.tile(told, (arrays, 1))
