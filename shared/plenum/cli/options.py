"""The options that several commands share, defined once. Every one is a variable too: see grammar.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.numbers import numbers, tile_edges
from plenum.cli.reading import Reading, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plenum.client import Client
    from plenum.files.building.building import Building
    from plenum.stack.info import StackInfo


class DrawnUnits(StrEnum):
    """The names of `plenum.files.units.Units`, which loads more than a --help needs."""

    METRIC = "metric"
    IMPERIAL = "imperial"


AsJson = Annotated[bool, typer.Option("--json", help="For machines, on stdout.")]
State = Annotated[
    Path | None,
    typer.Option("--state", help="The stack's folder; default: the nearest .plenum, or the only stack."),
]
Job = Annotated[str, typer.Argument(help="The job's id.")]
Result = Annotated[Path, typer.Argument(help="A result's file; - is standard input.", allow_dash=True)]
Layout = Annotated[
    Path,
    typer.Argument(help="A result, or any format that Plenum reads; - is standard input.", allow_dash=True),
]
Source = Annotated[
    Path, typer.Argument(help="Any format that Plenum reads; - is standard input.", allow_dash=True)
]
Luminaires = Annotated[
    list[str] | None,
    typer.Option(
        "--luminaire",
        help="NAME=FILE: a luminaire of the catalogue (A, B, C) or of the building as an IES or EULUMDAT file"
        " describes it. May be repeated.",
    ),
]
DrawnIn = Annotated[
    DrawnUnits | None,
    typer.Option(
        "--units", help="Of what is drawn and listed, in place of the building's: imperial is feet, CFM."
    ),
]
Tile = Annotated[
    str | None,
    typer.Option(
        "--tile", help="A tile's edge in m, or X,Y, where the outline is known; 24in, 2ft and 600mm too."
    ),
]
GridOrigin = Annotated[
    str | None, typer.Option("--grid-origin", help="X,Y in m on the site, where joints cross.")
]
GridRotation = Annotated[
    float | None, typer.Option("--grid-rotation", help="Degrees, counter-clockwise, of all grids.")
]


@dataclass(frozen=True)
class Stack:
    """Which Plenum is meant."""

    redis_url: Annotated[
        str | None, typer.Option("--redis-url", help="The running Plenum; default: the stack's.")
    ] = None
    state: State = None

    def info(self) -> StackInfo | None:
        """The stack that is found (`StateFolder.found`), if there is one.

        Raises UsageError where several could be meant and no Redis is named.
        """
        from plenum.stack.errors import UsageError

        try:
            return stack_info(self.state)
        except UsageError:
            if self.redis_url:
                return None
            raise

    def client(self) -> Client:
        """A client of the named Plenum, or of the stack that is found. Raises StackError without."""
        from plenum.client import Client

        if self.redis_url:
            return Client(self.redis_url)
        if info := self.info():
            return Client(info.redis_url)
        from plenum.stack.errors import StackError

        raise StackError("no stack is up: start one with `plenum up`, or name a running one by --redis-url")


@dataclass(frozen=True)
class JobOptions:
    """What is asked of a job: the same for `place` and `submit`."""

    luminaire: Luminaires = None
    code: Annotated[str | None, typer.Option("--code", help="NFPA72, BS5839 or EN54_14_2018.")] = None
    thorough: Annotated[
        bool,
        typer.Option(
            "--thorough",
            help="More work, up to some 4 s a room, to prove that no fewer luminaires do.",
        ),
    ] = False
    fewest: Annotated[
        bool,
        typer.Option("--fewest", help="The fewest luminaires, however they lie, instead of ordered arrays."),
    ] = False
    settings: Annotated[
        Path | None,
        typer.Option("--settings", help="A JSON file of `settings`; its tables replace the building's."),
    ] = None
    lights: Annotated[
        str | None,
        typer.Option("--lights", help="dense, sparse, balanced, or auto: the best alternative in each room."),
    ] = None
    units: DrawnIn = None
    tile: Tile = None
    grid_origin: GridOrigin = None
    grid_rotation: GridRotation = None
    key: Annotated[str | None, typer.Option("--key", help="Idempotency key: the same job again.")] = None

    def read(self, building: Path, reading: Reading | None = None) -> Building:
        """The building as it is asked for; says what of it is no room and what was assumed.

        Raises InvalidBuilding.
        """
        from plenum.files.read import laid_out

        reading = reading or Reading()
        asked = reading.asked(building, self.tile)
        if self.code:
            asked.options["code"] = self.code
        if settings := self._settings(asked.options.get("settings") or {}):
            asked.options["settings"] = settings
        lit = relit(reading.read(building, asked), self.luminaire)
        read = laid_out(lit, streams.name_of(building))
        tell(read)
        reading.check(read)
        return read

    def _settings(self, beside: Mapping[str, Any]) -> dict[str, Any]:
        """The tables of the file beside the model, those of `--settings`, and what the other options say.

        The later outranks the earlier, table by table.
        """
        from plenum.files.parsing.json_text import load

        said = load(streams.source(self.settings)) if self.settings else {}
        if not isinstance(said, dict):
            raise typer.BadParameter("--settings: give a JSON object, a building file's `settings`")
        asked: dict[str, Any] = {**beside, **said}
        if self.thorough:
            asked["proof"] = "thorough"
        if self.fewest:
            asked["order"] = "free"
        if self.lights:
            asked["lights"] = self.lights
        if self.units:
            asked["units"] = self.units.value
        return with_grid(asked, self.tile, self.grid_origin, self.grid_rotation)


def with_grid(
    settings: Mapping[str, Any], tile: str | None, origin: str | None, rotation: float | None
) -> dict[str, Any]:
    """The settings with what is asked of all grids by options, word by word."""
    grid: dict[str, Any] = {}
    if tile:
        grid["tile_m"] = tile_edges(tile)
    if origin:
        grid["origin_m"] = numbers("--grid-origin", origin, (2,))
    if rotation is not None:
        grid["rotation_deg"] = rotation
    if not grid:
        return dict(settings)
    own = settings.get("grid")
    return {**settings, "grid": {**own, **grid} if isinstance(own, dict) else grid}


def in_units(building: Building, units: DrawnUnits | None) -> Building:
    """The building in the units that `--units` names."""
    if units is None:
        return building
    return replace(building, settings=building.settings.having(units=units.value))


def stack_info(state: Path | None) -> StackInfo | None:
    """The stack of a state folder, else the one that is found, if there is one. Raises UsageError."""
    from plenum.stack.folder import StateFolder
    from plenum.stack.graph import adopt
    from plenum.stack.info import StackInfo

    info = StackInfo.load(StateFolder.found(state))
    if info:
        adopt(info.graph)
    return info


def relit(building: Building, named: list[str] | None) -> Building:
    """The building with the luminaires that `--luminaire` names. Raises InvalidBuilding."""
    if not named:
        return building
    from plenum.files.building.luminaires import with_luminaires

    files: dict[str, Path] = {}
    for text in named:
        name, equals, file = text.partition("=")
        if not (name and equals and file):
            raise typer.BadParameter(f"--luminaire {text!r}: give NAME=FILE")
        files[name] = Path(file)
    return with_luminaires(building, files)
