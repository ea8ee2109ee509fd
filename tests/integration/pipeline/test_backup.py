"""The backup that DEPLOYMENT.md describes, taken under way and restored on another server."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from redis import Redis

from plenum.pipeline.graph import installed_graph
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.settings import settings
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import redis_server
from tests.support.toy_pipeline import ToyPipeline

ROOT: Final = Path(__file__).resolve().parents[3]
COMMANDS: Final = re.compile(r"^    redis-cli config set (\S+) (\S+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The small models are those of this process: a job in Redis knows its stages by name alone."""
    monkeypatch.setenv("PLENUM_GRAPH", "tests.support.toy_models:GRAPH")
    for kept in (settings, installed_graph):
        kept.cache_clear()
    yield
    monkeypatch.undo()
    for kept in (settings, installed_graph):
        kept.cache_clear()


def over(port: int) -> tuple[ToyPipeline, Redis]:
    """The pipeline over the record of a server."""
    client = Redis(port=port)
    pipeline = ToyPipeline()
    pipeline.record = RedisRecord(client, patience_s=0)  # type: ignore[assignment]  # the port's other twin
    return pipeline, client


def test_a_backup_has_the_jobs_under_way_and_the_counters(tmp_path: Path) -> None:
    """Restored, a job goes on where it was, and one that came later is unknown."""
    page = (ROOT / "DEPLOYMENT.md").read_text()
    (before, after) = COMMANDS.findall(page[page.index("## Backups") :])
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    with redis_server(tmp_path / "first") as first:
        pipeline, client = over(first.port)
        pipeline.accept(2, waiter=RedisDriver.waiter)
        pipeline.run("left")
        told = pipeline.record.counters()
        client.config_set(*before)
        shutil.copytree(tmp_path / "first" / "appendonlydir", tmp_path / "second" / "appendonlydir")
        client.config_set(*after)
        pipeline.accept(1, job_id="later", waiter=RedisDriver.waiter)
    with redis_server(tmp_path / "second") as second:
        pipeline, client = over(second.port)
        assert pipeline.record.counters() == told
        assert pipeline.record.job("later") is None
        for stage in ("right", "choose", "end"):
            pipeline.run(stage)
        completed = pipeline.complete()
        assert [room.room_id for room in completed.rooms] == ["room_0", "room_1"]
        assert pipeline.record.counters()["executions:left"] == 2
