"""Drawings for people: a reflected ceiling plan of each room, and the building at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plenum.files.drawing.canvas import render
from plenum.files.drawing.overview import overview
from plenum.files.drawing.room_plan import room_plan


def room_plan_svg(room_completed: Mapping[str, Any], building: Mapping[str, Any]) -> str:
    """One room's plan as SVG, A4 landscape; `building` is the completed building it belongs to.

    Tiles in the room's `existing` are drawn as having been there before.
    """
    return render(room_plan(room_completed, building))


def building_overview_svg(completed: Mapping[str, Any]) -> str:
    """All rooms where they stand on the site, by status, with their components; one panel a storey."""
    return render(overview(completed))
