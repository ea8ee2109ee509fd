"""From an IfcSpace to a room: floor and ceiling from its body, its use from its names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.room.room import Room
from plenum.files.building.gathering import LeftOut, Read
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.tiling import STEP_M, tile_floor
from plenum.files.ifc.bodies import Bodies, items_of
from plenum.files.ifc.bounds import MAX_DEPTH
from plenum.files.ifc.components import body_of
from plenum.files.ifc.grid import stated_grid, tiling_of
from plenum.files.ifc.names import identifier, short, storey_of, use_of_space
from plenum.files.ifc.placement import Placements
from plenum.files.ifc.plan import Plan, plan_of
from plenum.files.ifc.relations import above, definitions, predefined, spaces_within, text
from plenum.files.ifc.sound import place, sound
from plenum.files.ifc.units import Units, factor
from plenum.files.limits import MAX_CEILING_M, MIN_CEILING_M
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
            raise LeftOut(f"it is no room with a ceiling ({type_note})")
        placement = context.bodies.metres(context.placements.of(space.ObjectPlacement))
        plan = plan_of(_bodies(space, context, placement), at)
        height, notes = _ceiling(space, plan, context)
        grid = stated_grid(space, context.units.length_m)
        if grid is not None and context.options.tile_m not in (None, list(grid.tile_m)):
            grid = None
        tiling = tiling_of(grid, plan.floor, plan.level_m, placement) if grid else None
        tile = grid.tile_m if grid else context.assumed.tile_m
        if tiling is None:
            notes.append(f"tiles of {tile[0]:g} m × {tile[1]:g} m")
            tiling = tile_floor(plan.floor, plan.level_m, tile, at)
        if plan.floor_slope_m > STEP_M:
            notes.append(f"the floor slopes by {plan.floor_slope_m:.3g} m: its lowest point counts")
        notes += [*plan.notes, *([type_note] if type_note else [])]
        room_id, name = _names(space)
        room = Room(
            room_id=room_id,
            rows=tiling.rows,
            tile_m=tile,
            ceiling_height_m=height,
            room_type=room_type,
            name=name,
            story=storey_of(space),
            outline_m=tiling.outline_m,
            holes_m=tiling.holes_m,
            frame=tiling.frame,
        )
    return room, tuple(notes)


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
    if body_of(space) is None:
        raise LeftOut("it has no body")


def _check_whole(space: Any, gaps: Mapping[int, int]) -> None:
    """Raises InvalidBuilding where the space, its place or its body refers to what is not in the file."""
    roots = (space, space.ObjectPlacement, space.Representation)
    below = (i for root in roots if root is not None for i in space.file.traverse(root, max_levels=MAX_DEPTH))
    for instance in below:
        if instance.id() in gaps:
            missing = f"{place(instance)[1:]} refers to #{gaps[instance.id()]}, which is not in the file"
            raise InvalidBuilding(place(space), missing, "export the file again")


def _bodies(space: Any, context: Context, placement: Any) -> list[Any]:
    return [body.moved(placement) for item in items_of(body_of(space)) for body in context.bodies.of(item)]


def _ceiling(space: Any, plan: Plan, context: Context) -> tuple[float, list[str]]:
    """The suspended ceiling over the floor in m, and how it was found. Raises LeftOut."""
    assumed = context.assumed
    if assumed.ceiling_is_set:
        return assumed.ceiling_height_m, [
            f"ceiling at {assumed.ceiling_height_m:g} m, as set for the building"
        ]
    stated = _finish_height(definitions(space), context.units)
    if stated is not None:
        height, notes = round(stated, 4), []
    else:
        body = plan.top_m - plan.level_m
        drop = context.options.storey_drop_m
        if drop is None and context.options.settings and context.options.settings.assume:
            drop = context.options.settings.assume.storey_drop_m
        height = round(body - (drop or 0.0), 4)
        notes = [
            f"ceiling at {height:g} m: the top of the space's body" + (f" less {drop:g} m" if drop else "")
        ]
        if plan.ceiling_slope_m > STEP_M:
            notes.append(f"the ceiling slopes by {plan.ceiling_slope_m:.3g} m: its lowest point counts")
    if not MIN_CEILING_M <= height <= MAX_CEILING_M:
        raise LeftOut(f"a ceiling at {height:.4g} m is none of {MIN_CEILING_M:g} to {MAX_CEILING_M:g} m")
    return height, notes


def _finish_height(sets: Iterable[Any], units: Units) -> float | None:
    """`FinishCeilingHeight` of the space's quantities: the suspended ceiling over the floor, in m."""
    for quantities in sets:
        for quantity in getattr(quantities, "Quantities", None) or ():
            if quantity.Name == "FinishCeilingHeight" and quantity.is_a("IfcQuantityLength"):
                scale = factor(quantity.Unit) if quantity.Unit else units.length_m
                if quantity.LengthValue > 0:
                    return float(quantity.LengthValue * scale)
    return None


def _names(space: Any) -> tuple[str, str]:
    """The room's id, which is its number, and its name."""
    number, long_name = text(space, "Name"), text(space, "LongName")
    room_id = identifier(number or long_name, "space")
    return room_id, short(long_name or (number if number != room_id else ""))
