"""A large IFC4 model as text: spaces on storeys, a fixture in each, and walls as breps up to a size.

Exporters' files are mostly such breps, which no reader of rooms needs. Written as text, since building it
by a library takes longer than reading it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

A_STOREY: Final = 100
"""Spaces of a storey, in rows of ten."""
ROOM_M: Final = (6.0, 4.8, 2.7)
WALL_M: Final = 0.2
STOREY_M: Final = 3.6
_HEAD: Final = (
    "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('ViewDefinition [ReferenceView]'),'2;1');\n"
    "FILE_NAME('large.ifc','2026-01-01T00:00:00',(''),(''),'','','');\n"
    "FILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
)
_TAIL: Final = "ENDSEC;\nEND-ISO-10303-21;\n"
_FACES: Final = ((0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))
"""Of a box, whose corners go round below and then above."""

Place = tuple[float, float, float]


def large_ifc(spaces: int, megabytes: float) -> str:
    """The file's text: so many spaces, and walls until it has so many MB (of 10^6 bytes)."""
    model = _Model()
    count = -(-spaces // A_STOREY)
    storeys = [model.storey(at) for at in range(count)]
    for number in range(spaces):
        storeys[number // A_STOREY].add_room(number)
    number = 0
    while model.size < megabytes * 1e6:
        storeys[number % count].add_wall(number)
        number += 1
    for storey in storeys:
        storey.close()
    model.aggregate(model.building, [storey.own for storey in storeys])
    return model.text()


class _Model:
    """Instances one after the other."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.size = len(_HEAD) + len(_TAIL)
        self.axes = self.add(f"IFCAXIS2PLACEMENT3D({self.point(0, 0, 0)},$,$)")
        self.up = self.add("IFCDIRECTION((0.,0.,1.))")
        self.context = self.add(f"IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-05,{self.axes},$)")
        metre = self.add("IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.)")
        units = self.add(f"IFCUNITASSIGNMENT(({metre}))")
        project = self.rooted("IFCPROJECT", f"'Large',$,$,$,$,({self.context}),{units}")
        self.place = self.placed("$", (0.0, 0.0, 0.0))
        self.building = self.rooted("IFCBUILDING", f"'Large',$,$,{self.place},$,$,.ELEMENT.,$,$,$")
        self.aggregate(project, [self.building])
        profile = self.add(f"IFCRECTANGLEPROFILEDEF(.AREA.,$,$,{ROOM_M[0]},{ROOM_M[1]})")
        solid = self.add(f"IFCEXTRUDEDAREASOLID({profile},{self.axes},{self.up},{ROOM_M[2]})")
        self.body = self.shape("SweptSolid", solid)

    def add(self, instance: str) -> str:
        """An instance, by its number."""
        number = f"#{len(self._lines) + 1}"
        self._lines.append(f"{number}={instance};\n")
        self.size += len(self._lines[-1])
        return number

    def rooted(self, kind: str, values: str) -> str:
        """An instance with an identifier of its own."""
        return self.add(f"{kind}('{len(self._lines) + 1:022d}',$,{values})")

    def point(self, *at: float) -> str:
        """A point, m."""
        return self.add(f"IFCCARTESIANPOINT(({','.join(f'{value:.3f}' for value in at)}))")

    def placed(self, parent: str, at: Place) -> str:
        """A placement."""
        return self.add(
            f"IFCLOCALPLACEMENT({parent},{self.add(f'IFCAXIS2PLACEMENT3D({self.point(*at)},$,$)')})"
        )

    def shape(self, kind: str, item: str) -> str:
        """A product's shape of one item."""
        body = self.add(f"IFCSHAPEREPRESENTATION({self.context},'Body','{kind}',({item}))")
        return self.add(f"IFCPRODUCTDEFINITIONSHAPE($,$,({body}))")

    def box(self, size: Place) -> str:
        """The shape of a box as a brep with points of its own, as exporters write it."""
        x, y, z = size
        plan = ((0.0, 0.0), (x, 0.0), (x, y), (0.0, y))
        points = [self.point(*corner, height) for height in (0.0, z) for corner in plan]
        faces = []
        for face in _FACES:
            loop = self.add(f"IFCPOLYLOOP(({','.join(points[i] for i in face)}))")
            faces.append(self.add(f"IFCFACE(({self.add(f'IFCFACEOUTERBOUND({loop},.T.)')}))"))
        shell = self.add(f"IFCCLOSEDSHELL(({','.join(faces)}))")
        return self.shape("Brep", self.add(f"IFCFACETEDBREP({shell})"))

    def aggregate(self, whole: str, parts: Sequence[str]) -> None:
        """Says what something consists of."""
        self.rooted("IFCRELAGGREGATES", f"$,$,{whole},({','.join(parts)})")

    def storey(self, number: int) -> _Storey:
        """A storey above those that are there."""
        return _Storey(self, number)

    def text(self) -> str:
        """The whole file."""
        return "".join((_HEAD, *self._lines, _TAIL))


class _Storey:
    """A storey with what is in it."""

    def __init__(self, model: _Model, number: int) -> None:
        height = number * STOREY_M
        self._model = model
        self._place = model.placed(model.place, (0.0, 0.0, height))
        self._spaces: list[str] = []
        self._elements: list[str] = []
        self.own: Final = model.rooted(
            "IFCBUILDINGSTOREY", f"'Level {number}',$,$,{self._place},$,$,.ELEMENT.,{height:.1f}"
        )

    def add_room(self, number: int) -> None:
        """A space with a fixture under its ceiling."""
        model, (row, column) = self._model, divmod(number % A_STOREY, 10)
        at = column * (ROOM_M[0] + WALL_M), row * (ROOM_M[1] + WALL_M)
        place = model.placed(self._place, (*at, 0.0))
        values = f"'{number}',$,$,{place},{model.body},'Office {number}',.ELEMENT.,.INTERNAL.,$"
        self._spaces.append(model.rooted("IFCSPACE", values))
        self._add("IFCLIGHTFIXTURE", "Panel", (*at, ROOM_M[2] - 0.1), (0.3, 0.3, 0.1))

    def add_wall(self, number: int) -> None:
        """A wall in one of the gaps between the rows."""
        row, column = divmod(number % A_STOREY, 10)
        at = column * (ROOM_M[0] + WALL_M), row * (ROOM_M[1] + WALL_M) + ROOM_M[1] / 2, 0.0
        self._add("IFCWALL", f"Wall {number}", at, (ROOM_M[0], WALL_M, ROOM_M[2]))

    def _add(self, kind: str, name: str, at: Place, size: Place) -> None:
        model = self._model
        values = f"'{name}',$,$,{model.placed(self._place, at)},{model.box(size)},$,$"
        self._elements.append(model.rooted(kind, values))

    def close(self) -> None:
        """Says what is in the storey."""
        self._model.aggregate(self.own, self._spaces)
        contained = f"$,$,({','.join(self._elements)}),{self.own}"
        self._model.rooted("IFCRELCONTAINEDINSPATIALSTRUCTURE", contained)
