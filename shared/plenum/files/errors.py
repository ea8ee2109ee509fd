"""The one error of every reader: where the input is wrong, what is wrong, and what would be right."""

from __future__ import annotations

from typing import Final

MAX_TEXT: Final = 400
"""Characters kept of a message, so that a hostile name cannot fill a log or a result."""


class InvalidBuilding(Exception):  # noqa: N818 - the public name, as clients catch it
    """Input that is not a building.

    All arguments are plain strings and are kept in `args`, so that the error survives Celery's JSON
    serialisation and a pickle: `InvalidBuilding(*error.args)` is the same error again.
    """

    def __init__(self, pointer: str, message: str, cure: str = "", source: str = "") -> None:
        self.pointer = printable(pointer)
        """JSON pointer (RFC 6901) of the wrong value; empty: the document as a whole."""
        self.message = printable(message)
        self.cure = printable(cure)
        self.source = printable(source)
        """The file's name, where there is one."""
        super().__init__(self.pointer, self.message, self.cure, self.source)

    def __str__(self) -> str:
        place = [self.source] if self.source else []
        if self.pointer:
            place.append(f"at {self.pointer}")
        text = f"{', '.join(place)}: {self.message}" if place else self.message
        return f"{text}; {self.cure}" if self.cure else text

    def within(self, source: str) -> InvalidBuilding:
        """The same error with the file's name, unless it has one."""
        return InvalidBuilding(self.pointer, self.message, self.cure, self.source or source)


def printable(text: str) -> str:
    """One line that any terminal, log and JSON writer can take: escaped, and shortened if need be."""
    safe = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[: MAX_TEXT + 1])
    return safe if len(safe) <= MAX_TEXT else safe[: MAX_TEXT - 1] + "…"


def pointer(*steps: str | int) -> str:
    """A JSON pointer from its steps, `~` and `/` escaped."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def quoted(value: object) -> str:
    """A value as a message shows it: short, text in quotes, containers by their kind alone."""
    match value:
        case str():
            return f"'{printable(value[:60])}{'…' if len(value) > 60 else ''}'"
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int() if value.bit_length() > 64:
            return "an integer of more than 64 bits"
        case int() | float():
            return repr(value)
        case list() | tuple():
            return "a list"
        case dict():
            return "an object"
        case _:
            return type(value).__name__
