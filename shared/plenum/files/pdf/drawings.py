"""A building's whole set of drawings in one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plenum.files.building.building import Building
from plenum.files.drawing.sheets import Wanted, sheets
from plenum.files.pdf.write import pdf


def building_pdf(building: Building, result: Mapping[str, Any] | None, wanted: Wanted) -> bytes:
    """A page a sheet, in print size. Raises what `light_brief` raises."""
    named = building.name or building.building_id
    return pdf((sheet.drawing for sheet in sheets(building, result, wanted)), f"Ceilings of {named}")
