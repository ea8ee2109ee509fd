"""What each figure means for the health of a Plenum."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from plenum.health import around, models, queues, store
from plenum.pipeline.record.breaker import Breaker
from plenum.pipeline.record.calls import SampleRun
from plenum.pipeline.record.letters import MOST_STORED, MOST_STORED_BYTES
from plenum.redis_url import RedisUrl
from plenum.settings import Settings
from tests.support.toy_models import GRAPH

WRITTEN = {"aof_enabled": 1, "aof_last_write_status": "ok", "aof_last_bgrewrite_status": "ok", "loading": 0}
MIB = 2**20


class Usage(NamedTuple):
    """As shutil tells of a disk."""

    free: int


@pytest.mark.parametrize(
    ("info", "status"),
    [
        ({"used_memory": 50 * MIB}, "healthy"),
        ({"used_memory": 79, "maxmemory": 100}, "healthy"),
        ({"used_memory": 80, "maxmemory": 100}, "degraded"),
        ({"used_memory": 95, "maxmemory": 100}, "unhealthy"),
        ({"used_memory": 1, "maxmemory": 100, "maxmemory_policy": "allkeys-lru"}, "unhealthy"),
    ],
)
def test_memory_is_judged_by_its_bound(info: dict[str, Any], status: str) -> None:
    """Nothing is evicted, so that what is full refuses."""
    assert store.memory(info).status == status


@pytest.mark.parametrize(
    ("differs", "status"),
    [
        ({}, "healthy"),
        ({"aof_enabled": 0}, "degraded"),
        ({"aof_last_bgrewrite_status": "err"}, "degraded"),
        ({"aof_last_write_status": "err"}, "unhealthy"),
        ({"loading": 1}, "unhealthy"),
    ],
)
def test_persistence_is_judged_by_the_append_only_file(differs: dict[str, Any], status: str) -> None:
    """Jobs are kept as it is."""
    assert store.persistence({**WRITTEN, **differs}).status == status


@pytest.mark.parametrize(
    ("url", "wish", "status"),
    [
        ("redis://127.0.0.1/0", "warn", "healthy"),
        ("rediss://host/0", "demand", "healthy"),
        ("redis://u:secret@host/0", "warn", "degraded"),
        ("redis://u:secret@host/0", "ignore", "healthy"),
    ],
)
def test_a_redis_that_is_reached_in_the_clear_is_told(
    url: str, wish: str, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the cure and without its password, unless the network is said to be trusted."""
    monkeypatch.setattr(store, "settings", lambda: Settings(redis_tls=wish))
    found = store.tls(RedisUrl.of(url))
    assert found.status == status
    assert ("name it by rediss://" in found.message) is (status == "degraded")
    assert "secret" not in found.message


@pytest.mark.parametrize(
    ("workers", "oldest_s", "competes", "status"),
    [
        (1, None, False, "healthy"),
        (1, 29.0, False, "healthy"),
        (1, 31.0, False, "degraded"),
        (0, None, True, "degraded"),
        (0, None, False, "unhealthy"),
    ],
)
def test_a_queue_is_judged_by_its_workers_and_its_oldest_message(
    workers: int, oldest_s: float | None, competes: bool, status: str
) -> None:
    """Without a light model work goes on; a long wait is told, whoever is to blame."""
    assert queues.judged(workers, 3, oldest_s, competes=competes).status == status


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (None, "degraded"),
        (SampleRun(12.0), "healthy"),
        (SampleRun(100.1), "degraded"),
        (SampleRun(1.0, error="ArithmeticError: no"), "unhealthy"),
    ],
)
def test_a_model_is_judged_by_its_sample_run(made: SampleRun | None, status: str) -> None:
    """Over 100 ms for a small room is slow."""
    assert models.tried(made).status == status


@pytest.mark.parametrize(
    ("stage", "state", "status"),
    [
        ("left", "closed", "healthy"),
        ("left", "open", "degraded"),
        ("end", "half_open", "degraded"),
        ("end", "open", "unhealthy"),
    ],
)
def test_a_breaker_is_judged_by_what_its_stage_costs(stage: str, state: Any, status: str) -> None:
    """Others stand in for a light model; nobody for another stage."""
    found = models.breakers({stage: Breaker(state=state, reason="why")}, GRAPH)
    assert found.status == status
    assert ("why" in found.message) is (status != "healthy")


@pytest.mark.parametrize(
    ("count", "length", "status"),
    [
        (0, 0, "healthy"),
        (1, 900, "degraded"),
        (MOST_STORED, 900, "unhealthy"),
        (900, MOST_STORED_BYTES, "unhealthy"),
    ],
)
def test_dead_letters_are_told_and_their_bound_is_worse(count: int, length: int, status: str) -> None:
    """Past it somebody's work is forgotten."""
    assert around.kept(count, length).status == status


@pytest.mark.parametrize(("free", "status"), [(2**31, "healthy"), (2**29, "degraded"), (2**20, "unhealthy")])
def test_a_disk_is_judged_by_what_is_free(
    free: int, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In bytes: a share says little of a large one."""
    monkeypatch.setattr(around.shutil, "disk_usage", lambda _folder: Usage(free))
    assert around.room_on(tmp_path).status == status


def test_a_collector_that_is_away_is_no_more_than_degraded() -> None:
    """Jobs go on without telemetry."""
    assert around.collector("http://127.0.0.1:1/").look().status == "degraded"
