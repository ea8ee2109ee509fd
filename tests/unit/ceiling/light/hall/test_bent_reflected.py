"""Reflected light between walls that hide something, at all tiles and points or by nodes among them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.hall import bent_reflected
from plenum.ceiling.light.hall.bent_reflected import BentReflected
from plenum.ceiling.light.reflected.reflected import reflected
from plenum.ceiling.room.geometry import TOLERANCE_M, polygon, tile_centres
from plenum.ceiling.room.room import Room

ARMS = Room(
    "u",
    tuple("." * 45 if y < 8 else "." * 22 + "#" + "." * 22 for y in range(30)),
    outline_m=((0, 0), (27, 0), (27, 18), (13.8, 18), (13.8, 4.8), (13.2, 4.8), (13.2, 18), (0, 18)),
    room_type="office_open",
)
"""Two arms, a thin wall between them."""
BRIEF = light_brief(ARMS, Settings())
AT = points(ARMS, BRIEF.mounting_height_m)
SPOTS = np.array([[3, 20], [18, 26], [12, 3], [40, 5]])


def test_what_every_tile_and_point_is_reckoned_for_is_exact() -> None:
    """Beside each luminaire's own light."""
    exact = reflected(ARMS, BRIEF, tile_centres(ARMS, SPOTS), AT)
    found = BentReflected(ARMS, BRIEF, AT)
    assert found.lit(SPOTS) == pytest.approx(exact.sum(axis=0), rel=1e-5)
    assert found.lit(SPOTS[:0]) == pytest.approx(0.0)


def test_between_nodes_light_is_near_that_and_none_passes_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of reflected light alone a 66th in the mean, a twentieth where it is darkest; behind the wall too."""
    monkeypatch.setattr(bent_reflected, "MOST", 300_000)
    every = np.argwhere(np.array([list(row) for row in ARMS.rows]) == ".")[::7, ::-1]
    exact = reflected(ARMS, BRIEF, tile_centres(ARMS, every), AT).sum(axis=0)
    found = BentReflected(ARMS, BRIEF, AT).lit(every)
    assert found.mean() == pytest.approx(exact.mean(), rel=1.5e-2)
    assert found.min() == pytest.approx(exact.min(), rel=5e-2)
    left = np.array([[18, 26]])
    behind = (AT[:, 0] > 13.8) & (AT[:, 1] > 15.0)
    alone = reflected(ARMS, BRIEF, tile_centres(ARMS, left), AT).sum(axis=0)
    assert 3.0 * alone[behind].max() < 0.2 * alone.max()
    assert BentReflected(ARMS, BRIEF, AT).lit(left)[behind].max() < 3.0 * alone[behind].max()


@pytest.mark.parametrize("most", [4_000_000, 300_000])
def test_what_each_tile_adds_to_the_mean_adds_up(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """By every tile and point, or by nodes."""
    monkeypatch.setattr(bent_reflected, "MOST", most)
    known = BentReflected(ARMS, BRIEF, AT)
    x, y = SPOTS.T
    assert known.mean_gain[y, x].sum() == pytest.approx(known.lit(SPOTS).mean())


def test_lines_that_no_wall_is_near_are_seen_without_asking() -> None:
    """As the plan itself says of every line, and of some of them it is asked."""
    rng = np.random.default_rng(3)
    at = AT[rng.integers(0, len(AT), 300)]
    nodes = AT[rng.integers(0, len(AT), (300, 4))]
    lines = shapely.linestrings(np.stack([nodes, np.broadcast_to(at[:, None], nodes.shape)], axis=2))
    plain = shapely.covers(polygon(ARMS).buffer(TOLERANCE_M), lines)
    assert np.array_equal(bent_reflected._seen(ARMS, nodes, at), plain)
    asked = bent_reflected._by_walls(ARMS, np.minimum(nodes, at[:, None]), np.maximum(nodes, at[:, None]))
    assert 0 < np.count_nonzero(~plain) < np.count_nonzero(asked) < asked.size
