"""The layout of an IES LM-63 file, looked at line by line before the library parses it.

The library takes photometry of types A and B for type C, leaves the ballast factor out, and tells no lines.
"""

from __future__ import annotations

from dataclasses import dataclass

from plenum.files.luminaire_files.wrong import (
    MAX_ANGLES,
    MAX_CANDELA,
    WrongLuminaireFileError,
    figure,
    reaching_down,
    rising,
    whole,
)

_TILT = "TILT="


@dataclass(frozen=True)
class Layout:
    """What the library does not say of a file."""

    factor: float
    """By which its intensities are to be multiplied."""
    last_gamma: float
    declared_lm: float | None = None
    """The luminaire's flux as the file declares it; none for absolute photometry."""


def is_ies(name: str, text: str) -> bool:
    """Whether this is meant to be LM-63: by the ending, else by its first words or its TILT line."""
    ending = name.lower().rpartition(".")[2]
    return ending == "ies" or (ending != "ldt" and (text.startswith("IESNA") or _TILT in text[:20_000]))


def ies_layout(text: str) -> Layout:
    """Raises WrongLuminaireFileError for whatever is no photometry of type C without a tilt."""
    lines = text.splitlines()
    tilt = next((i for i, line in enumerate(lines) if line.strip().upper().startswith(_TILT)), None)
    if tilt is None:
        raise WrongLuminaireFileError(None, "there is no TILT= line", "give an IES LM-63 file")
    if lines[tilt].strip().upper() != "TILT=NONE":
        raise WrongLuminaireFileError(
            tilt + 1, f"{lines[tilt].strip()[:40]!r}", "use photometry with TILT=NONE"
        )
    words = _Words(
        [(word, i + 1) for i in range(tilt + 1, len(lines)) for word in lines[i].replace(",", " ").split()]
    )
    words.figure("the number of lamps", 0, 1000)
    words.figure("lumens per lamp", -1, 1e7)
    words.figure("the candela multiplier", 1e-9, 1e6)
    verticals = words.whole("the number of vertical angles", 2, MAX_ANGLES)
    horizontals = words.whole("the number of horizontal angles", 1, MAX_ANGLES)
    kind = words.whole("the photometric type", 1, 3)
    if kind != 1:
        raise WrongLuminaireFileError(
            words.line, f"photometry of type {' CBA'[kind]}", "use type C (1), as for ceilings and roads"
        )
    words.whole("the unit", 1, 2)
    for what in ("width", "length", "height"):
        words.figure(what, -1e5, 1e5)
    ballast = words.figure("the ballast factor", 1e-3, 100)
    future = words.figure("the ballast-lamp factor", 0, 100)
    words.figure("the watts", 0, 1e5)
    gammas = [words.figure("a vertical angle", 0, 180) for _ in range(verticals)]
    rising(gammas, words.line, "vertical")
    reaching_down(gammas, words.line)
    planes = [words.figure("a horizontal angle", 0, 360) for _ in range(horizontals)]
    rising(planes, words.line, "horizontal")
    _whole_turn(planes, words.line)
    for _ in range(horizontals * verticals):
        words.figure("an intensity", 0, MAX_CANDELA)
    # Since 1995 the second factor is kept for later and is 1; a few files have 0 there.
    return Layout(ballast * (future or 1.0), gammas[-1])


def _whole_turn(planes: list[float], line: int) -> None:
    ends = round(planes[0], 3), round(planes[-1], 3)
    if ends not in ((0, 0), (0, 90), (0, 180), (90, 270), (0, 360)):
        raise WrongLuminaireFileError(
            line,
            f"the horizontal angles go from {ends[0]:g} to {ends[1]:g}°",
            "they should be 0 alone, or 0 to 90, 0 to 180, 90 to 270 or 0 to 360",
        )


class _Words:
    """The numbers of a file in order, each with its line."""

    def __init__(self, words: list[tuple[str, int]]) -> None:
        self._words = iter(words)
        self._ended = words[-1][1] if words else None
        self.line: int = 0
        """Of the last one taken."""

    def _next(self, what: str) -> str:
        try:
            word, self.line = next(self._words)
        except StopIteration:
            raise WrongLuminaireFileError(
                self._ended, f"the file ends where {what} should be", "get the whole file"
            ) from None
        return word

    def figure(self, what: str, low: float, high: float) -> float:
        word = self._next(what)
        return figure(word, self.line, what, low, high)

    def whole(self, what: str, low: int, high: int) -> int:
        word = self._next(what)
        return whole(word, self.line, what, low, high)
