"""Spaces without a body: their footprint's lines in plan, and the height of their box or their quantities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import shapely
from shapely import Polygon

from plenum.files.assumption import Assumption
from plenum.files.geometry.outline import MIN_AREA_M2, mended_ring, outline, rings_of
from plenum.files.ifc.placement import Matrix
from plenum.files.ifc.plan import Plan
from plenum.files.ifc.profile import Points2, closed_curve
from plenum.files.ifc.relations import definitions
from plenum.files.ifc.sound import place
from plenum.files.ifc.units import Units, factor

_HEIGHTS: Final = ("FinishCeilingHeight", "Height", "NetHeight", "GrossHeight", "ClearHeight")
"""Quantities of a space that say how high it is, by rank."""


def footprint_of(space: Any, placement: Matrix, units: Units, otherwise_m: float) -> Plan | None:
    """The plan of a space's footprint, else of its box; none where it has neither.

    `placement` is in m. Where neither box nor quantity says a height it is `otherwise_m`, and a note says
    so. Raises InvalidBuilding for lines that are no outline.
    """
    shapes = _shapes(space)
    box = next((item for kind, item in shapes if kind == "IfcBoundingBox"), None)
    rings = [ring for _, item in shapes for ring in _rings(item)]
    if rings:
        notes = [Assumption.FOOTPRINT.said(shape="footprint")]
    elif box is not None:
        rings = [_corners(box)]
        notes = [Assumption.FOOTPRINT.said(shape="box")]
    else:
        return None
    height = float(box.ZDim) * units.length_m if box is not None else _height(space, units)
    if height is None:
        height = otherwise_m
        notes.append(Assumption.CEILING.said(height=height, how="the file gives no height"))
    bottom = float(box.Corner.Coordinates[2]) * units.length_m if box is not None else 0.0
    floor = _floor([_moved(ring * units.length_m, bottom, placement) for ring in rings], place(space))
    level = float((placement @ np.array([0.0, 0.0, bottom, 1.0]))[2])
    return Plan(floor, level, level + height, 0.0, 0.0, tuple(notes))


def _shapes(space: Any) -> list[tuple[str, Any]]:
    """The items of all its representations, with their classes."""
    if space.Representation is None:
        return []
    shapes = space.Representation.Representations
    return [(item.is_a(), item) for shape in shapes for item in shape.Items]


def _rings(item: Any) -> Iterator[Points2]:
    """The closed lines of an item, in the file's unit."""
    if item.is_a("IfcGeometricSet"):
        for element in item.Elements:
            yield from _rings(element)
    elif item.is_a("IfcAnnotationFillArea"):
        for curve in (item.OuterBoundary, *(item.InnerBoundaries or ())):
            yield from _rings(curve)
    elif item.is_a("IfcCurve"):
        ring = closed_curve(item)
        if ring is not None and len(ring) > 2:
            yield ring


def _corners(box: Any) -> Points2:
    x, y = box.Corner.Coordinates[:2]
    dx, dy = box.XDim, box.YDim
    return np.array([(x, y), (x + dx, y), (x + dx, y + dy), (x, y + dy)], dtype=float)


def _height(space: Any, units: Units) -> float | None:
    """What a quantity of the space says, m."""
    found: dict[str, float] = {}
    for quantities in definitions(space):
        for quantity in getattr(quantities, "Quantities", None) or ():
            if quantity.is_a("IfcQuantityLength") and quantity.LengthValue > 0:
                scale = factor(quantity.Unit) if quantity.Unit else units.length_m
                found.setdefault(quantity.Name, float(quantity.LengthValue) * scale)
    return next((found[name] for name in _HEIGHTS if name in found), None)


def _moved(ring: Points2, bottom: float, placement: Matrix) -> list[tuple[float, float]]:
    points = np.column_stack([ring, np.full(len(ring), bottom)]) @ placement[:3, :3].T + placement[:3, 3]
    return [(float(x), float(y)) for x, y, _ in points]


def _floor(rings: list[list[tuple[float, float]]], at: str) -> Polygon:
    """The largest ring, without those inside it."""
    shapes = sorted((Polygon(mended_ring(ring, at)[0]) for ring in rings), key=lambda s: -s.area)
    shell = shapes[0]
    inner = [s for s in shapes[1:] if shell.contains_properly(s) and s.area >= MIN_AREA_M2]
    boundary, _ = rings_of(shell)
    holes = [rings_of(hole)[0] for hole in shapely.get_parts(shapely.union_all(inner))] if inner else []
    return Polygon(*outline(boundary, holes, at))
