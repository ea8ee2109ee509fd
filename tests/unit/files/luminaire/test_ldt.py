"""EULUMDAT: symmetries, sets of lamps, and numbers as people type them."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.files.luminaire.ldt import read_ldt
from plenum.files.luminaire.photometry import Photometry
from plenum.files.luminaire.wrong import WrongLuminaireFileError
from tests.support.luminaires import Candela, cosine, ldt, oval, per_klm, skew, wall_washer

GAMMAS = tuple(range(0, 91, 1))


def at(file: Photometry, c: float, gamma: float) -> float:
    """The intensity in cd."""
    return float(file.web.at(np.array([float(c)]), np.array([float(gamma)]))[0, 0])


def leaning_to_90(c: float, gamma: float) -> float:
    """Five times as much towards C90 as towards C270."""
    return wall_washer(c - 90, gamma)


def lines(text: str, **changed: object) -> str:
    """A file with some lines, counted from 1, replaced."""
    found = text.split("\r\n")
    for number, line in changed.items():
        found[int(number.removeprefix("line")) - 1] = str(line)
    return "\r\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("count", [72, 50, 120])
@pytest.mark.parametrize(
    ("candela", "symmetry"), [(skew, 0), (cosine(1.5), 1), (wall_washer, 2), (leaning_to_90, 3), (oval, 4)]
)
def test_every_symmetry_describes_the_whole_turn(candela: Candela, symmetry: int, count: int) -> None:
    """Also where the number of planes is even and no multiple of 4; those about C90 begin at C270."""
    file = read_ldt(ldt(per_klm(candela, 3600), symmetry, GAMMAS, count=count))
    looked_at = [(c, g) for c in (0, 20, 90, 137, 180, 250, 270, 333) for g in (0.0, 30.0, 61.0)]
    found = [at(file, c, gamma) for c, gamma in looked_at]
    assert found == pytest.approx([candela(c, gamma) for c, gamma in looked_at], rel=0.006)


@pytest.mark.parametrize("count", [1, 7, 18, 36])
def test_without_symmetry_the_number_of_planes_is_free(count: int) -> None:
    """One, odd, even."""
    file = read_ldt(ldt(per_klm(cosine(1.0), 3600), 0, GAMMAS, count=count))
    assert sum(file.web.flux_lm()) == pytest.approx(3600, rel=1e-3)


def test_an_odd_number_of_mirrored_planes_is_refused() -> None:
    """No plane would be another's image."""
    with pytest.raises(WrongLuminaireFileError, match="15 C-planes") as caught:
        read_ldt(lines(ldt(per_klm(oval, 3600), 4), line4=15))
    assert caught.value.line == 4


FILE = ldt(per_klm(cosine(1.0), 3600), 1, GAMMAS)


@pytest.mark.parametrize(
    ("changed", "watts", "lumens"),
    [
        ({"line32": "36,5"}, 36.5, 3600),
        ({"line32": "36 W "}, 36.0, 3600),
        ({"line29": "3600 lm"}, 30.0, 3600),
        ({"line24": "0,5"}, 30.0, 1800),
        ({"line27": "0"}, 30.0, 3600),
        ({"line27": "-1", "line23": "80"}, 30.0, 3600),
    ],
)
def test_numbers_are_read_as_people_type_them(changed: dict[str, str], watts: float, lumens: float) -> None:
    """Decimal commas, units, blanks; one value stands on a line, so that nothing is unclear."""
    file = read_ldt(lines(FILE, **changed))
    assert file.watts == watts
    assert sum(file.web.flux_lm()) == pytest.approx(lumens, rel=1e-3)


def test_commas_for_points_throughout_change_nothing() -> None:
    """As some programs write in countries that have decimal commas."""
    plain, comma = read_ldt(FILE), read_ldt(FILE.replace(".", ","))
    assert comma.web.candela == pytest.approx(plain.web.candela)


def test_empty_lines_between_intensities_and_at_the_end_are_left_out() -> None:
    """Editors add them; before line 27 a line may be empty on purpose."""
    head, tail = FILE.split("0.5\r\n" * 10)
    text = head + "0.5\r\n" * 10 + tail.replace("\r\n", "\r\n\r\n") + "\r\n\r\n"
    assert read_ldt(text).web.candela == pytest.approx(read_ldt(FILE).web.candela)


@pytest.mark.parametrize("word", ["12 x", "1.2.3", "1,2,3", "kW", "12 kW", "--3", "1_0"])
def test_what_is_no_number_is_refused(word: str) -> None:
    """With its line."""
    with pytest.raises(WrongLuminaireFileError, match="the watts is") as caught:
        read_ldt(lines(FILE, line32=word))
    assert caught.value.line == 32


def test_a_tilt_while_measuring_is_told() -> None:
    """The intensities are taken as they are; whoever reads the evidence should know."""
    assert read_ldt(FILE).remark == ""
    assert read_ldt(lines(FILE, line25="15")).remark == "measured tilted by 15°"
