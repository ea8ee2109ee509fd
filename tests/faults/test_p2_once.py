"""P2: a stage may run more than once; its effect is committed at most once."""

from __future__ import annotations

import time

from plenum.pipeline.record.redis.keys import JobKeys
from tests.support.buildings import building
from tests.support.system import System, assert_unharmed


def test_doubled_messages_change_neither_result_nor_sums_nor_trace(faulty: System) -> None:
    """Every stage message of a job delivered a second time, while the first copies are worked on."""
    plain = faulty.place(building(6))
    before = faulty.counters()
    job = faulty.client.submit(building(6))
    redis, doubled = faulty.client.redis, set()
    until = time.monotonic() + 60
    while not faulty.client.answer(job).ready() and time.monotonic() < until:
        for member, message in redis.hgetall(JobKeys(job).messages).items():  # type: ignore[union-attr]
            if member not in doubled:
                doubled.add(member)
                text = message.decode().replace("@TAG@", f"twice-{member.decode()}").replace("@PUSHED@", "1")
                redis.lpush(member.decode().split("|")[2], text)
        time.sleep(0.005)
    result = faulty.fetch(job)
    assert len(doubled) >= 10
    assert_unharmed(faulty, plain, before, result)


def test_a_batch_that_is_begun_again_is_committed_once(faulty: System) -> None:
    """A second attempt, as after a lost owner, goes room by room and ends in the same result."""
    plain = faulty.place(building(2))
    before = faulty.counters()
    job = faulty.client.submit(building(2))
    redis, k = faulty.client.redis, JobKeys(job)
    until = time.monotonic() + 30
    stage, owner = "air_supply_model", None
    while owner is None and time.monotonic() < until:
        owner = redis.hget(k.run, f"b0000/{stage}:owner")
    assert owner is not None
    redis.hset(k.run, f"b0000/{stage}:owner", "nobody:0:0")
    result = faulty.fetch(job)
    assert_unharmed(faulty, plain, before, result)
