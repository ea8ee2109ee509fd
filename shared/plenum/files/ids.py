"""Ids of rooms that are unlike each other, whatever the file calls them."""

from __future__ import annotations

import re
from typing import Final

from plenum.files.errors import printable
from plenum.files.limits import MAX_ID, MAX_NAME

_NOT_IN_IDS: Final = re.compile(r"[^\w.-]+")


def identifier(name: str, otherwise: str) -> str:
    """A name as an id: what an id may not hold becomes a space."""
    kept = _NOT_IN_IDS.sub(" ", name).strip(" .-")[: MAX_ID - 8].strip(" .-")
    return kept or otherwise


def short(name: str) -> str:
    """A name for people, as short as names have to be."""
    return printable(name)[:MAX_NAME]


class Ids:
    """Ids that are unlike each other; capitals do not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def unlike(self, wanted: str) -> str:
        """The id, or the first one that is made from it by a number and not taken."""
        found, key = wanted, wanted.casefold()
        while found.casefold() in self._taken:
            number = self._next.get(key, 2)
            self._next[key] = number + 1
            found = f"{wanted}-{number}"
        self._taken.add(found.casefold())
        return found
