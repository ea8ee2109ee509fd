"""Between the lines and nodes of a lattice."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.light.interpolation import neighbours, weights


def test_a_slope_is_a_slope_between_the_lines_and_beyond() -> None:
    """Linear in, linear out."""
    lines, at = np.array([1.0, 2.0, 4.0]), np.array([0.5, 1.0, 1.5, 3.0, 4.5])
    assert weights(lines, at) @ (3.0 * lines) == pytest.approx(3.0 * at)


def test_a_single_line_holds_everywhere() -> None:
    """There is nothing to lean towards."""
    assert weights(np.array([2.0]), np.array([0.0, 5.0])) == pytest.approx(1.0)


def test_nodes_that_are_missing_leave_their_weight_to_the_others() -> None:
    """An L of three nodes: midway, between two, on one, and far from all."""
    known = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    values = np.array([10.0, 20.0, 30.0])
    around, share = neighbours(known, np.array([[0.5, 0.5], [0.5, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    assert (values[around] * share).sum(axis=1) == pytest.approx([20.0, 15.0, 30.0, 20.0])
