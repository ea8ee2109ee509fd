"""IES LM-63: planes, factors, tilt and the years of the standard."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.files.luminaire.ies import is_ies, read_ies
from plenum.files.luminaire.photometry import Photometry
from plenum.files.luminaire.wrong import WrongLuminaireFileError
from tests.support.luminaires import TURN, Candela, cosine, ies, oval, skew, wall_washer

LOOKED_AT = [(c, g) for c in (0, 20, 90, 137, 180, 250, 270, 333) for g in (0.0, 30.0, 61.0)]


def leaning_to_90(c: float, gamma: float) -> float:
    """`wall_washer` turned by a quarter: mirrored about the planes C90 and C270."""
    return wall_washer(c - 90, gamma)


def at(file: Photometry, c: float, gamma: float) -> float:
    """The intensity in cd."""
    return float(file.web.at(np.array([float(c)]), np.array([float(gamma)]))[0, 0])


def steps(first: int, last: int, step: int = 5) -> tuple[int, ...]:
    """Angles with both ends."""
    return tuple(range(first, last + 1, step))


@pytest.mark.parametrize(
    ("candela", "planes"),
    [
        (cosine(1.5), (0,)),
        (cosine(1.5), (0, 360)),
        (oval, steps(0, 90)),
        (oval, steps(90, 180)),
        (wall_washer, steps(0, 180)),
        (wall_washer, steps(180, 360)),
        (leaning_to_90, steps(90, 270)),
        (leaning_to_90, steps(-90, 90)),
        (skew, steps(0, 360)),
        (skew, steps(0, 355)),
        (skew, (0, 3, 7, 11, *steps(15, 355))),
    ],
)
def test_every_set_of_planes_describes_the_whole_turn(candela: Candela, planes: tuple[int, ...]) -> None:
    """One plane, mirrored quarters and halves wherever they begin, whole turns open and closed."""
    file = read_ies(ies(candela, planes, steps(0, 90, 1)))
    found = [at(file, c, gamma) for c, gamma in LOOKED_AT]
    assert found == pytest.approx([candela(c, gamma) for c, gamma in LOOKED_AT], rel=0.006)


@pytest.mark.parametrize(
    ("planes", "first", "last"), [((0, 45), 0, 45), ((0, 90, 200), 0, 200), ((15, 105), 15, 105)]
)
def test_planes_that_leave_a_part_open_are_refused(planes: tuple[int, ...], first: int, last: int) -> None:
    """What lies between cannot be known."""
    with pytest.raises(WrongLuminaireFileError, match=f"the horizontal angles go from {first} to {last}°"):
        read_ies(ies(skew, planes))


def with_tilt(tilt: str, *lines: str) -> str:
    """A file with a TILT line and what follows it."""
    return ies(cosine(1.0)).replace("TILT=NONE", "\r\n".join([tilt, *lines]))


@pytest.mark.parametrize(
    ("lines", "factor"),
    [
        (("1", "3", "0 45 90", "1 0.9 0.8"), 1.0),
        (("2", "2", "0 90", "0.95 1.1"), 0.95),
        (("3 3 0", "45 90", "0.8 0.9", "1"), 0.8),
    ],
)
def test_a_tilt_counts_as_for_a_luminaire_that_hangs_untilted(lines: tuple[str, ...], factor: float) -> None:
    """Ceilings' luminaires point straight down: the factor at 0° is theirs, however the lines are broken."""
    file = read_ies(with_tilt("TILT=INCLUDE", *lines))
    assert at(file, 0, 0) == pytest.approx(cosine(1.0)(0, 0) * factor, rel=1e-4)


@pytest.mark.parametrize(
    ("text", "line", "words", "cure"),
    [
        (with_tilt("TILT=lamp.tlt"), 6, "another file, 'lamp.tlt'", "TILT=INCLUDE"),
        (with_tilt("TILT=INCLUDE", "1", "2", "45 90", "1 1"), 9, "no tilt factor at 0°", "hang untilted"),
        (with_tilt("TILT=INCLUDE", "4", "1", "0", "1"), 7, "the lamp's position is '4'", "from 1 to 3"),
        (with_tilt("TILT=INCLUDE", "1", "2", "90 0", "1 1"), 9, "the tilt angles do not rise", "in order"),
        (ies(cosine(1.0), kind=3), 7, "photometry of type A", "type C"),
        (ies(cosine(1.0)).replace("0.6", "0,6"), 7, "'0,6' has a decimal comma", "decimal points"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_cure(text: str, line: int, words: str, cure: str) -> None:
    """So that it can be found in an editor."""
    with pytest.raises(WrongLuminaireFileError) as caught:
        read_ies(text)
    assert caught.value.line == line
    assert words in caught.value.message
    assert cure in caught.value.cure


@pytest.mark.parametrize(
    ("head", "factor"),
    [
        ("Panel of 1986", 0.9),
        ("IESNA91", 0.9),
        ("IESNA:LM-63-1995", 1.0),
        ("IESNA:LM-63-2002", 1.0),
        ("IES:LM-63-2019", 1.0),
    ],
)
def test_the_second_factor_counts_where_it_is_one(head: str, factor: float) -> None:
    """Until 1991 the ballast-lamp factor; from 1995 on no factor, from 2019 on how the file was made."""
    text = ies(cosine(1.0)).replace("IESNA:LM-63-2002", head).replace("\r\n1 1 30\r\n", "\r\n1 0.9 30\r\n")
    assert at(read_ies(text), 0, 0) == pytest.approx(cosine(1.0)(0, 0) * factor, rel=1e-4)


def test_commas_part_numbers_where_they_come_out_even() -> None:
    """LM-63 allows them; only what cannot be read so has decimal commas."""
    head, tail = ies(cosine(1.0)).split("TILT=NONE\r\n")
    text = head + "TILT=NONE\r\n" + tail.replace(" ", ",")
    assert at(read_ies(text), 0, 30) == pytest.approx(cosine(1.0)(0, 30), rel=1e-4)


def test_keywords_that_speak_of_a_tilt_are_no_tilt_line() -> None:
    """Neither in brackets nor as the end of another word."""
    text = ies(cosine(1.0)).replace("[TEST] 1", "[OTHER] TILT=INCLUDE\r\nLAMPTILT=a.tlt")
    assert at(read_ies(text), 0, 0) == pytest.approx(cosine(1.0)(0, 0), rel=1e-4)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.IES", "", True),
        ("a.ldt", ies(skew, TURN), False),
        ("a.txt", "words\n tilt = none\n", True),
        ("a.txt", "IES:LM-63-2019", True),
        ("a.txt", "Plenum\n1\n1\n", False),
    ],
)
def test_the_format_is_known_by_ending_or_content(name: str, text: str, found: bool) -> None:
    """Mailed files often end in .txt."""
    assert is_ies(name, text) is found
