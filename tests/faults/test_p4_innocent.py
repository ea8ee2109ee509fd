"""P4: three deaths are blamed on a room only if it is the one that kills."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.faults.gates import Gates
from tests.support.buildings import building, room
from tests.support.held import parent
from tests.support.system import System, assert_unharmed
from tests.support.waiting import eventually

STAGE = "air_supply_model"


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: Path(f"/proc/{pid}/cmdline").exists(), lambda there: not there)


def _kill_worker(pid: int) -> None:
    os.kill(parent(pid), signal.SIGKILL)
    eventually(lambda: Path(f"/proc/{pid}/cmdline").exists(), lambda there: not there)


@pytest.mark.parametrize("strike", [_kill, _kill_worker], ids=["child", "worker"])
def test_a_room_is_not_blamed_for_workers_that_somebody_kills_at_it(
    faulty: System, gates: Gates, strike: object
) -> None:
    """Three times, each time at the same room: it is tried alone then, and completed."""
    faulty.ready(STAGE)
    plain = faulty.place(building(2))
    before = faulty.counters()
    with gates.closed(STAGE):
        job = faulty.client.submit(building(2))
        struck = [gates.strike(STAGE, strike) for _ in range(3)]  # type: ignore[arg-type]  # one of those above
        (alone,) = gates.waiting(STAGE)
        assert len({*struck, alone}) == 4
    result = faulty.fetch(job)
    assert_unharmed(faulty, plain, before, result)
    assert not [letter for letter in faulty.client.record.letters() if letter.job_id == job]


def test_the_process_in_which_a_suspect_is_tried_alone_is_the_one_that_dies(
    faulty: System, gates: Gates
) -> None:
    """Its worker's child lives on, and says of what it died."""
    faulty.ready(STAGE)
    result = faulty.place(building([room("kills_air_supply_model"), room("fine")]))
    assert [r["status"] for r in result["rooms"]] == ["failed", "complete"]
    (reason,) = result["rooms"][0]["reasons"]
    assert "killed its worker 3 times; tried alone: SIGKILL" in reason
