"""What an export keeps of the model that a building was made from: identifiers, storeys, place on earth."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from plenum.files import limits
from plenum.files.parsing.fields import Identifier, Name, Number, Positive, Strict

GlobalId = Annotated[str, Field(pattern=r"^[0-3][0-9A-Za-z_$]{21}$")]
"""An IFC identifier: 22 characters for 128 bits."""
Angle = Annotated[
    list[Annotated[int, Field(ge=-999_999, le=999_999)]],
    Field(min_length=3, max_length=4, description="Degrees, minutes, seconds, millionths of a second."),
]


class StoreyFields(Strict):
    """A storey of the model."""

    name: Name
    global_id: GlobalId | None = None
    elevation_m: Annotated[Number, Field(description="On the site.")]


class MapFields(Strict):
    """How the site lies on a map (IfcMapConversion), in metres."""

    crs: Annotated[Name, Field(description="The coordinate reference system, as in EPSG:25832.")]
    vertical_datum: Name = ""
    eastings_m: Number
    northings_m: Number
    height_m: Number = 0.0
    x_axis: Annotated[
        tuple[Number, Number], Field(description="Of the site's x axis on the map, east and north.")
    ] = (1.0, 0.0)
    scale: Positive = 1.0


class SourceModelFields(Strict):
    """An IFC model's own identifiers, so that an export is the same project, not another one."""

    project: GlobalId | None = None
    site: GlobalId | None = None
    building: GlobalId | None = None
    storeys: Annotated[list[StoreyFields], Field(max_length=1_000, default_factory=list)]
    spaces: Annotated[
        dict[Identifier, GlobalId],
        Field(max_length=limits.MAX_ROOMS, default_factory=dict, description="By room id."),
    ]
    latitude: Angle | None = None
    longitude: Angle | None = None
    elevation_m: Number | None = None
    true_north: Annotated[
        tuple[Number, Number] | None, Field(description="The direction of true north on the site.")
    ] = None
    map: MapFields | None = None
