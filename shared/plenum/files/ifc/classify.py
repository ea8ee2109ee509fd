"""What an element of an IFC file is in a ceiling: one of the four kinds, something in the way, or nothing."""

from __future__ import annotations

from typing import Any, Final

from plenum.ceiling.room.grid import INVALID, SYMBOLS
from plenum.ceiling.room.kinds import Kind
from plenum.files.ifc.component_names import (
    air_of,
    is_air_terminal,
    is_luminaire,
    is_on_walls,
    is_smoke_detector,
)
from plenum.files.ifc.relations import predefined, property_text, text, type_of

_OBSTACLES: Final = (
    *("IfcFireSuppressionTerminal", "IfcAlarm", "IfcAudioVisualAppliance", "IfcCommunicationsAppliance"),
    *("IfcSensor", "IfcAirTerminal", "IfcLightFixture"),
)
_UNTYPED: Final = (
    *("IfcFlowTerminal", "IfcDistributionControlElement", "IfcDistributionElement"),
    *("IfcDistributionFlowElement", "IfcBuildingElementProxy", "IfcFlowController"),
)
"""Classes that say nothing by themselves: there the type decides, or else the name."""
_AIRFLOWS: Final = {"SUPPLYAIR": Kind.SUPPLY, "RETURNAIR": Kind.RETURN, "EXHAUSTAIR": Kind.RETURN}
_DETECTING: Final = ("IfcSensor", "IfcAlarm", "IfcController", "IfcUnitaryControlElement")
"""Classes under which exporters write detectors; what is predefined outranks the name."""


def symbol_of(element: Any) -> str | None:
    """The tile's character for this element: of a kind, or that of a tile in whose way it is; else none."""
    kind = _class(element)
    if kind not in (*_OBSTACLES, *_UNTYPED, *_DETECTING) or is_on_walls(names(element)):
        return None
    if kind == "IfcLightFixture":
        # An emergency light or an exit sign lights no desk.
        emergency = predefined(element) == "SECURITYLIGHTING"
        return INVALID if emergency else SYMBOLS[Kind.LIGHT]
    if kind in _DETECTING and _is_smoke(element):
        return SYMBOLS[Kind.DETECTOR]
    if kind == "IfcAirTerminal":
        air = _air(element)
        return SYMBOLS[air] if air else INVALID
    if kind in _OBSTACLES:
        return _of_class(kind, predefined(element)) or INVALID
    return _by_name(element) if kind in _UNTYPED else None


def _of_class(entity: str, stated: str) -> str | None:
    """The symbol of the kind that the catalogue gives this class and predefined type."""
    looked_for = (entity, stated)
    entries = (kind.entry for kind in Kind)
    return next((e.symbol for e in entries if (e.ifc.entity, e.ifc.predefined) == looked_for), None)


def _class(element: Any) -> str:
    """The element's class; in IFC2X3, where terminals have none of their own, that of its type."""
    kind = type_of(element)
    if element.is_a() in _UNTYPED and kind is not None and kind.is_a() not in _GENERAL_TYPES:
        return str(kind.is_a()).removesuffix("Type")
    return str(element.is_a())


_GENERAL_TYPES: Final = tuple(f"{name}Type" for name in _UNTYPED)


def _is_smoke(element: Any) -> bool:
    stated = predefined(element)
    # What a sensor senses is predefined in one word, what users define in any words.
    other = stated.endswith("SENSOR") and stated.isalpha()
    return stated == "SMOKESENSOR" or (not other and is_smoke_detector(names(element)))


def _by_name(element: Any) -> str | None:
    said = names(element)
    if is_smoke_detector(said):
        return SYMBOLS[Kind.DETECTOR]
    if is_luminaire(said):
        return SYMBOLS[Kind.LIGHT]
    if is_air_terminal(said):
        air = _air(element)
        return SYMBOLS[air] if air else INVALID
    return None


def _air(element: Any) -> Kind | None:
    """Whether an air terminal supplies or returns: its property, its systems and names, its type."""
    for name in ("AirflowType", "AirFlowType"):
        known = _AIRFLOWS.get(property_text(element, name).upper())
        if known:
            return known
    for said in (_systems(element), names(element)):
        if air := air_of(said):
            return air
    shape = f"{predefined(element)} {names(element).upper()}"
    if "DIFFUSER" in shape or "REGISTER" in shape:
        return Kind.SUPPLY
    return Kind.RETURN if "GRILLE" in shape else None


def names(element: Any) -> str:
    """All that an element and its type are called."""
    kind = type_of(element)
    said = [text(element, name) for name in ("Name", "ObjectType", "Description")]
    if kind is not None:
        said += [text(kind, name) for name in ("Name", "ElementType", "Description")]
    return " ; ".join(filter(None, said))


def _systems(element: Any) -> str:
    groups = [
        relation.RelatingGroup
        for relation in getattr(element, "HasAssignments", None) or ()
        if relation.is_a("IfcRelAssignsToGroup")
    ]
    return " ; ".join(f"{text(group, 'Name')} {text(group, 'ObjectType')}" for group in groups)
