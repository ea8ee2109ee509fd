"""What every written file begins with: project, units, contexts, site, building and storeys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.building.source_model import SourceModelFields
from plenum.files.ifc.writer.georeference import context, on_earth, storey_path
from plenum.files.ifc.writer.model import Model


@dataclass(frozen=True)
class Skeleton:
    """What rooms and components are attached to."""

    body: Any
    """Context of bodies."""
    footprint: Any
    """Context of lines in plan."""
    storeys: Mapping[str, Any]
    """By room id."""
    levels: Mapping[str, float]
    """Of a room's storey, m, by room id."""


def skeleton(model: Model, read: Building, rooms: Sequence[Room], source: SourceModelFields) -> Skeleton:
    """The spatial structure down to the storeys, with what the source model says of the site."""
    building_id, name = read.building_id, read.name
    whole = context(model, source)
    body, footprint = (
        model.new(
            "IfcGeometricRepresentationSubContext",
            ContextIdentifier=identifier,
            ContextType="Model",
            ParentContext=whole,
            TargetView=view,
        )
        for identifier, view in (("Body", "MODEL_VIEW"), ("FootPrint", "PLAN_VIEW"))
    )
    project = model.rooted(
        "IfcProject",
        (),
        Name=name or building_id,
        RepresentationContexts=[whole],
        UnitsInContext=_units(model),
    )
    ground = model.placed(None)
    site = model.rooted("IfcSite", (), ObjectPlacement=ground, CompositionType="ELEMENT", **on_earth(source))
    base = model.placed(ground)
    building = model.rooted(
        "IfcBuilding",
        (),
        Name=building_id,
        ObjectPlacement=base,
        LongName=name or None,
        CompositionType="ELEMENT",
    )
    storeys: dict[str, Any] = {}
    levels: dict[str, float] = {}
    made: list[Any] = []
    for (story, level), within in _storeys(rooms, source).items():
        storey = model.rooted(
            "IfcBuildingStorey",
            storey_path(story, level),
            Name=story or None,
            ObjectPlacement=model.placed(base, (0, 0, level)),
            CompositionType="ELEMENT",
            Elevation=level,
        )
        made.append(storey)
        storeys.update(dict.fromkeys(within, storey))
        levels.update(dict.fromkeys(within, level))
    for whole_of, parts in ((project, [site]), (site, [building]), (building, made)):
        aggregate(model, whole_of, parts)
    return Skeleton(body, footprint, storeys, levels)


def aggregate(model: Model, whole: Any, parts: Sequence[Any]) -> None:
    """Say what something consists of."""
    model.rooted("IfcRelAggregates", (whole.GlobalId,), RelatingObject=whole, RelatedObjects=list(parts))


def _storeys(rooms: Sequence[Room], source: SourceModelFields) -> dict[tuple[str, float], list[str]]:
    """Room ids by storey: those of one name on the level of most tiles, which no pit or platform moves.

    A storey of the source model is where it was.
    Rooms without a storey's name are by their own level.
    """
    tiles: dict[str, Counter[float]] = {}
    for room in rooms:
        tiles.setdefault(room.story, Counter())[room.frame.origin_m[2]] += room.width * room.height
    levels = {story: max(by, key=lambda z: (by[z], -z)) for story, by in tiles.items()}
    levels |= {storey.name: storey.elevation_m for storey in reversed(source.storeys) if storey.name}
    found: dict[tuple[str, float], list[str]] = {}
    for room in rooms:
        level = levels[room.story] if room.story else room.frame.origin_m[2]
        found.setdefault((room.story, level), []).append(room.room_id)
    return found


def _units(model: Model) -> Any:
    def si(kind: str, name: str) -> Any:
        return model.new("IfcSIUnit", UnitType=kind, Name=name)

    volume, second = si("VOLUMEUNIT", "CUBIC_METRE"), si("TIMEUNIT", "SECOND")
    elements = [
        model.new("IfcDerivedUnitElement", volume, 1),
        model.new("IfcDerivedUnitElement", second, -1),
    ]
    units = [
        si("LENGTHUNIT", "METRE"),
        si("AREAUNIT", "SQUARE_METRE"),
        volume,
        second,
        si("PLANEANGLEUNIT", "RADIAN"),
        si("POWERUNIT", "WATT"),
        si("LUMINOUSFLUXUNIT", "LUMEN"),
        si("ILLUMINANCEUNIT", "LUX"),
        model.new("IfcDerivedUnit", elements, "VOLUMETRICFLOWRATEUNIT", None),
    ]
    return model.new("IfcUnitAssignment", units)
