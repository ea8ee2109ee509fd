"""Solvers are made in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

import plenum
from plenum.ceiling.solver import solver

ROOT = Path(__file__).parents[3]


def test_no_other_module_makes_a_solver() -> None:
    """Or it could greet on standard output, use all cores, or draw another seed."""
    sources = [*Path(plenum.__file__).parent.rglob("*.py"), *(ROOT / "services").rglob("*.py")]
    makers = [file.name for file in sources if "highspy.Highs(" in file.read_text(encoding="utf-8")]
    assert makers == ["solver.py"]


def test_every_solver_is_silent_and_single() -> None:
    """Whatever else it is asked."""
    made = solver({"mip_rel_gap": 0.5})
    found = {
        name: made.getOptionValue(name)[1]
        for name in ("output_flag", "threads", "random_seed", "mip_rel_gap")
    }
    assert found == {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.5}


def test_an_option_that_the_solver_does_not_know_is_an_error() -> None:
    """A newer solver that lost one must not go on without it."""
    with pytest.raises(ValueError, match="does not take no_such_option"):
        solver({"no_such_option": 1})
