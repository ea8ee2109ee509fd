"""Settings that workers must share are compared in Redis when one starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from plenum.pipeline.record.redis import keys
from plenum.settings import MUST_AGREE, Settings
from plenum.worker import agreement
from plenum.worker.agreement import compare
from tests.support.redis_server import RedisServer
from tests.support.waiting import HANGS_S


def settings(**values: Any) -> Settings:
    """Settings with some other values."""
    return Settings(lifetime_s=values.pop("lifetime_s", 600), **values)


def test_the_first_workers_settings_hold_and_equal_ones_agree(client: Redis) -> None:
    """They stand in Redis, and go when nobody beats any more."""
    assert compare(client, settings()).held == {}
    second = compare(client, settings())
    assert (second.agreed, second.held) == (True, {})
    assert 0 < client.pttl(keys.SETTINGS) <= 600_000


@pytest.mark.parametrize(
    ("name", "value"), [("graph", "other:GRAPH"), ("batch_limit_s", 60.0), ("join_deadline_s", 10.0)]
)
def test_what_must_agree_is_refused_and_changes_nothing(client: Redis, name: str, value: Any) -> None:
    """The message names the variable and both values; the running workers' settings stay."""
    assert name in MUST_AGREE
    first = settings()
    compare(client, first)
    other = settings(**{name: value, "keep_s": 5})
    refused = compare(client, other)
    assert not refused.agreed
    assert list(refused.held) == [name]
    told = refused.differences(other)
    assert f"PLENUM_{name.upper()}" in told
    assert repr(str(value)) in told
    assert repr(str(getattr(first, name))) in told
    assert compare(client, first).held == {}


def test_what_should_agree_is_told_once_and_then_the_newest_holds(client: Redis) -> None:
    """After a rolling restart with a new value everybody agrees; an old one would be told again."""
    old, new = settings(), settings(keep_s=3600)
    compare(client, old)
    assert compare(client, new).held == {"keep_s": "86400"}
    assert compare(client, new).held == {}
    assert compare(client, old).held == {"keep_s": "3600"}


def test_settings_that_nobody_renews_lapse_and_the_next_worker_starts(client: Redis) -> None:
    """A stopped stack can be started with new values at once."""
    compare(client, Settings(heartbeat_s=0.1, lifetime_s=0.4))
    agreement.join("selector", Settings(batch_limit_s=60, redis_url=_url(client)))
    held = client.hget(keys.SETTINGS, "batch_limit_s")
    assert held == b"60.0"


def test_settings_that_redis_lost_are_put_back_by_those_who_run(client: Redis) -> None:
    """A restart without its file must not let a contradicting worker in."""
    compare(client, settings())
    client.flushall()
    agreement.renew(client, settings())
    assert not compare(client, settings(batch_limit_s=60)).agreed


@pytest.mark.parametrize("service", ["selector", "coordinator"])
def test_a_worker_that_contradicts_the_running_ones_does_not_start(
    server: RedisServer, client: Redis, service: str
) -> None:
    """The process ends, and its last words are the difference and the cure."""
    compare(client, Settings(batch_limit_s=60, lifetime_s=600))
    # As a living worker's heartbeat would renew it, for longer than anybody waits.
    holder = subprocess.Popen(
        [sys.executable, "-c", BEAT, str(server.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        queues = "coordinator,celery" if service == "coordinator" else service
        celery = str(Path(sys.executable).with_name("celery"))
        done = subprocess.run(
            [celery, "-A", f"services.{service}.worker", "worker", "-Q", queues],
            env={**os.environ, "PLENUM_REDIS_URL": server.url, "PLENUM_TELEMETRY": "false"},
            capture_output=True,
            text=True,
            timeout=HANGS_S,
        )
    finally:
        holder.kill()
        holder.wait(HANGS_S)
    assert done.returncode != 0
    assert "PLENUM_BATCH_LIMIT_S is '180.0' here and '60.0' with the workers that run" in done.stderr
    assert "stop all workers" in done.stderr


BEAT = """
import sys, time, redis
from plenum.pipeline.record.redis import keys
client = redis.Redis(port=int(sys.argv[1]))
while True:
    client.pexpire(keys.SETTINGS, 6000)
    time.sleep(0.2)
"""


def _url(client: Redis) -> str:
    given = client.connection_pool.connection_kwargs
    return f"redis://{given['host']}:{given['port']}/0"
