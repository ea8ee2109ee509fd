"""The test vectors of the photometry: direct light, view factors, utilisation factors."""

from __future__ import annotations

import math

import numpy as np
import pytest

from plenum.ceiling.light import photometry

ORIGIN = np.zeros((1, 2))
TILE = (0.6, 0.6)
UF = {
    0.5: (0.908, 1.082, 1.108, 1.059, 0.970),
    1: (0.827, 1.010, 1.032, 0.969, 0.895),
    2: (0.690, 0.882, 0.901, 0.818, 0.767),
    3: (0.580, 0.774, 0.790, 0.697, 0.660),
    4: (0.489, 0.682, 0.695, 0.598, 0.571),
    5: (0.415, 0.604, 0.615, 0.517, 0.497),
    6: (0.354, 0.537, 0.547, 0.450, 0.434),
    7: (0.304, 0.481, 0.489, 0.394, 0.382),
    8: (0.263, 0.432, 0.439, 0.348, 0.338),
    9: (0.229, 0.391, 0.397, 0.308, 0.300),
    10: (0.200, 0.355, 0.360, 0.275, 0.269),
}
SURFACES = ((0.7, 0.5, 0.2), (0.8, 0.5, 0.2), (0.7, 0.3, 0.2), (0.5, 0.3, 0.1))


def along(*offsets_m: float, splits: int) -> list[float]:
    """Illuminance of 3600 lm, n = 1, 2.05 m above the plane, at offsets along x."""
    points = np.array([[x, 0.0] for x in offsets_m])
    row = photometry.direct(ORIGIN, points, 2.05, 3600.0, 1.0, TILE, splits)[0]
    return [float(lux) for lux in row]


def test_a_point_source_follows_the_inverse_square_and_cosine_laws() -> None:
    """272.67 lx below it, exactly a quarter at an offset of the height."""
    below, aside = along(0.0, 2.05, splits=1)
    assert below == pytest.approx(272.67, abs=0.01)
    assert aside == pytest.approx(68.17, abs=0.01)
    assert aside == pytest.approx(below / 4)


def test_an_area_source_is_split_in_four() -> None:
    """266.93, 150.67 and 68.53 lx at 0, 1.2 and 2.05 m."""
    assert along(0.0, 1.2, 2.05, splits=2) == pytest.approx([266.93, 150.67, 68.53], abs=0.01)


def test_the_split_is_within_a_percent_of_a_fine_one_on_the_axis() -> None:
    """+2.8 % for a point, +0.7 % for 2 × 2, against 40 × 40."""
    fine = along(0.0, splits=40)[0]
    assert along(0.0, splits=1)[0] / fine == pytest.approx(1.028, abs=0.001)
    assert along(0.0, splits=2)[0] / fine == pytest.approx(1.007, abs=0.001)


@pytest.mark.slow
@pytest.mark.parametrize("n", [1.0, 2.58])
def test_many_luminaires_throw_what_each_throws_alone(n: float) -> None:
    """More pairs than are reckoned in one go, and a last part that is not full."""
    luminaires, points = (np.random.default_rng(7).uniform(0.0, 30.0, (count, 2)) for count in (37, 911))
    together = photometry.direct(luminaires, points, 2.05, 3600.0, n, TILE)
    alone = [photometry.direct(one[None], points, 2.05, 3600.0, n, TILE)[0] for one in luminaires]
    assert together == pytest.approx(np.array(alone), rel=1e-12)


@pytest.mark.parametrize("n", [1.0, 2.58])
def test_all_flux_arrives_on_an_infinite_plane(n: float) -> None:
    """Conservation: the integral of the illuminance is the luminaire's flux."""
    edges = np.linspace(0.0, 1.0, 4001)
    # r = h·u/(1-u) reaches infinity; the last ring is what lies beyond.
    u = (edges[1:] + edges[:-1]) / 2
    r = 2.05 * u / (1 - u)
    ring = 2 * math.pi * r * 2.05 / (1 - u) ** 2 * np.diff(edges)
    points = np.stack([r, np.zeros_like(r)], axis=1)
    lux = photometry.direct(ORIGIN, points, 2.05, 3600.0, n, TILE, 1)[0]
    assert float(lux @ ring) == pytest.approx(3600.0, rel=1e-3)


@pytest.mark.parametrize("ratio", UF)
def test_utilisation_factors_match_the_radiosity_table(ratio: float) -> None:
    """Direct fraction and four sets of surfaces, at each tabulated room cavity ratio."""
    direct, *factors = UF[ratio]
    assert photometry.direct_fraction(ratio, 1.0) == pytest.approx(direct, abs=0.0006)
    found = [photometry.utilisation_factor(ratio, surfaces, 1.0) for surfaces in SURFACES]
    assert found == pytest.approx(factors, abs=0.0006)


def test_the_integrated_direct_fraction_meets_the_exact_view_factor() -> None:
    """For a Lambertian panel both ways of computing it agree; 1 + 1e-12 takes the integral."""
    for ratio in (0.5, 3.0, 10.0):
        integrated = photometry.direct_fraction(ratio, 1.0 + 1e-12)
        assert integrated == pytest.approx(photometry.view_factor(ratio / 10), abs=1e-6)


def test_a_narrower_distribution_sends_more_light_straight_down() -> None:
    """n = 2.58 loses less to the walls than n = 1."""
    assert photometry.direct_fraction(3.0, 2.58) > photometry.direct_fraction(3.0, 1.0)


def test_the_lumen_method_rounds_up() -> None:
    """9 × 6 × 2.8 m at 500 lx: 11.89, hence 12; the old table's UF of 0.65 would say 15."""
    uf = photometry.utilisation_factor(2.8472, (0.7, 0.5, 0.2), 1.0)
    assert uf == pytest.approx(0.789, abs=0.0005)
    assert photometry.luminaires_needed(500.0, 54.0, 3600.0, uf, 0.8) == 12
    assert photometry.luminaires_needed(500.0, 54.0, 3600.0, 0.65, 0.8) == 15


@pytest.mark.parametrize(
    ("em", "lpd", "needed"),
    [(500, 6.57, 120.4), (500, 7.97, 99.3), (500, 7.64, 103.6), (500, 10.44, 75.8), (100, 4.41, 35.9)],
)
def test_the_efficacy_needed_is_known_before_placing(em: float, lpd: float, needed: float) -> None:
    """Open and enclosed office, classroom, conference, corridor at UF 0.79, MF 0.8."""
    assert photometry.efficacy_needed_lm_w(em, 0.79, 0.8, lpd) == pytest.approx(needed, abs=0.1)
