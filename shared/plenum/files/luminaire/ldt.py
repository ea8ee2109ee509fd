"""EULUMDAT, one value a line: from its text to intensities at its own angles. Lines count from 1."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from plenum.files.luminaire.photometry import Photometry
from plenum.files.luminaire.text import lines_of
from plenum.files.luminaire.web import Web, whole_turn
from plenum.files.luminaire.wrong import (
    MAX_ANGLES,
    MAX_CANDELA,
    WrongLuminaireFileError,
    figure,
    reaching_down,
    rising,
    whole,
)

_SETS_LINE: Final = 26
"""How many sets of lamps; six lines each follow, then ten direct ratios."""
_MOST_SETS: Final = 20
_ALL, _ROUND, _ABOUT_C0, _ABOUT_C90, _ABOUT_BOTH = range(5)
"""What line 3 says of the symmetry."""
_MIRRORS: Final = {_ABOUT_C0: [0.0], _ABOUT_C90: [90.0], _ABOUT_BOTH: [0.0, 90.0]}
_UNIT: Final = re.compile(r"\s*(?:W|lm|K|mm|cm|m|%|°|deg)\.?", re.IGNORECASE)
_DECIMAL_COMMA: Final = re.compile(r"([+-]?\d*),(\d+)")


class _Lines:
    """Values by line."""

    def __init__(self, text: str) -> None:
        self._lines = [line.strip() for line in lines_of(text)]
        while self._lines and not self._lines[-1]:
            self._lines.pop()

    def _at(self, line: int, what: str) -> str:
        if line > len(self._lines):
            raise WrongLuminaireFileError(
                len(self._lines) or 1, f"the file ends where {what} should be", "get the whole file"
            )
        # A value stands alone on its line: a comma in it is a decimal one, letters behind it are its unit.
        number = re.match(r"[-+.,\deE]+", self._lines[line - 1])
        if number and _UNIT.fullmatch(self._lines[line - 1][number.end() :]):
            return _DECIMAL_COMMA.sub(r"\1.\2", number[0], count=1)
        return _DECIMAL_COMMA.sub(r"\1.\2", self._lines[line - 1], count=1)

    def figure(self, line: int, what: str, low: float, high: float) -> float:
        return figure(self._at(line, what), line, what, low, high)

    def whole(self, line: int, what: str, low: int, high: int) -> int:
        return whole(self._at(line, what), line, what, low, high)

    def figures(self, start: int, count: int, what: str, low: float, high: float) -> tuple[list[float], int]:
        """So many, blank lines left out, and the line after the last one."""
        found: list[float] = []
        line = start
        while len(found) < count:
            if line > len(self._lines) or self._lines[line - 1]:
                found.append(self.figure(line, what, low, high))
            line += 1
        return found, line


def read_ldt(text: str) -> Photometry:
    """Raises WrongLuminaireFileError for whatever is no EULUMDAT file."""
    lines = _Lines(text)
    symmetry = lines.whole(3, "the symmetry", 0, 4)
    planes = lines.whole(4, "the number of C-planes", 1, MAX_ANGLES)
    lines.figure(5, "the distance between C-planes", 0, 360)
    gammas = lines.whole(6, "the number of intensities in a plane", 2, MAX_ANGLES)
    lines.figure(7, "the distance between intensities", 0, 180)
    output = lines.figure(23, "the light output ratio", 0, 1000)
    factor = lines.figure(24, "the conversion factor", 1e-9, 1e6)
    tilt = lines.figure(25, "the tilt while it was measured", -360, 360)
    sets = lines.whole(_SETS_LINE, "the number of sets of lamps", 1, _MOST_SETS)
    # The first set: intensities are per 1000 lm of it.
    first = _SETS_LINE + 1
    lamps = lines.figure(first, "the number of lamps", -1000, 1000)
    flux = lines.figure(first + 2, "the lamps' flux", 1e-3, 1e7)
    watts = lines.figure(first + 5, "the watts", 0, 1e5)
    web = _web(lines, first + 6 * sets + 10, (symmetry, planes, gammas), factor * flux / 1000.0)
    # A negative number of lamps says that the flux is the luminaire's own.
    declared = flux if lamps < 0 else flux * output / 100.0
    remark = f"measured tilted by {tilt:g}°" if tilt else ""
    return Photometry(web, watts or None, declared or None, remark)


def _web(lines: _Lines, start: int, shape: tuple[int, int, int], factor: float) -> Web:
    symmetry, planes, gammas = shape
    if symmetry not in (_ALL, _ROUND) and planes % 2:
        raise WrongLuminaireFileError(
            4, f"{planes} C-planes, mirrored", "their number should be even, or the symmetry 0 or 1"
        )
    angles, after = lines.figures(start, planes, "a C-angle", 0, 360)
    rising(angles, start, "C")
    start = after
    found, after = lines.figures(start, gammas, "a gamma angle", 0, 180)
    rising(found, start, "gamma")
    reaching_down(found, start)
    given = [angles[i % planes] for i in _stored(symmetry, planes)]
    values, _ = lines.figures(after, len(given) * gammas, "an intensity", 0, MAX_CANDELA)
    candela = np.array(values).reshape(len(given), gammas) * factor
    turn, rows = whole_turn(given, candela, _MIRRORS.get(symmetry, []))
    return Web(turn, np.array(found), rows)


def _stored(symmetry: int, planes: int) -> range:
    """Which planes have intensities, Mc1 to Mc2 of the format's description: about C90 they go from C270
    by C0 to C90."""
    if symmetry == _ROUND:
        return range(1)
    if symmetry == _ABOUT_C0:
        return range(planes // 2 + 1)
    if symmetry == _ABOUT_C90:
        return range(3 * planes // 4, 3 * planes // 4 + planes // 2 + 1)
    if symmetry == _ABOUT_BOTH:
        return range(planes // 4 + 1)
    return range(planes)
