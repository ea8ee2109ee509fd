"""Luminaire files: what a building file names is read beside it and travels as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.illuminance import illuminance
from plenum.ceiling.light.light_rules import light_evidence
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building
from tests.support.buildings import building, room
from tests.support.luminaires import (
    HALF,
    QUARTER,
    ROWS,
    TURN,
    batwing,
    cosine,
    ies,
    lamp_of,
    ldt,
    oval,
    per_klm,
    skew,
    wall_washer,
    written,
)


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


def test_the_evidence_names_the_file_and_its_digest(tmp_path: Path) -> None:
    """So that a reader can tell which measurement a figure rests on."""
    read = read_building(written(tmp_path, ies(batwing)))
    lamp = brief_for(read.rooms[0], read.settings).light
    by = {e.rule: e for e in light_evidence(read.rooms[0], lamp)}
    assert by["LGT-1"].detail.startswith("luminaire P: panel.ies, sha256 ")
    assert by["LGT-1"].value > 0
