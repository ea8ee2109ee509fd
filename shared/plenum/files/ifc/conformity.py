"""What an item must be before the geometry library sees it: it follows references without looking.

An item that refers to itself, or holds an instance of another class than the schema has there, would
end the process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.bounds import MAX_DEPTH, MAX_REFERENCES
from plenum.files.ifc.sound import place


def check_item(item: Any) -> None:
    """Raises InvalidBuilding where an item contains itself, is too deep, or does not fit its schema."""
    done: set[int] = set()
    above: set[int] = {item.id()}
    check_attributes(item)
    path = [(item.id(), _references(item))]
    while path:
        number, rest = path[-1]
        below = next(rest, None)
        if below is None:
            above.discard(number)
            done.add(number)
            path.pop()
            continue
        if below.id() in above or len(path) > MAX_DEPTH or len(done) > MAX_REFERENCES:
            message = f"contains itself, or is too deep, at {place(below)[1:]}"
            raise InvalidBuilding(place(item), message, "export the file again")
        if below.id() not in done:
            check_attributes(below)
            above.add(below.id())
            path.append((below.id(), _references(below)))


def check_attributes(instance: Any) -> None:
    """Raises InvalidBuilding where an attribute is missing or not what the schema has there."""
    import ifcopenshell
    import ifcopenshell.validate

    library: Any = ifcopenshell
    rules: Any = ifcopenshell.validate
    schema = library.schema_by_name(instance.file.schema_identifier)
    entity, attributes = rules.get_entity_attributes(schema, instance.is_a())
    for attribute, derived, value in zip(attributes, entity.derived(), instance, strict=True):
        if derived or (value is None and attribute.optional()):
            continue
        try:
            rules.assert_valid(attribute.type_of_attribute(), value, schema, attr=attribute)
        except rules.ValidationError:
            raise InvalidBuilding(
                place(instance),
                f"{attribute.name()} is not what the schema has there",
                "export the file again",
            ) from None


def _references(instance: Any) -> Iterator[Any]:
    """The instances that an instance refers to, those in lists too."""
    waiting = list(instance)
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting += value
        elif hasattr(value, "is_a") and value.id():
            yield value
