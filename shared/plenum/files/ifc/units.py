"""The units of an IFC file as factors: SI with prefixes, conversion based (feet, inches), derived (m³/h)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.bounds import MAX_CHAIN
from plenum.files.ifc.sound import place

# fmt: off
_PREFIXES: Final = {
    "EXA": 1e18, "PETA": 1e15, "TERA": 1e12, "GIGA": 1e9, "MEGA": 1e6, "KILO": 1e3, "HECTO": 1e2, "DECA": 1e1,
    "DECI": 1e-1, "CENTI": 1e-2, "MILLI": 1e-3, "MICRO": 1e-6, "NANO": 1e-9, "PICO": 1e-12, "FEMTO": 1e-15,
    "ATTO": 1e-18,
}
# fmt: on
_POWERS: Final = {"SQUARE_METRE": 2, "CUBIC_METRE": 3}
"""A prefix belongs to the metre: a cubic millimetre is 1e-9 m³."""
L_PER_M3: Final = 1000.0


@dataclass(frozen=True)
class Units:
    """What one of the file's units is."""

    length_m: float
    flow_l_s: float
    stated: bool
    """Whether the file says its unit of length."""


def units_of(file: Any) -> Units:
    """The file's units; metres and m³/s where it names none. Raises InvalidBuilding."""
    found: dict[str, float] = {}
    for project in file.by_type("IfcProject"):
        for unit in project.UnitsInContext.Units if project.UnitsInContext else ():
            kind = getattr(unit, "UnitType", None)
            if kind in ("LENGTHUNIT", "VOLUMETRICFLOWRATEUNIT"):
                found.setdefault(kind, factor(unit))
    flow = found.get("VOLUMETRICFLOWRATEUNIT", 1.0) * L_PER_M3
    return Units(found.get("LENGTHUNIT", 1.0), flow, "LENGTHUNIT" in found)


def factor(unit: Any) -> float:
    """How many of the SI unit it is. Raises InvalidBuilding for what is no usual unit."""
    value = _factor(unit, 0)
    if not math.isfinite(value) or not 1e-12 < value < 1e12:
        raise InvalidBuilding(place(unit), f"a unit of {value:g}", "declare metres, millimetres or feet")
    return value


def _factor(unit: Any, depth: int) -> float:
    if depth > MAX_CHAIN:
        raise InvalidBuilding(place(unit), "a unit that is defined by itself", "declare metres")
    if unit.is_a("IfcSIUnit"):
        return float(_PREFIXES[unit.Prefix] ** _POWERS.get(unit.Name, 1)) if unit.Prefix else 1.0
    if unit.is_a("IfcConversionBasedUnit"):
        measure = unit.ConversionFactor
        return float(measure.ValueComponent.wrappedValue) * _factor(measure.UnitComponent, depth + 1)
    if unit.is_a("IfcDerivedUnit"):
        return math.prod(_factor(e.Unit, depth + 1) ** int(e.Exponent) for e in unit.Elements)
    raise InvalidBuilding(place(unit), "a unit without a factor", "declare metres, millimetres or feet")
