"""What a written file takes over from its source model: identifiers, latitude, true north, the map."""

from __future__ import annotations

from typing import Any

from plenum.files.building.source_model import SourceModelFields
from plenum.files.ifc.writer.model import Model

Path = tuple[str | int, ...]


def storey_path(story: str, level_m: float) -> Path:
    """The names that a storey's identifier is made from."""
    return story, f"{level_m:.4f}"


def known_identifiers(source: SourceModelFields) -> dict[Path, str]:
    """The source model's identifiers, by class and names; of storeys of one name the lowest's."""
    found: dict[Path, str] = {}
    for kind, own in (
        ("IfcProject", source.project),
        ("IfcSite", source.site),
        ("IfcBuilding", source.building),
    ):
        if own:
            found[kind,] = own
    for storey in reversed(source.storeys):
        if storey.global_id:
            found["IfcBuildingStorey", *storey_path(storey.name, storey.elevation_m)] = storey.global_id
    found |= {("IfcSpace", room_id): own for room_id, own in source.spaces.items()}
    return found


def on_earth(source: SourceModelFields) -> dict[str, Any]:
    """Latitude, longitude and height of the site as its attributes."""
    said = {
        "RefLatitude": source.latitude,
        "RefLongitude": source.longitude,
        "RefElevation": source.elevation_m,
    }
    return {name: value for name, value in said.items() if value is not None}


def context(model: Model, source: SourceModelFields) -> Any:
    """The context of all shapes, with true north and its place on a map where they are known."""
    north = model.direction(source.true_north) if source.true_north else None
    whole = model.new("IfcGeometricRepresentationContext", None, "Model", 3, 1e-5, model.axes(), north)
    if source.map:
        of = source.map
        crs = model.new("IfcProjectedCRS", Name=of.crs, VerticalDatum=of.vertical_datum or None)
        model.new(
            "IfcMapConversion",
            SourceCRS=whole,
            TargetCRS=crs,
            Eastings=of.eastings_m,
            Northings=of.northings_m,
            OrthogonalHeight=of.height_m,
            XAxisAbscissa=of.x_axis[0],
            XAxisOrdinate=of.x_axis[1],
            Scale=of.scale,
        )
    return whole
