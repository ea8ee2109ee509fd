"""What a completed model keeps of the file it is made from: identifiers, storeys, place on earth."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from plenum.files.building.source_model import MapFields, SourceModelFields, StoreyFields
from plenum.files.ids import short
from plenum.files.ifc.relations import text
from plenum.files.ifc.sound import sound
from plenum.files.ifc.storeys import Storeys
from plenum.files.ifc.units import Units, factor

_GLOBAL_ID: Final = re.compile(r"[0-3][0-9A-Za-z_$]{21}")
_NEAR_ONE: Final = (0.9, 1.1)
"""Scales of maps; what is beyond is a factor of units that was put there."""
_SETS: Final = ("epset_mapconversion", "epset_projectedcrs")
"""Where IFC2X3 files say what IfcMapConversion does since IFC4."""


def source_of(file: Any, spaces: Mapping[int, str], storeys: Storeys, units: Units) -> dict[str, Any]:
    """What is kept, as `SourceModelFields` has it; `spaces` are room ids by the spaces' numbers.

    Raises InvalidBuilding for attributes that are none.
    """
    with sound(""):
        site = _only(file, "IfcSite")
        fields = SourceModelFields(
            project=_id(_only(file, "IfcProject")),
            site=_id(site),
            building=_id(_only(file, "IfcBuilding")),
            storeys=[
                StoreyFields(name=short(name), global_id=_id(storey), elevation_m=round(level, 6))
                for level, name, storey in storeys.named()
            ],
            spaces=dict(_spaces(file, spaces)),
            true_north=_true_north(file),
            map=_map(file, units),
            **_on_earth(site, units),
        )
        kept: dict[str, Any] = fields.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return kept


def _only(file: Any, kind: str) -> Any | None:
    found = file.by_type(kind)
    return found[0] if len(found) == 1 else None


def _id(instance: Any | None) -> str | None:
    own = text(instance, "GlobalId") if instance is not None else ""
    return own if _GLOBAL_ID.fullmatch(own) else None


def _spaces(file: Any, spaces: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Room ids and identifiers; of one that is there twice the first room has it."""
    seen: set[str] = set()
    for number, room_id in spaces.items():
        own = _id(file.by_id(number))
        if own and own not in seen:
            seen.add(own)
            yield room_id, own


def _on_earth(site: Any | None, units: Units) -> dict[str, Any]:
    if site is None:
        return {}
    found: dict[str, Any] = {}
    for field, name in (("latitude", "RefLatitude"), ("longitude", "RefLongitude")):
        angle = getattr(site, name, None)
        if angle and 3 <= len(angle) <= 4:
            found[field] = [int(part) for part in angle]
    height = getattr(site, "RefElevation", None)
    if height is not None and math.isfinite(height):
        found["elevation_m"] = round(float(height) * units.length_m + 0.0, 6)
    return found


def _true_north(file: Any) -> tuple[float, float] | None:
    contexts = file.by_type("IfcGeometricRepresentationContext", include_subtypes=False)
    north = next((c.TrueNorth for c in contexts if getattr(c, "TrueNorth", None)), None)
    if north is None:
        return None
    x, y = (float(value) for value in north.DirectionRatios[:2])
    return (x, y) if math.hypot(x, y) > 0 else None


def _map(file: Any, units: Units) -> MapFields | None:
    """The map conversion in metres, as an entity since IFC4, as property sets before."""
    known = _entities(file) if file.schema != "IFC2X3" else _property_sets(file)
    if not known.get("Name") or "Eastings" not in known:
        return None
    unit, scale = _in_metres(known.get("Scale") or 1.0, known.get("MapUnit"), units)
    figures = {name: float(known.get(name) or 0.0) for name in ("Eastings", "Northings", "OrthogonalHeight")}
    return MapFields(
        crs=short(str(known["Name"])),
        vertical_datum=short(str(known.get("VerticalDatum") or "")),
        eastings_m=figures["Eastings"] * unit,
        northings_m=figures["Northings"] * unit,
        height_m=figures["OrthogonalHeight"] * unit,
        x_axis=(float(known.get("XAxisAbscissa") or 1.0), float(known.get("XAxisOrdinate") or 0.0)),
        scale=scale,
    )


def _in_metres(given: float, map_unit: float | None, units: Units) -> tuple[float, float]:
    """Metres of the map's unit, and the scale between a site and a map in metres.

    A map without a unit of its own is in the project's, unless the scale says that it is in metres.
    """
    in_metres = math.isclose(given, units.length_m, rel_tol=0.01)
    unit = map_unit or (1.0 if in_metres else units.length_m)
    scale = given * unit / units.length_m
    return unit, scale if _NEAR_ONE[0] < scale < _NEAR_ONE[1] else 1.0


def _entities(file: Any) -> dict[str, Any]:
    conversion = next(iter(file.by_type("IfcMapConversion")), None)
    if conversion is None or conversion.TargetCRS is None:
        return {}
    crs = conversion.TargetCRS
    unit = getattr(crs, "MapUnit", None)
    return {
        **conversion.get_info(recursive=False),
        "Name": crs.Name,
        "VerticalDatum": getattr(crs, "VerticalDatum", None),
        "MapUnit": factor(unit) if unit else None,
    }


def _property_sets(file: Any) -> dict[str, Any]:
    return {
        entry.Name: entry.NominalValue.wrappedValue
        for definition in file.by_type("IfcPropertySet")
        if text(definition, "Name").casefold() in _SETS
        for entry in definition.HasProperties or ()
        if entry.is_a("IfcPropertySingleValue") and entry.NominalValue is not None
    } | {"MapUnit": None}
