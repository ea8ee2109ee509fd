"""Elements of an IFC file that hang in ceilings: what each is, where, and in which space."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from plenum.ceiling.room.kinds import Kind
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.bodies import Bodies, items_of
from plenum.files.ifc.bounds import MAX_ELEMENTS
from plenum.files.ifc.classify import symbol_of
from plenum.files.ifc.component import Component
from plenum.files.ifc.flow import flow_of
from plenum.files.ifc.placement import Placements
from plenum.files.ifc.relations import above, property_text, text
from plenum.files.ifc.sound import place, sound
from plenum.files.ifc.units import Units
from plenum.files.limits import MAX_COORDINATE_M

_CLASSES: Final = ("IfcDistributionElement", "IfcBuildingElementProxy")
_AIR: Final = tuple(kind.entry.symbol for kind in Kind if kind.entry.moves_air)


def components_of(file: Any, placements: Placements, bodies: Bodies, units: Units) -> Iterator[Component]:
    """Every element of the file that may occupy a ceiling tile. Raises InvalidBuilding."""
    for element in elements_of(file):
        with sound(place(element)):
            symbol = symbol_of(element)
            # What is to be demolished is not there for those who plan.
            if symbol is None or property_text(element, "Status").upper() in ("DEMOLISH", "DEMOLISHED"):
                continue
            component = _component(element, symbol, placements, bodies, units)
            if component is not None:
                yield component


def elements_of(file: Any) -> Iterator[Any]:
    """Every element of a class that may hang in a ceiling. Raises InvalidBuilding for too many."""
    seen = 0
    for name in _CLASSES:
        for element in file.by_type(name):
            seen += 1
            if seen > MAX_ELEMENTS:
                raise InvalidBuilding(
                    "", f"more than {MAX_ELEMENTS:,} elements", "export the spaces and the terminals alone"
                )
            yield element


def _component(
    element: Any, symbol: str, placements: Placements, bodies: Bodies, units: Units
) -> Component | None:
    """The element with its place; none where the file does not say where it is."""
    if element.ObjectPlacement is None:
        return None
    matrix = bodies.metres(placements.of(element.ObjectPlacement))
    points = matrix[None, :3, 3]
    try:
        local = [body.points() for item in _items(element) for body in bodies.of(item)]
    except InvalidBuilding:
        # A terminal whose body is broken still hangs where its placement says.
        local = []
    if local:
        points = np.concatenate(local) @ matrix[:3, :3].T + matrix[:3, 3]
    low, high = points.min(axis=0), points.max(axis=0)
    if not (np.abs(points) <= MAX_COORDINATE_M).all():
        raise InvalidBuilding(place(element), "coordinates that are none", "check the unit of length")
    space = next((whole.id() for whole in above(element) if whole.is_a("IfcSpace")), None)
    return Component(
        symbol=symbol,
        name=text(element, "Name") or place(element)[1:],
        at_m=(float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2),
        low_m=float(low[2]),
        high_m=float(high[2]),
        flow_l_s=flow_of(element, units) if symbol in _AIR else None,
        space=space,
    )


def _items(element: Any) -> Iterator[Any]:
    """The items of an element's body; none where it has but lines or boxes."""
    representation = body_of(element)
    yield from items_of(representation) if representation is not None else ()


def body_of(product: Any) -> Any | None:
    """The representation that is a product's body, if it has one."""
    if product.Representation is None:
        return None
    shapes = product.Representation.Representations
    for wanted in ("Body", "Facetation", "Body-FallBack"):
        for shape in shapes:
            if shape.RepresentationIdentifier == wanted:
                return shape
    return next((s for s in shapes if s.RepresentationType in _SOLID and _unnamed(s)), None)


_SOLID: Final = (
    *("SweptSolid", "AdvancedSweptSolid", "Brep", "AdvancedBrep", "CSG", "Clipping", "Tessellation"),
    *("SurfaceModel", "MappedRepresentation", "SolidModel"),
)


def _unnamed(shape: Any) -> bool:
    return not shape.RepresentationIdentifier
