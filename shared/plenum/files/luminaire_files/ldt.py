"""The layout of a EULUMDAT file, one value a line, looked at before the library parses it."""

from __future__ import annotations

from plenum.files.luminaire_files.ies import Layout
from plenum.files.luminaire_files.wrong import (
    MAX_ANGLES,
    MAX_CANDELA,
    WrongLuminaireFileError,
    figure,
    reaching_down,
    rising,
    whole,
)

_SETS_LINE = 26
"""From 1: how many sets of lamps; six lines each follow, then ten direct ratios."""
_MOST_SETS = 20


def ldt_layout(text: str) -> Layout:
    """Raises WrongLuminaireFileError for whatever is no EULUMDAT file."""
    lines = [line.strip() for line in text.splitlines()]

    def at(line: int, what: str) -> str:
        if line > len(lines):
            raise WrongLuminaireFileError(
                len(lines), f"the file ends where {what} should be", "get the whole file"
            )
        return lines[line - 1]

    def number(line: int, what: str, low: float, high: float) -> float:
        return figure(at(line, what), line, what, low, high)

    def count(line: int, what: str, low: int, high: int) -> int:
        return whole(at(line, what), line, what, low, high)

    symmetry = count(3, "the symmetry", 0, 4)
    planes = count(4, "the number of C-planes", 1, MAX_ANGLES)
    number(5, "the distance between C-planes", 0, 360)
    gammas = count(6, "the number of intensities in a plane", 2, MAX_ANGLES)
    number(7, "the distance between intensities", 0, 180)
    output = number(23, "the light output ratio", 0, 1000)
    factor = number(24, "the conversion factor", 1e-9, 1e6)
    sets = count(_SETS_LINE, "the number of sets of lamps", 1, _MOST_SETS)
    first = _SETS_LINE + 1
    lamps = number(first, "the number of lamps", -1000, 1000)
    flux = number(first + 2, "the lamps' flux", 1e-3, 1e7)
    number(first + 5, "the watts", 0, 1e5)
    start = first + 6 * sets + 10
    _angles([number(start + i, "a C-angle", 0, 360) for i in range(planes)], start, symmetry)
    start += planes
    found = [number(start + i, "a gamma angle", 0, 180) for i in range(gammas)]
    rising(found, start, "gamma")
    reaching_down(found, start)
    start += gammas
    stored = {0: planes, 1: 1, 2: planes // 2 + 1, 3: planes // 2 + 1, 4: planes // 4 + 1}[symmetry]
    for i in range(stored * gammas):
        number(start + i, "an intensity", 0, MAX_CANDELA)
    # A negative number of lamps says that the flux is the luminaire's own.
    declared = flux if lamps < 0 else flux * output / 100.0
    return Layout(factor, found[-1], declared or None)


def _angles(planes: list[float], line: int, symmetry: int) -> None:
    rising(planes, line, "C")
    if symmetry != 1 and len(planes) % 4:
        raise WrongLuminaireFileError(4, f"{len(planes)} C-planes", "their number should be a multiple of 4")
