"""What a plan can show over a room: illuminance, coverage, throws, the lights' lines, as figures.

Everything is in the grid's own metres, y upwards, and the verifier's own. Done in a process aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely

from plenum.ceiling.air.flows import supply_flows
from plenum.ceiling.asked.air_brief import THROW_L_S, THROW_M
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.asked.smoke_brief import smoke_brief
from plenum.ceiling.room.geometry import polygon, tile_centres
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.farthest import QUARTER, farthest
from plenum.ceiling.smoke.sight import view
from plenum.files.completed.reader import as_building, load_completed
from plenum.files.drawing.contours import rings
from plenum.files.drawing.false_colours import colours, limits
from plenum.files.drawing.lux import COARSE, lux

_STRAIGHT_M: Final = 0.02
"""By so much a line may be off to have fewer points."""
_SLIVER_M: Final = 1e-3
"""Slivers that polygons in place of circles leave are no gaps."""
Rings = list[list[list[float]]]


def overlays(content: bytes) -> dict[str, Any]:
    """Those of the first room of a result. Raises InvalidBuilding."""
    completed = load_completed(content)
    data = completed["rooms"][0]
    building = as_building({**completed, "rooms": [data]})
    (room,) = building.rooms
    return {
        "light": _light(data, completed) if room.of_kind(Kind.LIGHT) else None,
        "cover": _cover(room, building.settings),
        "throws": _throws(room, building.settings),
        "lines": _lines(room),
    }


def _light(data: Mapping[str, Any], completed: Mapping[str, Any]) -> dict[str, Any]:
    """Bands of illuminance between contours, from the darkest; lx."""
    light = lux(data, completed, COARSE)
    levels = limits(float(light.values.min()), float(light.values.max()))
    bands = [
        {
            "from_lx": level,
            "colour": colour,
            "rings": _drawn(rings(light.xs, light.ys, light.values, level)),
        }
        for level, colour in zip(levels, colours(len(levels) - 1), strict=False)
    ]
    x, y = light.points[int(light.lit.argmin())]
    return {
        "bands": bands,
        "mean_lx": light.mean,
        "least_lx": light.least,
        "least_at": _point(x, y),
        "asked_lx": light.brief.em_lx,
        "uniformity": light.uniformity,
    }


def _cover(room: Room, settings: Settings) -> dict[str, Any] | None:
    """What each detector sees within its radius, what none does, and the farthest point; none unprotected."""
    smoke = smoke_brief(room, settings)
    tiles = room.of_kind(Kind.DETECTOR)
    if not smoke.protected or not tiles:
        return None
    centres = tile_centres(room, tiles)
    seen = [
        view(room, centre, smoke.radius_m).intersection(
            shapely.Point(centre).buffer(smoke.radius_m, quad_segs=QUARTER)
        )
        for centre in centres
    ]
    left = polygon(room).difference(shapely.union_all(seen)).buffer(-_SLIVER_M).buffer(_SLIVER_M)
    far = farthest(room, centres)
    away = np.hypot(*(centres - far.at).T)
    nearest = centres[int(np.abs(away - far.distance_m).argmin())]
    return {
        "radius_m": smoke.radius_m,
        "centres": [_point(x, y) for x, y in centres],
        "seen": [_rings(shape) for shape in seen],
        "open": _rings(left),
        "farthest": {"at": _point(*far.at), "from": _point(*nearest), "distance_m": far.distance_m},
    }


def _throws(room: Room, settings: Settings) -> list[dict[str, Any]]:
    """How far each supply diffuser's air runs before it is slower than 0.25 m/s (AIR-5)."""
    flows = supply_flows(room, brief_for(room, settings).air)
    tiles = room.of_kind(Kind.SUPPLY)
    return [
        {"at": _point(x, y), "flow_l_s": flows[tile], "throw_m": THROW_M * flows[tile] / THROW_L_S}
        for tile, (x, y) in zip(tiles, tile_centres(room, tiles), strict=True)
    ]


def _lines(room: Room) -> dict[str, list[float]]:
    """Where the lights' lines run, along each axis; m."""
    centres = np.asarray(tile_centres(room, room.of_kind(Kind.LIGHT))).reshape(-1, 2)
    return {axis: [round(float(v), 3) for v in np.unique(centres[:, i])] for i, axis in enumerate("xy")}


def _rings(shape: shapely.Geometry) -> Rings:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon) and part.area]
    return _drawn(list(edge.coords) for part in parts for edge in (part.exterior, *part.interiors))


def _drawn(found: Iterable[Sequence[tuple[float, ...]]]) -> Rings:
    """With the points that are seen, without rings that are too small to be."""
    simple = [shapely.simplify(shapely.linearrings(ring), _STRAIGHT_M) for ring in found]
    corners = [shapely.get_coordinates(ring)[:-1] for ring in simple]
    return [[_point(x, y) for x, y in ring] for ring in corners if len(ring) > 2]


def _point(x: float, y: float) -> list[float]:
    return [round(float(x), 3), round(float(y), 3)]
