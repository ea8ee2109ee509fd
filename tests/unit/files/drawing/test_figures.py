"""A rule's figures on drawings."""

from __future__ import annotations

import pytest

from plenum.files.drawing.figures import key_figures
from plenum.files.units import Units


@pytest.mark.parametrize(
    ("passed", "value", "limit"), [(False, "47.39 fc", "≥ 47.41"), (True, "47.4 fc", "≥ 47.4")]
)
def test_a_miss_does_not_look_like_its_limit(passed: bool, value: str, limit: str) -> None:
    """One digit more where three would hide it; what holds needs none."""
    entry = {"rule": "LGT-1", "value": 510.1, "limit": 510.3, "unit": "lx", "hard": True, "passed": passed}
    (figure,) = key_figures([entry], 1, Units.IMPERIAL)
    assert (figure.value, figure.limit) == (value, limit)
