"""A completed ceiling into the model that its rooms are from: what was placed, and nothing else, is added."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.room.grid import KINDS, Tile
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.building.source_model import SourceModelFields
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.ifc.opening import opened, text_of
from plenum.files.ifc.placement import Matrix, Placements, frame
from plenum.files.ifc.sound import sound
from plenum.files.ifc.units import Units, units_of
from plenum.files.ifc.writer.model import Into, Model
from plenum.files.ifc.writer.products import Products, Stand
from plenum.files.ifc.writer.skeleton import Skeleton
from plenum.files.ifc.writer.write import contain, refer
from plenum.files.parsing.missing import MissingLibraryError


def increment_ifc(building: Building, completed: Mapping[str, Any], content: bytes | str) -> bytes:
    """The source model's file with what was placed in its spaces, in its own schema and units.

    What the rooms held before is in the model already; what an earlier increment has added stays, under the
    same identifiers. Raises InvalidBuilding where a room's space is not in the file, and where it is damaged;
    and MissingLibraryError.
    """
    if find_spec("ifcopenshell") is None:
        raise MissingLibraryError("IFC files", "ifcopenshell", "ifc")
    source = opened(text_of(content))
    if source.damage:
        cure = "export it again, or write the result alone, without --into"
        raise InvalidBuilding("", f"a part would be lost: {source.damage[0]}", cure)
    file = source.file
    with sound(""):
        units = units_of(file)
        model = Model(building.building_id, into=Into(file, units.length_m, units.flow_l_s))
        products = Products(model, Skeleton(_context(file), None, {}, {}))
        known = SourceModelFields.model_validate(building.source_model)
        spaces = {space.GlobalId: space for space in file.by_type("IfcSpace")}
        results = {room["room_id"]: room for room in completed.get("rooms", ())}
        placements = Placements()
        for room in building.rooms:
            space = spaces.get(known.spaces.get(room.room_id, ""))
            if space is None:
                raise _no_space(room)
            stand = _stand(model, placements.of(space.ObjectPlacement), space, room, units)
            lamp = light_brief(room, building.settings).luminaire
            made = products.hang(room, stand, lamp, room.existing | _added_before(model, room))
            if made:
                contain(model, ("increment", room.room_id), space, made)
                if completed:
                    refer(model, room, made, completed, results.get(room.room_id, {}))
        products.close()
    return str(file.to_string()).encode("ascii")


def _no_space(room: Room) -> InvalidBuilding:
    message = f"the space of room {quoted(room.room_id)} is not in it"
    return InvalidBuilding("", message, "give the IFC model that the room was read from")


def _added_before(model: Model, room: Room) -> set[Tile]:
    """The tiles whose component an earlier increment has added."""
    return {tile for tile, char in room.tiles() if char in KINDS and _is_there(model, room, tile)}


def _is_there(model: Model, room: Room, tile: Tile) -> bool:
    """Whether an earlier increment has added this."""
    try:
        model.file.by_guid(model.guid(room.room_id, KINDS[room.at(tile)].value, *tile))
    except RuntimeError:
        return False
    return True


def _context(file: Any) -> Any:
    """The context of bodies, else that of the model."""
    contexts = file.by_type("IfcGeometricRepresentationContext")
    bodies = [c for c in contexts if c.ContextIdentifier == "Body"]
    models = [c for c in contexts if c.ContextType == "Model"]
    return next(iter([*bodies, *models, *contexts]), None)


def _stand(model: Model, space: Matrix, within: Any, room: Room, units: Units) -> Stand:
    """Makes placements in a space for points of the room's grid, m."""
    turn = math.radians(room.frame.rotation_deg)
    origin = [value / units.length_m for value in room.frame.origin_m]
    grid = np.linalg.inv(space) @ frame(origin, (0.0, 0.0, 1.0), (math.cos(turn), math.sin(turn), 0.0))
    up, along = (model.direction((grid[:3, axis].round(12) + 0.0).tolist()) for axis in (2, 0))

    def stand(at: Sequence[float]) -> Any:
        local = grid[:3, :3] @ np.array(at) + grid[:3, 3] * units.length_m
        axes = model.new("IfcAxis2Placement3D", model.point((local.round(9) + 0.0).tolist()), up, along)
        return model.new("IfcLocalPlacement", within.ObjectPlacement, axes)

    return stand
