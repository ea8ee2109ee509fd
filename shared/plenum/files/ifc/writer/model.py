"""The file that is being written: instances, shared ones once, and identifiers that follow from names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("6b1c7a0e-3f52-5d0b-9a3e-0f2d5c4e8a71")
"""Under which the identifiers of everything that Plenum writes are made."""
Point = Sequence[float]
_OLD: Final = {"IfcSensor": "IfcDistributionControlElement"}
"""What IFC2X3 calls elements that are no flow terminals."""


@dataclass(frozen=True)
class Into:
    """A file that is added to, and its units."""

    file: Any
    length_m: float = 1.0
    flow_l_s: float = 1000.0


class Model:
    """A file, IFC4 in metres where none is given. `None` stands for an attribute that is left open."""

    def __init__(
        self,
        building_id: str,
        known: Mapping[tuple[str | int, ...], str] | None = None,
        into: Into | None = None,
    ) -> None:
        """`known` are the identifiers that a source model has, by class and names."""
        import ifcopenshell
        import ifcopenshell.guid

        into = into or Into(ifcopenshell.file(schema="IFC4"))
        self.file: Any = into.file
        self.old: Final = self.file.schema == "IFC2X3"
        self.flow_l_s: Final = into.flow_l_s
        """L/s of the file's unit of flow."""
        self._length_m = into.length_m
        self._compress: Callable[[str], str] = ifcopenshell.guid.compress
        self._building_id = building_id
        self._known = known or {}
        self._shared: dict[tuple[Any, ...], Any] = {}

    def guid(self, *names: str | int) -> str:
        """The identifier of what has these names in this building: always the same."""
        if names in self._known:
            return self._known[names]
        path = "\x1f".join(map(str, (self._building_id, *names)))
        return self._compress(uuid5(NAMESPACE, path).hex)

    def new(self, kind: str, *values: Any, **more: Any) -> Any:
        """A new instance, its attributes in the order of the schema or by name."""
        return self.file.create_entity(kind, *values, **more)

    def rooted(self, kind: str, path: Sequence[str | int], **more: Any) -> Any:
        """A new instance with an identifier made from these names."""
        return self.new(kind, GlobalId=self.guid(kind, *path), **self.owned(), **more)

    def owned(self) -> dict[str, Any]:
        """The history that IFC2X3 asks of whatever has an identifier: the file's own."""
        if not self.old:
            return {}
        histories = self.file.by_type("IfcOwnerHistory")
        return {"OwnerHistory": histories[0] if histories else self.once(("owner",), self._owner)}

    def _owner(self) -> Any:
        firm = self.new("IfcOrganization", Name="Plenum")
        person = self.new("IfcPersonAndOrganization", self.new("IfcPerson", FamilyName="Plenum"), firm)
        program = self.new("IfcApplication", firm, "1", "Plenum", "plenum")
        return self.new("IfcOwnerHistory", person, program, None, "ADDED", None, None, None, 0)

    def element(self, kind: str, predefined: str, **more: Any) -> Any:
        """A new element of a class of IFC4; in IFC2X3, where its type says what it is, of the general one."""
        if self.old:
            return self.new(_OLD.get(kind, "IfcFlowTerminal"), **self.owned(), **more)
        return self.new(kind, PredefinedType=predefined, **more)

    def length(self, metres: float) -> float:
        """A length in the file's unit."""
        return float(metres) / self._length_m

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What was made under this key, made when it is first asked for."""
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]

    def point(self, at: Point) -> Any:
        """A point in m."""
        values = tuple(map(self.length, at))
        return self.once(("point", values), lambda: self.new("IfcCartesianPoint", values))

    def direction(self, along: Point) -> Any:
        """A direction."""
        values = tuple(map(float, along))
        return self.once(("direction", values), lambda: self.new("IfcDirection", values))

    def axes(self, at: Point = (0, 0, 0), x: Point | None = None) -> Any:
        """An upright frame at a point, its x axis along `x`."""

        def make() -> Any:
            up, along = (self.direction((0, 0, 1)), self.direction(x)) if x else (None, None)
            return self.new("IfcAxis2Placement3D", self.point(at), up, along)

        return self.once(("axes", tuple(at), tuple(x or ())), make)

    def placed(self, parent: Any, at: Point = (0, 0, 0), x: Point | None = None) -> Any:
        """A placement in another one."""
        return self.new("IfcLocalPlacement", parent, self.axes(at, x))

    def ring(self, points: Sequence[Point]) -> Any:
        """A closed polygon in the plane."""
        corners = [tuple(map(self.length, point)) for point in points]
        listed = self.new("IfcCartesianPointList2D", [*corners, corners[0]])
        return self.new("IfcIndexedPolyCurve", listed, None, False)

    def profile(self, outline: Sequence[Point], holes: Sequence[Sequence[Point]] = ()) -> Any:
        """An area with holes."""
        outer = self.ring(outline)
        if holes:
            inner = [self.ring(hole) for hole in holes]
            return self.new("IfcArbitraryProfileDefWithVoids", "AREA", None, outer, inner)
        return self.new("IfcArbitraryClosedProfileDef", "AREA", None, outer)

    def upright(self, profile: Any, height: float, bottom: float = 0.0) -> Any:
        """The body over a profile."""
        axes = self.axes((0, 0, bottom)) if bottom or self.old else None
        up = self.direction((0, 0, 1))
        return self.new("IfcExtrudedAreaSolid", profile, axes, up, self.length(height))

    def middle(self) -> Any | None:
        """A profile's own frame, which IFC2X3 asks for."""
        if not self.old:
            return None
        return self.once(("middle",), lambda: self.new("IfcAxis2Placement2D", self.point((0, 0)), None))

    def shape(self, *representations: Any) -> Any:
        """A product's shape."""
        return self.new("IfcProductDefinitionShape", None, None, representations)
