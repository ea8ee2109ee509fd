"""The memory of each worker is bounded: a child that grew is replaced, one that would not stop is refused."""

from __future__ import annotations

from plenum.pipeline.record.redis import keys
from tests.support.buildings import building, room
from tests.support.system import System
from tests.support.waiting import eventually

STAGE = "air_supply_model"


def _children(faulty: System) -> set[int]:
    """The pool children of a stage's workers that beat."""
    names = faulty.client.redis.scan_iter(f"{keys.BEAT}{STAGE}:*", count=1000)
    return {int(name.decode().rpartition(":")[2]) for name in names}


def test_a_child_that_grew_is_replaced_after_its_batch_and_the_batch_is_kept(faulty: System) -> None:
    """Between tasks: the job is complete at the first attempt, another process takes the next one."""
    faulty.ready(STAGE)
    before = _children(faulty)
    result = faulty.place(building([room(f"grows_{STAGE}"), room("fine")]))
    assert [r["status"] for r in result["rooms"]] == ["complete", "complete"]
    after = eventually(lambda: _children(faulty), lambda found: bool(found) and not found & before)
    assert after
    assert not after & before
    assert faulty.place(building(1))["status"] == "complete"


def test_a_room_that_asks_for_more_than_a_process_may_hold_fails_alone(faulty: System) -> None:
    """The kernel refuses the memory; the room says so, its neighbour is completed."""
    result = faulty.place(building([room(f"devours_{STAGE}"), room("fine")]))
    assert [r["status"] for r in result["rooms"]] == ["failed", "complete"]
    assert any("MemoryError" in reason for reason in result["rooms"][0]["reasons"])
