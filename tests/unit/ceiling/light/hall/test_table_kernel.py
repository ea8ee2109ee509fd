"""Halls under luminaires with a table: products of functions of x and y against the plain sum."""

from __future__ import annotations

import math

import numpy as np
import pytest

from plenum.ceiling.light.hall.table_kernel import along_axes
from plenum.ceiling.light.photometry import direct
from plenum.ceiling.luminaire.distribution import Distribution
from tests.support.luminaires import Candela, batwing, skew, table

TILE = (0.6, 0.6)


def spot(_: float, gamma: float) -> float:
    """A beam of some 20°, and little beside it."""
    return 20_000 * math.exp(-((gamma / 10) ** 2)) + 20


@pytest.mark.slow
@pytest.mark.parametrize(
    ("candela", "rows", "c_step", "gamma_step"),
    [(batwing, 1, 15.0, 2.5), (skew, 24, 15.0, 2.5), (skew, 72, 5.0, 1.0), (spot, 1, 15.0, 0.5)],
)
def test_a_halls_light_is_the_sum_of_its_luminaires(
    candela: Candela, rows: int, c_step: float, gamma_step: float
) -> None:
    """The mean to 0.1 %, each point to 0.5 % of it; a beam's hall is lit by what lies beside the beam."""
    given = table(candela, rows, c_step=c_step, gamma_step=gamma_step)
    beam = Distribution(tuple(map(tuple, given)), c_step_deg=c_step, gamma_step_deg=gamma_step)
    lights, points = np.arange(0.3, 24, 2.4), np.arange(0.0, 24, 0.7)
    x, y = along_axes((lights, lights), (points, points), 3.0, beam, TILE)
    found = np.einsum("ltp,mtq->pq", x, y).ravel()
    pairs = [np.array([(a, b) for a in one for b in one]) for one in (lights, points)]
    plain = direct(*pairs, 3.0, 1000.0, beam, TILE).sum(axis=0)
    assert found.mean() == pytest.approx(plain.mean(), rel=1e-3)
    assert found == pytest.approx(plain, abs=5e-3 * plain.mean())
