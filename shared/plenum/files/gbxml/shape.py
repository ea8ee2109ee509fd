"""The shape of a gbXML space: its floor in plan, its level and its top, from whatever the file gives."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shapely import Polygon

from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.geometry.bridges import unbridged
from plenum.files.geometry.outline import mended_floor
from plenum.files.geometry.storey import METRES, Floor, Part, floor_of
from plenum.files.limits import MIN_CEILING_M
from plenum.files.parsing.xml_text import Element

Point3 = tuple[float, float, float]
LEVEL_SHARE: Final = 0.5
"""Of a unit normal's vertical part: faces above it are floors and ceilings, below it walls."""
UNITS: Final = {**METRES, "Kilometers": 1000.0, "Yards": 0.9144, "Miles": 1609.344}


@dataclass(frozen=True)
class Face:
    """A planar polygon in m, with its place in the file."""

    points: Sequence[Point3]
    at: str

    @property
    def lowest(self) -> float:
        """z in m."""
        return min(z for _, _, z in self.points)

    @property
    def highest(self) -> float:
        """z in m."""
        return max(z for _, _, z in self.points)

    @property
    def lies(self) -> bool:
        """Whether it is nearer to level than to upright, by Newell's normal."""
        nx = ny = nz = 0.0
        for (x0, y0, z0), (x1, y1, z1) in zip(self.points, [*self.points[1:], self.points[0]], strict=True):
            nx += (y0 - y1) * (z0 + z1)
            ny += (z0 - z1) * (x0 + x1)
            nz += (x0 - x1) * (y0 + y1)
        length = math.sqrt(nx * nx + ny * ny + nz * nz)
        return length > 0.0 and abs(nz) >= LEVEL_SHARE * length


@dataclass(frozen=True)
class Shape:
    """What a ceiling needs of a space; lengths in m."""

    floor: Floor
    top: float | None
    """Of the storey, its lowest point; none where the file gives only a plan."""
    slope: float
    """How much its ceilings rise above that."""
    note: str
    at: str


def unit_of(name: str | None, at: str) -> float:
    """Metres in a length unit of gbXML. Raises InvalidBuilding."""
    known = UNITS.get((name or "").capitalize())
    if known is None:
        given = f"{quoted(name)} is no length unit" if name else "the length unit is missing"
        raise InvalidBuilding(at, given, f"use {', '.join(UNITS)}")
    return known


def faces(geometries: Iterable[Element], scale: float, at: str) -> list[Face]:
    """The polygons of some `PlanarGeometry` or `ClosedShell` elements; their own unit outranks `scale`."""
    found = []
    for geometry in geometries:
        own = geometry.attributes.get("unit")
        m = unit_of(own, f"{at}/{geometry.tag}/unit") if own else scale
        for i, loop in enumerate(geometry.all("PolyLoop")):
            here = f"{at}{pointer(geometry.tag, 'PolyLoop', i)}"
            if len(loop.values) < 3:
                raise InvalidBuilding(here, f"{len(loop.values)} points", "give at least 3 CartesianPoint")
            for at_point, point in enumerate(loop.values):
                if isinstance(point, str):
                    raise InvalidBuilding(
                        f"{here}{pointer('CartesianPoint', at_point)}",
                        f"{quoted(point)} is no point",
                        "give three finite numbers of a usual size",
                    )
            found.append(Face([(x * m, y * m, z * m) for x, y, z in loop.values], here))
    return found


def shape_of(plan: Sequence[Face], around: Sequence[Face], at: str) -> Shape:
    """A space's shape from its own plan, if it has one, and the faces around it.

    Raises InvalidBuilding where neither gives a floor.
    """
    floors, roofs = _floors_and_roofs(around)
    floors = list(plan[:1]) or floors
    if not floors:
        raise InvalidBuilding(
            at, "the space has no floor", "export it with PlanarGeometry, ShellGeometry or its surfaces"
        )
    top = min((face.lowest for face in roofs), default=max((f.highest for f in around), default=None))
    highest = max((face.highest for face in roofs), default=top or 0.0)
    source = "its plan" if plan else "the faces around it"
    floor = _floor(floors, plan[1:] if plan else (), floors[0].at)
    return Shape(floor, top, highest - (top or 0.0), f"outline from {source}", floors[0].at)


def _floor(faces: Sequence[Face], holes: Sequence[Face], at: str) -> Floor:
    """The floor in plan with its level, faces without an area left aside where there are others."""
    parts: list[Part] = []
    notes: list[str] = []
    wrong: list[InvalidBuilding] = []
    for face in faces:
        try:
            shape, mended = _plan_of(face, holes)
        except InvalidBuilding as error:
            wrong.append(error)
            continue
        parts.append(Part(shape, face.lowest, face.highest))
        notes += mended
    if not parts:
        raise wrong[0]
    floor = floor_of(parts, at)
    left = [f"{len(wrong)} faces of its floor are left out: {wrong[0].message}"] if wrong else []
    return Floor(floor.plan, floor.level_m, (*floor.notes, *notes, *left))


def _floors_and_roofs(around: Sequence[Face]) -> tuple[list[Face], list[Face]]:
    """The faces that lie, up to the middle of a space's height and above it; walls may reach beyond both."""
    lying = [face for face in around if face.lies]
    if not lying:
        return [], []
    lowest, highest = min(f.lowest for f in lying), max(f.highest for f in lying)
    if highest - lowest < MIN_CEILING_M:
        # No face lies above: what a roof would tell is told by the walls, or by a roof as steep as they are.
        highest = max(f.highest for f in around)
    middle = (lowest + highest) / 2
    return (
        [face for face in lying if face.highest <= middle],
        [face for face in lying if face.highest > middle],
    )


def _plan_of(face: Face, more: Sequence[Face]) -> tuple[Polygon, tuple[str, ...]]:
    """A face from above: further loops of a plan, and what the outline runs around by a cut, are holes."""
    first, *cut_out = unbridged([(x, y) for x, y, _ in face.points]) or [[]]
    holes = [*cut_out, *([(x, y) for x, y, _ in hole.points] for hole in more)]
    return mended_floor(first, holes, face.at, face.at)
