"""The table that stands for a file: how far it is from it, and how large it may be."""

from __future__ import annotations

import json
import math
from itertools import product

import numpy as np
import pytest

from plenum.ceiling.luminaire.distribution import STEPS, Distribution
from plenum.files.luminaire.ies import read_ies
from plenum.files.luminaire.measured import measured
from plenum.files.luminaire.schema import DistributionFields
from plenum.files.luminaire.table import BOUND, table_of
from plenum.files.luminaire.web import Web
from tests.support.luminaires import Candela, batwing, ies, per_klm, skew, wall_washer


def spot(_: float, gamma: float) -> float:
    """A beam of a few degrees."""
    return 20_000 * math.exp(-((gamma / 4) ** 2)) + 20


def blade(c: float, gamma: float) -> float:
    """Narrow along C0, wide along C90; mirrored about both."""
    return 1000 * math.cos(math.radians(gamma)) ** (1 + 9 * math.cos(math.radians(c)) ** 4)


def road(c: float, gamma: float) -> float:
    """Two narrow beams along C10 and C170, at 60°."""
    beam = min(abs(c % 360 - 10), abs(c % 360 - 170))
    return 200 + 4000 * math.exp(-((beam / 6) ** 2)) * math.exp(-(((gamma - 60) / 3) ** 2))


def web_of(candela: Candela, planes: tuple[float, ...], gammas: tuple[float, ...]) -> Web:
    """As a file gives it."""
    return read_ies(ies(candela, planes, gammas)).web


def by(step: float, end: float) -> tuple[float, ...]:
    """Angles from 0 to the end."""
    return tuple(np.arange(0, end + step / 2, step).tolist())


@pytest.mark.parametrize(
    ("candela", "planes", "gammas", "shape"),
    [
        (batwing, (0.0,), by(2.5, 90), (1, 37)),
        (skew, by(15, 360), by(5, 90), (24, 37)),
        (spot, (0.0,), by(0.5, 90), (1, 181)),
        (blade, by(22.5, 90), by(2.5, 90), (13, 37)),
        (wall_washer, by(22.5, 180), by(2.5, 90), (25, 37)),
        (road, by(2.5, 360), by(1, 90), (144, 91)),
    ],
)
def test_the_table_is_as_fine_as_the_file_needs(
    candela: Candela, planes: tuple[float, ...], gammas: tuple[float, ...], shape: tuple[int, int]
) -> None:
    """And travels as a luminaire of the settings; usual files keep the usual table."""
    web = web_of(candela, planes, gammas)
    made, error = table_of(web, web.flux_lm()[0])
    assert (len(made["cd_klm"]), len(made["cd_klm"][0])) == shape
    assert error <= BOUND
    assert ("c_step_deg" in made) == (shape not in ((1, 37), (24, 37)))
    DistributionFields.model_validate(made)


@pytest.mark.slow
@pytest.mark.parametrize("candela", [spot, road, skew])
def test_the_error_that_is_told_is_the_greatest_there_is(candela: Candela) -> None:
    """Looked for at thousands of directions between and at the angles of both."""
    web = web_of(candela, by(5, 360), by(1.5, 90))
    down = web.flux_lm()[0]
    made, error = table_of(web, down)
    table = Distribution.from_json(made)
    planes, gammas = np.arange(0.0, 360.0, 1.25), np.arange(0.0, 90.0, 0.25)
    theirs = web.at(planes, gammas)
    c, gamma = (np.radians(a) for a in np.meshgrid(planes, gammas, indexing="ij"))
    x, y = np.tan(gamma) * np.cos(c), np.tan(gamma) * np.sin(c)
    lux = table.lux_per_klm(x, y, 1.0)
    ours = lux * (1 + x * x + y * y) ** 1.5 * down / 1000
    found = float(np.abs(ours - theirs).max()) / float(theirs.max())
    assert found <= error + 1e-9
    assert found > 0.3 * error


def test_beyond_the_bound_the_evidence_says_how_far() -> None:
    """A beam narrower than the finest table can hold: the nearest one is taken, and told."""
    narrow = ies(lambda _, g: 1e5 * math.exp(-((g / 0.4) ** 2)) + 50, (0,), by(0.125, 90))
    found = measured(narrow.encode(), "beam.ies")
    assert len(found.distribution["cd_klm"][0]) == 181
    told = float(found.distribution["source"].split("table within ")[1].split("%")[0])
    assert told > 100 * BOUND


@pytest.mark.slow
def test_the_finest_table_stays_small_beside_a_job() -> None:
    """Some 200 kB of JSON at most, whatever the file holds."""
    rough = ies(lambda c, g: 500 + 300 * math.sin(37 * c + 11 * g), by(1, 359), by(0.5, 90))
    found = measured(rough.encode(), "rough.ies")
    assert len(json.dumps(found.distribution)) < 250_000
    assert len(found.distribution["cd_klm"]) == 144


def test_steps_are_tried_from_the_coarsest_on() -> None:
    """Each divides the quarter turn, so that mirrored rows end on its edge."""
    sizes = [c * gamma for c, gamma in STEPS]
    assert sizes == sorted(sizes, reverse=True)
    assert all(math.remainder(90, step) == 0 for step in {*sum(STEPS, ())})
    assert len(STEPS) == len(set(product(*zip(*STEPS, strict=True))))


def test_a_files_flux_is_that_of_what_is_interpolated() -> None:
    """Against a sum of small rings."""
    web = web_of(per_klm(skew, 1000), by(15, 360), by(5, 90))
    planes, gammas = np.arange(0.0, 360.0, 2.0) + 1.0, np.arange(0.0, 90.0, 0.1) + 0.05
    rings = web.at(planes, gammas).mean(axis=0) * np.sin(np.radians(gammas))
    assert web.flux_lm()[0] == pytest.approx(2 * math.pi * math.radians(0.1) * rings.sum(), rel=1e-5)
    assert web.flux_lm()[1] == 0.0
