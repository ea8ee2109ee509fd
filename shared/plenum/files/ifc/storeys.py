"""The storeys of an IFC file by their levels, for spaces that no storey contains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.storey import LEVEL_M
from plenum.files.ifc.names import storey_name
from plenum.files.ifc.placement import Placements
from plenum.files.ifc.plan import Plan
from plenum.files.ifc.sound import place, sound


class Storeys:
    """Finds the storey that a space lies on."""

    def __init__(self, file: Any, placements: Placements, length_m: float) -> None:
        self._levels: list[tuple[float, int, Any]] = []
        for storey in file.by_type("IfcBuildingStorey"):
            try:
                with sound(place(storey)):
                    level = float(placements.of(storey.ObjectPlacement)[2, 3]) * length_m
            except InvalidBuilding:
                continue
            self._levels.append((level, storey.id(), storey))

    def named(self) -> Iterator[tuple[float, str, Any]]:
        """Level on the site in m, name and instance of each, the lowest first."""
        for level, _, storey in sorted(self._levels, key=lambda entry: entry[:2]):
            yield level, storey_name(storey), storey

    def at(self, plan: Plan) -> Any | None:
        """The highest storey that begins below the space's middle; none where all begin above it."""
        middle = (plan.level_m + plan.top_m) / 2
        below = [entry for entry in self._levels if entry[0] <= middle + LEVEL_M]
        return max(below)[2] if below else None
