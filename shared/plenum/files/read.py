"""The front door: any source, any format, a checked building or InvalidBuilding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from plenum.files.building.beams import parted_by_beams
from plenum.files.building.building import AS_DRAWN, Building
from plenum.files.building.chosen import only
from plenum.files.building.levels import with_stories
from plenum.files.building.luminaires import with_luminaire_files
from plenum.files.building.reader import read_building_json
from plenum.files.building.relaid import laid_as_asked
from plenum.files.building.suited import suited_to_lights
from plenum.files.dragonfly.reader import read_dragonfly
from plenum.files.dxf_rooms.reader import is_dxf, read_dxf
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.gbxml.reader import read_gbxml
from plenum.files.grid.reader import read_grid
from plenum.files.honeybee.reader import read_hbjson
from plenum.files.ifc.beside import with_components
from plenum.files.ifc.reader import is_ifc, read_components, read_ifc
from plenum.files.ifc.zipped import is_zip, read_ifczip, unzipped
from plenum.files.not_read import is_not_read, refuse
from plenum.files.parsing.json_text import content_of, load
from plenum.files.parsing.xml_text import is_xml
from plenum.files.room_list.reader import is_room_list, read_room_list
from plenum.files.settings.options import ReadOptions

BUILDING: Final = "plenum.building/1"
COMPLETED: Final = "plenum.completed/1"


def read_building(
    source: Path | bytes | str | Mapping[str, Any],
    *,
    name: str | None = None,
    options: ReadOptions | Mapping[str, Any] | None = None,
) -> Building:
    """A building from a file, from its text or bytes, or from parsed JSON; the format shows in the data.

    A `Path` is opened; a `str` is always content, never a file's name, since it may come from
    anybody. `name` is what errors call the source. Raises InvalidBuilding for whatever is wrong
    with it; nothing else, for any input. Luminaire files are read for a `Path` alone.
    """
    return laid_out(read_model(source, name=name, options=options), _label(source, name))


def read_model(
    source: Path | bytes | str | Mapping[str, Any],
    *,
    name: str | None = None,
    options: ReadOptions | Mapping[str, Any] | None = None,
) -> Building:
    """As `read_building`, for who adds to a model what its lights depend on before it is `laid_out`."""
    label = _label(source, name)
    try:
        chosen = ReadOptions.of(options)
        if not isinstance(source, Path | bytes | str):
            return _as_asked(_reader(source)(dict(source), chosen), chosen)
        content = content_of(source)
        read_text = text_reader(content)
        if read_text:
            return _as_asked(read_text(content, chosen), chosen)
        data = load(content)
        if isinstance(source, Path):
            data = with_luminaire_files(data, source.parent)
        return _as_asked(_reader(data)(dict(data), chosen), chosen)
    except InvalidBuilding as error:
        raise error.within(label) from None


def laid_out(building: Building, name: str) -> Building:
    """The building with its grids started as suits its lights, and its beams in these grids' frames.

    Raises InvalidBuilding, which calls the source by its name.
    """
    try:
        return parted_by_beams(suited_to_lights(building))
    except InvalidBuilding as error:
        raise error.within(name) from None


def _label(source: Path | bytes | str | Mapping[str, Any], name: str | None) -> str:
    return name or (source.name if isinstance(source, Path) else "")


def with_models(building: Building, models: Iterable[Path]) -> Building:
    """The building with what hangs in the ceilings of IFC models beside it. Raises InvalidBuilding."""
    for model in models:
        try:
            building = with_components(building, read_components(unzipped(content_of(model))), model.name)
        except InvalidBuilding as error:
            raise error.within(model.name) from None
    return building


def _as_asked(building: Building, options: ReadOptions) -> Building:
    if building.source_format not in AS_DRAWN:
        building = with_stories(building)
    asked = only(building, options.only) if options.only else building
    return laid_as_asked(asked)


Reader = Callable[[Mapping[str, Any], ReadOptions], Building]
TextReader = Callable[[bytes | str, ReadOptions], Building]


def text_reader(content: bytes | str) -> TextReader | None:
    """The reader of a format that is not JSON, told by how its text begins; none: read it as JSON."""
    return next((reader for begins, reader in _TEXTS if begins(content)), None)


_TEXTS: Final[tuple[tuple[Callable[[bytes | str], bool], TextReader], ...]] = (
    (is_not_read, refuse),
    (is_xml, read_gbxml),
    (is_ifc, read_ifc),
    (is_zip, read_ifczip),
    (is_dxf, read_dxf),
    (is_room_list, read_room_list),
)


def _reader(data: Any) -> Reader:
    """The reader of this data's format. Raises InvalidBuilding where it is none of them."""
    if not isinstance(data, Mapping):
        raise InvalidBuilding(
            "", f"{quoted(data)} is no building", "give an object: a building, a grid or a model"
        )
    schema = data.get("schema")
    if schema == BUILDING:
        return read_building_json
    if schema == COMPLETED:
        raise InvalidBuilding(
            "/schema", "this is a result, not a building", "give the building it was made from"
        )
    if schema is not None:
        raise InvalidBuilding("/schema", f"{quoted(schema)} is not known", f"use '{BUILDING}'")
    if data.get("type") == "Model":
        return read_dragonfly if "buildings" in data else read_hbjson
    if "cells" in data or "grid_id" in data:
        return read_grid
    if "rooms" in data:
        raise InvalidBuilding("/schema", "is missing", f'add "schema": "{BUILDING}", or "type": "Model"')
    raise InvalidBuilding(
        "",
        "neither a building (schema), nor a grid (cells), nor a Honeybee or Dragonfly model (type)",
        f'give a building ("schema": "{BUILDING}"), or the model as IFC, gbXML, HBJSON, DFJSON or DXF',
    )
