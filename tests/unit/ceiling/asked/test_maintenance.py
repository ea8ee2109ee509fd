"""Maintenance factors: one figure, or the product of its parts."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.maintenance import maintenance_factor, maintenance_parts
from plenum.ceiling.asked.settings import Settings


def test_parts_are_multiplied_and_told() -> None:
    """By hand: 0.90 · 1 · 0.95 · 0.94 = 0.8037."""
    parts = {"rsmf": 0.94, "llmf": 0.90, "lsf": 1, "lmf": 0.95}
    settings = Settings(overrides={"maintenance_factor": parts})
    assert maintenance_factor(settings) == pytest.approx(0.8037)
    assert maintenance_parts(settings) == "LLMF 0.9 · LSF 1 · LMF 0.95 · RSMF 0.94"


def test_a_single_factor_has_no_parts() -> None:
    """The rule's default where nothing is said."""
    assert (maintenance_factor(Settings()), maintenance_parts(Settings())) == (0.8, "")
    one = Settings(overrides={"maintenance_factor": 0.7})
    assert (maintenance_factor(one), maintenance_parts(one)) == (0.7, "")
