"""What is wrong with a luminaire file, before it is known which building asked for it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

MAX_ANGLES: Final = 721
"""Of one kind: every half degree of a whole turn."""
MAX_CANDELA: Final = 1e7


class WrongLuminaireFileError(Exception):
    """Where, what, and what would be right."""

    def __init__(self, line: int | None, message: str, cure: str) -> None:
        super().__init__(line, message, cure)
        self.line = line
        """From 1; none: the file as a whole."""
        self.message = message
        self.cure = cure


def figure(text: str, line: int, what: str, low: float = -1e9, high: float = 1e9) -> float:
    """A number within bounds. Raises WrongLuminaireFileError."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high or "_" in text:
        raise WrongLuminaireFileError(
            line, f"{what} is {text[:40]!r}", f"it should be a number from {low:g} to {high:g}"
        )
    return value


def whole(text: str, line: int, what: str, low: int, high: int) -> int:
    """A whole number within bounds. Raises WrongLuminaireFileError."""
    value = figure(text, line, what, low, high)
    if value != int(value):
        raise WrongLuminaireFileError(line, f"{what} is {text[:40]!r}", "it should be a whole number")
    return int(value)


def rising(angles: list[float], line: int, what: str) -> None:
    """Raises WrongLuminaireFileError where angles do not rise."""
    if any(b <= a for a, b in pairwise(angles)):
        raise WrongLuminaireFileError(line, f"the {what} angles do not rise", "give them in order")


def reaching_down(gammas: list[float], line: int) -> None:
    """Raises WrongLuminaireFileError where gammas leave out a part of what is below a luminaire."""
    if abs(gammas[0]) > 1e-3 or gammas[-1] < 90.0 - 1e-3:
        raise WrongLuminaireFileError(
            line,
            f"the vertical angles go from {gammas[0]:g} to {gammas[-1]:g}°",
            "they should start at 0 (straight down) and reach 90",
        )
