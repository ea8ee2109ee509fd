"""Whatever a luminaire file holds, it becomes a table that adds up, or an error that names its place."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from plenum.ceiling.luminaire.distribution import Distribution, row_counts
from plenum.files.building.luminaires import luminaire_from
from plenum.files.errors import InvalidBuilding
from plenum.files.luminaire.schema import LuminaireFigures
from tests.support.exploring import EXPLORE
from tests.support.luminaires import HALF, QUARTER, TURN, ies, ldt, oval, per_klm, skew, wall_washer

fuzz = settings(max_examples=EXPLORE or 100)
FIVES = tuple(range(0, 91, 5))
FILES = [
    ies(skew, TURN, FIVES),
    ies(wall_washer, HALF, FIVES, lumens=4000, multiplier=1.5, ballast=0.9),
    ldt(per_klm(oval, 3600), 4, FIVES),
    ldt(per_klm(skew, 3600), 0, FIVES, output=85),
    ies(oval, QUARTER, FIVES).replace("TILT=NONE", "TILT=INCLUDE\r\n1\r\n2\r\n0 90\r\n0.9 1"),
    ldt(per_klm(wall_washer, 3600), 2, FIVES, count=18).replace(".", ","),
]
words = st.sampled_from(
    [
        "0",
        "-1",
        "1",
        "nan",
        "inf",
        "1e400",
        "1e9",
        "x",
        "",
        "90",
        "360",
        "1_0",
        "0x10",
        "٣",
        "1,5",
        "4 W",
        "TILT=INCLUDE",
    ]
)


def is_clear(error: InvalidBuilding) -> None:
    """One printable sentence with a cure."""
    assert str(error).isprintable()
    assert error.cure


def read_or_refuse(content: bytes, ending: str) -> None:
    """Everything but InvalidBuilding is the reader's fault; what is read is a luminaire of the settings."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"panel.{ending}"
        file.write_bytes(content)
        try:
            figures = luminaire_from(file, "/settings/luminaires/P/photometry")
        except InvalidBuilding as error:
            is_clear(error)
            return
    LuminaireFigures.model_validate(figures)
    table = Distribution.from_json(figures["distribution"])
    assert len(table.planes) in row_counts(table.c_step_deg)
    assert 990 < table.flux_lm < 1010
    assert figures["lumens"] > 0


@fuzz
@given(st.binary(max_size=300) | st.text(st.characters(), max_size=300), st.sampled_from(["ies", "ldt", "x"]))
def test_any_bytes_are_read_or_refused(content: bytes | str, ending: str) -> None:
    """Binary, half characters, words."""
    read_or_refuse(content.encode("utf-8", "replace") if isinstance(content, str) else content, ending)


@fuzz
@given(st.data(), st.sampled_from(FILES))
def test_a_good_file_with_a_few_words_changed_is_read_or_refused(data: st.DataObject, good: str) -> None:
    """Numbers replaced, taken out, doubled and moved, lines cut off."""
    pieces = re.findall(r"\S+|\s+", good)
    for _ in range(data.draw(st.integers(1, 3))):
        # Most of a file are intensities: the first words decide how they are read.
        last = len(pieces) - 1
        at = data.draw(st.integers(0, min(120, last)) | st.integers(0, last))
        change = data.draw(st.sampled_from(["replace", "remove", "double", "move", "cut"]))
        if change == "remove" and last:
            del pieces[at]
        elif change == "double":
            pieces.insert(at, pieces[at])
        elif change == "move":
            pieces.insert(data.draw(st.integers(0, last)), pieces.pop(at))
        elif change == "cut" and at:
            del pieces[at:]
        else:
            pieces[at] = data.draw(words)
    read_or_refuse("".join(pieces).encode(), "ies" if good.startswith("IESNA") else "ldt")
