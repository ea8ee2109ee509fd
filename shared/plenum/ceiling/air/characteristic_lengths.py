"""Characteristic lengths of supply diffusers: how far the air may run before it meets something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.geometry import tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.walls import walls_along

Floats = NDArray[np.float64]
STEPS: Final = 24
"""Tiles looked ahead at first; four times as many for those that have met nothing by then, and so on."""
ROUNDING: Final = 1e-9
"""An outlet exactly on the diagonal is inside the quarter plane, whatever rounding says."""


def characteristic_lengths(room: Room, diffusers: Sequence[Tile]) -> Floats:
    """n × 4 lengths in m, along x, y, -x and -y: to the wall, or to the mid-plane with the next outlet.

    A four-way diffuser blows along the grid. The next outlet is the nearest one inside the quarter
    plane around the direction; half its distance along the direction counts (ASHRAE Journal Dec
    2022 by rippleengineeringsoftware.com).
    """
    centres = tile_centres(room, diffusers)
    (left, right), (down, up) = walls_along(room, centres, 0), walls_along(room, centres, 1)
    lengths = np.stack([right, up, left, down], axis=1)
    if len(diffusers) == 1:
        return lengths
    hung = np.zeros((room.width, room.height), dtype=bool)
    x, y = np.asarray(diffusers, dtype=np.intp).reshape(-1, 2).T
    hung[x, y] = True
    for axis in (0, 1):
        along, across = (x, y) if axis == 0 else (y, x)
        ahead = hung if axis == 0 else hung.T
        tile_m = room.tile_m if axis == 0 else room.tile_m[::-1]
        for way, place, plan in (
            (axis, along, ahead),
            (axis + 2, len(ahead) - 1 - along, ahead[::-1]),
        ):
            lengths[:, way] = _to_mid_planes(plan, tile_m, place, across, lengths[:, way])
    return lengths


def _to_mid_planes(
    hung: NDArray[np.bool_],
    tile_m: tuple[float, float],
    along: NDArray[np.intp],
    across: NDArray[np.intp],
    to_wall: Floats,
) -> Floats:
    """Half the distance in m to the next outlet in the direction of growing `along`, or to the wall.

    What hangs in a stretch of a line across is the difference of two sums along it, so that each
    step ahead is one look for all diffusers.
    """
    length, width = hung.shape
    sums = np.zeros((length, width + 1), dtype=np.int32)
    np.cumsum(hung, axis=1, out=sums[:, 1:])
    lengths = to_wall.copy()
    done, most = 0, STEPS
    left = np.arange(len(along))
    while len(left) and done < length:
        steps = np.arange(done + 1, min(most, length) + 1)
        reach = np.floor(steps * (tile_m[0] / tile_m[1]) + ROUNDING).astype(np.intp)
        line = along[left, None] + steps
        inside = line < length
        line = np.minimum(line, length - 1)
        high = np.minimum(across[left, None] + reach, width - 1) + 1
        low = np.maximum(across[left, None] - reach, 0)
        met = inside & (sums[line, high] > sums[line, low])
        first = steps[met.argmax(axis=1)] * tile_m[0] / 2
        found = met.any(axis=1)
        lengths[left[found]] = np.minimum(lengths[left[found]], first[found])
        # Half the way looked ahead is beyond the wall: what hangs farther does not count.
        left = left[~found & (lengths[left] > steps[-1] * tile_m[0] / 2)]
        done, most = int(steps[-1]), 4 * most
    return lengths
