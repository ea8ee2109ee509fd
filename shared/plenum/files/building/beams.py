"""Beams below a ceiling, as `settings.beams` tells them: deep ones part it as walls do (domain facts 2.7).

BS 5839-1 (22.3) and EN 54-14 treat as a wall what is deeper than a tenth of the height; NFPA 72
(17.7.3.2.4.2) wants detectors in each bay from a tenth of the height on where beams are 0.4 of it apart.
Those nearer to each other, for which it only halves the spacing across, part the ceiling here too. A deep
beam becomes a hole of the room's floor, a hair short of the walls, so that one room stays one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from shapely import LineString, Polygon

from plenum.ceiling.room.geometry import tiles_inside
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.room import Room
from plenum.files import limits
from plenum.files.building.building import AS_DRAWN, Building
from plenum.files.building.gathering import noted
from plenum.files.building.rooms import check_known
from plenum.files.errors import InvalidBuilding, pointer
from plenum.files.geometry.outline import rings_of

DEEP: Final = 0.1
"""Of the ceiling's height."""
GAP_M: Final = 0.02
"""Between a beam and walls or other beams: too narrow to matter."""


def parted_by_beams(building: Building) -> Building:
    """The building with `settings.beams` carried out and gone from its settings. Raises InvalidBuilding."""
    asked: Mapping[str, Sequence[Mapping[str, Any]]] | None = building.settings.overrides.get("beams")
    if not asked:
        return building
    rooms = {room.room_id: room for room in building.rooms}
    notes = dict(building.assumptions)
    for room_id, beams in asked.items():
        at = pointer("settings", "beams", room_id)
        check_known([room_id], at, rooms)
        deep = [beam for beam in beams if beam["depth_m"] >= DEEP * rooms[room_id].ceiling_height_m - 1e-9]
        if deep:
            rooms[room_id] = _parted(rooms[room_id], deep, at, drawn=building.source_format in AS_DRAWN)
        told = (
            f"beams: {len(deep)} of {len(beams)} are a tenth of the height deep and part the ceiling as walls"
        )
        noted(notes, room_id, told)
    return replace(
        building,
        rooms=tuple(rooms.values()),
        settings=building.settings.without("beams"),
        assumptions=notes,
    )


def _parted(room: Room, beams: Sequence[Mapping[str, Any]], at: str, *, drawn: bool) -> Room:
    """The room with its beams as holes, and the tiles that they cut unusable.

    What hangs in a model beside a beam may be on a tile that it cuts: the rules tell. Where somebody drew
    the tiles it is a mistake.
    """
    floor = Polygon(room.outline, room.holes_m)
    _, holes = rings_of(floor.difference(shapely.union_all(list(_plans(floor, beams, at)))))
    if len(holes) > limits.MAX_HOLES:
        raise InvalidBuilding(at, f"{len(holes)} holes and parts of beams", f"at most {limits.MAX_HOLES}")
    below_m2 = floor.area - Polygon(room.outline, holes).area
    parted = replace(room, outline_m=room.outline, holes_m=holes, beams_m2=room.beams_m2 + below_m2)
    inside = tiles_inside(parted)
    cells = np.array([list(row) for row in room.rows])
    hung = ~np.isin(cells, (EMPTY, INVALID)) & ~inside & tiles_inside(room)
    if drawn and hung.any():
        y, x = (int(i) for i in np.argwhere(hung)[0])
        raise InvalidBuilding(at, f"a beam runs through what hangs on tile ({x}, {y})", "move one of them")
    cells[(cells == EMPTY) & ~inside] = INVALID
    return replace(parted, rows=tuple("".join(row) for row in cells))


def _plans(floor: Polygon, beams: Sequence[Mapping[str, Any]], at: str) -> Iterator[Polygon]:
    """The plan of each beam as far as it lies on the floor, apart from walls and the beams before it.

    A column or another beam that it is wider than is taken in.
    """
    left = floor.buffer(-GAP_M, join_style="mitre")
    for number, beam in enumerate(beams):
        axis = LineString([beam["from_m"], beam["to_m"]])
        plan = axis.buffer(beam["width_m"] / 2, cap_style="flat").intersection(left)
        parts = [p for p in shapely.get_parts(plan) if isinstance(p, Polygon) and not p.is_empty]
        if not parts:
            message = f"deep beam {number} has no length, or none inside the room"
            raise InvalidBuilding(at, message, "give both ends of its axis in the grid's frame, in m")
        left = left.difference(plan.buffer(GAP_M, join_style="mitre"))
        for part in parts:
            yield Polygon(part.exterior)
