"""How a model is read: what is assumed where it says nothing, which rooms are taken, what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from plenum.cli import streams
from plenum.cli.errors import UNREAD, WRONG
from plenum.cli.numbers import tile_edges

if TYPE_CHECKING:
    from plenum.files.building.building import Building

BESIDE: Final = ".plenum.json"
"""The end of the name of a file of reading options beside a model: `tower.plenum.json` for `tower.ifc`."""
LUMINAIRES: Final = "luminaires"
"""What such a file may say besides: a folder of luminaire files, from the file's own folder on."""
_TYPES_CURE: Final = (
    'set it with --room-type, or by patterns of names: --room-types FILE with {"*lab*": "laboratory"}'
)
_MOST: Final = 10
"""Lines of what was left out, and rooms that are named."""


@dataclass(frozen=True)
class Asked:
    """How one model is to be read."""

    options: dict[str, Any]
    """Of `read_building`."""
    luminaires: Path | None
    """The folder of luminaire files, if there is one."""


@dataclass(frozen=True)
class Reading:
    """The options of every command that reads a model; they outrank the file beside it."""

    storey_drop: Annotated[
        float | None,
        typer.Option("--storey-drop", help="m from the storey's ceiling down to the suspended one."),
    ] = None
    ceiling_height: Annotated[
        float | None,
        typer.Option("--ceiling-height", help="m from floor to ceiling, in all rooms."),
    ] = None
    room_type: Annotated[
        str | None, typer.Option("--room-type", help="The type of rooms for which nothing tells one.")
    ] = None
    room_types: Annotated[
        Path | None,
        typer.Option(
            "--room-types",
            help="A JSON file of types, or not_a_room, by patterns of names: {'*lab*': 'laboratory'}.",
        ),
    ] = None
    room_layer: Annotated[
        str | None,
        typer.Option("--room-layer", help="The layer of room outlines in a DXF drawing, or a pattern of it."),
    ] = None
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            help="mm, cm, m, in or ft: of a DXF drawing, whatever it says, or of a list that says none.",
        ),
    ] = None
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="These stories and rooms alone, by patterns of names. May be repeated."),
    ] = None
    beside: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            help="An IFC model of the services beside the architect's: what hangs in its ceilings is there"
            " already. May be repeated.",
        ),
    ] = None
    luminaires: Annotated[
        Path | None,
        typer.Option(
            "--luminaires",
            help="A folder of IES and EULUMDAT files, each for rooms of the type that its name or the"
            " folder's luminaires.json says.",
        ),
    ] = None
    strict_types: Annotated[
        bool, typer.Option("--strict-types", help="Code 2, and nothing done, where a room's type is unknown.")
    ] = False

    def asked(self, source: Path, tile: str | None) -> Asked:
        """What the file beside the model asks for, then these options."""
        from plenum.cli.talk import say

        beside = _beside(source)
        if beside:
            say(f"read as {source.stem}{BESIDE} says")
        folder = beside.pop(LUMINAIRES, None)
        if not isinstance(folder, str | None):
            raise typer.BadParameter(f"{source.stem}{BESIDE}: luminaires: give the name of a folder")
        _check(beside, "/options", f"{source.stem}{BESIDE}")
        said: dict[str, Any] = {
            "storey_drop_m": self.storey_drop,
            "ceiling_height_m": self.ceiling_height,
            "room_type": self.room_type,
            "room_types": _types_of(self.room_types) if self.room_types else None,
            "only": self.only or None,
            "room_layer": self.room_layer,
            "unit": self.unit,
            "tile_m": tile_edges(tile) if tile else None,
        }
        options = {**beside, **{name: value for name, value in said.items() if value is not None}}
        return Asked(options, self.luminaires or (source.parent / folder if folder else None))

    def read(self, source: Path, asked: Asked) -> Building:
        """The building of a model, with what else is given for it, not laid out yet.

        Raises InvalidBuilding.
        """
        from plenum.cli.progress import reading
        from plenum.files.read import read_model

        with reading(source):
            read = read_model(streams.source(source), name=streams.name_of(source), options=asked.options)
        return self.completed(read, asked)

    def completed(self, building: Building, asked: Asked) -> Building:
        """The building with what the models beside it hang in its ceilings, and its folder's luminaires.

        Raises InvalidBuilding.
        """
        from plenum.files.building.lit_by_type import with_luminaire_folder
        from plenum.files.read import with_models

        building = with_models(building, self.beside or ())
        return with_luminaire_folder(building, asked.luminaires) if asked.luminaires else building

    def check(self, building: Building) -> None:
        """Ends with code 2 where a type is unknown, which was told, and must not be."""
        from plenum.cli.talk import say

        if self.strict_types and _of_unknown_type(building):
            say("nothing is done: --strict-types asks for the type of every room", style="bold red")
            raise typer.Exit(WRONG)


def _beside(source: Path) -> dict[str, Any]:
    """What the file beside a model says, if there is one."""
    file = source.with_name(f"{source.stem}{BESIDE}") if source != streams.STANDARD and source.name else None
    return {} if file is None or not file.is_file() else _object(file, file.name)


def _types_of(file: Path) -> dict[str, Any]:
    """The types by patterns of names in a file. Raises InvalidBuilding, which names it."""
    types = _object(file, "--room-types")
    _check({"room_types": types}, "/options/room_types", file.name)
    return types


def _check(options: dict[str, Any], at: str, file: str) -> None:
    """Raises InvalidBuilding with the place in the file that the options are from, not in the model."""
    from plenum.files.errors import InvalidBuilding
    from plenum.files.settings.options import Assumed, ReadOptions

    try:
        Assumed(ReadOptions.of(options))
    except InvalidBuilding as error:
        place = error.pointer.removeprefix(at)
        raise InvalidBuilding(place, error.message, error.cure, file) from None


def _object(file: Path, what: str) -> dict[str, Any]:
    from plenum.files.errors import InvalidBuilding
    from plenum.files.parsing.json_text import load

    try:
        data = load(streams.source(file))
    except InvalidBuilding as error:
        raise error.within(file.name) from None
    if not isinstance(data, dict):
        raise typer.BadParameter(f"{what}: give a JSON object")
    return data


def ended_unread(building: Building) -> None:
    """Ends with a code of its own where spaces could not be read."""
    from plenum.files.told import told

    if told(building).unread:
        raise typer.Exit(UNREAD)


def tell(building: Building) -> None:
    """Says what was left out, and sums up what was read and assumed."""
    from plenum.cli.talk import say
    from plenum.files.told import told

    found = told(building)
    for text in found.left_out[:_MOST]:
        say(f"left out: {text}")
    if len(found.left_out) > _MOST:
        say(f"left out: {len(found.left_out) - _MOST} more, all in the building file's `left_out`")
    parts = [f"{_counted(found.rooms)} read"]
    if found.left_out:
        parts.append(f"{len(found.left_out)} left out, {found.unread} of them not readable")
    if found.assumed:
        parts.append("assumed: " + ", ".join(f"{kind} ({count})" for kind, count in found.assumed.items()))
    if len(parts) > 1:
        say("; ".join(parts))
    if unknown := _of_unknown_type(building):
        say(f"unknown type: {unknown}; {_TYPES_CURE}")


def _of_unknown_type(building: Building) -> str:
    """The rooms whose type nothing tells, by id and by the name for which a pattern can be given."""
    from plenum.files.told import told

    unknown = set(told(building).unknown_types)
    if not unknown:
        return ""
    rooms = [room for room in building.rooms if room.room_id in unknown]
    named = [" ".join(dict.fromkeys(filter(None, (room.room_id, room.name)))) for room in rooms[:_MOST]]
    more = f" and {len(rooms) - _MOST} more" if len(rooms) > _MOST else ""
    return f"{_counted(len(rooms))} ({', '.join(named)}{more})"


def _counted(rooms: int) -> str:
    return f"{rooms} room" if rooms == 1 else f"{rooms} rooms"
