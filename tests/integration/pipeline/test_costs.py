"""What a coordinator asks Redis each second follows what is worked on, not what waits and what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from plenum.health.probe import beats
from plenum.pipeline.record.calls import Limits, Worker
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.pipeline.record.redis.workers import living
from plenum.settings import Settings
from services.coordinator.figures import Figures
from tests.support.record_driver import GRAPH, STAGES
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import RedisServer

FEW, MANY = 100, 2_000
HELD = 7
CARD = '{"host": "here", "pid": 1}'


@pytest.fixture
def server(own: RedisServer) -> RedisServer:
    """Where nobody else's commands are counted."""
    return own


def commands(client: Redis, ask: Callable[[], Any]) -> dict[str, int]:
    """How many commands of each kind Redis does for this; of a script, those in it."""
    client.config_resetstat()
    ask()
    stats: Any = client.info("commandstats")
    return {
        name.removeprefix("cmdstat_"): about["calls"]
        for name, about in stats.items()
        if not re.search("config|info|eval|script", name)
    }


def fill(driver: RedisDriver, waiting: int, kept: int) -> None:
    """So many batches wait, some are in living hands and some in dead ones; so many ended jobs are kept."""
    for n in range(kept):
        driver.accept(f"kept{n}", most=10)
        driver.run_to_the_end(f"kept{n}")
        driver.record.close(f"kept{n}", "done", keep_s=1000)
    driver.lose(*STAGES, "coordinator")
    driver.accept("job", batches=waiting)
    driver.turn("left", driver.beat("left"), messages=HELD)
    driver.turn("right", "dead", messages=HELD)
    driver.beat("right")


@pytest.mark.parametrize(("waiting", "kept"), [(MANY, 2), (FEW, 200)])
def test_a_coordinators_second_costs_the_same_whatever_waits_and_is_kept(
    driver: RedisDriver, client: Redis, waiting: int, kept: int
) -> None:
    """The sweep, all that is exported, and a worker that does not know what it holds."""
    figures = Figures(driver.record, dict, GRAPH, Settings())

    def second() -> None:
        figures()
        driver.record.sweep(Limits(100, 100, settle_s=0, again_s=5))
        driver.record.once("disown", [], ["nobody"])

    fill(driver, FEW, 2)
    few = commands(client, second)
    client.flushall()
    fill(driver, waiting, kept)
    assert commands(client, second) == few


def test_nobody_looks_through_all_keys(driver: RedisDriver, client: Redis) -> None:
    """For jobs, for workers, for what is due: each is in an index."""
    fill(driver, 10, 3)
    driver.record.beat(Worker("end", "w", (1,), CARD), 60_000)

    def ask() -> None:
        record = RedisRecord(client, patience_s=0)
        record.gauges(STAGES, STAGES)
        record.sweep(Limits(100, 100, settle_s=0))
        assert len(record.jobs()) == 4
        assert beats(client, "end", "here")
        assert not beats(client, "end", "elsewhere")
        assert living(client, "end") == {"end:w": CARD.encode()}
        assert set(living(client)) == {"left:w", "right:w", "end:w"}

    assert not {"scan", "keys"} & commands(client, ask).keys()


def test_the_index_of_jobs_forgets_what_lapsed(driver: RedisDriver, client: Redis) -> None:
    """When the next one ends, so that it is no longer than what is kept."""
    for name, keep_s in (("gone", 0), ("kept", 1000)):
        driver.accept(name)
        driver.record.close(name, "done", keep_s=keep_s)
    driver.accept("runs")
    assert client.zrange("plenum:jobs", 0, -1) == [b"kept", b"runs"]
    assert [job.job_id for job in driver.record.jobs()] == ["runs", "kept"]


def test_a_job_that_another_version_took_in_is_listed_while_it_runs(
    driver: RedisDriver, client: Redis
) -> None:
    """It knows no index."""
    driver.accept()
    client.delete("plenum:jobs")
    assert [job.job_id for job in driver.record.jobs()] == ["job"]
