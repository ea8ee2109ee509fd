"""The numbers of an LM-63 file after its TILT line, one after the other, each with its line.

They may be parted by blanks, line ends or commas. A file whose commas are decimal ones would be read as twice
as many numbers: it is known by numbers that do not come out even, and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

from plenum.files.luminaire.wrong import WrongLuminaireFileError, figure, whole

T = TypeVar("T")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d+")


class Words:
    """Taken in order; a word is a number's text."""

    def __init__(self, lines: list[str], start: int) -> None:
        """From the line with this index, counted from 0."""
        words = [(word, i + 1) for i in range(start, len(lines)) for word in lines[i].split()]
        self._with_comma = next((w for w in words if _DECIMAL_COMMA.fullmatch(w[0])), None)
        parts = [(part, line) for word, line in words for part in word.split(",") if part]
        self._words = iter(parts)
        self._ended = parts[-1][1] if parts else None
        self.line: int = 0
        """Of the last one taken."""

    def read(self, reading: Callable[[], T]) -> T:
        """What `reading` makes of the words. Raises WrongLuminaireFileError."""
        if self._with_comma is None:
            return reading()
        word, line = self._with_comma
        decimal = WrongLuminaireFileError(
            line, f"{word!r} has a decimal comma", "write decimal points: in LM-63 a comma parts two numbers"
        )
        try:
            found = reading()
        except WrongLuminaireFileError:
            raise decimal from None
        if next(self._words, None) is not None:
            raise decimal
        return found

    def _next(self, what: str) -> str:
        try:
            word, self.line = next(self._words)
        except StopIteration:
            raise WrongLuminaireFileError(
                self._ended, f"the file ends where {what} should be", "get the whole file"
            ) from None
        return word

    def figure(self, what: str, low: float, high: float) -> float:
        """The next number. Raises WrongLuminaireFileError."""
        word = self._next(what)
        return figure(word, self.line, what, low, high)

    def whole(self, what: str, low: int, high: int) -> int:
        """The next number, a whole one. Raises WrongLuminaireFileError."""
        word = self._next(what)
        return whole(word, self.line, what, low, high)
