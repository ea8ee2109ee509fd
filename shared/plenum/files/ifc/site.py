"""Between the site and a room's grid: the way back from `tiling.to_site`, and frames that a file states."""

from __future__ import annotations

import math

import numpy as np

from plenum.ceiling.room.room import Frame, Point
from plenum.files.ifc.placement import Matrix


def from_site(frame: Frame, point: Point) -> Point:
    """A point of the site in the grid's frame, m: the inverse of `to_site`."""
    angle = math.radians(frame.rotation_deg)
    c, s = math.cos(angle), math.sin(angle)
    x, y = point[0] - frame.origin_m[0], point[1] - frame.origin_m[1]
    return c * x + s * y, c * y - s * x


def frame_of(matrix: Matrix) -> Frame | None:
    """A placement in m as a grid's frame; none where it is tilted, mirrored or scaled."""
    turn = matrix[:3, :3]
    angle = math.atan2(turn[1, 0], turn[0, 0])
    c, s = math.cos(angle), math.sin(angle)
    level = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    if not np.allclose(turn, level, rtol=0, atol=1e-9):
        return None
    x, y, z = (round(float(value), 6) + 0.0 for value in matrix[:3, 3])
    return Frame((x, y, z), round(math.degrees(angle), 9) + 0.0)
