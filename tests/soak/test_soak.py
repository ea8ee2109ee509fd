"""Two minutes of every fault there is, at half of the product's patience; `make soak` takes longer."""

from __future__ import annotations

from pathlib import Path

from tests.soak.faults import FAULTS
from tests.soak.soak import JOIN, JOIN_S, Soak, soak


def test_nothing_is_lost_done_twice_or_left_lying_about_whatever_is_struck(tmp_path: Path) -> None:
    """Every job has one answer, that of peace; the counters are the sums of answers; one root a trace."""
    env = {"PLENUM_EXPORT_INTERVAL_S": "0.5", JOIN: f"{JOIN_S / 2:g}"}
    account = soak(Soak(minutes=2, seed=1, faults=list(FAULTS), most=6, env=env), tmp_path / "state")
    assert account.wrongs == [], account.lines()
