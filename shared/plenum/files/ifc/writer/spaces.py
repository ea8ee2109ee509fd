"""Rooms as IfcSpace, with their ceilings as IfcCovering: what is left of it between the components."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from shapely import Polygon

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import area_m2, perimeter_m
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files.geometry.outline import rings_of
from plenum.files.ifc.grid import GRID_SET
from plenum.files.ifc.writer.model import Model
from plenum.files.ifc.writer.sets import Measure, assign, property_set
from plenum.files.ifc.writer.skeleton import Skeleton

CEILING_M: Final = 0.015
"""Thickness of the ceiling's tiles."""
JOINT_M: Final = 0.01
"""What a flush component, and its opening, is smaller than its tile."""
_FLUSH: Final = tuple(kind.entry.symbol for kind in Kind if kind.entry.flush)
"""What takes the place of a tile; a detector is fixed to one."""


def space(model: Model, parts: Skeleton, room: Room, settings: Settings, result: Mapping[str, Any]) -> Any:
    """A room: the body below its suspended ceiling, in the frame of its grid."""
    x, y, z = room.frame.origin_m
    turn = math.radians(room.frame.rotation_deg)
    level = parts.levels[room.room_id]
    placement = model.placed(
        parts.storeys[room.room_id].ObjectPlacement, (x, y, z - level), (math.cos(turn), math.sin(turn), 0.0)
    )
    body = model.upright(model.profile(room.outline, room.holes_m), room.ceiling_height_m)
    made = model.rooted(
        "IfcSpace",
        (room.room_id,),
        Name=room.room_id,
        ObjectType=room.room_type,
        ObjectPlacement=placement,
        Representation=model.shape(_body(model, parts, [body])),
        LongName=room.name or None,
        CompositionType="ELEMENT",
        PredefinedType="INTERNAL",
    )
    for definition in (*_sets(model, room, settings, result), _quantities(model, room)):
        assign(model, (room.room_id,), definition, [made])
    return made


def ceiling(model: Model, parts: Skeleton, room: Room, made: Any) -> Any:
    """A room's suspended ceiling: its tiles without those that components replace, and the grid's lines."""
    profiles = [model.profile(*rings_of(part)) for part in _tiled(room)]
    bodies = [model.upright(profile, CEILING_M) for profile in profiles]
    lines = model.new("IfcGeometricCurveSet", _grid_lines(model, room))
    shapes = [
        model.new("IfcShapeRepresentation", parts.footprint, "FootPrint", "GeometricCurveSet", [lines]),
        *([_body(model, parts, bodies)] if bodies else []),
    ]
    covering = model.rooted(
        "IfcCovering",
        (room.room_id,),
        Name=f"{room.room_id} ceiling",
        ObjectPlacement=model.placed(made.ObjectPlacement, (0, 0, room.ceiling_height_m)),
        Representation=model.shape(*shapes),
        PredefinedType="CEILING",
    )
    model.rooted("IfcRelCoversSpaces", (room.room_id,), RelatingSpace=made, RelatedCoverings=[covering])
    return covering


def _body(model: Model, parts: Skeleton, items: Sequence[Any]) -> Any:
    return model.new("IfcShapeRepresentation", parts.body, "Body", "SweptSolid", list(items))


def _tiled(room: Room) -> list[Polygon]:
    """The floor's outline without the openings, which do not touch each other: a joint is between them."""
    (tx, ty), edge = room.tile_m, JOINT_M / 2
    openings = [
        shapely.box(x * tx + edge, y * ty + edge, (x + 1) * tx - edge, (y + 1) * ty - edge)
        for (x, y), char in room.tiles()
        if char in _FLUSH
    ]
    rest = Polygon(room.outline, room.holes_m).difference(shapely.union_all(openings))
    return [part for part in getattr(rest, "geoms", [rest]) if isinstance(part, Polygon) and part.area > 1e-6]


def _grid_lines(model: Model, room: Room) -> list[Any]:
    """The joints between the tiles, as far as they are inside the room."""
    (tx, ty), (w, h) = room.tile_m, (room.width, room.height)
    lines = [((i * tx, 0.0), (i * tx, h * ty)) for i in range(w + 1)]
    lines += [((0.0, j * ty), (w * tx, j * ty)) for j in range(h + 1)]
    inside = shapely.intersection(shapely.linestrings(np.array(lines)), Polygon(room.outline, room.holes_m))
    pieces = [
        piece for piece in shapely.get_parts(inside) if piece.geom_type == "LineString" and piece.length
    ]
    points = shapely.get_coordinates(pieces).round(6).tolist()
    listed = model.new("IfcCartesianPointList2D", points)
    starts = np.cumsum([0, *(len(piece.coords) for piece in pieces)]).tolist()
    return [
        model.new(
            "IfcIndexedPolyCurve",
            listed,
            [model.new("IfcLineIndex", tuple(range(first + 1, last + 1)))],
            False,
        )
        for first, last in pairwise(starts)
    ]


def _sets(model: Model, room: Room, settings: Settings, result: Mapping[str, Any]) -> list[Any]:
    path = (room.room_id,)
    rows = ["".join(INVALID if char == INVALID else EMPTY for char in row) for row in room.rows]
    grid: dict[str, Measure | list[Measure]] = {
        "TileX": ("IfcPositiveLengthMeasure", room.tile_m[0]),
        "TileY": ("IfcPositiveLengthMeasure", room.tile_m[1]),
        "Rows": [("IfcText", row) for row in rows],
    }
    light: dict[str, Measure | list[Measure]] = {
        "Illuminance": ("IfcIlluminanceMeasure", light_brief(room, settings).em_lx)
    }
    common: dict[str, Measure | list[Measure]] = {
        "Reference": ("IfcIdentifier", room.room_id),
        "IsExternal": ("IfcBoolean", False),
    }
    made = [
        property_set(model, path, "Pset_SpaceCommon", common),
        property_set(model, path, "Pset_SpaceLightingRequirements", light),
        property_set(model, path, GRID_SET, grid),
    ]
    if result.get("evidence"):
        made.append(property_set(model, path, "Plenum_Evidence", _evidence(result["evidence"])))
    return made


def _evidence(checked: Sequence[Mapping[str, Any]]) -> dict[str, Measure | list[Measure]]:
    """By rule what was measured and whether it holds, as a report words it."""
    said: dict[str, list[Measure]] = {}
    for entry in checked:
        value, limit = (f"{entry[n]:.4g}" if entry[n] is not None else "none" for n in ("value", "limit"))
        verdict = "holds" if entry["passed"] else "broken" if entry["hard"] else "not met"
        text = f"{value} {entry['unit']}".strip() + f", limit {limit}: {verdict}"
        said.setdefault(entry["rule"], []).append(("IfcText", text))
    return {rule: texts[0] if len(texts) == 1 else texts for rule, texts in said.items()}


def _quantities(model: Model, room: Room) -> Any:
    height, area = room.ceiling_height_m, area_m2(room)
    made = [
        model.new("IfcQuantityLength", Name="FinishCeilingHeight", LengthValue=height),
        model.new("IfcQuantityLength", Name="GrossPerimeter", LengthValue=round(perimeter_m(room), 6)),
        model.new("IfcQuantityArea", Name="GrossFloorArea", AreaValue=round(area, 6)),
        model.new("IfcQuantityVolume", Name="GrossVolume", VolumeValue=round(area * height, 6)),
    ]
    name = "Qto_SpaceBaseQuantities"
    return model.rooted("IfcElementQuantity", (name, room.room_id), Name=name, Quantities=made)
