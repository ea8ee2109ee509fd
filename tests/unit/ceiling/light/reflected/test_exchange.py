"""What bounces make of light."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.light.reflected.exchange import exchange
from plenum.ceiling.light.reflected.form_factors import between

SQUARE = ((0.0, 0.0), (6.0, 0.0), (6.0, 6.0), (0.0, 6.0))


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
