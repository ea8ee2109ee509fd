"""IES LM-63, of 1986, 1991, 1995, 2002 and 2019: from its text to intensities at its own angles.

Photometry of type C, absolute or relative. Lines count from 1.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from plenum.files.luminaire.ies_words import Words
from plenum.files.luminaire.photometry import Photometry
from plenum.files.luminaire.text import lines_of
from plenum.files.luminaire.web import Web, is_near, whole_turn
from plenum.files.luminaire.wrong import (
    MAX_ANGLES,
    MAX_CANDELA,
    WrongLuminaireFileError,
    reaching_down,
    rising,
)

_TILT: Final = re.compile(r"\s*TILT\s*=\s*(.*?)\s*", re.IGNORECASE)
_VERSION: Final = re.compile(r"\s*IES(?:NA)?\s*:?\s*(?:LM-63-)?((?:19|20)?\d\d)\b", re.IGNORECASE)
_OLDEST: Final = 1986
_TWO_FACTORS_UNTIL: Final = 1991
"""Until then the number after the ballast factor is the ballast-lamp photometric factor. From 1995 on it is
kept for later, from 2019 on it tells how the file was made: no factor."""


def is_ies(name: str, text: str) -> bool:
    """Whether this is meant to be LM-63: by the ending, else by its first words or its TILT line."""
    ending = name.lower().rpartition(".")[2]
    if ending in ("ies", "ldt"):
        return ending == "ies"
    return text.startswith("IES") or _tilt_line(lines_of(text[:20_000])) is not None


def read_ies(text: str) -> Photometry:
    """Raises WrongLuminaireFileError for whatever is no photometry of type C."""
    lines = lines_of(text)
    tilt = _tilt_line(lines)
    if tilt is None:
        raise WrongLuminaireFileError(None, "there is no TILT= line", "give an IES LM-63 file")
    words = Words(lines, tilt + 1)
    return words.read(lambda: _photometry(words, lines, tilt))


def _tilt_line(lines: list[str]) -> int | None:
    """Keyword lines may speak of a tilt too; the TILT line begins with it."""
    return next((i for i, line in enumerate(lines) if _TILT.fullmatch(line)), None)


def _photometry(words: Words, lines: list[str], tilt: int) -> Photometry:
    factor = _tilt_factor(words, lines[tilt], tilt + 1)
    words.figure("the number of lamps", 0, 1000)
    words.figure("lumens per lamp", -1, 1e7)
    factor *= words.figure("the candela multiplier", 1e-9, 1e6)
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
    factor *= words.figure("the ballast factor", 1e-3, 100)
    second = words.figure("the number after the ballast factor", 0, 100)
    if _year(lines) <= _TWO_FACTORS_UNTIL and second:
        factor *= second
    watts = words.figure("the watts", 0, 1e5)
    return Photometry(_web(words, verticals, horizontals, factor), watts or None)


def _year(lines: list[str]) -> int:
    """Of the standard that the first line names; files of 1986 name none."""
    found = _VERSION.match(lines[0])
    year = int(found[1]) if found else _OLDEST
    return year if year > 100 else 1900 + year


def _tilt_factor(words: Words, line: str, number: int) -> float:
    """What the lamp's position makes of its light in a luminaire that hangs untilted: the factor at 0°."""
    found = _TILT.fullmatch(line)
    tilt = found[1] if found else ""
    if tilt.upper() == "NONE":
        return 1.0
    if tilt.upper() != "INCLUDE":
        raise WrongLuminaireFileError(
            number,
            f"its tilt factors are in another file, {tilt[:40]!r}",
            "put them in after TILT=INCLUDE, or use photometry with TILT=NONE",
        )
    words.whole("the lamp's position", 1, 3)
    pairs = words.whole("the number of tilt angles", 1, MAX_ANGLES)
    angles = [words.figure("a tilt angle", 0, 180) for _ in range(pairs)]
    rising(angles, words.line, "tilt")
    line_of_angles = words.line
    factors = [words.figure("a tilt factor", 0, 100) for _ in range(pairs)]
    if not is_near(angles[0], 0.0) or factors[0] <= 0.0:
        raise WrongLuminaireFileError(
            line_of_angles, "there is no tilt factor at 0°", "give one: ceilings' luminaires hang untilted"
        )
    return factors[0]


def _web(words: Words, verticals: int, horizontals: int, factor: float) -> Web:
    gammas = [words.figure("a vertical angle", 0, 180) for _ in range(verticals)]
    rising(gammas, words.line, "vertical")
    reaching_down(gammas, words.line)
    planes = [words.figure("a horizontal angle", -180, 360) for _ in range(horizontals)]
    rising(planes, words.line, "horizontal")
    mirrors = _mirrors(planes, words.line)
    values = [words.figure("an intensity", 0, MAX_CANDELA) for _ in range(horizontals * verticals)]
    candela = np.array(values).reshape(horizontals, verticals) * factor
    turn, rows = whole_turn(planes, candela, mirrors)
    return Web(turn, np.array(gammas), rows)


def _mirrors(planes: list[float], line: int) -> list[float]:
    """The planes at which those given are mirrored; none for a whole turn or a single plane."""
    first, last = planes[0], planes[-1]
    span = last - first
    if len(planes) == 1 or is_near(span, 360.0):
        return []
    if is_near((first + 45.0) % 90.0, 45.0):
        if is_near(span, 180.0):
            return [first]
        if is_near(span, 90.0):
            return [first, last]
    steps = np.diff(planes)
    # A whole turn whose last plane joins the first: 0 to 345 by 15°.
    if span > 180.0 and 360.0 - span <= 1.01 * float(steps.max()):
        return []
    raise WrongLuminaireFileError(
        line,
        f"the horizontal angles go from {first:g} to {last:g}°",
        "they should be 0 alone, or 0 to 90, 0 to 180, 90 to 270 or 0 to 360",
    )
