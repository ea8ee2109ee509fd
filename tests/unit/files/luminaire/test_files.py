"""Whole luminaire files as programs write them: what they hold is read, or refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenum.files.luminaire.measured import Measured, measured
from plenum.files.luminaire.wrong import WrongLuminaireFileError

FOLDER = Path(__file__).parents[3] / "fixtures" / "luminaires"
REFUSED = {
    "ies_comma_decimals.ies": (3, "decimal comma"),
    "ies_type_b.ies": (3, "photometry of type B"),
    "ies_vert_0_85.ies": (5, "the vertical angles go from 0 to 85°"),
    "ldt_blank_template.ldt": (None, "no light downwards"),
    "ldt_gamma_0_85.ldt": (44, "the vertical angles go from 0 to 85°"),
}
LUMENS = {"ies_multiplier_lumens_rel.ies": 8994.7}
"""All others hold one opal panel: 3598 lm, 36 W, and 1146 cd straight down."""
WITHOUT_WATTS = {"ies_watts_0.ies", "ldt_missing_final_watts.ldt"}


def read(file: Path) -> Measured:
    """The luminaire of a file."""
    return measured(file.read_bytes(), file.name)


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda file: file.name)
def test_a_file_is_read_as_its_writer_meant_it_or_refused_with_its_line(file: Path) -> None:
    """Every variant of coding, line end, symmetry, TILT line, standard's year and number's form."""
    if file.name in REFUSED:
        line, words = REFUSED[file.name]
        with pytest.raises(WrongLuminaireFileError) as caught:
            read(file)
        assert (caught.value.line, words in caught.value.message) == (line, True)
        assert caught.value.cure
        return
    found = read(file)
    lumens = LUMENS.get(file.name, 3598.0)
    assert found.lumens == pytest.approx(lumens, abs=0.5)
    assert found.watts == (None if file.name in WITHOUT_WATTS else 36.0)
    (plane,) = found.distribution["cd_klm"]
    assert plane[0] * lumens / 1000 == pytest.approx(1146.0 * lumens / 3598.0, rel=2e-4)
    assert plane[24] == pytest.approx(plane[0] * 0.5, rel=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "lumens", "declared_up", "watts"),
    [
        ("sample1.ldt", 0.87 * 1983, 0.13, 17.6),
        ("sample4.ldt", 5540, 0, 29.5),
        ("sample7.ldt", 2445.4, 0, 20.178),
    ],
)
def test_makers_files_add_up_to_the_flux_that_they_declare(
    test_data: Path, name: str, lumens: float, declared_up: float, watts: float
) -> None:
    """Flux, light output ratio and downward share stand in the file beside the intensities."""
    found = read(test_data / "real" / name)
    assert found.lumens == pytest.approx(lumens, rel=3e-3)
    assert found.watts == watts
    assert (f"{declared_up:.1%} upward light" in found.distribution["source"]) == bool(declared_up)


def test_a_format_of_luminaires_that_is_not_read_is_named() -> None:
    """With the one to ask the maker for."""
    with pytest.raises(WrongLuminaireFileError, match="TM-33") as caught:
        measured(b'\n<?xml version="1.0"?><IESTM33-22><Version>1.1</Version></IESTM33-22>', "panel.xml")
    assert "EULUMDAT" in caught.value.cure
