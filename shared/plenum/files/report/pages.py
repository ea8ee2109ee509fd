"""A report in one page, or a large building's in several that refer to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plenum.files.report.markup import Node, add, link


@dataclass(frozen=True)
class Pages:
    """How rooms are spread over pages: all with the rest, or so many a page after a first one."""

    rooms: int = 0
    most: int = 0
    """Rooms a page; 0: all on the first."""
    first: str = ""
    """The first page's file; the others are named after it."""

    @property
    def parts(self) -> list[tuple[str, range]]:
        """Each further page's file, and its rooms."""
        if not self.most:
            return []
        starts = range(0, self.rooms, self.most)
        return [(self.of(start), range(start, min(start + self.most, self.rooms))) for start in starts]

    def of(self, room: int) -> str:
        """The file that a room is on; empty for the first page."""
        stem = self.first.removesuffix(".html")
        return f"{stem}.{room // self.most + 1:03d}.html" if self.most else ""


WHOLE: Final = Pages()


def pages_for(rooms: int, first: str, most: int) -> Pages:
    """One page for up to so many rooms, or when `most` is 0."""
    return Pages(rooms, most if rooms > most else 0, first)


def contents(body: Node, pages: Pages) -> None:
    """The pages that the rooms are on."""
    if not pages.most:
        return
    add(body, "h3", "Rooms, page by page")
    items = add(body, "ul")
    for name, rooms in pages.parts:
        item = add(items, "li")
        item.append(link(f"Rooms {rooms[0] + 1:,} to {rooms[-1] + 1:,}", f"room-{rooms[0]}", name))


def heading(body: Node, name: str, pages: Pages, rooms: range) -> None:
    """What a page of rooms belongs to, and the way back."""
    add(body, "p", "Reflected ceiling report", class_="kind")
    title = f"{name}: rooms {rooms[0] + 1:,} to {rooms[-1] + 1:,} of {pages.rooms:,}"
    add(body, "h1", title)
    words = add(body, "p", "", class_="quiet")
    words.append(link("Summary and schedule", "schedule", pages.first))
