"""Profiles that are read exactly: rectangles, circles, polygons with arcs and holes, in the file's unit."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plenum.files.ifc.placement import axes

Points2 = NDArray[np.float64]
STEPS_A_TURN: Final = 64
"""An arc becomes chords; of 64 a turn, a chord of a circle of 4 m radius is 5 mm off the arc at most."""


def rings_of_profile(profile: Any) -> list[Points2] | None:
    """The profile's outer ring and its holes, not closed; none where it is of a kind not read here.

    Raises whatever the library does for a profile that does not fit the schema, and ValueError.
    """
    kind = profile.is_a()
    if kind == "IfcArbitraryClosedProfileDef":
        return _all([profile.OuterCurve])
    if kind == "IfcArbitraryProfileDefWithVoids":
        return _all([profile.OuterCurve, *profile.InnerCurves])
    if kind == "IfcRectangleProfileDef":
        x, y = profile.XDim / 2, profile.YDim / 2
        ring = np.array([(-x, -y), (x, -y), (x, y), (-x, y)], dtype=float)
    elif kind == "IfcCircleProfileDef":
        turn = np.arange(STEPS_A_TURN) * (2 * math.pi / STEPS_A_TURN)
        ring = profile.Radius * np.column_stack([np.cos(turn), np.sin(turn)])
    else:
        return None
    if profile.Position is None:
        return [ring]
    matrix = axes(profile.Position)
    return [ring @ matrix[:2, :2].T + matrix[:2, 3]]


def _all(curves: list[Any]) -> list[Points2] | None:
    rings = [closed_curve(curve) for curve in curves]
    return [ring for ring in rings if ring is not None] if all(r is not None for r in rings) else None


def closed_curve(curve: Any) -> Points2 | None:
    """A closed curve's corners; none for circles' parts, splines and what else needs the library."""
    if curve.is_a("IfcPolyline"):
        return _open([point.Coordinates for point in curve.Points])
    if curve.is_a("IfcIndexedPolyCurve"):
        points = curve.Points.CoordList
        if not curve.Segments:
            return _open(points)
        path: list[tuple[float, float]] = []
        for segment in curve.Segments:
            corners = [_at(points, index) for index in segment.wrappedValue]
            path += corners[:-1] if segment.is_a("IfcLineIndex") else _arc(*corners)
        return _open([*path, corners[-1]])
    return None


def _at(points: Any, index: int) -> tuple[float, float]:
    if index < 1:
        raise IndexError(f"point {index}")
    x, y = points[index - 1][:2]
    return float(x), float(y)


def _open(points: Any) -> Points2:
    """The points in the profile's plane, without the closing one."""
    ring = np.array([tuple(point)[:2] for point in points], dtype=float).reshape(-1, 2)
    return ring[:-1] if len(ring) > 1 and np.allclose(ring[0], ring[-1], rtol=0, atol=1e-9) else ring


def _arc(
    start: tuple[float, float], middle: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]]:
    """Points along the arc through three points, without its end."""
    a, b, c = (complex(*point) for point in (start, middle, end))
    # The circle's centre in the frame where a is 0 and c is 1.
    w = (b - a) / (c - a)
    if abs(w.imag) < 1e-9:
        return [start, middle]
    centre = a + (c - a) * (w - abs(w) ** 2) / (2j * w.imag)
    turn = _angle((c - centre) / (a - centre))
    # The middle point tells which way round.
    if not 0 < _angle((b - centre) / (a - centre)) < turn:
        turn -= 2 * math.pi
    steps = max(2, math.ceil(abs(turn) / (2 * math.pi) * STEPS_A_TURN))
    spokes = [(a - centre) * np.exp(1j * turn * step / steps) + centre for step in range(steps)]
    return [(float(point.real), float(point.imag)) for point in spokes]


def _angle(ratio: complex) -> float:
    return math.atan2(ratio.imag, ratio.real) % (2 * math.pi)
