"""How many of a list of rooms' names are told right, and how many of those that are told are told wrong."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from plenum.files.room_names.match import meaning_of

_NO_TYPE = {"not_a_room", "unknown_ok"}


@dataclass(frozen=True)
class Told:
    """Shares of one, of a list whose types are known from elsewhere."""

    telling: float
    """Of the names that tell a type, those told right."""
    voids: float
    """Of the names of what is no room, those told so."""
    wrong: float
    """Of all names that are told, those told wrong."""


def told(path: Path) -> Told:
    """Of a file of names with the types that are right for each, any of several."""
    with path.open(encoding="utf-8") as file:
        rows = [
            (row["name"].rsplit("::", 1)[-1], row["type"].replace("new:", "").split("/"))
            for row in csv.DictReader(file)
        ]
    found = [(meaning_of(name), right) for name, right in rows]
    return Told(
        telling=_share([type_ in right for type_, right in found if not _NO_TYPE & set(right)]),
        voids=_share([type_ in right for type_, right in found if right == ["not_a_room"]]),
        wrong=_share([type_ not in right for type_, right in found if type_]),
    )


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)
