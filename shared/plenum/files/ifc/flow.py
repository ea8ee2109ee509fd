"""The flow of an air terminal, where its property sets say it."""

from __future__ import annotations

from typing import Any, Final

from plenum.files.ifc.relations import properties, text
from plenum.files.ifc.units import L_PER_M3, Units, factor

_NAMES: Final = ("airflowrate", "airflow", "flowrate", "flow", "actualflow", "nominalairflowrate")
"""What exporters call the flow, by rank; `AirFlowRate` of Pset_AirTerminalOccurrence first."""
MAX_FLOW_L_S: Final = 100_000.0


def flow_of(element: Any, units: Units) -> float | None:
    """L/s; none where no property of that measure and name says it."""
    found: dict[str, float] = {}
    for _, entry in properties(element):
        if not entry.is_a("IfcPropertySingleValue") or entry.NominalValue is None:
            continue
        name = text(entry, "Name").replace(" ", "").replace("_", "").lower()
        if name not in _NAMES or not entry.NominalValue.is_a("IfcVolumetricFlowRateMeasure"):
            continue
        scale = factor(entry.Unit) * L_PER_M3 if entry.Unit else units.flow_l_s
        value = float(entry.NominalValue.wrappedValue) * scale
        # Written so that NaN fails too; no flow is no figure.
        if 0 < value <= MAX_FLOW_L_S:
            found.setdefault(name, round(value, 3))
    return next((found[name] for name in _NAMES if name in found), None)
