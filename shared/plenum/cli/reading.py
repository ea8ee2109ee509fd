"""How a model is read: what is assumed where it says nothing, which rooms are taken, what is told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from plenum.cli import streams
from plenum.cli.numbers import tile_edges

if TYPE_CHECKING:
    from plenum.files.building.building import Building

BESIDE: Final = ".plenum.json"
"""The end of the name of a file of reading options beside a model: `tower.plenum.json` for `tower.ifc`."""
LUMINAIRES: Final = "luminaires"
"""What such a file may say besides: a folder of luminaire files, from the file's own folder on."""
_MOST: Final = 10
"""Lines of what was left out, and rooms that are named."""


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

    def read(self, source: Path, options: dict[str, Any]) -> Building:
        """The building of a model, with what else is given for it. Raises InvalidBuilding."""
        from plenum.files.read import read_building

        read = read_building(streams.source(source), name=streams.name_of(source), options=options)
        return self.completed(read, source)

    def completed(self, building: Building, source: Path) -> Building:
        """The building with what the models beside it hang in its ceilings, and its folder's luminaires.

        Raises InvalidBuilding.
        """
        from plenum.files.read import with_models

        building = with_models(building, self.beside or ())
        folder = self.luminaires or _folder_beside(source)
        if folder is None:
            return building
        from plenum.files.building.lit_by_type import with_luminaire_folder

        return with_luminaire_folder(building, folder)

    def options(self, source: Path, tile: str | None) -> dict[str, Any]:
        """What `read_building` is asked: the file beside the model, then these options."""
        from plenum.cli.talk import say

        beside = _beside(source)
        if beside:
            say(f"read as {source.stem}{BESIDE} says")
        asked = {name: value for name, value in beside.items() if name != LUMINAIRES}
        said: dict[str, Any] = {
            "storey_drop_m": self.storey_drop,
            "ceiling_height_m": self.ceiling_height,
            "room_type": self.room_type,
            "room_types": _object(self.room_types, "--room-types") if self.room_types else None,
            "only": self.only or None,
            "room_layer": self.room_layer,
        }
        if tile:
            said["tile_m"] = tile_edges(tile)
        return {**asked, **{name: value for name, value in said.items() if value is not None}}

    def check(self, building: Building) -> None:
        """Ends with code 2 where a type is unknown and must not be."""
        unknown = rooms_of_unknown_type(building)
        if self.strict_types and unknown:
            raise typer.BadParameter(
                f"--strict-types: the type of {_named(unknown)} is unknown; give --room-types, or --room-type"
            )


def _beside(source: Path) -> dict[str, Any]:
    """What the file beside a model says, if there is one."""
    file = source.with_name(f"{source.stem}{BESIDE}") if source != streams.STANDARD and source.name else None
    return {} if file is None or not file.is_file() else _object(file, file.name)


def _folder_beside(source: Path) -> Path | None:
    """The folder of luminaires that the file beside a model names, if it does."""
    said = _beside(source).get(LUMINAIRES)
    if said is None:
        return None
    if not isinstance(said, str):
        raise typer.BadParameter(f"{source.stem}{BESIDE}: luminaires: give the name of a folder")
    return source.parent / said


def _object(file: Path, what: str) -> dict[str, Any]:
    from plenum.files.parsing.json_text import load

    data = load(streams.source(file))
    if not isinstance(data, dict):
        raise typer.BadParameter(f"{what}: give a JSON object")
    return data


def rooms_of_unknown_type(building: Building) -> list[str]:
    """The rooms whose type was assumed because nothing told one."""
    from plenum.files.assumption import Assumption

    return [
        room_id
        for room_id, notes in building.assumptions.items()
        if any(Assumption.of(note) is Assumption.ROOM_TYPE for note in notes)
    ]


def unread(building: Building) -> int:
    """How many spaces could not be read, as opposed to those that are no rooms."""
    from plenum.files.building.gathering import NOT_READ

    return sum(NOT_READ in text for text in building.left_out)


def tell(building: Building) -> None:
    """Says what was left out, and sums up what was read and assumed."""
    from plenum.cli.talk import say

    for text in building.left_out[:_MOST]:
        say(f"left out: {text}")
    if len(building.left_out) > _MOST:
        say(f"left out: {len(building.left_out) - _MOST} more, all in the building file's `left_out`")
    parts = [f"{len(building.rooms)} rooms read"]
    if building.left_out:
        parts.append(f"{len(building.left_out)} left out, {unread(building)} of them not readable")
    if counts := assumed_by_kind(building.assumptions):
        parts.append("assumed: " + ", ".join(f"{kind} ({count})" for kind, count in counts.items()))
    if building.left_out or counts:
        say("; ".join(parts))
    if unknown := rooms_of_unknown_type(building):
        say(f"unknown type: {_named(unknown)}; set it with --room-types or --room-type")


def assumed_by_kind(assumptions: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """In how many rooms something was assumed, by what it is about; the most first, then by name."""
    from plenum.files.assumption import Assumption

    counts: Counter[str] = Counter()
    for notes in assumptions.values():
        counts.update({made.about for note in notes if (made := Assumption.of(note)) and made.about})
    return dict(sorted(counts.items(), key=lambda kind: (-kind[1], kind[0])))


def _named(rooms: list[str]) -> str:
    more = f" and {len(rooms) - _MOST} more" if len(rooms) > _MOST else ""
    return f"{len(rooms)} rooms ({', '.join(rooms[:_MOST])}{more})"
