"""The formats a building or a result can be written in, by the ending of a file's name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typer

from plenum.cli import streams

JSON: Final = ".json"
ENDINGS: Final = (JSON, ".dxf", ".csv", ".xlsx", ".ifc")


def ending_of(out: Path) -> str:
    """The format that a file's name asks for. Raises typer.BadParameter for an unknown one."""
    return known(out.suffix)


def known(ending: str) -> str:
    """The ending of a format, given with or without its dot. Raises typer.BadParameter."""
    found = ending.lower() if ending.startswith(".") else f".{ending.lower()}"
    if found not in ENDINGS:
        raise typer.BadParameter(f"no format ends in {ending!r}: use {', '.join(ENDINGS)}")
    return found


def export(completed: Mapping[str, Any], out: Path) -> None:
    """A result in the format that the file's name asks for."""
    from plenum.files.completed.reader import as_building
    from plenum.files.export import WRITERS

    save(WRITERS[ending_of(out)](as_building(completed), completed), out)


def save(content: bytes, out: Path) -> None:
    """A file, and its size for a person."""
    from plenum.cli.talk import say

    streams.write(content, out)
    if out != streams.STANDARD:
        say(f"{out}: {len(content):,} bytes")
