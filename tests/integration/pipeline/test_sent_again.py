"""What is sent again goes to the front of its queue, once, whatever else lies there."""

from __future__ import annotations

import pytest

from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Limits
from tests.support.record_driver import Driver
from tests.support.redis_driver import RedisDriver

BATCHES = 40
MANY = 200
"""More than the sweep looks at of a queue."""


def test_what_dead_workers_held_is_next_to_be_taken_in_its_order(twin: Driver) -> None:
    """Behind a full queue it would wait as long as everything there."""
    twin.accept(batches=BATCHES)
    twin.turn("left", "dead", messages=3)
    twin.turn("left", "dead too", messages=2)
    assert [slot.batch for slot in twin.swept().resent] == [f"b{n}" for n in range(5)]
    assert twin.waiting("left") == [f"b{n}.left" for n in range(BATCHES)]


def test_what_a_worker_gives_back_is_next_to_be_taken_in_its_order(twin: Driver) -> None:
    """At once, or when the sweep finds it given back."""
    twin.accept(batches=BATCHES)
    me = twin.beat("left")
    twin.turn("left", me, messages=4)
    slots = [Slot("job", f"b{n}", "left") for n in range(4)]
    twin.record.release(slots[2:], me, "again")
    assert twin.waiting("left")[:3] == ["b2.left", "b3.left", "b4.left"]
    twin.record.release(slots[:2], me)
    assert twin.swept().resent == tuple(slots[:2])
    assert twin.waiting("left") == [f"b{n}.left" for n in range(BATCHES)]


def test_what_was_given_back_before_it_was_come_to_was_no_attempt(twin: Driver) -> None:
    """However often it waits behind a slow one, it is neither suspected nor given up for that."""
    twin.accept(batches=2)
    me = twin.beat("left")
    for _ in range(3):
        assert twin.turn("left", me) == ["b0 go", "b1 go"]
        twin.record.release([Slot("job", "b0", "left"), Slot("job", "b1", "left")], me, "again")
    assert twin.started("left", me).attempt == 1


def test_what_the_dead_held_is_found_though_something_older_waits_again(twin: Driver) -> None:
    """Nobody is there to take that, and so nothing tells that the younger one was taken."""
    twin.accept(batches=BATCHES)
    twin.turn("left", "dead", messages=1)
    me = twin.beat("left")
    twin.turn("left", me, messages=1)
    assert [slot.batch for slot in twin.swept().resent] == ["b0"]
    twin.seen_later("left")
    assert [slot.batch for slot in twin.swept(join_s=-1).stuck if slot.stage == "left"] == ["b1"]
    twin.dies(me)
    assert [slot.batch for slot in twin.swept().resent] == ["b1"]
    assert sorted(twin.waiting("left")[:2]) == ["b0.left", "b1.left"]
    assert twin.swept().resent == ()


def test_what_waits_is_not_sent_again_because_something_before_it_was(twin: Driver) -> None:
    """What is sent again keeps its time, by which the sweep tells what still waits."""
    twin.accept(batches=BATCHES)
    twin.turn("left", "dead", messages=10)
    assert len(twin.swept().resent) == 10
    for _ in range(3):
        assert twin.swept().resent == ()


def test_what_was_sent_again_and_taken_is_left_alone_for_a_moment(twin: Driver) -> None:
    """Who took it may have to start before it begins."""
    twin.accept()
    twin.lose("left", "right")
    assert twin.sweep()[0] == ["left", "right"]
    twin.lose("left", "right")
    assert twin.record.sweep(Limits(100, 100, settle_s=0, again_s=60)).resent == ()
    assert twin.sweep()[0] == ["left", "right"]


def test_an_ending_is_sent_again_to_the_front_and_not_each_second(twin: Driver) -> None:
    """Others wait there, and a coordinator may have taken it."""
    for job in ("one", "two"):
        twin.accept(job)
        twin.run_to_the_end(job)
    twin.take("coordinator")
    limits = Limits(100, 100, settle_s=0, taken_s=60)
    assert twin.record.sweep(limits).resent == ()
    assert [slot.job_id for slot in twin.swept().resent] == ["one"]
    assert twin.waiting("coordinator") == ["one", "two"]
    twin.take("coordinator")
    assert twin.record.sweep(limits).resent == ()


STRAYS = [
    b"not JSON",
    b"{}",
    b'{"pushed_ms": "0"}',
    b'{"pushed_ms": "99999999999999.999"}',
    b'{"pushed_ms": "1e999"}',
    b'{"headers": {"plenum": "plenum.msg/9 job b1 left", "pushed_ms": "1.000"}}',
    bytes(range(256)),
]


@pytest.mark.parametrize("stray", STRAYS, ids=range(len(STRAYS)))
@pytest.mark.parametrize("queue", ["left", "coordinator"])
@pytest.mark.parametrize("strays", [1, MANY])
def test_nothing_that_strays_onto_a_queue_has_what_waits_sent_again(
    driver: RedisDriver, stray: bytes, queue: str, strays: int
) -> None:
    """Until somebody takes it, it lies where the oldest message is looked for."""
    client = driver.record.client
    for n in range(BATCHES):
        driver.accept(f"job{n}", most=BATCHES)
        if queue == "coordinator":
            driver.run_to_the_end(f"job{n}")
    client.rpush(queue, *[stray] * strays)
    for _ in range(3):
        assert driver.swept().resent == ()
    assert client.llen(queue) == BATCHES + strays


def test_what_was_lost_is_sent_again_though_something_strays(driver: RedisDriver) -> None:
    """As long as one of our messages is within sight of the queue's end; what the dead held, in any case."""
    driver.accept(batches=BATCHES)
    client = driver.record.client
    driver.take("left")
    driver.turn("left", "dead", messages=1)
    client.rpush("left", *[b"stray"] * 10)
    assert [slot.batch for slot in driver.swept().resent] == ["b0", "b1"]
    client.rpush("left", *[b"stray"] * MANY)
    driver.start("left", "b2", "dead")
    assert [slot.batch for slot in driver.swept().resent] == ["b2"]


def test_a_doubled_message_that_lies_ahead_of_all_has_nothing_sent_again(driver: RedisDriver) -> None:
    """Of a batch in living hands, and of one that is committed."""
    driver.accept(batches=BATCHES)
    client = driver.record.client
    first, second = client.lrange("left", -2, -1)  # type: ignore[misc]  # sync client
    me = driver.beat("left")
    driver.turn("left", me, messages=2)
    driver.commit("left", "b1")
    client.rpush("left", *[second, first] * MANY)
    for _ in range(3):
        assert driver.swept().resent == ()


def test_many_lost_messages_are_sent_again_in_their_order(driver: RedisDriver) -> None:
    """In pages, of which the newest comes first."""
    driver.accept(batches=20)
    driver.lose("left")
    driver.beat("left")
    assert len(driver.record._sweep(Limits(100, 100, settle_s=0), page=3).resent) == 20
    assert driver.waiting("left") == [f"b{n}.left" for n in range(20)]


def test_what_the_version_before_made_due_is_found_by_the_sweep(driver: RedisDriver) -> None:
    """It knows one set of all that is due, and no sets of the stages."""
    driver.accept(batches=3)
    client = driver.record.client
    driver.lose("left", "right")
    client.delete("plenum:stages", "plenum:due:left", "plenum:due:right")
    assert driver.sweep()[0] == ["left"] * 3 + ["right"] * 3
    client.zrem("plenum:due", "job|b1|left")
    driver.lose("left")
    assert [slot.batch for slot in driver.swept().resent] == ["b0", "b2"]
