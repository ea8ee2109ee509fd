"""What the network is told of an array of lights: lengths in mounting heights, shares, and counts.

The room's longer axis comes first and of two gaps the smaller one, so that turned and mirrored rooms are told
alike.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.light.order.lattice_light import Indices, Lattices
from plenum.ceiling.light.order.lattices import LatticeSearch
from plenum.ceiling.light.photometry import Matrix, direct_fraction, utilisation_factor
from plenum.ceiling.room.geometry import is_convex, polygon, room_cavity_ratio

from .sampled import SampledField

OF_AXIS: Final = ("extent", "count", "pitch", "near_gap", "far_gap", "near_share", "far_share")
OF_ARRAY: Final = ("lights", "clipped", "mean", "darkest", "dark")
OF_ROOM: Final = ("fill", "convex", "direct", "reflected", "there")
NAMES: Final = (
    *(f"long_{name}" for name in OF_AXIS),
    *(f"short_{name}" for name in OF_AXIS),
    *OF_ARRAY,
    *OF_ROOM,
)


def features(search: LatticeSearch, field: SampledField, lattices: Lattices, some: Indices) -> Matrix:
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
    search: LatticeSearch, field: SampledField, lattices: Lattices, some: Indices, axes: list[Matrix]
) -> Matrix:
    """some × OF_ARRAY: shares of the mean that is asked for, and of the array's own."""
    lights = lattices.counts[some] + float(len(field.existing))
    crossings = axes[0][:, 1] * axes[1][:, 1]
    lit = search.masks(lattices, some) @ field.adds + field.there
    mean = lit[:, field.even :].mean(axis=1)
    lit.sort(axis=1)
    dark = lit[:, [0, lit.shape[1] // 10]] / mean[:, None]
    return np.column_stack([lights, lights / crossings, mean / field.brief.em_lx, dark])


def _of_room(field: SampledField, arrays: int) -> Matrix:
    """arrays × OF_ROOM: the same for all."""
    brief = field.brief
    beam, ratio = brief.luminaire.beam, room_cavity_ratio(field.room, brief.mounting_height_m)
    directly = direct_fraction(ratio, beam)
    reflected = utilisation_factor(ratio, brief.reflectances, beam) - directly
    shape = polygon(field.room)
    x0, y0, x1, y1 = shape.bounds
    told = (
        shape.area / ((x1 - x0) * (y1 - y0)),
        float(is_convex(field.room)),
        directly,
        brief.luminaire.lumens * brief.maintenance_factor * reflected / shape.area / brief.em_lx,
        len(field.existing) / max(1, field.lower_bound + len(field.existing)),
    )
    return np.tile(told, (arrays, 1))
