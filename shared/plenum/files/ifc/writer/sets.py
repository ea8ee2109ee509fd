"""Property sets and quantities of what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plenum.files.ifc.writer.model import Model

Path = Sequence[str | int]
"""The names that an identifier is made from."""
Measure = tuple[str, Any]
"""A value with the IFC measure it is of."""


def property_set(
    model: Model, path: Path, name: str, values: Mapping[str, Measure | list[Measure]], *more: Any
) -> Any:
    """A property set; a list of measures in one entry makes a list of values. `more` are properties."""
    entries = [*more]
    for key, value in values.items():
        if isinstance(value, tuple):
            entries.append(model.new("IfcPropertySingleValue", key, None, _measure(model, value), None))
        else:
            listed = [_measure(model, each) for each in value]
            entries.append(model.new("IfcPropertyListValue", key, None, listed, None))
    return model.rooted("IfcPropertySet", (name, *path), Name=name, HasProperties=entries)


def enumerated(model: Model, name: str, value: str, of: str, among: Iterable[str]) -> Any:
    """A property whose value is one of the standard's."""

    def make() -> Any:
        return model.new("IfcPropertyEnumeration", of, [model.new("IfcLabel", each) for each in among], None)

    listed = model.once(("enumeration", of), make)
    return model.new("IfcPropertyEnumeratedValue", name, None, [model.new("IfcLabel", value)], listed)


def _measure(model: Model, value: Measure) -> Any:
    kind, figure = value
    return model.new(kind, figure)


def assign(model: Model, path: Path, definition: Any, objects: Sequence[Any]) -> None:
    """Say that objects have a property set or quantities."""
    model.rooted(
        "IfcRelDefinesByProperties",
        (definition.Name, *path),
        RelatedObjects=list(objects),
        RelatingPropertyDefinition=definition,
    )
