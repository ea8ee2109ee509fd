"""Tables of intensities: read by interpolation, they light as the formula does that they were made from."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from plenum.ceiling.light import photometry
from plenum.ceiling.luminaire.distribution import Distribution
from tests.support.luminaires import batwing, cosine, oval, skew, table, wall_washer

ORIGIN = np.zeros((1, 2))
TILE = (0.6, 0.6)
SURFACES = (0.7, 0.5, 0.2)


def of(candela: Any, rows: int = 1, turn_deg: float = 0.0) -> Distribution:
    """A distribution from a function of C and gamma."""
    return Distribution(tuple(map(tuple, table(candela, rows))), turn_deg)


def lit(beam: Any, *points: tuple[float, float], splits: int = 2, height: float = 2.05) -> Any:
    """lx at points from 3600 lm over the origin."""
    return photometry.direct(ORIGIN, np.array(points), height, 3600.0, beam, TILE, splits)[0]


@pytest.mark.parametrize(("n", "within_deg"), [(1.0, 75), (2.6, 60), (6.0, 45)])
@pytest.mark.parametrize("splits", [1, 2])
def test_a_cosine_table_lights_as_the_formula(n: float, within_deg: float, splits: int) -> None:
    """Within half a per cent of the light right below, and of itself where there is a tenth of that."""
    points = [(r * math.cos(a), r * math.sin(a)) for r in np.linspace(0, 8, 60) for a in (0.1, 1.0, 4.0)]
    exact = photometry.direct(ORIGIN, np.array(points), 2.05, 3600.0, n, TILE, splits)[0]
    found = lit(of(cosine(n)), *points, splits=splits)
    assert found == pytest.approx(exact, abs=0.005 * exact.max())
    near = np.hypot(*np.array(points).T) < 2.05 * math.tan(math.radians(within_deg))
    assert found[near] == pytest.approx(exact[near], rel=0.008)


@pytest.mark.parametrize(
    ("r_m", "splits", "lx"),
    [(0.0, 1, 272.67), (2.05, 1, 68.17), (0.0, 2, 266.93), (1.2, 2, 150.67), (2.05, 2, 68.53)],
)
def test_the_printed_vectors_hold_for_a_table_too(r_m: float, splits: int, lx: float) -> None:
    """3600 lm, 2.05 m above the plane, an opal panel (domain facts 1.6): within 0.2 %."""
    assert lit(of(cosine(1.0)), (r_m, 0.0), splits=splits)[0] == pytest.approx(lx, rel=0.002)


@pytest.mark.parametrize("n", [1.0, 2.6])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 3.0, 7.0])
def test_utilisation_of_a_cosine_table_is_the_formulas(n: float, ratio: float) -> None:
    """Direct fraction and utilisation factor, by integrating the table."""
    beam = of(cosine(n))
    assert photometry.direct_fraction(ratio, beam) == pytest.approx(
        photometry.direct_fraction(ratio, n), rel=0.003
    )
    assert photometry.utilisation_factor(ratio, SURFACES, beam) == pytest.approx(
        photometry.utilisation_factor(ratio, SURFACES, n), rel=0.003
    )


@pytest.mark.parametrize(("candela", "rows"), [(batwing, 1), (oval, 7), (wall_washer, 13), (skew, 24)])
def test_the_whole_flux_falls_on_a_plane_without_end(candela: Any, rows: int) -> None:
    """Illuminance over rings out to 150 mounting heights adds up to the lumens; the table says 1000."""
    beam = of(candela, rows)
    assert beam.flux_lm == pytest.approx(1000, rel=1e-4)
    gamma = np.radians(np.linspace(0, 89.6, 1500))
    radius = np.tan(gamma)
    turns = np.radians(np.arange(2.5, 360, 5))
    dx, dy = np.outer(radius, np.cos(turns)), np.outer(radius, np.sin(turns))
    rings = beam.lux_per_klm(dx, dy, 1.0).mean(axis=1) * 2 * math.pi * radius
    assert np.trapezoid(rings, radius) == pytest.approx(1000, rel=0.002)


@pytest.mark.parametrize(("c_step", "gamma_step", "rows"), [(7.5, 2.5, 13), (5.0, 1.0, 72), (2.5, 0.5, 73)])
def test_a_finer_table_is_read_at_its_own_angles(c_step: float, gamma_step: float, rows: int) -> None:
    """The same luminaire to half a per cent, right at the knots of the finer one."""
    candela = {13: oval, 72: skew, 73: wall_washer}[rows]
    gammas = [gamma_step * j for j in range(round(90 / gamma_step) + 1)]
    given = [tuple(candela(c_step * i, g) for g in gammas) for i in range(rows)]
    fine = Distribution(tuple(given), c_step_deg=c_step, gamma_step_deg=gamma_step)
    scale = 1000 / fine.flux_lm
    assert fine.flux_lm == pytest.approx(_rings(candela), rel=2e-3)
    for c, g in (
        (0.0, 0.0),
        (c_step, gamma_step),
        (10 * c_step, 30.0),
        (100.0, 60 + gamma_step),
        (275.0, 45.0),
    ):
        r = 2.0 * math.tan(math.radians(g))
        x, y = r * math.cos(math.radians(c)), r * math.sin(math.radians(c))
        lux = candela(c, g) * scale * math.cos(math.radians(g)) ** 3 / 4
        found = fine.lux_per_klm(np.array([x]), np.array([y]), 2.0)[0] * scale
        assert found == pytest.approx(lux, rel=5e-3)


def _rings(candela: Any) -> float:
    """The flux downwards, by summing small patches."""
    gammas = np.radians(np.arange(0.25, 90, 0.5))
    planes = np.arange(2.5, 360, 5)
    mean = [np.mean([candela(float(c), math.degrees(g)) for c in planes]) for g in gammas]
    return float(sum(mean * np.sin(gammas)) * 2 * math.pi * math.radians(0.5))


def test_equal_tables_are_one_to_what_is_remembered() -> None:
    """However finely they are divided; another turn or step is another luminaire."""
    one, same = of(skew, 24), of(skew, 24)
    assert (one, hash(one)) == (same, hash(same))
    assert len({one, same, of(skew, 24, 10.0), replace(one, c_step_deg=7.5)}) == 3


@pytest.mark.parametrize(("candela", "rows"), [(batwing, 1), (oval, 7), (wall_washer, 13)])
def test_mirrored_rows_are_the_whole_table(candela: Any, rows: int) -> None:
    """A quarter, a half, or one plane for all say the same as all planes."""
    short, whole = of(candela, rows), of(candela, 24)
    assert short.table == pytest.approx(whole.table, rel=1e-9)


def test_c_counts_counter_clockwise_from_the_x_axis_as_seen_from_above() -> None:
    """A luminaire that leans towards C0 lights the points in +x more; turned by 90°, those in +y."""
    east, north, west, south = (1.5, 0.0), (0.0, 1.5), (-1.5, 0.0), (0.0, -1.5)
    found = lit(of(wall_washer, 13), east, north, west, south)
    assert found[0] > found[1] > found[2]
    assert found[1] == pytest.approx(found[3])
    turned = lit(of(wall_washer, 13, 90.0), north, west, south, east)
    assert turned == pytest.approx(found)
    at_50 = lit(of(skew, 24), (math.cos(math.radians(50)), math.sin(math.radians(50))), splits=1)
    turned_50 = lit(of(skew, 24, -50.0), (1.0, 0.0), splits=1)
    assert turned_50 == pytest.approx(at_50)


def test_a_luminaire_that_leans_lights_one_way_more_whatever_its_neighbours() -> None:
    """Rows of luminaires and points are not exchanged: each pair has its own offset."""
    lamps = np.array([[0.0, 0.0], [3.0, 1.0]])
    points = np.array([[1.0, 0.0], [4.0, 1.0], [2.0, 1.0]])
    found = photometry.direct(lamps, points, 2.05, 3600.0, of(wall_washer, 13), TILE)
    assert found[0, 0] == pytest.approx(found[1, 1])
    assert found[1, 2] < found[1, 1]
