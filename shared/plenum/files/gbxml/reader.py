"""gbXML: spaces become rooms; their plans, shells or the surfaces around them become tile grids.

The file says nothing about a suspended ceiling, unless a plenum space lies above: what is assumed is
listed for each room, and so is what the room was made from.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.building.rooms import Budget, check_building
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.gbxml.room_types import PLENUM, of_room_name, of_space_type
from plenum.files.gbxml.shape import Face, Shape, faces, shape_of, unit_of
from plenum.files.geometry.storey import LEVEL_M, suspended_ceiling
from plenum.files.geometry.tiling import STEP_M, tile_floor
from plenum.files.limits import DEFAULT_CEILING_M, MAX_CEILING_M, MAX_ROOMS, MIN_CEILING_M
from plenum.files.parsing.check import check
from plenum.files.parsing.fields import Identifier, Name, Strict
from plenum.files.parsing.xml_text import Element, load_xml, steps
from plenum.files.settings.options import Assumed, ReadOptions, settings_of

_KEPT: Final = frozenset(
    ("Campus", "Building", "BuildingStorey", "Space", "Zone", "Surface", "AdjacentSpaceId", "Name")
) | frozenset(
    (
        "CADObjectId",
        "PlanarGeometry",
        "ShellGeometry",
        "ClosedShell",
        "PolyLoop",
        "CartesianPoint",
        "Coordinate",
    )
)


MAX_SENT: Final = 8 * 1024 * 1024
"""Characters of a document that is sent as text: seconds of a coordinator; a file may be larger."""
MAX_COORDINATE: Final = 1e10
"""In the file's unit: 10,000 km in mm."""


class _Names(Strict):
    """What a space is called, checked like any room's."""

    id: Identifier
    name: Name
    storey: Name


@dataclass
class _File:
    """The document, sorted."""

    scale: float
    spaces: list[Element]
    storeys: dict[str, str]
    zones: dict[str, str]
    surfaces: dict[str, list[Face]] = field(default_factory=dict)
    """By space id."""
    beside: dict[str, set[str]] = field(default_factory=dict)
    """By space id: the spaces on the other side of its surfaces."""


def read_gbxml(content: bytes | str, options: ReadOptions) -> Building:
    """A building from a gbXML document. Raises InvalidBuilding."""
    if isinstance(content, str) and len(content) > MAX_SENT:
        raise InvalidBuilding(
            "", f"larger than {MAX_SENT // 2**20} MiB as text", "send what `plenum convert` makes of the file"
        )
    root = load_xml(content, _KEPT, _points)
    if root.tag != "gbXML":
        raise InvalidBuilding("", f"the XML is <{root.tag}>, not <gbXML>", "export the model as gbXML")
    file = _sorted(root)
    assumed = Assumed(options, options.settings.assume if options.settings else None)
    settings, fields = settings_of(options)
    shapes = _shapes(file)
    plenums = {s.attributes["id"] for s in file.spaces if s.attributes.get("spaceType") == PLENUM}
    rooms: list[Room] = []
    assumptions: dict[str, tuple[str, ...]] = {}
    budget = Budget()
    for space in file.spaces:
        if space.attributes["id"] not in plenums:
            room, notes = _room(space, file, shapes, plenums, assumed)
            budget.tiles(room, pointer(*steps(space)))
            rooms.append(room)
            assumptions[room.room_id] = notes
    if not rooms:
        raise InvalidBuilding("/Campus/Building", "all its spaces are plenums", "export the rooms too")
    owner, name = _owner(root)
    building = Building(
        building_id=owner,
        name=name,
        settings=settings,
        rooms=tuple(rooms),
        assumptions=assumptions,
        source_format="gbxml",
        left_out=tuple(f"space {quoted(own)}: a plenum" for own in sorted(plenums)),
    )
    check_building(building, fields, id_field="id")
    return building


def _points(ended: Element, parent: Element, place: Callable[[], str]) -> bool:
    """Points are kept as three numbers: as elements they would be nearly all there is."""
    if ended.tag != "CartesianPoint":
        return False
    figures = [child.text for child in ended.children if child.tag == "Coordinate"]
    if len(figures) != 3:
        at = f"{place()}{pointer(len(parent.values))}"
        raise InvalidBuilding(at, f"{len(figures)} coordinates", "give x, y and z")
    try:
        x, y, z = map(float, figures)
    except ValueError:
        x = y = z = math.nan
    if not (abs(x) < MAX_COORDINATE and abs(y) < MAX_COORDINATE and abs(z) < MAX_COORDINATE):
        raise InvalidBuilding(
            f"{place()}{pointer(len(parent.values))}",
            f"{quoted(', '.join(figures))} is no point",
            "give finite numbers of a usual size",
        )
    parent.values.append((x, y, z))
    return True


def _sorted(root: Element) -> _File:
    scale = unit_of(root.attributes.get("lengthUnit"), "/lengthUnit")
    spaces = root.all("Campus", "Building", "Space")
    if not spaces:
        raise InvalidBuilding("/Campus/Building", "the file has no spaces", "export rooms or spaces too")
    if len(spaces) > MAX_ROOMS:
        raise InvalidBuilding("/Campus/Building", f"more than {MAX_ROOMS:,} spaces", "split the building")
    seen: set[str] = set()
    for i, space in enumerate(spaces):
        own = space.attributes.get("id", "")
        at = pointer("Campus", "Building", "Space", i, "id")
        if not own:
            raise InvalidBuilding(at, "is missing", "give each Space an id")
        if own.casefold() in seen:
            raise InvalidBuilding(at, f"{quoted(own)} is there twice", "give each Space its own id")
        seen.add(own.casefold())
    storeys = _named(root.all("Campus", "Building", "BuildingStorey"))
    file = _File(scale, spaces, storeys, _named(root.all("Zone")))
    for surface in root.all("Campus", "Surface"):
        sides = [side.attributes.get("spaceIdRef", "") for side in surface.all("AdjacentSpaceId")]
        found = faces(surface.all("PlanarGeometry"), scale, pointer("Campus", *steps(surface)))
        for side in set(sides):
            file.surfaces.setdefault(side, []).extend(found)
            file.beside.setdefault(side, set()).update(other for other in sides if other != side)
    return file


def _named(elements: list[Element]) -> dict[str, str]:
    """Names by id; the id where there is no name."""
    return {
        e.attributes["id"]: e.text_of("Name") or e.attributes["id"] for e in elements if "id" in e.attributes
    }


def _shapes(file: _File) -> dict[str, Shape]:
    shapes = {}
    budget = Budget()
    for space in file.spaces:
        own = space.attributes["id"]
        at = pointer(*steps(space))
        plan = faces(space.all("PlanarGeometry")[:1], file.scale, at)
        shells = space.all("ShellGeometry")
        around = [
            face
            for shell in shells
            for face in faces(
                shell.all("ClosedShell"), _scale_of(shell, file.scale, at), f"{at}/ShellGeometry"
            )
        ] or file.surfaces.get(own, [])
        budget.points(sum(len(face.points) for face in (*plan, *around)), at)
        shapes[own] = shape_of(plan, around, at)
    return shapes


def _scale_of(shell: Element, scale: float, at: str) -> float:
    own = shell.attributes.get("unit")
    return unit_of(own, f"{at}/ShellGeometry/unit") if own else scale


def _room(
    space: Element, file: _File, shapes: dict[str, Shape], plenums: set[str], assumed: Assumed
) -> tuple[Room, tuple[str, ...]]:
    """One room and what was assumed about it."""
    own = space.attributes["id"]
    at = pointer(*steps(space))
    storey = space.attributes.get("buildingStoreyIdRef", "")
    data = {"id": own, "name": space.text_of("Name"), "storey": file.storeys.get(storey, storey)}
    names = check(_Names, data, at)
    shape = shapes[own]
    notes = [*_origin(space, file), assumed.tile_text(), shape.note]
    if shape.slope > STEP_M:
        notes.append(f"the floor slopes by {shape.slope:.3g} m: its lowest point counts")
    tiling = tile_floor(shape.floor, shape.level, assumed.tile_m, shape.at)
    above = [other for other in file.beside.get(own, ()) if other in plenums]
    height, note = _ceiling(shape, [shapes[other] for other in sorted(above)], assumed, at)
    notes.append(note)
    room_type, note = _room_type(space, names.name, assumed)
    if note:
        notes.append(note)
    room = Room(
        room_id=own,
        rows=tiling.rows,
        tile_m=assumed.tile_m,
        ceiling_height_m=height,
        room_type=room_type,
        name=names.name,
        story=names.storey,
        outline_m=tiling.outline_m,
        holes_m=tiling.holes_m,
        frame=tiling.frame,
    )
    return room, tuple(notes)


def _origin(space: Element, file: _File) -> list[str]:
    """The room's CAD object and zone, for whoever has to find it in the model again."""
    cad = space.text_of("CADObjectId")[:60]
    zone = space.attributes.get("zoneIdRef", "")
    said = [f"CAD object {quoted(cad)}"] if cad else []
    said += [f"zone {quoted(file.zones.get(zone, zone))}"] if zone else []
    return [", ".join(said)] if said else []


def _ceiling(shape: Shape, plenums: list[Shape], assumed: Assumed, at: str) -> tuple[float, str]:
    """The suspended ceiling over the floor in m: under a plenum space, else by rule GEO-5."""
    if not assumed.ceiling_is_set:
        if shape.top is None:
            return DEFAULT_CEILING_M, f"ceiling at {DEFAULT_CEILING_M:g} m: the file gives no height"
        height = round(shape.top - shape.level, 4)
        below = any(abs(other.level - shape.top) <= LEVEL_M for other in plenums)
        if below and MIN_CEILING_M <= height <= MAX_CEILING_M:
            return height, f"ceiling at {height:g} m: a plenum space lies above"
    return suspended_ceiling(shape.top or 0.0, shape.level, assumed, at)


def _room_type(space: Element, name: str, assumed: Assumed) -> tuple[str, str]:
    """The room type, and what was assumed if the space type does not tell it."""
    given = space.attributes.get("spaceType")
    if known := of_space_type(given or ""):
        return known, f"room type {known}, from the space type {quoted(given)}"
    why = f"{quoted(given)} is no known space type" if given else "the space has no type"
    if known := of_room_name(name):
        return known, f"room type {known}, from the name {quoted(name)}: {why}"
    return assumed.room_type, f"room type {assumed.room_type}: {why}"


def _owner(root: Element) -> tuple[str, str]:
    """The building's id and name; the campus's where it has several buildings."""
    buildings = root.all("Campus", "Building")
    element = buildings[0] if len(buildings) == 1 else root.all("Campus")[0]
    own = element.attributes.get("id", "") or "building"
    names = check(
        _Names, {"id": own, "name": element.text_of("Name"), "storey": ""}, pointer("Campus", element.tag)
    )
    return names.id, names.name
