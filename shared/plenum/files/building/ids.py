"""Ids of rooms that are unlike each other, whatever the file calls them."""

from __future__ import annotations


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
