"""Luminaire files: what a building file names is read beside it and travels as data."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.illuminance import illuminance
from plenum.ceiling.light.light_rules import light_evidence
from plenum.cli.main import app
from plenum.files import limits
from plenum.files.building import luminaires
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building
from tests.support.buildings import building, room
from tests.support.luminaires import (
    HALF,
    QUARTER,
    TURN,
    batwing,
    cosine,
    ies,
    ldt,
    oval,
    per_klm,
    skew,
    wall_washer,
)
from tests.support.refusals import refused

ROWS = ["." * 15, "..L....L....L..", "." * 15, "." * 15, "..L....L....L..", "." * 15]


def written(folder: Path, content: str | bytes, name: str = "panel.ies", **more: Any) -> Path:
    """A building file beside a luminaire file that its luminaire P names."""
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(raw)
    lamp = {"photometry": name, "ugr": 19, **more}
    file = folder / "building.json"
    data = building([room("a", rows=ROWS, luminaire="P")], settings={"luminaires": {"P": lamp}})
    file.write_text(json.dumps(data))
    return file


def lamp_of(read: Building) -> dict[str, Any]:
    """The luminaire's figures as they travel."""
    found: dict[str, Any] = read.settings.overrides["luminaires"]["P"]
    return found


def lx(read: Building) -> Any:
    """At the calculation points."""
    return illuminance(read.rooms[0], brief_for(read.rooms[0], read.settings).light)


def analytic(n: float, lumens: float = 3600.0) -> Any:
    """The same room lit by the formula."""
    lamp = {"lumens": lumens, "watts": 30, "n": n, "ugr": 19}
    rooms = [room("a", rows=ROWS, luminaire="P")]
    return lx(read_building(building(rooms, settings={"luminaires": {"P": lamp}})))


@pytest.mark.parametrize("n", [1.0, 2.6])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("panel.ies", lambda n: ies(cosine(n))),
        ("panel.IES", lambda n: ies(cosine(n), TURN, range(0, 181, 5))),
        ("panel.ldt", lambda n: ldt(per_klm(cosine(n), 3600))),
        ("panel.LDT", lambda n: ldt(per_klm(cosine(n), 3600), 4, range(0, 91, 5))),
        ("panel.txt", lambda n: ies(cosine(n), QUARTER)),
    ],
)
def test_a_cosine_luminaire_from_a_file_lights_a_room_as_the_formula(
    tmp_path: Path, n: float, name: str, content: Callable[[float], str]
) -> None:
    """Every calculation point within 1 %, whatever the format, its steps and its symmetry."""
    read = read_building(written(tmp_path, content(n), name))
    assert lamp_of(read)["lumens"] == pytest.approx(3600, rel=3e-3)
    assert lx(read) == pytest.approx(analytic(n), rel=0.01)


@pytest.mark.parametrize(
    ("candela", "planes", "symmetry", "rows"),
    [
        (batwing, (0,), 1, 1),
        (oval, QUARTER, 4, 7),
        (wall_washer, HALF, 2, 13),
        (skew, TURN, 0, 24),
        (lambda c, g: wall_washer(c - 90, g), tuple(range(90, 271, 15)), 3, 24),
    ],
)
def test_both_formats_give_one_table_of_as_few_planes_as_can_be(
    tmp_path: Path, candela: Any, planes: tuple[float, ...], symmetry: int, rows: int
) -> None:
    """Mirrored halves and quarters are found again; intensities agree to what the files print."""
    by_ies = lamp_of(read_building(written(tmp_path, ies(candela, planes))))
    other = ldt(per_klm(candela, 3600), symmetry)
    by_ldt = lamp_of(read_building(written(tmp_path, other, "panel.ldt")))
    assert by_ies["lumens"] == pytest.approx(by_ldt["lumens"], rel=1e-3)
    first, second = (np.array(lamp["distribution"]["cd_klm"]) for lamp in (by_ies, by_ldt))
    assert first.shape == second.shape == (rows, 37)
    assert first == pytest.approx(second, abs=0.002 * first.max())
    expected = [[candela(15 * i, 2.5 * j) for j in range(37)] for i in range(rows)]
    klm = by_ies["lumens"] / 1000
    assert first * klm == pytest.approx(np.array(expected), rel=2e-3, abs=1.0)


@pytest.mark.parametrize(
    ("content", "name", "lumens", "watts"),
    [
        (ies(cosine(1, 1800), multiplier=2.0, watts=28), "a.ies", 3600, 28),
        (ies(cosine(1, 4000), ballast=0.9), "a.ies", 3600, 30),
        (ies(cosine(1, 3000), lamps=2, lumens=2000), "a.ies", 3000, 30),
        (ldt(per_klm(cosine(1, 2400), 3000), flux=3000, output=80), "a.ldt", 2400, 30),
        (ldt(per_klm(cosine(1, 3600), 3600), lamps=-1), "a.ldt", 3600, 30),
        (ldt(per_klm(cosine(1, 1800), 3600), factor=2.0), "a.ldt", 3600, 30),
        (
            ldt(per_klm(cosine(1, 3000), 3000), flux=3000, more_sets=["1,LED,9000,4000,80,90"]),
            "a.ldt",
            3000,
            30,
        ),
    ],
)
def test_flux_and_watts_are_the_luminaires(
    tmp_path: Path, content: str, name: str, lumens: float, watts: float
) -> None:
    """Multipliers, ballast factors, light output ratios and sets of lamps are counted once."""
    lamp = lamp_of(read_building(written(tmp_path, content, name)))
    assert (lamp["lumens"], lamp["watts"]) == (pytest.approx(lumens, rel=2e-3), watts)


def test_upward_light_is_left_out_and_told(tmp_path: Path) -> None:
    """A recessed luminaire has none; the ceiling hides what there is."""
    both = lambda c, g: cosine(1, 3000)(c, g) + cosine(1, 1000)(c, 180 - g)  # noqa: E731 - a formula, beside those it adds
    lamp = lamp_of(read_building(written(tmp_path, ies(both, (0,), range(0, 181, 5)))))
    assert lamp["lumens"] == pytest.approx(3000, rel=3e-3)
    assert "25.0% upward light not counted" in lamp["distribution"]["source"]


def test_the_buildings_own_figures_outrank_the_files(tmp_path: Path) -> None:
    """Lumens scale the table; watts and glare class are said where the file is silent."""
    file = written(tmp_path, ies(cosine(1.0), watts=0), lumens=1800, watts=15)
    read = read_building(file)
    assert (lamp_of(read)["lumens"], lamp_of(read)["watts"], lamp_of(read)["ugr"]) == (1800, 15, 19)
    assert lx(read) == pytest.approx(analytic(1.0, 1800), rel=0.01)


def test_a_turned_luminaire_hangs_turned(tmp_path: Path) -> None:
    """By half a turn, a row that leans to +x leans to -x: the room's illuminance is mirrored."""
    content = ies(wall_washer, HALF)
    plain = lx(read_building(written(tmp_path, content)))
    file = written(tmp_path, content, photometry={"file": "panel.ies", "turn_deg": 180})
    turned = lx(read_building(file))
    points = brief_points(read_building(file))
    mirrored = {(round(9.0 - x, 6), round(y, 6)): v for (x, y), v in zip(points, plain, strict=True)}
    found = [mirrored[round(x, 6), round(y, 6)] for x, y in points]
    assert turned == pytest.approx(np.array(found))
    assert turned != pytest.approx(plain, rel=0.05)


def brief_points(read: Building) -> list[tuple[float, float]]:
    """The calculation points of the room."""
    from plenum.ceiling.light.calculation_grid import points

    light = brief_for(read.rooms[0], read.settings).light
    return [(float(x), float(y)) for x, y in points(read.rooms[0], light.mounting_height_m)]


def test_what_was_read_travels_without_the_file(tmp_path: Path) -> None:
    """The building file that is made of it, and settings on their way to a worker, say the same."""
    file = written(tmp_path, ies(skew, TURN))
    read = read_building(file)
    (tmp_path / "panel.ies").unlink()
    again = read_building(json.loads(json.dumps(building_to_json(read))))
    assert (again.rooms, again.settings) == (read.rooms, read.settings)
    sent = Settings.from_json(json.loads(json.dumps(read.settings.to_json())))
    assert brief_for(read.rooms[0], sent).light == brief_for(read.rooms[0], read.settings).light
    assert len(json.dumps(lamp_of(read))) < 8000


def test_tables_of_all_luminaires_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every job carries them."""
    lamps = {name: {"lumens": 1, "watts": 1, "distribution": {"cd_klm": [[159.155] * 37]}} for name in "PQR"}
    monkeypatch.setattr(limits, "MAX_INTENSITIES", 3 * 37)
    read_building(building(1, settings={"luminaires": lamps}))
    monkeypatch.setattr(limits, "MAX_INTENSITIES", 3 * 37 - 1)
    assert "111 intensities" in refused(building(1, settings={"luminaires": lamps})).message


def test_the_evidence_names_the_file_and_its_digest(tmp_path: Path) -> None:
    """So that a reader can tell which measurement a figure rests on."""
    read = read_building(written(tmp_path, ies(batwing)))
    lamp = brief_for(read.rooms[0], read.settings).light
    by = {e.rule: e for e in light_evidence(read.rooms[0], lamp)}
    assert by["LGT-1"].detail.startswith("luminaire P: panel.ies, sha256 ")
    assert by["LGT-1"].value > 0


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


GOOD = ies(oval, QUARTER)
LDT = ldt(per_klm(oval, 3600), 4)


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


def run(*args: str) -> Any:
    """A command in this process."""
    return CliRunner().invoke(app, list(args), env={"COLUMNS": "200"})


def test_a_command_gives_a_catalogues_luminaire_another_file(tmp_path: Path) -> None:
    """`place --luminaire B=panel.ies`: the evidence and the schedule tell."""
    (tmp_path / "panel.ies").write_text(ies(batwing, watts=27))
    file = tmp_path / "building.json"
    file.write_text(json.dumps(building(1)))
    result, schedule, plan = (tmp_path / name for name in ("r.json", "s.csv", "p.dxf"))
    asked = ["--luminaire", f"B={tmp_path / 'panel.ies'}", "--export", str(schedule), "--export", str(plan)]
    outcome = run("place", str(file), "--local", "-o", str(result), *asked)
    assert outcome.exit_code == 0, outcome.stderr
    (found,) = json.loads(result.read_text())["rooms"]
    (mean,) = (e for e in found["evidence"] if e["rule"] == "LGT-1")
    assert mean["detail"].startswith("luminaire B: panel.ies, sha256 ")
    assert ",B," in schedule.read_text(encoding="utf-8-sig")
    assert ",27," in schedule.read_text(encoding="utf-8-sig")
    assert plan.stat().st_size > 10_000


def test_a_converted_building_holds_the_file_as_data(tmp_path: Path) -> None:
    """What `convert` makes of a building that names a file can be sent to anybody."""
    file = written(tmp_path, ies(batwing))
    made = run("convert", str(file))
    assert read_building(made.stdout).settings == read_building(file).settings
    (tmp_path / "other.ldt").write_text(ldt(per_klm(cosine(1.0), 3600)))
    changed = run("convert", str(file), "--luminaire", f"P={tmp_path / 'other.ldt'}")
    lamp = lamp_of(read_building(changed.stdout))
    assert lamp["distribution"]["source"].startswith("other.ldt")
    assert lamp["ugr"] == 19


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--luminaire", "B"], "give NAME=FILE"),
        (["--luminaire", "B=none.ies"], "no file 'none.ies'"),
        (["--luminaire", "Q=none.ies"], "use one of A, B, C"),
        (["--export", "plan.dwg"], ".dxf"),
        (["--export", "plan.json"], "-o names the result"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_placed(
    tmp_path: Path, asked: list[str], words: str
) -> None:
    """Exit code 2, and no result."""
    file = tmp_path / "building.json"
    file.write_text(json.dumps(building(1)))
    outcome = run("place", str(file), "--local", "-o", str(tmp_path / "r.json"), *asked)
    assert outcome.exit_code == 2
    assert words in outcome.stderr
    assert not (tmp_path / "r.json").exists()


def test_a_file_without_watts_needs_them_said(tmp_path: Path) -> None:
    """The catalogue's would be another luminaire's."""
    error = refused(written(tmp_path, ies(batwing, watts=0)))
    assert error.message == "the file gives no watts"
    assert lamp_of(read_building(written(tmp_path, ies(batwing, watts=0), watts=25)))["watts"] == 25
