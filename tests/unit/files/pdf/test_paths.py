"""Path commands: where lines lead, and how round arcs are."""

from __future__ import annotations

import math
import re

import pytest

from plenum.files.pdf.paths import circle, operators


@pytest.mark.parametrize(
    ("d", "expected"),
    [
        ("M1 2L3 4", "1 2 m\n3 4 l"),
        ("M1 2l2 2h-1v1", "1 2 m\n3 4 l\n2 4 l\n2 5 l"),
        ("M1 2 3 4", "1 2 m\n3 4 l"),
        ("M0 0h4v4h-4zM1 1l1 0", "0 0 m\n4 0 l\n4 4 l\n0 4 l\nh\n1 1 m\n2 1 l"),
        ("M1 1L2 1zl1 1", "1 1 m\n2 1 l\nh\n2 2 l"),
    ],
)
def test_lines_lead_where_svg_says(d: str, expected: str) -> None:
    """Absolute and relative, repeated, and on from where a closed part began."""
    assert operators(d) == expected


def test_a_circle_is_round() -> None:
    """Its curves' points lie on it within a thousandth of its radius."""
    curves = re.findall(r"(.*) c", circle(10.0, 20.0, 5.0))
    assert len(curves) == 4
    at = (5.0, 20.0)
    for line in curves:
        a, b, c, d, e, f = map(float, line.split())
        x, y = ((at[i] + 3 * p + 3 * q + r) / 8 for i, (p, q, r) in enumerate(((a, c, e), (b, d, f))))
        assert math.dist((x, y), (10.0, 20.0)) == pytest.approx(5.0, rel=1e-3)
        at = (e, f)
    assert at == (5.0, 20.0)


@pytest.mark.parametrize("d", ["Q1 2 3 4", "M1", "Cabc"])
def test_a_command_that_no_drawing_uses_is_refused(d: str) -> None:
    """Rather than drawn wrong."""
    with pytest.raises(ValueError, match="no path"):
        operators(d)
