"""From an IFC representation item to faces in m: prisms and facets exactly, all else by the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.bounds import MAX_CHAIN, MAX_CORNERS, MAX_ITEMS
from plenum.files.ifc.conformity import check_item
from plenum.files.ifc.faces import Body, Face, Points3, prism
from plenum.files.ifc.placement import Matrix, axes, transformation
from plenum.files.ifc.profile import rings_of_profile
from plenum.files.ifc.sound import place, sound
from plenum.files.limits import MAX_COORDINATE_M


class Bodies:
    """The bodies of one file; what is mapped many times is worked out once."""

    def __init__(self, length_m: float) -> None:
        self._length = length_m
        self._known: dict[int, tuple[Body, ...]] = {}
        self._corners = 0

    def of(self, item: Any, depth: int = 0) -> tuple[Body, ...]:
        """An item's bodies in the frame of its representation. Raises InvalidBuilding."""
        if item.id() not in self._known:
            bodies: list[Body] = []
            with sound(place(item)):
                for body in self._made(item, depth):
                    self._check(body, item)
                    bodies.append(body)
            self._known[item.id()] = tuple(bodies)
        return self._known[item.id()]

    def metres(self, matrix: Matrix) -> Matrix:
        """A matrix of the file's unit as one of metres."""
        scaled = matrix.copy()
        scaled[:3, 3] *= self._length
        return scaled

    def _made(self, item: Any, depth: int) -> Iterator[Body]:
        kind = item.is_a()
        if kind == "IfcMappedItem":
            yield from self._mapped(item, depth)
            return
        if kind == "IfcExtrudedAreaSolid":
            body = self._extruded(item)
            if body is not None:
                yield body
                return
        facets = _FACETS.get(kind)
        faces = tuple(facets(item)) if facets else None
        if faces is None:
            yield _by_library(item)
            return
        if not faces:
            raise InvalidBuilding(place(item), "a body without faces", "export the file again")
        scale = np.diag([self._length] * 3 + [1.0])
        yield Body(faces).moved(scale)

    def _extruded(self, item: Any) -> Body | None:
        rings = rings_of_profile(item.SweptArea)
        if rings is None:
            return None
        depth = float(item.Depth)
        sweep = np.asarray(item.ExtrudedDirection.DirectionRatios, dtype=float)
        if not depth > 0 or not np.linalg.norm(sweep) > 0:
            raise ValueError(f"a sweep of {depth:g}")
        sweep = sweep / np.linalg.norm(sweep) * depth
        flat = [np.column_stack([ring, np.zeros(len(ring))]) * self._length for ring in rings]
        body = prism(flat[0], flat[1:], sweep * self._length)
        return body.moved(self.metres(axes(item.Position))) if item.Position else body

    def _mapped(self, item: Any, depth: int) -> Iterator[Body]:
        if depth >= MAX_CHAIN:
            raise InvalidBuilding(place(item), "an item that contains itself", "export the file again")
        source = item.MappingSource
        matrix = self.metres(transformation(item.MappingTarget) @ axes(source.MappingOrigin))
        for inner in items_of(source.MappedRepresentation):
            for body in self.of(inner, depth + 1):
                yield body.moved(matrix)

    def _check(self, body: Body, item: Any) -> None:
        """Raises InvalidBuilding for coordinates that are none, and when the file has too many."""
        points = body.points()
        self._corners += len(points)
        # Written so that NaN fails too.
        if not (np.abs(points) <= MAX_COORDINATE_M).all():
            raise InvalidBuilding(
                place(item), f"coordinates beyond {MAX_COORDINATE_M:g} m", "check the unit of length"
            )
        if self._corners > MAX_CORNERS:
            raise InvalidBuilding(
                place(item), f"more than {MAX_CORNERS:,} corners up to here", "export the spaces alone"
            )


def items_of(representation: Any) -> tuple[Any, ...]:
    """A representation's items. Raises InvalidBuilding where there are too many."""
    items = tuple(representation.Items)
    if len(items) > MAX_ITEMS:
        raise InvalidBuilding(
            place(representation), f"a body of {len(items)} items", f"simplify it to at most {MAX_ITEMS}"
        )
    return items


def _shells(item: Any) -> Iterator[Face]:
    """The faces of an IfcFacetedBrep or of a surface model."""
    if item.is_a("IfcFacetedBrep"):
        shells = [item.Outer]
    elif item.is_a("IfcShellBasedSurfaceModel"):
        shells = list(item.SbsmBoundary)
    else:
        shells = list(item.FbsmFaces)
    for shell in shells:
        for face in shell.CfsFaces:
            # Exporters are not at one about which bound they call the outer one: the larger is.
            rings = sorted(map(_loop, face.Bounds), key=_extent, reverse=True)
            yield Face(rings[0], tuple(rings[1:]))


def _loop(bound: Any) -> Points3:
    points = np.array([point.Coordinates for point in bound.Bound.Polygon], dtype=float).reshape(-1, 3)
    return points[::-1] if bound.Orientation is False else points


def _extent(ring: Points3) -> float:
    return float(np.linalg.norm(np.ptp(ring, axis=0)))


def _indexed(item: Any) -> Iterator[Face]:
    """The faces of an IfcPolygonalFaceSet or IfcTriangulatedFaceSet."""
    points = np.array(item.Coordinates.CoordList, dtype=float).reshape(-1, 3)
    swap = getattr(item, "PnIndex", None)
    order = np.array(swap, dtype=int) - 1 if swap else np.arange(len(points))

    def ring(indices: Any) -> Points3:
        wanted = np.array(indices, dtype=int) - 1
        if len(wanted) < 3 or wanted.min() < 0:
            raise ValueError("a face without corners")
        found: Points3 = points[order[wanted]]
        return found

    if item.is_a("IfcTriangulatedFaceSet"):
        yield from (Face(ring(triangle)) for triangle in item.CoordIndex)
        return
    for face in item.Faces:
        inner = getattr(face, "InnerCoordIndices", None) or ()
        yield Face(ring(face.CoordIndex), tuple(ring(hole) for hole in inner))


_FACETS: Final[dict[str, Callable[[Any], Iterator[Face]]]] = {
    "IfcFacetedBrep": _shells,
    "IfcShellBasedSurfaceModel": _shells,
    "IfcFaceBasedSurfaceModel": _shells,
    "IfcPolygonalFaceSet": _indexed,
    "IfcTriangulatedFaceSet": _indexed,
}


def _by_library(item: Any) -> Body:
    """Any other item, as the triangles that ifcopenshell's geometry library makes of it, in m."""
    check_item(item)
    import ifcopenshell.geom

    library: Any = ifcopenshell.geom
    shape = library.create_shape(library.settings(), item)
    points = np.array(shape.verts, dtype=float).reshape(-1, 3)
    corners = points[np.array(shape.faces, dtype=int).reshape(-1, 3)]
    if not len(corners):
        raise InvalidBuilding(place(item), "a body without faces", "export the file again")
    return Body(tuple(Face(triangle) for triangle in corners))
