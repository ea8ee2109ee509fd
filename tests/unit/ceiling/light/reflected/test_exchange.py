"""What bounces make of light."""

from __future__ import annotations

import weakref
from itertools import product

import numpy as np
import pytest

from plenum.ceiling.caches.by_bytes import MB
from plenum.ceiling.light.reflected import exchange as module
from plenum.ceiling.light.reflected.exchange import BOUNCES_MB, Exchange, bounces, exchange
from plenum.ceiling.light.reflected.form_factors import between
from plenum.ceiling.light.reflected.patches import Floats, Patches
from plenum.ceiling.room.room import Room

SQUARE = ((0.0, 0.0), (6.0, 0.0), (6.0, 6.0), (0.0, 6.0))
POSTS = tuple(
    ((x, y), (x + 0.8, y), (x + 0.8, y + 0.8), (x, y + 0.8)) for x, y in product(range(5, 60, 6), repeat=2)
)


def test_light_adds_up_as_a_geometric_series() -> None:
    """Where every surface sends back a half and is lit alike, each sends as much as first came."""
    known = exchange(SQUARE, (), 3.0, (0.5, 0.5, 0.5))
    factors = between(known.room, known.patches)
    sent = np.linalg.solve(np.eye(len(factors)) - 0.5 * factors, np.full(len(factors), 0.5))
    assert sent == pytest.approx(1.0)


def test_black_surfaces_send_nothing_back() -> None:
    """Whatever reaches them."""
    known = exchange(SQUARE, (), 3.0, (0.0, 0.0, 0.0))
    assert known.received(np.array([[1.0, 2.0]]), 0.75) == pytest.approx(0.0)


def test_points_come_back_in_the_order_they_were_asked_in() -> None:
    """Whatever order they are computed in."""
    known = exchange(SQUARE, (), 3.0, (0.7, 0.5, 0.2))
    at = np.array([[5.0, 1.0], [1.0, 5.0], [3.0, 3.0]])
    both = known.received(at, 0.75)
    assert known.received(at[:1], 0.75)[0] == pytest.approx(both[0])
    assert known.received(at[::-1].copy(), 0.75)[0] == pytest.approx(both[2])


@pytest.mark.slow
def test_what_goes_on_in_halls_of_many_columns_takes_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes megabytes: those of some are kept, and the longest unasked are forgotten. What they hold is
    left empty here."""

    def nothing(_: Room, has: Patches) -> Floats:
        return np.zeros((has.count, has.count))

    monkeypatch.setattr(module, "between", nothing)
    monkeypatch.setattr(np.linalg, "solve", lambda _, wanted: np.zeros_like(wanted))
    outline = ((0.0, 0.0), (60.0, 0.0), (60.0, 60.0), (0.0, 60.0))
    hall = Room("hall", ("",), outline_m=outline, holes_m=POSTS)
    halls = [Exchange(hall, 3.0 + 0.1 * n, (0.7, 0.5, 0.2)) for n in range(12)]
    asked = [weakref.ref(bounces(known)) for known in halls]
    sizes = [found.nbytes if (found := of()) is not None else 0 for of in asked]
    assert sizes[0] == 0
    assert 0.5 * BOUNCES_MB * MB < sum(sizes) <= BOUNCES_MB * MB
    assert min(sizes[-3:]) > 4 * MB
