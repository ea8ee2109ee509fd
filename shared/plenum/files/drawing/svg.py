"""Drawings for people: each room's reflected ceiling plan and illuminance, and the building at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from plenum.files.drawing.canvas import render
from plenum.files.drawing.cover import cover_figure
from plenum.files.drawing.heat_map import has_heat_map, heat_map, heat_map_figure
from plenum.files.drawing.overview import overview
from plenum.files.drawing.room_plan import plan_figure, room_plan
from plenum.files.schedule.marks import Marked
from plenum.files.units import Units

__all__ = [
    "Shown",
    "building_overview_svg",
    "has_heat_map",
    "room_figure_svg",
    "room_heat_map_svg",
    "room_plan_svg",
]
Shown = Literal["plan", "lux", "cover"]
"""What a figure of a room shows."""
_FIGURE_MM: Final = (240.0, 170.0)


def room_plan_svg(
    room_completed: Mapping[str, Any], building: Mapping[str, Any], parts: Sequence[Marked] = ()
) -> str:
    """One room's plan as SVG, A4 landscape; `building` is the completed building it belongs to.

    Tiles in the room's `existing` are drawn as having been there before; `parts` are its components with
    the marks that stand beside them.
    """
    return render(room_plan(room_completed, building, _units(building), parts))


def room_heat_map_svg(room_completed: Mapping[str, Any], completed: Mapping[str, Any]) -> str:
    """One room's illuminance in false colours with contours, from the verifier's own light field.

    Raises InvalidBuilding where the result, which may have been edited by hand, is no valid building.
    """
    return render(heat_map(room_completed, completed, _units(completed)))


def room_figure_svg(room_completed: Mapping[str, Any], completed: Mapping[str, Any], shown: Shown) -> str:
    """One room's plan, illuminance or detector coverage without a sheet around it, for a screen.

    Raises InvalidBuilding where the result, which may have been edited by hand, is no valid building.
    """
    units = _units(completed)
    match shown:
        case "plan":
            return render(plan_figure(room_completed, *_FIGURE_MM, units))
        case "lux":
            return render(heat_map_figure(room_completed, completed, *_FIGURE_MM, units)[0])
        case "cover":
            return render(cover_figure(room_completed, completed, *_FIGURE_MM, units))


def building_overview_svg(completed: Mapping[str, Any]) -> str:
    """All rooms where they stand on the site, by status, with their components; one panel a storey."""
    return render(overview(completed, _units(completed)))


def _units(completed: Mapping[str, Any]) -> Units:
    return Units.of(completed.get("settings") or {})
