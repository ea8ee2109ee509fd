"""The record in memory by a clock of the test's: what lapses, what is forgotten, who waits for messages."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from plenum.pipeline.job import COORDINATOR, Slot
from plenum.pipeline.record.calls import Limits, Worker
from plenum.pipeline.record.memory.record import MemoryRecord
from tests.support.memory_driver import MemoryDriver
from tests.support.waiting import HANGS_S

SLOT = Slot("job", "b0", "left")


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now_ms = 1e12

    def __call__(self) -> float:
        """In ms."""
        return self.now_ms

    def pass_s(self, seconds: float) -> None:
        """Later."""
        self.now_ms += seconds * 1000


@pytest.fixture
def clock() -> Clock:
    """The test's."""
    return Clock()


@pytest.fixture
def driver(clock: Clock) -> MemoryDriver:
    """A record by that clock."""
    return MemoryDriver(MemoryRecord(clock))


def test_a_heartbeat_lapses_unless_it_is_renewed(driver: MemoryDriver, clock: Clock) -> None:
    """The owner with it, and the worker that the gauges count."""
    driver.record.beat(Worker("left", "w", (1,)), 4000)
    clock.pass_s(3.9)
    assert driver.record.alive(driver.owner("left"))
    assert driver.record.gauges([], ["left"]).workers == {"left": 1}
    clock.pass_s(0.1)
    assert not driver.record.alive(driver.owner("left"))
    assert driver.record.gauges([], ["left"]).workers == {"left": 0}


def test_a_lead_lapses_unless_it_is_renewed(driver: MemoryDriver, clock: Clock) -> None:
    """A leader that died is followed by whoever asks next."""
    driver.record.lead("a", 5000)
    clock.pass_s(4)
    driver.record.lead("a", 5000)
    clock.pass_s(4)
    assert not driver.record.lead("b", 5000)
    clock.pass_s(1)
    assert driver.record.lead("b", 5000)


def test_a_record_is_kept_for_its_time(driver: MemoryDriver, clock: Clock) -> None:
    """Then it is removed when the next job comes in, and its key is free."""
    driver.accept("one", key="order 7")
    driver.record.close("one", "done", keep_s=100)
    clock.pass_s(99.9)
    assert driver.accept("two", key="order 7").outcome == "known"
    clock.pass_s(0.1)
    assert driver.accept("two", key="order 7").outcome == "accepted"
    assert driver.record.job("one") is None


def test_a_jobs_deadline_counts_from_its_intake(driver: MemoryDriver, clock: Clock) -> None:
    """In seconds."""
    driver.accept(deadline_s=100)
    clock.pass_s(99.9)
    assert driver.record.overdue() == []
    clock.pass_s(0.1)
    assert driver.record.overdue() == ["job"]


def test_an_attempt_knows_how_long_its_message_waited(driver: MemoryDriver, clock: Clock) -> None:
    """Since it was pushed for the last time."""
    driver.accept()
    driver.lose("left")
    clock.pass_s(3)
    assert driver.started("left", "dead").waited_s == pytest.approx(3, abs=0.01)
    driver.sweep()
    clock.pass_s(2)
    assert driver.started("left", "two").waited_s == pytest.approx(2, abs=0.01)


def test_limits_are_in_seconds_since_the_attempt_began(driver: MemoryDriver, clock: Clock) -> None:
    """Past the join deadline it hangs, past the batch's it is lost too; before neither."""
    driver.accept()
    driver.lose("left")
    driver.start("left", owner=driver.beat("left"))
    driver.seen_later("right")
    limits = Limits(join_deadline_s=30, batch_limit_s=50, settle_s=1)
    clock.pass_s(30)
    assert driver.record.sweep(limits).stuck == ()
    clock.pass_s(1)
    assert driver.record.sweep(limits).stuck == (SLOT,)
    clock.pass_s(20)
    driver.seen_later("right")
    assert driver.record.sweep(limits).resent == (SLOT,)


def test_what_is_settled_is_older_than_the_limit_says(driver: MemoryDriver, clock: Clock) -> None:
    """Just sent is left alone, for just so long."""
    driver.accept()
    driver.lose("left")
    clock.pass_s(0.9)
    assert driver.record.sweep(Limits(100, 100, settle_s=1)).resent == ()
    clock.pass_s(0.2)
    assert driver.record.sweep(Limits(100, 100, settle_s=1)).resent == (SLOT,)


def test_whoever_waited_longest_is_taken_first_on_whichever_queue(driver: MemoryDriver, clock: Clock) -> None:
    """One program works for all stages; none of them is starved."""
    driver.accept("one")
    clock.pass_s(1)
    driver.accept("two")
    taken = [driver.record.await_message(["left", "right"], 0) for _ in range(4)]
    assert [(a.slot.job_id, a.slot.stage) for a in taken if a] == [
        *(("one", "left"), ("one", "right")),
        *(("two", "left"), ("two", "right")),
    ]
    assert driver.record.await_message(["left", "right"], 0) is None


def test_those_who_wait_for_a_job_are_no_stages_message(driver: MemoryDriver) -> None:
    """They are taken by themselves, in their order."""
    driver.accept()
    driver.follow("second")
    driver.run_to_the_end()
    assert [driver.record.take_waiter() for _ in range(3)] == ["job", "second", None]
    assert driver.waiting(COORDINATOR) == []


def test_who_waits_for_a_message_is_woken_by_it(driver: MemoryDriver) -> None:
    """Threads share the record."""
    assert _meanwhile(driver.accept, lambda: driver.record.await_message(["left"], HANGS_S))


def test_a_record_that_is_forgotten_leaves_no_key(driver: MemoryDriver) -> None:
    """A program that runs for long holds none of what is over."""
    driver.accept("one", key="order 7")
    driver.record.close("one", "done", keep_s=0)
    driver.accept("two")
    assert driver.record._keys == {}


def test_every_counter_that_is_raised_is_heard_of(clock: Clock) -> None:
    """By whoever exports them; a second commit raises none."""
    heard: list[dict[str, int]] = []
    driver = MemoryDriver(MemoryRecord(clock, counted=lambda raised: heard.append(dict(raised))))
    driver.accept()
    heard.clear()
    for _ in range(2):
        driver.commit("left", counters={"executions:left": 1})
    driver.record.count({"resent:left": 1})
    assert heard == [{"executions:left": 1}, {"resent:left": 1}]


def _meanwhile(act: Callable[[], object], wait: Callable[[], object]) -> object:
    """What a thread that waits is given when this one acts."""
    given: list[object] = []
    thread = threading.Thread(target=lambda: given.append(wait()))
    thread.start()
    act()
    thread.join(HANGS_S)
    return given[0]
