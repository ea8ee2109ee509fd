"""Small IFC files of our own making: any schema, unit of length, kind of body and chain of placements."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import ifcopenshell
import ifcopenshell.guid

Points = Sequence[tuple[float, float]]
L_SHAPE: Points = ((0, 0), (6, 0), (6, 3), (3, 3), (3, 6), (0, 6))

UNITS: dict[str, float] = {
    "m": 1.0,
    "mm": 0.001,
    "cm": 0.01,
    "dm": 0.1,
    "km": 1000.0,
    "ft": 0.3048,
    "in": 0.0254,
}
"""Metres of one."""
_PREFIXES = {"mm": "MILLI", "cm": "CENTI", "dm": "DECI", "km": "KILO", "m": None}
_NAMES = {"ft": "FOOT", "in": "INCH"}


class Sample:
    """A file in the making; all lengths given are metres."""

    def __init__(self, schema: str = "IFC4", unit: str | None = "m") -> None:
        self.file: Any = ifcopenshell.file(schema=schema)
        self.schema = schema
        self.count = 0
        self.scale = 1 / UNITS[unit or "m"]
        context = self.new(
            "IfcGeometricRepresentationContext", None, "Model", 3, 1e-5, self.axes((0, 0, 0)), None
        )
        self.context = context
        units = [] if unit is None else [self.length_unit(unit)]
        units.append(self.new("IfcSIUnit", UnitType="PLANEANGLEUNIT", Name="RADIAN"))
        self.units = self.new("IfcUnitAssignment", units)
        self.project = self.rooted(
            "IfcProject", Name="Project", RepresentationContexts=[context], UnitsInContext=self.units
        )
        self.site_placement = self.placed(None)
        self.building = self.rooted("IfcBuilding", Name="House", ObjectPlacement=self.site_placement)
        self.aggregate(self.project, self.building)

    def new(self, kind: str, *values: Any, **more: Any) -> Any:
        """An instance."""
        return self.file.create_entity(kind, *values, **more)

    def rooted(self, kind: str, **more: Any) -> Any:
        """An instance with an identifier, and an owner where the schema wants one."""
        if self.schema == "IFC2X3":
            more["OwnerHistory"] = self.owner()
        self.count += 1
        return self.new(kind, GlobalId=ifcopenshell.guid.compress(UUID(int=self.count).hex), **more)

    def owner(self) -> Any:
        """IFC2X3's obligatory history."""
        found = self.file.by_type("IfcOwnerHistory")
        if found:
            return found[0]
        person = self.new("IfcPerson", FamilyName="D")
        firm = self.new("IfcOrganization", Name="O")
        both = self.new("IfcPersonAndOrganization", person, firm)
        application = self.new("IfcApplication", firm, "1", "A", "a")
        return self.new("IfcOwnerHistory", both, application, None, "ADDED", None, None, None, 0)

    def length_unit(self, unit: str) -> Any:
        """SI with a prefix, or defined by conversion: feet from metres, inches from millimetres."""
        if unit in _PREFIXES:
            return self.new("IfcSIUnit", UnitType="LENGTHUNIT", Prefix=_PREFIXES[unit], Name="METRE")
        base = "m" if unit == "ft" else "mm"
        factor = self.new("IfcLengthMeasure", UNITS[unit] / UNITS[base])
        measure = self.new("IfcMeasureWithUnit", factor, self.length_unit(base))
        size = self.new("IfcDimensionalExponents", 1, 0, 0, 0, 0, 0, 0)
        return self.new("IfcConversionBasedUnit", size, "LENGTHUNIT", _NAMES[unit], measure)

    def point(self, *at: float) -> Any:
        """A point."""
        return self.new("IfcCartesianPoint", [value * self.scale for value in at])

    def axes(self, at: Sequence[float], turn_deg: float = 0.0, z: Sequence[float] | None = None) -> Any:
        """A frame turned about its z axis."""
        turn = math.radians(turn_deg)
        along = self.new("IfcDirection", (math.cos(turn), math.sin(turn), 0.0))
        up = self.new("IfcDirection", tuple(map(float, z or (0, 0, 1))))
        return self.new("IfcAxis2Placement3D", self.point(*at), up, along)

    def placed(self, parent: Any, at: Sequence[float] = (0, 0, 0), turn_deg: float = 0.0) -> Any:
        """A placement."""
        return self.new("IfcLocalPlacement", parent, self.axes(at, turn_deg))

    def aggregate(self, whole: Any, *parts: Any) -> None:
        """Say what something consists of."""
        self.rooted("IfcRelAggregates", RelatingObject=whole, RelatedObjects=parts)

    def contain(self, structure: Any, *elements: Any) -> None:
        """Say what is in something."""
        self.rooted(
            "IfcRelContainedInSpatialStructure", RelatingStructure=structure, RelatedElements=elements
        )

    def storey(
        self, name: str = "Level 1", z: float = 0.0, turn_deg: float = 0.0, at: tuple[float, float] = (0, 0)
    ) -> Any:
        """A storey of the building."""
        made = self.rooted(
            "IfcBuildingStorey",
            Name=name,
            ObjectPlacement=self.placed(self.site_placement, (*at, z), turn_deg),
            CompositionType="ELEMENT",
        )
        self.aggregate(self.building, made)
        return made

    def space(self, storey: Any, name: str, items: Sequence[Any] | None, **more: Any) -> Any:
        """A space with these items as its body; `at` and `turn_deg` place it in its storey."""
        at, turn_deg = more.pop("at", (0, 0, 0)), more.pop("turn_deg", 0.0)
        kind = more.pop("representation", "Body")
        made = self.rooted(
            "IfcSpace",
            Name=name,
            ObjectPlacement=self.placed(storey.ObjectPlacement, at, turn_deg),
            Representation=None if items is None else self.shape(items, kind),
            CompositionType=more.pop("CompositionType", "ELEMENT"),
            **more,
        )
        self.aggregate(storey, made)
        return made

    def shape(self, items: Sequence[Any], identifier: str = "Body") -> Any:
        """A product's shape of one representation."""
        made = self.new("IfcShapeRepresentation", self.context, identifier, "SweptSolid", items)
        return self.new("IfcProductDefinitionShape", None, None, [made])

    def polyline(self, points: Points) -> Any:
        """A closed polyline in the plane."""
        return self.new("IfcPolyline", [self.point(*point) for point in (*points, points[0])])

    def swept(self, profile: Any, height: float, **more: Any) -> Any:
        """A profile swept upwards, or along `along`, from the frame `axes`."""
        along = self.new("IfcDirection", tuple(map(float, more.get("along", (0, 0, 1)))))
        axes = more.get("axes") or self.axes((0, 0, 0))
        return self.new("IfcExtrudedAreaSolid", profile, axes, along, height * self.scale)

    def area(self, points: Points, holes: Sequence[Points] = ()) -> Any:
        """A profile of polylines."""
        outer = self.polyline(points)
        if holes:
            inner = [self.polyline(hole) for hole in holes]
            return self.new("IfcArbitraryProfileDefWithVoids", "AREA", None, outer, inner)
        return self.new("IfcArbitraryClosedProfileDef", "AREA", None, outer)

    def prism(self, points: Points, height: float = 2.8, z: float = 0.0, holes: Sequence[Points] = ()) -> Any:
        """An upright prism."""
        return self.swept(self.area(points, holes), height, axes=self.axes((0, 0, z)))

    def rectangle(self, x: float, y: float, height: float = 2.8) -> Any:
        """A rectangle profile about its middle, moved so that its corner is the origin."""
        middle = self.new("IfcAxis2Placement2D", self.point(x / 2, y / 2), None)
        profile = self.new("IfcRectangleProfileDef", "AREA", None, middle, x * self.scale, y * self.scale)
        return self.swept(profile, height)

    def faces(self, points: Points, height: float) -> list[list[tuple[float, float, float]]]:
        """A prism's faces, all looking outwards."""
        base = [(x, y, 0.0) for x, y in points]
        top = [(x, y, height) for x, y in points]
        around = range(len(points))
        sides = [[base[i], base[i - len(points) + 1], top[i - len(points) + 1], top[i]] for i in around]
        return [base[::-1], top, *sides]

    def brep(self, faces: Sequence[Sequence[Sequence[float]]], kind: str = "IfcFacetedBrep") -> Any:
        """Facets as a brep, or as a surface model."""
        made = []
        for face in faces:
            loop = self.new("IfcPolyLoop", [self.point(*point) for point in face])
            made.append(self.new("IfcFace", [self.new("IfcFaceOuterBound", loop, True)]))
        if kind == "IfcFacetedBrep":
            return self.new(kind, self.new("IfcClosedShell", made))
        if kind == "IfcFaceBasedSurfaceModel":
            return self.new(kind, [self.new("IfcConnectedFaceSet", made)])
        return self.new("IfcShellBasedSurfaceModel", [self.new("IfcOpenShell", made)])

    def face_set(self, faces: Sequence[Sequence[Sequence[float]]], *, triangles: bool = False) -> Any:
        """Facets by their points' numbers (IFC4); triangles need convex faces."""
        listed = sorted({tuple(point) for face in faces for point in face})
        number = {point: index + 1 for index, point in enumerate(listed)}
        scaled = [[value * self.scale for value in point] for point in listed]
        points = self.new("IfcCartesianPointList3D", scaled)
        rings = [[number[tuple(point)] for point in face] for face in faces]
        if triangles:
            fan = [(ring[0], ring[i], ring[i + 1]) for ring in rings for i in range(1, len(ring) - 1)]
            return self.new("IfcTriangulatedFaceSet", points, None, True, fan, None)
        made = [self.new("IfcIndexedPolygonalFace", ring) for ring in rings]
        return self.new("IfcPolygonalFaceSet", points, True, made, None)

    def mapped(
        self, item: Any, at: Sequence[float] = (0, 0, 0), turn_deg: float = 0.0, size: float = 1.0
    ) -> Any:
        """An item through a map: moved, turned, scaled."""
        shape = self.new("IfcShapeRepresentation", self.context, "Body", "SweptSolid", [item])
        source = self.new("IfcRepresentationMap", self.axes((0, 0, 0)), shape)
        turn = math.radians(turn_deg)
        axis1 = self.new("IfcDirection", (math.cos(turn), math.sin(turn), 0.0))
        operator = self.new("IfcCartesianTransformationOperator3D", axis1, None, self.point(*at), size, None)
        return self.new("IfcMappedItem", source, operator)

    def cut(self, body: Any, z: float) -> Any:
        """A body without what is above a level."""
        plane = self.new("IfcPlane", self.axes((0, 0, z)))
        above = self.new("IfcHalfSpaceSolid", plane, False)
        return self.new("IfcBooleanClippingResult", "DIFFERENCE", body, above)

    def element(self, kind: str, at: Sequence[float], name: str = "", **more: Any) -> Any:
        """An element at a place on the site, with a small body about its placement unless `bare`."""
        bare = more.pop("bare", False)
        box = [(-0.1, -0.1), (0.1, -0.1), (0.1, 0.1), (-0.1, 0.1)]
        return self.rooted(
            kind,
            Name=name or None,
            ObjectPlacement=self.placed(self.site_placement, at, more.pop("turn_deg", 0.0)),
            Representation=None if bare else self.shape([self.prism(box, 0.05)]),
            **more,
        )

    def typed(self, kind: str, *elements: Any, **more: Any) -> Any:
        """A type object of these elements."""
        made = self.rooted(kind, **more)
        self.rooted("IfcRelDefinesByType", RelatedObjects=elements, RelatingType=made)
        return made

    def define(self, element: Any, name: str, **values: Any) -> None:
        """A property set of single values, which are instances of measures."""
        entries = [
            self.new("IfcPropertySingleValue", key, None, value, None) for key, value in values.items()
        ]
        made = self.rooted("IfcPropertySet", Name=name, HasProperties=entries)
        self.rooted("IfcRelDefinesByProperties", RelatedObjects=[element], RelatingPropertyDefinition=made)

    def text(self) -> str:
        """The file's text."""
        return str(self.file.to_string())


Body = Callable[[Sample], Any]


def one_room(body: Body, schema: str = "IFC4", unit: str = "m", **more: Any) -> str:
    """A file with one space."""
    sample = Sample(schema, unit)
    sample.space(sample.storey(), "101", [body(sample)], **more)
    return sample.text()
