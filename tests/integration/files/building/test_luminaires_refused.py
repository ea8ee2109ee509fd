"""Luminaire files and tables that are none: refused with the place, the line and the cure."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from plenum.files import limits
from plenum.files.building import luminaires
from plenum.files.read import read_building
from tests.support.buildings import building
from tests.support.luminaires import (
    QUARTER,
    batwing,
    cosine,
    ies,
    lamp_of,
    ldt,
    oval,
    per_klm,
    written,
)
from tests.support.refusals import refused

GOOD = ies(oval, QUARTER)
LDT = ldt(per_klm(oval, 3600), 4)


def test_tables_of_all_luminaires_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every job carries them."""
    lamps = {name: {"lumens": 1, "watts": 1, "distribution": {"cd_klm": [[159.155] * 37]}} for name in "PQR"}
    monkeypatch.setattr(limits, "MAX_INTENSITIES", 3 * 37)
    read_building(building(1, settings={"luminaires": lamps}))
    monkeypatch.setattr(limits, "MAX_INTENSITIES", 3 * 37 - 1)
    assert "111 intensities" in refused(building(1, settings={"luminaires": lamps})).message


def test_over_a_queue_no_file_can_be_named(tmp_path: Path) -> None:
    """A building from anybody must not make a worker open files."""
    file = written(tmp_path, ies(cosine(1)))
    for source in (json.loads(file.read_text()), file.read_bytes(), file.read_text()):
        error = refused(source)
        assert error.pointer == "/settings/luminaires/P/photometry"
        assert "plenum convert" in error.cure


def test_only_files_in_the_buildings_folder_are_opened(tmp_path: Path) -> None:
    """Not above it, not by an absolute path, not through a link; below it they are."""
    folder = tmp_path / "job"
    (folder / "lamps").mkdir(parents=True)
    (tmp_path / "out.ies").write_text(ies(cosine(1)))
    (folder / "link.ies").symlink_to(tmp_path / "out.ies")
    for name in ("../out.ies", str(tmp_path / "out.ies"), "link.ies", "lamps/../../out.ies"):
        file = written(folder, ies(cosine(1)), photometry=name)
        assert "outside" in refused(file).message
    (folder / "lamps" / "own.ies").write_text(ies(cosine(1)))
    assert lamp_of(read_building(written(folder, ies(cosine(1)), photometry="lamps/own.ies")))["lumens"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("none.ies", "no file 'none.ies'"),
        (".", "no file"),
        ("a\0b", "control characters|no file|outside"),
        (7, "not an object"),
        ({"file": "panel.ies", "turn": 3}, "unknown field"),
        ({"file": "panel.ies", "turn_deg": 1e9}, "too large"),
    ],
)
def test_a_missing_file_is_named_with_its_place(tmp_path: Path, asked: Any, words: str) -> None:
    """The pointer leads to the luminaire, the message to the file."""
    error = refused(written(tmp_path, ies(cosine(1)), photometry=asked))
    assert error.pointer.startswith("/settings/luminaires/P/photometry")
    assert any(word in str(error) for word in words.split("|"))
    assert error.source == "building.json"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is made of it."""
    monkeypatch.setattr(luminaires, "MAX_FILE_BYTES", 1000)
    assert "larger than" in refused(written(tmp_path, ies(cosine(1)) + " " * 1000)).message


def lines(text: str, **changed: str) -> str:
    """A file with some lines, counted from 1, replaced."""
    found = text.split("\r\n")
    for number, line in changed.items():
        found[int(number.removeprefix("line")) - 1] = line
    return "\r\n".join(found)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.ies", "", "no TILT= line"),
        ("a.ies", b"\0\1\2", "binary"),
        (
            "a.ies",
            ies(oval, QUARTER, tilt="TILT=a.tlt"),
            "line 6: its tilt factors are in another file, 'a.tlt'",
        ),
        ("a.ies", ies(oval, QUARTER, tilt="TILT=INCLUDE"), "line 7: the number of tilt angles is '-1'"),
        ("a.ies", ies(oval, QUARTER, kind=2), "line 7: photometry of type B"),
        ("a.ies", ies(oval, QUARTER, kind=3), "line 7: photometry of type A"),
        ("a.ies", ies(oval, QUARTER, range(0, 81, 5)), "line 9: the vertical angles go from 0 to 80°"),
        ("a.ies", ies(oval, QUARTER, range(90, 181, 5)), "line 9: the vertical angles go from 90 to 180°"),
        ("a.ies", ies(oval, (0, 45)), "line 10: the horizontal angles go from 0 to 45°"),
        ("a.ies", ies(oval, (0, 90, 45)), "line 10: the horizontal angles do not rise"),
        ("a.ies", GOOD[:-60], "the file ends where an intensity should be"),
        (
            "a.ies",
            lines(GOOD, line7="1 -1 1 99999999 7 1 2 .6 .6 0"),
            "line 7: the number of vertical angles",
        ),
        ("a.ies", lines(GOOD, line7="1 -1 nan 37 7 1 2 .6 .6 0"), "line 7: the candela multiplier is 'nan'"),
        ("a.ies", lines(GOOD, line11="x 1 2"), "line 11: an intensity is 'x'"),
        ("a.ies", lines(GOOD, line11="-5 1 2"), "line 11: an intensity is '-5'"),
        ("a.ies", ies(lambda *_: 0.0), "no light downwards"),
        ("a.ldt", "Plenum", "line 1: the file ends where the symmetry should be"),
        ("a.ldt", LDT[:-200], "the file ends where an intensity should be"),
        ("a.ldt", lines(LDT, line3="9"), "line 3: the symmetry is '9'"),
        ("a.ldt", lines(LDT, line6="9e9"), "line 6: the number of intensities"),
        ("a.ldt", lines(LDT, line26="0"), "line 26: the number of sets of lamps"),
        ("a.ldt", lines(LDT, line29="0"), "line 29: the lamps' flux is '0'"),
        ("a.ldt", lines(LDT, line110="bright"), "line 110: an intensity is 'bright'"),
        ("a.ldt", ldt(oval, 4), "its intensities add up to"),
        ("a.ldt", ldt(per_klm(oval, 3600), 4, range(0, 81, 5)), "the vertical angles go from 0 to 80°"),
        ("a.dat", "anything", "line 1"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_line(
    tmp_path: Path, name: str, content: str | bytes, words: str
) -> None:
    """Where, what, and what would be right."""
    error = refused(written(tmp_path, content, name))
    assert error.pointer == "/settings/luminaires/P/photometry"
    assert f"'{name}'" in error.message
    assert words in error.message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"n": 2.0}, "both n and a distribution"),
        ({"distribution": {"cd_klm": [[1000 / math.pi] * 37] * 5}}, "5 planes"),
        ({"distribution": {"cd_klm": [[1000 / math.pi] * 36]}}, "36 entries"),
        ({"distribution": {"cd_klm": [[100.0] * 37]}}, "add up to 628.3 lm"),
        ({"distribution": {"cd_klm": [[-1.0] * 37]}}, "too small"),
        ({"distribution": {"cd_klm": [[float("nan")] * 37]}}, "finite"),
        ({"distribution": {"cd_klm": [[159.155] * 37], "c_step_deg": 4}}, "a step of 4°"),
        ({"distribution": {"cd_klm": [[159.155] * 37], "gamma_step_deg": 1}}, "37 entries in a plane"),
        ({"distribution": {"cd_klm": [[159.155] * 37] * 7, "c_step_deg": 7.5}}, "7 planes"),
    ],
)
def test_a_table_that_is_none_is_refused(change: dict[str, Any], words: str) -> None:
    """Tables come from anybody."""
    fine = [[1000 / (2 * math.pi)] * 37]
    lamp = {"lumens": 3600, "watts": 30, "distribution": {"cd_klm": fine}}
    read_building(building(1, settings={"luminaires": {"P": lamp}}))
    error = refused(building(1, settings={"luminaires": {"P": {**lamp, **change}}}))
    assert error.pointer.startswith("/settings/luminaires/P")
    assert words in str(error)


def test_a_file_without_watts_needs_them_said(tmp_path: Path) -> None:
    """The catalogue's would be another luminaire's."""
    error = refused(written(tmp_path, ies(batwing, watts=0)))
    assert error.message == "the file gives no watts"
    assert lamp_of(read_building(written(tmp_path, ies(batwing, watts=0), watts=25)))["watts"] == 25
