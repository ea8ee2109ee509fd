"""How instances hang together: types, property sets, storeys, what is contained in what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from plenum.files.ifc.bounds import MAX_CHAIN


def text(instance: Any, name: str) -> str:
    """A text attribute on one line; empty where there is none."""
    value = getattr(instance, name, None)
    return " ".join(value.split()) if isinstance(value, str) else ""


def type_of(element: Any) -> Any | None:
    """An object's type, if it has one."""
    # IFC2X3 has no IsTypedBy: there the type is one of the definitions.
    for name in ("IsTypedBy", "IsDefinedBy"):
        for relation in getattr(element, name, None) or ():
            if relation.is_a("IfcRelDefinesByType"):
                return relation.RelatingType
    return None


def predefined(element: Any) -> str:
    """The predefined type of an object, else of its type; what is `USERDEFINED` by its own name."""
    for instance in (element, type_of(element)):
        value = getattr(instance, "PredefinedType", None) if instance is not None else None
        if value == "USERDEFINED":
            value = text(instance, "ObjectType") or text(instance, "ElementType")
        if value and value != "NOTDEFINED":
            return str(value).upper()
    return ""


def definitions(element: Any) -> Iterator[Any]:
    """Property sets and quantities of an object, then of its type."""
    for relation in getattr(element, "IsDefinedBy", None) or ():
        if relation.is_a("IfcRelDefinesByProperties"):
            yield relation.RelatingPropertyDefinition
    kind = type_of(element)
    if kind is not None:
        yield from kind.HasPropertySets or ()


def properties(element: Any) -> Iterator[tuple[str, Any]]:
    """(name of the set, property) of an object and then of its type."""
    for definition in definitions(element):
        if definition.is_a("IfcPropertySet"):
            for entry in definition.HasProperties or ():
                yield text(definition, "Name"), entry


def property_text(element: Any, name: str) -> str:
    """A property's value as text, whichever set it is in; of an enumeration the first. Empty: none."""
    for _, entry in properties(element):
        if entry.Name != name:
            continue
        if entry.is_a("IfcPropertySingleValue"):
            values = [entry.NominalValue]
        elif entry.is_a("IfcPropertyEnumeratedValue"):
            values = list(entry.EnumerationValues or ())
        else:
            continue
        if values and values[0] is not None:
            return str(values[0].wrappedValue)
    return ""


def materials(element: Any) -> Iterator[str]:
    """The names of the materials of an object and of its type, and of their layers and parts."""
    for owner in filter(None, (element, type_of(element))):
        for relation in getattr(owner, "HasAssociations", None) or ():
            if relation.is_a("IfcRelAssociatesMaterial"):
                yield from _materials(relation.RelatingMaterial, 0)


def _materials(material: Any, depth: int) -> Iterator[str]:
    if material is None or depth > _MATERIAL_DEPTH:
        return
    if material.is_a("IfcMaterial"):
        yield text(material, "Name")
    for name in _MATERIAL_PARTS:
        parts = getattr(material, name, None) or ()
        for part in parts if isinstance(parts, tuple) else (parts,):
            yield from _materials(part, depth + 1)


_MATERIAL_PARTS: Final = (
    *("ForLayerSet", "MaterialLayers", "Material", "Materials", "MaterialConstituents", "MaterialProfiles"),
)
_MATERIAL_DEPTH: Final = 5


def above(instance: Any) -> Iterator[Any]:
    """What an instance is part of or contained in, from the nearest to the outermost."""
    for _ in range(MAX_CHAIN):
        whole = _whole(instance)
        if whole is None:
            return
        yield whole
        instance = whole


def _whole(instance: Any) -> Any | None:
    for relation in getattr(instance, "ContainedInStructure", None) or ():
        return relation.RelatingStructure
    for relation in getattr(instance, "Decomposes", None) or ():
        if relation.is_a("IfcRelAggregates") or relation.is_a("IfcRelNests"):
            return relation.RelatingObject
    return None


def spaces_within(space: Any) -> bool:
    """Whether other spaces are parts of this one."""
    return any(
        part.is_a("IfcSpace")
        for relation in getattr(space, "IsDecomposedBy", None) or ()
        for part in relation.RelatedObjects
    )
