"""What the smoke detectors of a room cover: the floor that one sees within its radius, and the rest.

The radius, the sight and the farthest point are the verifier's own (SMK-1, SMK-3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely

from plenum.ceiling.asked.smoke_brief import SmokeBrief, smoke_brief
from plenum.ceiling.room.geometry import polygon, tile_centres
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.farthest import QUARTER, farthest
from plenum.ceiling.smoke.sight import view
from plenum.files.completed.reader import as_building
from plenum.files.drawing.canvas import INK, MUTED, Node, line, node, path, ring, sheet, text
from plenum.files.drawing.figures import measured
from plenum.files.drawing.on_paper import MAP, OnPaper, Shape
from plenum.files.drawing.room_plan import components, existing_tiles
from plenum.files.drawing.symbols import define, hatch, use
from plenum.files.units import Units

_SEEN: Final = "#bfe0cb"
_RIM: Final = Kind.DETECTOR.entry.drawing.ink
_ROUNDING_M: Final = 1e-3
"""Slivers that polygons in place of circles leave are no gaps."""
_OPEN: Final = "#a8132b"


def cover_figure(
    room: Mapping[str, Any], completed: Mapping[str, Any], width: float, height: float, units: Units
) -> Node:
    """The figure, at most so many mm wide and high.

    Raises InvalidBuilding where the result, which may have been edited by hand, is no valid building.
    """
    building = as_building({**completed, "rooms": [room]})
    of = building.rooms[0]
    smoke = smoke_brief(of, building.settings)
    plan = OnPaper.figure(Shape.of(room), width, height, units, MAP)
    words = told(of, smoke, units)
    root = sheet(*plan.paper, f"Detector coverage of {room['room_id']}", words)
    defs = node(root, "defs")
    define(defs, "cover", *plan.tile_mm)
    hatch(defs, "open", 1.6, stroke=_OPEN)
    clip = node(defs, "clipPath", id="room")
    node(clip, "path", d=plan.walls, clip_rule="evenodd")
    if smoke.protected:
        _cover(root, plan, of, smoke)
    others = node(root, "g", opacity="0.3")
    components(others, plan, existing_tiles(room), "cover", titles=True)
    for tile in of.of_kind(Kind.DETECTOR):
        use(root, "cover", Kind.DETECTOR.value, *plan.corner(*tile))
    path(root, plan.walls, 0.55, INK, class_="walls", stroke_linejoin="miter")
    if smoke.protected and of.of_kind(Kind.DETECTOR):
        _farthest(root, plan, of)
    text(root, (2.0, plan.paper[1] - 9.0), words, 2.1, fit=plan.paper[0] - 4.0, fill=MUTED)
    return root


def told(room: Room, smoke: SmokeBrief, units: Units) -> str:
    """What is asked, in words."""
    if not smoke.protected:
        return smoke.why
    count = len(room.of_kind(Kind.DETECTOR))
    radius = f"{measured(smoke.radius_m, 'm', units)} {units.name_of('m')}"
    return (
        f"{count} detector{'s' if count != 1 else ''}; every point within {radius} of one"
        f" that sees it ({smoke.code.value}); hatched: what none covers"
    )


def _cover(root: Node, plan: OnPaper, room: Room, smoke: SmokeBrief) -> None:
    """Each detector's reach, then what no detector reaches."""
    inside = node(root, "g", clip_path="url(#room)")
    centres = tile_centres(room, room.of_kind(Kind.DETECTOR))
    reached = []
    for centre in centres:
        disc = shapely.Point(centre).buffer(smoke.radius_m, quad_segs=QUARTER)
        reached.append(view(room, centre, smoke.radius_m).intersection(disc))
        path(
            inside,
            _rings(plan, reached[-1]),
            None,
            None,
            fill=_SEEN,
            fill_opacity="0.45",
            fill_rule="evenodd",
        )
    for shape in reached:
        path(inside, _rings(plan, shape), 0.2, _RIM, stroke_opacity="0.55")
    left = (
        polygon(room)
        .difference(shapely.union_all(reached))
        .buffer(-_ROUNDING_M, join_style="mitre")
        .buffer(_ROUNDING_M, join_style="mitre")
    )
    if not left.is_empty:
        path(inside, _rings(plan, left), 0.2, _OPEN, fill="url(#open)", fill_rule="evenodd", class_="open")


def _farthest(root: Node, plan: OnPaper, room: Room) -> None:
    """The point of the ceiling that is farthest from the nearest detector that sees it, and how far."""
    centres = tile_centres(room, room.of_kind(Kind.DETECTOR))
    far = farthest(room, centres)
    at = plan.at(far.at)
    # The one that it is measured to; a nearer one may not see it.
    away = np.hypot(*(centres - far.at).T)
    x, y = centres[int(np.abs(away - far.distance_m).argmin())].tolist()
    nearest = plan.at((x, y))
    group = node(root, "g", class_="farthest")
    line(group, nearest, at, 0.25, _RIM, stroke_dasharray="1.2 0.8")
    node(group, "circle", cx=at[0], cy=at[1], r=0.9, fill="#ffffff", stroke=_RIM, stroke_width=0.3)
    middle = ((nearest[0] + at[0]) / 2, (nearest[1] + at[1]) / 2 - 0.8)
    halo = node(group, "g", stroke="#ffffff", stroke_width=0.7, paint_order="stroke")
    words = f"{measured(far.distance_m, 'm', plan.units)} {plan.units.name_of('m')}"
    text(halo, middle, words, 2.2, anchor="middle", font_weight="700")


def _rings(plan: OnPaper, shape: shapely.Geometry) -> str:
    """The path of polygons with their holes."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return "".join(
        ring(plan.at((x, y)) for x, y in edge.coords)
        for part in parts
        for edge in (part.exterior, *part.interiors)
    )
