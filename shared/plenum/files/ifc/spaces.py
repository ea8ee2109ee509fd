"""From an IfcSpace to a room: floor and ceiling from its body, its use from its names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.gathering import LeftOut, Read, no_room
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.geometry.tiling import STEP_M, Tiling, tile_floor
from plenum.files.ids import identifier, short
from plenum.files.ifc.bodies import Bodies, items_of
from plenum.files.ifc.bounds import MAX_DEPTH
from plenum.files.ifc.ceilings import Ceilings
from plenum.files.ifc.components import body_of
from plenum.files.ifc.footprint import footprint_of
from plenum.files.ifc.grid import stated_grid, tiling_of
from plenum.files.ifc.names import storey_name, storey_of, use_of_space
from plenum.files.ifc.placement import Matrix, Placements
from plenum.files.ifc.plan import Plan, plan_of
from plenum.files.ifc.relations import above, predefined, spaces_within, text
from plenum.files.ifc.sound import place, sound
from plenum.files.ifc.space_ceiling import SpaceCeiling, ceiling_of, under_grid
from plenum.files.ifc.storeys import Storeys
from plenum.files.ifc.units import Units
from plenum.files.room_names.vocabulary import NOT_A_ROOM
from plenum.files.settings.options import Assumed, ReadOptions


@dataclass(frozen=True)
class Context:
    """What all spaces of one file are read with."""

    units: Units
    placements: Placements
    bodies: Bodies
    options: ReadOptions
    assumed: Assumed
    ceilings: Ceilings
    storeys: Storeys
    own_types: frozenset[str]
    """Room types that the caller's settings describe."""
    gaps: Mapping[int, int]
    """By the number of an instance, that of one it refers to and that is not in the file."""


def room_of(space: Any, context: Context) -> Read:
    """The room, empty, and what was assumed about it. Raises InvalidBuilding, and LeftOut."""
    at = place(space)
    with sound(at):
        _check_is_room(space)
        if context.gaps:
            _check_whole(space, context.gaps)
        room_type, type_note = use_of_space(space, context.own_types, context.assumed)
        if room_type == NOT_A_ROOM:
            raise LeftOut(no_room(type_note))
        placement = context.bodies.metres(context.placements.of(space.ObjectPlacement))
        plan = _plan(space, context, placement)
        over = context.ceilings.over(space.id(), plan)
        ceiling = ceiling_of(space, plan, over, context.assumed, context.units)
        tiling, tile, tile_notes = _tiled(space, plan, placement, ceiling, context)
        notes = [*ceiling.notes, *tile_notes]
        if plan.floor_slope_m > STEP_M:
            notes.append(Assumption.LOWEST_FLOOR.said(rise=plan.floor_slope_m))
        notes += [*plan.notes, *([type_note] if type_note else [])]
        room_id, name = _names(space)
        room = Room(
            room_id=room_id,
            rows=tiling.rows,
            tile_m=tile,
            ceiling_height_m=ceiling.height_m,
            room_type=room_type,
            name=name,
            story=storey_name(storey_of(space) or context.storeys.at(plan)),
            outline_m=tiling.outline_m,
            holes_m=tiling.holes_m,
            frame=tiling.frame,
        )
    return room, tuple(notes)


def _tiled(
    space: Any, plan: Plan, placement: Matrix, ceiling: SpaceCeiling, context: Context
) -> tuple[Tiling, tuple[float, float], list[str]]:
    """The grid with its tile's edges, and notes: stated by the space, named by its ceiling, or assumed."""
    grid = stated_grid(space, context.units.length_m)
    wanted = context.options.tile_m
    if grid is not None and wanted in (None, list(grid.tile_m)):
        tiling = tiling_of(grid, plan.floor, plan.level_m, placement)
        if tiling is not None:
            return tiling, grid.tile_m, []
    tile = grid.tile_m if grid and wanted is None else context.assumed.tile_m
    notes = [context.assumed.tile_text(tile)]
    if ceiling.pattern.tile_m and wanted is None:
        tile = ceiling.pattern.tile_m
        notes = [f"its ceiling {quoted(ceiling.pattern.said)} has tiles of {tile[0]:g} m × {tile[1]:g} m"]
    tiling = tile_floor(plan.floor, plan.level_m, tile, place(space))
    if ceiling.over is not None:
        tiling, gone = under_grid(tiling, tile, ceiling.over)
        notes += [gone] if gone else []
    return tiling, tile, notes


def _check_is_room(space: Any) -> None:
    """Raises LeftOut for what is called a space and is no room."""
    if "EXTERNAL" in (predefined(space), getattr(space, "InteriorOrExteriorSpace", None)):
        raise LeftOut("it is outdoors")
    if predefined(space) == "GFA":
        raise LeftOut("it is a gross floor area")
    if space.CompositionType == "COMPLEX" and spaces_within(space):
        raise LeftOut("it is a group of spaces, each read by itself")
    if space.CompositionType == "PARTIAL" and any(whole.is_a("IfcSpace") for whole in above(space)):
        raise LeftOut("it is a part of another space")


def _check_whole(space: Any, gaps: Mapping[int, int]) -> None:
    """Raises InvalidBuilding where the space, its place or its body refers to what is not in the file."""
    roots = (space, space.ObjectPlacement, space.Representation)
    below = (i for root in roots if root is not None for i in space.file.traverse(root, max_levels=MAX_DEPTH))
    for instance in below:
        if instance.id() in gaps:
            missing = f"{place(instance)[1:]} refers to #{gaps[instance.id()]}, which is not in the file"
            raise InvalidBuilding(place(space), missing, "export the file again")


def _plan(space: Any, context: Context, placement: Matrix) -> Plan:
    """The space from above, by its body or else its footprint. Raises InvalidBuilding, and LeftOut."""
    body = body_of(space)
    if body is not None:
        bodies = [made.moved(placement) for item in items_of(body) for made in context.bodies.of(item)]
        return plan_of(bodies, place(space))
    plan = footprint_of(space, placement, context.units, context.assumed.ceiling_height_m)
    if plan is None:
        raise LeftOut("it has no body and no footprint")
    return plan


def _names(space: Any) -> tuple[str, str]:
    """The room's id, which is its number, and its name."""
    number, long_name = text(space, "Name"), text(space, "LongName")
    room_id = identifier(number or long_name, "space")
    return room_id, short(long_name or (number if number != room_id else ""))
