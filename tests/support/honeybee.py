"""Small Honeybee models of our own making: boxes, with what goes wrong in real ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Points = Sequence[tuple[float, float]]


def face(kind: str, points: Points, z: float, holes: Sequence[Points] = ()) -> dict[str, Any]:
    """A level face."""
    geometry: dict[str, Any] = {"type": "Face3D", "boundary": [[x, y, z] for x, y in points]}
    if holes:
        geometry["holes"] = [[[x, y, z] for x, y in hole] for hole in holes]
    return {"type": "Face", "identifier": f"{kind}_{z}", "face_type": kind, "geometry": geometry}


def box(
    name: str,
    points: Points,
    *,
    z: float = 0.0,
    height: float = 3.5,
    program: str | None = "2019::MediumOffice::OpenOffice",
    holes: Sequence[Points] = (),
    **more: Any,
) -> dict[str, Any]:
    """A room by its floor and its roof."""
    energy = {"type": "RoomEnergyPropertiesAbridged", **({"program_type": program} if program else {})}
    return {
        "type": "Room",
        "identifier": name,
        "properties": {"type": "RoomPropertiesAbridged", "energy": energy},
        "faces": [face("Floor", points, z, holes), face("RoofCeiling", points, z + height, holes)],
        **more,
    }


def model(*rooms: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A model of these rooms, in metres unless told otherwise."""
    return {
        "type": "Model",
        "identifier": "M",
        "units": "Meters",
        "properties": {},
        "rooms": list(rooms),
        **more,
    }


def rectangle(width: float, depth: float, x: float = 0.0, y: float = 0.0) -> Points:
    """Corners in order."""
    return ((x, y), (x + width, y), (x + width, y + depth), (x, y + depth))
