"""Which batch is next where not all can be on their way at once, in Redis and in memory alike."""

from __future__ import annotations

from collections import Counter

import pytest
from redis import Redis

from plenum.pipeline.job import FINISH
from plenum.pipeline.record.redis import keys
from tests.support.record_driver import Driver
from tests.support.redis_driver import RedisDriver


def sent(twin: Driver) -> list[str]:
    """The batches that wait for the first stage, as `job.batch`, oldest first."""
    return [name.removesuffix(".left") for name in twin.waiting("left")]


def through(twin: Driver, name: str) -> None:
    """A batch goes through all stages; its message is gone, and its job is answered with its last one."""
    job, _, batch = (name if name.count(".") else f"job.{name}").partition(".")
    twin.take("left")
    pushed = [twin.commit(stage, batch, job) for stage in ("left", "right", "join", "end")]
    if FINISH in pushed[-1]:
        twin.answered(job, job)


def test_no_more_of_a_large_job_is_on_its_way_than_there_is_room_for(twin: Driver) -> None:
    """The others follow in their order as it goes on, and all come to their end."""
    twin.accept(batches=6, in_flight=4)
    assert sent(twin) == ["b0", "b1"]
    through(twin, "b0")
    assert sent(twin) == ["b1", "b2"]
    for n in range(1, 5):
        through(twin, f"b{n}")
    assert sent(twin) == ["b5"]
    for stage in ("left", "right", "join"):
        twin.commit(stage, "b5")
    assert twin.commit("end", "b5") == ("committed", FINISH)


def test_a_small_job_is_sent_on_past_a_large_one(twin: Driver) -> None:
    """Of small jobs more may be on their way; the large one is not taken back."""
    twin.accept("large", batches=6, in_flight=4)
    twin.accept("small", in_flight=4)
    assert sent(twin)[:3] == ["large.b0", "large.b1", "small.b0"]


def test_a_large_job_goes_on_beside_small_ones_that_never_end(twin: Driver) -> None:
    """Each time that a small job is through another one comes: the large one ends all the same."""
    twin.accept("large", batches=6, most=1000, in_flight=2)
    for n in range(8):
        twin.accept(f"small{n}", most=1000, in_flight=2)
    for n in range(8, 120):
        if not (waiting := sent(twin)):
            break
        through(twin, waiting[0])
        twin.accept(f"small{n}", most=1000, in_flight=2)
    progress = twin.record.progress("large")
    assert progress is not None
    assert progress.done == progress.total


def test_a_higher_priority_goes_first_and_a_lower_one_is_not_starved(twin: Driver) -> None:
    """Of those that wait: the order in which they are sent on as room is made."""
    twin.accept("under-way", batches=4, in_flight=2, most=100)
    for n in range(3):
        for name, priority in (("low", -1), ("plain", 0), ("high", 5)):
            twin.accept(f"{name}{n}", 3, priority=priority, in_flight=2, most=100)
    order = []
    while waiting := sent(twin):
        order.append(waiting[0].partition(".")[0].rstrip("012"))
        through(twin, waiting[0])
    assert Counter(order)["low"] == Counter(order)["high"] == 9
    assert order.index("high") < order.index("low")
    places = {
        name: [at for at, each in enumerate(order) if each == name] for name in ("high", "plain", "low")
    }
    mean = {name: sum(at) / len(at) for name, at in places.items()}
    assert mean["high"] < mean["plain"] <= mean["low"]
    assert places["low"][0] < places["high"][-1]


def test_jobs_of_one_lane_take_turns(twin: Driver) -> None:
    """Two large jobs: neither waits until the other one is over."""
    twin.accept("one", batches=5, in_flight=2)
    twin.accept("two", batches=5, in_flight=2)
    order = []
    while waiting := sent(twin):
        order.append(waiting[0].partition(".")[0])
        through(twin, waiting[0])
    assert order.index("two") < 4
    assert Counter(order) == {"one": 5, "two": 5}


def test_a_cancelled_job_is_sent_on_no_more(twin: Driver) -> None:
    """Its place in the lane is the next one's."""
    twin.accept("one", batches=4, in_flight=2)
    twin.accept("two", batches=4, in_flight=2)
    twin.record.close("one", "cancelled", keep_s=100)
    for _ in range(6):
        through(twin, (sent(twin) or ["two.none"])[0])
    progress = twin.record.progress("two")
    assert progress is not None
    assert progress.done == progress.total


def test_the_sweep_sends_on_what_nobody_else_did(twin: Driver) -> None:
    """A job that ended early made room without a commit."""
    twin.accept("one", batches=4, in_flight=2)
    twin.accept("two", batches=4, in_flight=2)
    twin.record.close("one", "cancelled", keep_s=100)
    twin.lose("left", "right", "coordinator")
    twin.answered("one", "one")
    twin.swept()
    assert twin.sweep(join_s=-1.0)[1] == ["left", "right"], "what it sent on is looked at by the same sweep"
    assert sent(twin) == ["two.b0"]


def test_what_may_be_unfinished_is_bounded_by_size_too(twin: Driver) -> None:
    """A job is taken in whatever its size where it is the only one; what ends makes room."""
    assert twin.accept("one", batches=3, max_bytes=1).outcome == "accepted"
    assert twin.accept("two", max_bytes=1).outcome == "full"
    assert twin.accept("two", max_bytes=10_000).outcome == "accepted"
    twin.record.close("one", "done", keep_s=100)
    twin.record.close("two", "done", keep_s=100)
    assert twin.accept("three", max_bytes=1).outcome == "accepted"


def test_nothing_is_left_of_lanes_and_sizes(driver: RedisDriver, client: Redis) -> None:
    """When all jobs are over: no list, and no bytes."""
    driver.accept(batches=6, in_flight=4)
    while waiting := sent(driver):
        through(driver, waiting[0])
    driver.answered("job")
    assert not client.exists(*keys.LANES, keys.JobKeys("job").later)
    assert client.get(keys.BYTES) == b"0"


@pytest.mark.parametrize("stop", ["cancelled", "done"])
def test_batches_that_are_never_sent_expire_with_their_job(
    driver: RedisDriver, client: Redis, stop: str
) -> None:
    """No key of an ended job lives for ever."""
    driver.accept(batches=6, in_flight=4)
    if stop == "cancelled":
        driver.record.close("job", "cancelled", keep_s=100)
    driver.record.close("job", "done", keep_s=100)
    assert 0 < client.ttl(keys.JobKeys("job").later) <= 100  # type: ignore[operator]  # sync client
