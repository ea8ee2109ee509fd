"""gbXML: spaces become rooms; their plans, shells or the surfaces around them become tile grids.

The file says nothing about a suspended ceiling, unless a plenum space lies above: what is assumed is
listed for each room, and so is what the room was made from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.gathering import Gathering, LeftOut, Read, no_room
from plenum.files.building.rooms import Budget, check_building
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.gbxml.shape import Face, Point3, Shape, faces, shape_of, unit_of
from plenum.files.geometry.storey import LEVEL_M, SLOPE_M, suspended_ceiling, top_of_room
from plenum.files.geometry.tiling import tile_floor
from plenum.files.geometry.voids import Void, is_over
from plenum.files.limits import MAX_ROOMS, MIN_CEILING_M
from plenum.files.omission import Named, Omission
from plenum.files.parsing.check import check
from plenum.files.parsing.fields import Given, Label, Strict
from plenum.files.parsing.xml_text import Element, load_xml, steps
from plenum.files.room_names.vocabulary import NOT_A_ROOM
from plenum.files.settings.options import Assumed, ReadOptions, settings_of

_KEPT: Final = frozenset(
    ("Campus", "Building", "BuildingStorey", "Space", "Zone", "Surface", "AdjacentSpaceId", "Name", "Level")
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

    id: Given
    name: Label
    storey: Label


@dataclass
class _File:
    """The document, sorted."""

    scale: float
    spaces: list[Element]
    astray: list[Element]
    """Spaces elsewhere than in a building."""
    storeys: dict[str, str]
    zones: dict[str, str]
    levels: dict[str, float]
    """Of storeys, m, by id."""
    surfaces: dict[str, list[Face]] = field(default_factory=dict)
    """By space id."""
    broken: dict[str, InvalidBuilding] = field(default_factory=dict)
    """By space id what is wrong with a surface of it: without it the floor could be a part of the floor."""


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
    settings, fields = settings_of(options)
    gathering = Gathering()
    assumed = Assumed.of_model(options, (space.text_of("Name") for space in file.spaces), file.scale)
    _read_spaces(file, assumed, gathering)
    if not gathering.rooms:
        raise gathering.no_rooms("spaces")
    gathering.leave_areas("space")
    owner, name = _owner(root)
    building = gathering.building(owner, name, settings, "gbxml")
    check_building(building, fields, id_field="id")
    return building


def _read_spaces(file: _File, assumed: Assumed, gathering: Gathering) -> None:
    """Each space by itself: its shape first, since voids above rooms tell where their ceilings are."""
    shaped: list[tuple[Named, _Space]] = []
    for element in file.spaces:
        named = Named("space", element.attributes["id"], element.text_of("Name"))

        if space := gathering.tried(named, partial(_looked_at, element, file, assumed, gathering.budget)):
            shaped.append((named, space))
    for element in file.astray:
        named = Named("space", element.attributes.get("id", ""), element.text_of("Name"))
        gathering.leave(named, "it stands in no Building; export the file again", Omission.NOT_READ)
    voids = [Void(s.shape.floor.plan, s.shape.floor.level_m) for _, s in shaped if s.is_void]
    for named, space in shaped:
        if read := gathering.tried(named, partial(_room, space, file, voids, assumed)):
            gathering.add(read, pointer(*steps(space.element)))


@dataclass(frozen=True)
class _Space:
    """A space with what has been found out about it."""

    element: Element
    shape: Shape
    room_type: str
    type_note: str

    @property
    def is_void(self) -> bool:
        """Whether nobody can stand in it, or the file says that it is no room."""
        top = self.shape.top
        low = top is not None and top + self.shape.slope - self.shape.floor.level_m < MIN_CEILING_M
        return low or self.room_type == NOT_A_ROOM


def _points(ended: Element, parent: Element) -> bool:
    """Points are kept as three numbers, what is none as its text: elements would be nearly all there is."""
    if ended.tag != "CartesianPoint":
        return False
    figures = [child.text for child in ended.children if child.tag == "Coordinate"]
    parent.values.append(_point(figures) or ", ".join(figures))
    return True


def _point(figures: Sequence[str]) -> Point3 | None:
    """Three finite numbers of a usual size; none where they are not."""
    try:
        x, y, z = map(float, figures)
    except ValueError:
        return None
    usual = abs(x) < MAX_COORDINATE and abs(y) < MAX_COORDINATE and abs(z) < MAX_COORDINATE
    return (x, y, z) if usual else None


def _sorted(root: Element) -> _File:
    scale = unit_of(root.attributes.get("lengthUnit"), "/lengthUnit")
    spaces = root.all("Campus", "Building", "Space")
    if not spaces:
        raise InvalidBuilding("/Campus/Building", "the file has no spaces", "export rooms or spaces too")
    if len(spaces) > MAX_ROOMS:
        raise InvalidBuilding("/Campus/Building", f"more than {MAX_ROOMS:,} spaces", "split the building")
    for i, space in enumerate(spaces, 1):
        space.attributes.setdefault("id", f"space-{i}")
    storeys = root.all("Campus", "Building", "BuildingStorey")
    zones = _named(root.all("Zone"))
    file = _File(scale, spaces, _astray(root, spaces), _named(storeys), zones, _levels(storeys, scale))
    for surface in root.all("Campus", "Surface"):
        sides = [side.attributes.get("spaceIdRef", "") for side in surface.all("AdjacentSpaceId")]
        try:
            found = faces(surface.all("PlanarGeometry"), scale, pointer("Campus", *steps(surface)))
        except InvalidBuilding as error:
            file.broken.update(dict.fromkeys(sides, error))
            continue
        for side in set(sides):
            file.surfaces.setdefault(side, []).extend(found)
    return file


def _astray(root: Element, spaces: Sequence[Element]) -> list[Element]:
    """The spaces of a document that are in no building."""
    known = {id(space) for space in spaces}
    return [each for each in root.within() if each.tag == "Space" and id(each) not in known]


def _levels(storeys: list[Element], scale: float) -> dict[str, float]:
    """Storeys' levels in m by id, where the file says them."""
    found = {}
    for storey in storeys:
        with suppress(ValueError):
            found[storey.attributes.get("id", "")] = float(storey.text_of("Level")) * scale
    return {own: level for own, level in found.items() if own and math.isfinite(level)}


def _named(elements: list[Element]) -> dict[str, str]:
    """Names by id; the id where there is no name."""
    return {
        e.attributes["id"]: e.text_of("Name") or e.attributes["id"] for e in elements if "id" in e.attributes
    }


def _looked_at(element: Element, file: _File, assumed: Assumed, budget: Budget) -> _Space:
    room_type, note = _use(element, assumed)
    try:
        shape = _shape(element, file, budget)
    except InvalidBuilding:
        if room_type == NOT_A_ROOM:
            raise LeftOut(no_room(note)) from None
        raise
    return _Space(element, shape, room_type, note)


def _shape(space: Element, file: _File, budget: Budget) -> Shape:
    own = space.attributes["id"]
    at = pointer(*steps(space))
    plan = faces(space.all("PlanarGeometry")[:1], file.scale, at)
    around = [
        face
        for shell in space.all("ShellGeometry")
        for face in faces(shell.all("ClosedShell"), _scale_of(shell, file.scale, at), f"{at}/ShellGeometry")
    ]
    if not plan and not around and own in file.broken:
        raise file.broken[own]
    around = around or file.surfaces.get(own, [])
    budget.points(sum(len(face.points) for face in (*plan, *around)), at)
    return shape_of(plan, around, at)


def _scale_of(shell: Element, scale: float, at: str) -> float:
    own = shell.attributes.get("unit")
    return unit_of(own, f"{at}/ShellGeometry/unit") if own else scale


def _room(space: _Space, file: _File, voids: Sequence[Void], assumed: Assumed) -> Read:
    """One room and what was assumed about it. Raises InvalidBuilding, and LeftOut."""
    if space.room_type == NOT_A_ROOM:
        raise LeftOut(no_room(space.type_note))
    element, shape = space.element, space.shape
    at = pointer(*steps(element))
    data = {"id": element.attributes["id"], "name": element.text_of("Name"), "storey": _storey(space, file)}
    names = check(_Names, data, at)
    notes = [*_origin(element, file), assumed.tile_text(), shape.note, *shape.floor.notes]
    height, note = _ceiling(space, voids, assumed, at)
    notes += [note, space.type_note]
    if shape.slope > SLOPE_M:
        notes.append(Assumption.LOWEST_CEILING.said(rise=shape.slope))
    tiling = tile_floor(shape.floor.plan, shape.floor.level_m, assumed.tile_m, shape.at)
    room = Room(
        room_id=names.id,
        rows=tiling.rows,
        tile_m=assumed.tile_m,
        ceiling_height_m=height,
        room_type=space.room_type,
        name=names.name,
        story=names.storey,
        outline_m=tiling.outline_m,
        holes_m=tiling.holes_m,
        frame=tiling.frame,
    )
    return room, tuple(notes)


def _storey(space: _Space, file: _File) -> str:
    """The storey's name: the one referred to, else the highest that begins below the space's middle."""
    known = space.element.attributes.get("buildingStoreyIdRef", "")
    if known:
        return file.storeys.get(known, known)
    shape = space.shape
    middle = (shape.floor.level_m + (shape.floor.level_m if shape.top is None else shape.top)) / 2
    below = [(level, own) for own, level in file.levels.items() if level <= middle + LEVEL_M]
    return file.storeys[max(below)[1]] if below else ""


def _origin(space: Element, file: _File) -> list[str]:
    """The room's CAD object and zone, for whoever has to find it in the model again."""
    cad = space.text_of("CADObjectId")[:60]
    zone = space.attributes.get("zoneIdRef", "")
    said = [f"CAD object {quoted(cad)}"] if cad else []
    said += [f"zone {quoted(file.zones.get(zone, zone))}"] if zone else []
    return [", ".join(said)] if said else []


def _ceiling(space: _Space, voids: Sequence[Void], assumed: Assumed, at: str) -> tuple[float, str]:
    """The suspended ceiling over the floor in m: under a void, else by rule GEO-5."""
    shape = space.shape
    level = shape.floor.level_m
    if shape.top is None:
        return assumed.ceiling_height_m, assumed.ceiling_text("the file gives no height")
    if not space.is_void and is_over(voids, shape.floor.plan, shape.top):
        return top_of_room(shape.top, level, assumed, at, "a plenum lies above")
    if shape.slope > SLOPE_M:
        low = max(shape.top, min(level + MIN_CEILING_M, shape.top + shape.slope))
        return top_of_room(
            low, level, assumed, at, "the lowest height of a sloped roof that can be stood under"
        )
    return suspended_ceiling(shape.top, level, assumed, at)


def _use(space: Element, assumed: Assumed) -> tuple[str, str]:
    """The room type, or `not_a_room`, and a note of what told it."""
    given, name = space.attributes.get("spaceType", ""), space.text_of("Name")
    own = space.attributes["id"]
    sayings = [("space type", given), ("name", name), ("id", "" if name else own)]
    return assumed.use((own, name, given), [(where, said) for where, said in sayings if said])


def _owner(root: Element) -> tuple[str, str]:
    """The building's id and name; the campus's where it has several buildings."""
    buildings = root.all("Campus", "Building")
    element = buildings[0] if len(buildings) == 1 else root.all("Campus")[0]
    own = element.attributes.get("id", "") or "building"
    names = check(
        _Names, {"id": own, "name": element.text_of("Name"), "storey": ""}, pointer("Campus", element.tag)
    )
    return names.id, names.name
