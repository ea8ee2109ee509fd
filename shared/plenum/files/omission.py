"""What a line of `left_out` says of a space: that it is no room, or that it could not be read.

A building and a result hold the lines alone, so that they stay plain lists for people. Lines about anything
else, an element that hangs over no room or a damaged instance, are neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from plenum.files.errors import printable, quoted


@dataclass(frozen=True)
class Named:
    """What a file calls a room, so that people find it again."""

    kind: str
    """The format's word for it: space, room."""
    identifier: str
    name: str = ""

    def __str__(self) -> str:
        own = f"{self.kind} {quoted(self.identifier)}"
        return f"{own} ({printable(self.name)})" if self.name and self.name != self.identifier else own


class Omission(Enum):
    """Why a space of the input is no room of the building, by what stands before the reason."""

    NOT_READ = "not read: "
    NO_ROOM = ""

    def said(self, named: Named, why: str) -> str:
        """The line."""
        return f"{named}: {self.value}{why}"

    @classmethod
    def of(cls, line: str) -> Omission | None:
        """Which of these a line is, if any."""
        found = _LINE.match(line)
        return cls(found["before"]) if found else None


_LINE: Final = re.compile(
    rf"(?:space|room|line|outline) '.*?'(?: \(.*?\))?: (?P<before>(?:{Omission.NOT_READ.value})?)", re.DOTALL
)
