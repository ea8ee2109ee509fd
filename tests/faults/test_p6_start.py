"""P6: a worker waits for a Redis that cannot be written, says so once, and goes on by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from plenum.pipeline.record.redis import keys
from plenum.telemetry import names
from tests.support.redis_server import RedisServer, redis_server
from tests.support.unwritable import Spoilt, full, read_only
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import workers


@pytest.mark.parametrize(("spoilt", "service"), [(read_only, "selector"), (full, "coordinator")])
def test_a_worker_waits_for_a_redis_that_cannot_be_written(
    tmp_path: Path, spoilt: Spoilt, service: str
) -> None:
    """Settings are compared before it consumes, however long that takes; then it happens while it runs."""
    with redis_server(tmp_path) as server, workers(tmp_path, server.url) as running:
        redis = Redis.from_url(server.url)
        with spoilt(redis):
            worker = running.start(service)
            assert eventually(lambda: running.said(service, names.START_WAITS_FOR_REDIS))
            assert redis.exists(keys.SETTINGS) == 0
        assert _beats(redis, service), running.log(service).read_text()
        assert redis.exists(keys.SETTINGS) == 1
        with spoilt(redis):
            assert eventually(lambda: running.said(service, names.HEARTBEAT_FAILED))
            assert eventually(lambda: not _cards(redis, service))
        assert _beats(redis, service), running.log(service).read_text()
        assert worker.poll() is None
        assert running.said(service, names.START_WAITS_FOR_REDIS) == 1
        assert running.said(service, "Unrecoverable error") == 0


def test_a_worker_whose_password_is_wrong_ends_and_says_so(tmp_path: Path) -> None:
    """Waiting would not mend it; the password itself is in no log."""
    with redis_server(tmp_path) as server:
        Redis.from_url(server.url).config_set("requirepass", "right")
        with workers(tmp_path, server.url.replace("//", "//:wrong-one@")) as running:
            worker = running.start("selector")
            assert worker.wait(HANGS_S) not in (0, None)
            assert running.said("selector", "Redis refuses the user or password of PLENUM_REDIS_URL")
            assert not running.said("selector", "wrong-one")


def test_a_worker_waits_for_a_redis_that_reads_its_file(tmp_path: Path) -> None:
    """Loading, as after a restart with much data."""
    server = RedisServer(tmp_path)
    server.start()
    redis = Redis.from_url(server.url)
    pipe = redis.pipeline(transaction=False)
    for number in range(5000):
        pipe.set(f"x{number}", "y" * 100)
    pipe.execute()
    server.kill()
    # 1 ms a key.
    server.start("--key-load-delay", "1000", "--loading-process-events-interval-bytes", "1024")
    try:
        with workers(tmp_path, server.url) as running:
            worker = running.start("selector")
            assert _beats(redis, "selector"), running.log("selector").read_text()
            assert worker.poll() is None
    finally:
        server.kill()


def _cards(redis: Redis, service: str) -> list[bytes]:
    return list(redis.scan_iter(f"{keys.WORKER}{service}:*", count=1000))


def _beats(redis: Redis, service: str) -> bool:
    return bool(eventually(lambda: _cards(redis, service)))
