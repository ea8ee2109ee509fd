"""Commands that print what the package knows: `plenum schema`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer


class Which(StrEnum):
    """The formats with a JSON Schema."""

    BUILDING = "building"
    COMPLETED = "completed"
    GRID = "grid"


def schema(which: Annotated[Which, typer.Argument(help="Which format.")]) -> None:
    """Print a format's JSON Schema."""
    from plenum.files.schema import json_schema

    typer.echo(json.dumps(json_schema(which.value), indent=2))
