"""Every fault there is, once; `make soak` strikes on and on."""

from __future__ import annotations

from pathlib import Path

from tests.soak.faults import FAULTS
from tests.soak.soak import Soak, soak


def test_nothing_is_lost_done_twice_or_left_lying_about_whatever_is_struck(tmp_path: Path) -> None:
    """Every job has one answer, that of peace; the counters are the sums of answers; one root a trace."""
    # Patience is the product's: who was killed, frozen and came late is waited for on a busy machine too.
    env = {"PLENUM_EXPORT_INTERVAL_S": "0.5"}
    asked = Soak(minutes=0, seed=1, faults=list(FAULTS), most=6, env=env, pause_s=(1.0, 3.0))
    account = soak(asked, tmp_path / "state")
    assert account.wrongs == [], account.lines()
    assert account.struck.keys() == FAULTS.keys()
