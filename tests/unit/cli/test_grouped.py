"""A dataclass among a command's parameters becomes options, and comes back as the dataclass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from plenum.cli.grouped import grouped


@dataclass(frozen=True)
class Paint:
    """Two options that travel together."""

    colour: Annotated[str, typer.Option("--colour")] = "white"
    coats: Annotated[int, typer.Option("--coats")] = 1


def test_the_fields_are_options_with_their_defaults() -> None:
    """Beside the command's own."""
    seen: list[tuple[str, Paint, bool]] = []

    def wall(name: str, paint: Paint, dry: Annotated[bool, typer.Option("--dry")] = False) -> None:
        """Paint a wall."""
        seen.append((name, paint, dry))

    # As in a module: annotations that are text are looked up there.
    wall.__annotations__ = {"name": str, "paint": Paint, "dry": Annotated[bool, typer.Option("--dry")]}
    app = typer.Typer()
    app.command()(grouped(wall))
    assert CliRunner().invoke(app, ["north", "--coats", "2"]).exit_code == 0
    assert CliRunner().invoke(app, ["south", "--colour", "grey", "--dry"]).exit_code == 0
    assert seen == [("north", Paint("white", 2), False), ("south", Paint("grey", 1), True)]


def test_errors_end_the_command_in_one_sentence() -> None:
    """So that no command has to think of it."""

    def fails() -> None:
        """Find no disk."""
        raise OSError(28, "No space left on device", "a.json")

    app = typer.Typer()
    app.command()(grouped(fails))
    outcome = CliRunner().invoke(app, [])
    assert outcome.exit_code == 1
    assert "a.json: No space left on device" in outcome.stderr
