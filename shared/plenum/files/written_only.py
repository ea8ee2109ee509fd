"""Formats that Plenum writes and does not read, told by how their text begins and refused by name."""

from __future__ import annotations

from typing import Final, NoReturn

from plenum.files.errors import InvalidBuilding
from plenum.files.settings.options import ReadOptions

_SCHEDULE: Final = "id,building,storey,"


def is_dxf(content: bytes | str) -> bool:
    """Whether this is a DXF drawing as text: a group code 0, then SECTION, comments before it left aside."""
    lines = [line.strip() for line in _beginning(content).splitlines()]
    while len(lines) > 1 and lines[0] == "999":
        lines = lines[2:]
    return lines[:2] == ["0", "SECTION"]


def is_schedule(content: bytes | str) -> bool:
    """Whether this is a schedule of ours (CSV)."""
    return _beginning(content).startswith(_SCHEDULE)


def refuse_dxf(content: bytes | str, options: ReadOptions) -> NoReturn:
    """Raises InvalidBuilding: lines and blocks are no rooms."""
    del content, options
    raise InvalidBuilding("", "this is a DXF drawing, which Plenum writes and does not read", _CURE)


def refuse_schedule(content: bytes | str, options: ReadOptions) -> NoReturn:
    """Raises InvalidBuilding: a schedule knows components, no rooms."""
    del content, options
    raise InvalidBuilding("", "this is a schedule (CSV), which Plenum writes and does not read", _CURE)


_CURE: Final = "give the building or the result it was made from, or an IFC model"


def _beginning(content: bytes | str) -> str:
    start = content[:1000]
    text = start.decode("utf-8", "replace") if isinstance(start, bytes) else start
    return text.removeprefix("\ufeff")
