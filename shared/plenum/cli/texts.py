"""Commands that print what the package knows: `plenum schema`, `plenum version`."""

from __future__ import annotations

import json
import platform
from enum import StrEnum
from typing import Annotated, Final

import typer

from plenum import distribution
from plenum.cli.options import AsJson

_TOLD: Final = ("celery", "redis", "opentelemetry-sdk", "numpy", "highspy")
"""Distributions whose version a report of a problem needs."""


class Which(StrEnum):
    """The formats with a JSON Schema."""

    BUILDING = "building"
    COMPLETED = "completed"
    GRID = "grid"


def schema(
    which: Annotated[Which, typer.Argument(help="Which format.")],
    as_json: AsJson = False,
) -> None:
    """Print a format's JSON Schema; with --json on one line."""
    from plenum.files.schema import json_schema

    typer.echo(json.dumps(json_schema(which.value), indent=None if as_json else 2))


def version(as_json: AsJson = False) -> None:
    """Print the versions that a report of a problem needs."""
    from importlib import metadata

    found = {
        "plenum": distribution.version(),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _TOLD},
    }
    if as_json:
        typer.echo(json.dumps(found))
    else:
        for name, meaning in found.items():
            typer.echo(f"{name} {meaning}")
