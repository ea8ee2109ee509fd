"""Lattices that a few lights complete, looked at together."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.order import choice
from plenum.ceiling.light.order import completed as module
from plenum.ceiling.light.order.lattices import LatticeSearch
from plenum.ceiling.room.room import Room

SKEW = Room(
    "skew",
    tuple("." * (22 - y) + "#" * (y + 1) for y in range(17)),
    room_type="office_open",
    outline_m=((0.0, 0.0), (13.8, 0.0), (3.6, 10.2), (0.0, 10.2)),
)


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def search() -> LatticeSearch:
    """That of a room with an oblique wall."""
    return LatticeSearch(LightField(SKEW, brief_for(SKEW, Settings()).light), 0.02)


@pytest.mark.parametrize(("share", "anywhere"), [(module.DARKER, False), (module.MUCH_DARKER, True)])
def test_lattices_completed_together_are_those_completed_one_by_one(
    search: LatticeSearch, share: float, anywhere: bool
) -> None:
    """Some need fewer lights more than others, and for some there are too few."""
    lattices = search.lattices(True, 2 * search.field.lower_bound, share)
    some = np.arange(0, len(lattices), max(1, len(lattices) // 24))
    most = np.arange(len(some)) % 5 + 1
    together = module._completed(search, lattices, some, most, anywhere=anywhere)
    assert any(nodes is not None for nodes in together)
    assert any(nodes is None for nodes in together)
    for k, nodes in enumerate(together):
        (alone,) = module._completed(search, lattices, some[[k]], most[[k]], anywhere=anywhere)
        assert np.array_equal(nodes, alone) if nodes is not None else alone is None
        if nodes is not None:
            assert lattices.counts[some[k]] < len(nodes) <= lattices.counts[some[k]] + most[k]
            assert search.holds(search.field.at(nodes))
            assert search.finer.holds(nodes)


def test_the_most_promising_are_those_that_miss_least_at_all_points(search: LatticeSearch) -> None:
    """Though most are looked at where it is darkest alone."""
    lattices = search.lattices(True, 2 * search.field.lower_bound, module.MUCH_DARKER)
    every = np.arange(len(lattices))
    assert len(every) > 2 * module.TRIED
    worth = module._worth(search, lattices, every, search.some)
    assert (module._worth(search, lattices, every, search.darkest) <= worth).all()
    best = np.argsort(worth, kind="stable")[: module.TRIED]
    assert module._promising(search, lattices, every).tolist() == best.tolist()
    few = every[: module.TRIED // 2]
    assert sorted(module._promising(search, lattices, few).tolist()) == few.tolist()


def test_no_lattice_that_holds_is_passed_over_for_its_darkest_points(
    search: LatticeSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds is what holds at all points."""
    monkeypatch.setattr(choice, "BLOCK", 16)
    lattices = search.lattices(True, 3 * search.field.lower_bound)
    found = choice._holding(search, lattices)
    assert found[0]
    assert lattices.counts[found[0][0][0]] > lattices.counts[16]
    monkeypatch.setattr(LatticeSearch, "darkest", property(lambda asked: asked.whole))
    assert choice._holding(search, lattices) == found
