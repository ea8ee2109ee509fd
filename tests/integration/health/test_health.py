"""The health of a Plenum on a real Redis, whole and broken in ways that are planted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from redis import Redis
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.health import probe as probing
from plenum.health import store, whole
from plenum.health.check import Report, run
from plenum.health.probe import probe
from plenum.health.whole import checks, health
from plenum.pipeline import forms
from plenum.pipeline.record.breaker import Evidence
from plenum.pipeline.record.calls import SampleRun, Turn, Worker
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.record_driver import GRAPH
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import RedisServer, free_port
from tests.support.toy_models import GRAPH as TOYS
from tests.support.unwritable import Spoilt, full, read_only
from tests.support.waiting import HANGS_S

SERVICES = ("coordinator", *(stage.name for stage in GRAPH.stages))


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that is slow because the machine is busy is nobody's finding here."""
    monkeypatch.setattr(store, "_SLOW_MS", HANGS_S * 1000)
    for module in (whole, probing):
        monkeypatch.setattr(module, "_TIMEOUT_S", HANGS_S)


@pytest.fixture
def record(client: Redis) -> RedisRecord:
    """With a living worker of each service."""
    record = RedisRecord(client, patience_s=0)
    card = json.dumps({"host": "here", "pid": 1})
    for service in SERVICES:
        record.beat(Worker(service, "w", (1,), card), 60_000)
    return record


def statuses(report: Report) -> dict[str, str]:
    """By name, without what is healthy."""
    return {found.name: found.status for found in report.checks if found.status != "healthy"}


def test_all_is_healthy_where_all_is_well(server: RedisServer, record: RedisRecord) -> None:
    """Each check took some time, and says what it saw."""
    for stage in TOYS.stages:
        record.note_sample_run(stage.name, SampleRun(3.0))
        record.beat(Worker(stage.name, "w", (1,)), 60_000)
    report = health(server.url, TOYS)
    assert statuses(report) == {}
    assert all(found.message and found.duration_ms > 0 for found in report.checks)


def test_nothing_is_looked_at_where_redis_is_away() -> None:
    """One wait for a connection, not one a check; the address tells without."""
    report = health(f"redis://127.0.0.1:{free_port()}/0", TOYS)
    assert set(statuses(report).values()) == {"unhealthy"}
    assert report.checks[0].message.startswith("ConnectionError")
    asking = [found for found in report.checks[1:] if found.name != store.TLS]
    assert {found.message for found in asking} == {"not looked at: redis.reachable is unhealthy"}


@pytest.mark.parametrize("spoilt", [full, read_only])
def test_a_redis_that_takes_no_writes_is_found_out(
    server: RedisServer, record: RedisRecord, spoilt: Spoilt
) -> None:
    """It answers, and jobs wait all the same. A worker is no less alive: nobody can beat."""
    record.client.delete(f"{keys.WORKER}left:w")
    with spoilt(record.client):
        report = health(server.url, GRAPH)
        found = statuses(report)
        assert found["redis.writable"] == "unhealthy"
        told = {each.message for each in report.checks if each.name.startswith("queue.")}
        assert told == {"not looked at: redis.writable is unhealthy"}
        assert "redis.reachable" not in found
        assert probe("live", server.url, "left", "here")
        assert not probe("ready", server.url, "left", "here")


def test_a_worker_that_does_not_beat_is_neither_ready_nor_live(
    server: RedisServer, record: RedisRecord
) -> None:
    """Another container's does not count."""
    assert probe("ready", server.url, "left", "here")
    assert not probe("ready", server.url, "left", "elsewhere")
    record.client.delete(f"{keys.WORKER}left:w")
    assert not probe("live", server.url, "left", "here")


def test_an_older_worker_is_not_ready_while_a_job_runs_that_only_newer_ones_read(
    server: RedisServer, record: RedisRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would take the place of one that does; it lives."""
    with monkeypatch.context() as newer:
        newer.setattr(forms, "NEWEST", forms.NEWEST + 1)
        record.client.delete(f"{keys.FORM}{forms.OLDEST}")
        record.beat(Worker("left", "newer", (1,)), 60_000)
        RedisDriver(record).accept()
    assert not probe("ready", server.url, "left", "here")
    assert probe("live", server.url, "left", "here")
    record.close("job", "done", keep_s=100)
    assert probe("ready", server.url, "left", "here")


def test_queues_models_letters_and_breakers_are_judged_as_the_record_has_them(
    server: RedisServer, record: RedisRecord, client: Redis
) -> None:
    """A queue without worker; a message that waits; a model that fails; a letter; a breaker."""
    RedisDriver(record).accept()
    client.lpush("right", '{"headers": {"pushed_ms": "1000.0"}}')
    client.lpush("right", client.rpop("right") or "")
    client.delete(f"{keys.WORKER}join:w")
    record.store_letter(DeadLetter(id="one", stage="left", reason="why"))
    record.note_sample_run("left", SampleRun(250.0))
    for job, room in (("one", "a"), ("two", "b"), ("two", "c"), ("two", "d"), ("two", "e")):
        record.turn(Turn("me", evidence=[Evidence("end", job, (room,), "why")]))
    found = statuses(run(checks(client, server.url, GRAPH)))
    assert found == {
        "queue.right": "degraded",
        "queue.join": "unhealthy",
        "dead_letters": "degraded",
        "breakers": "unhealthy",
    }
    assert statuses(run(checks(client, server.url, TOYS)))["model.left"] == "degraded"


def test_a_report_costs_some_forty_commands(server: RedisServer, record: RedisRecord, client: Redis) -> None:
    """However many jobs are kept: nothing is scanned for but the workers."""
    for number in range(50):
        RedisDriver(record).accept(f"job{number}", most=100)
    client.config_resetstat()
    report = run(checks(client, server.url, GRAPH))
    stats: dict[str, Any] = client.info("commandstats")  # type: ignore[assignment]  # sync client
    ours = {name: told["calls"] for name, told in stats.items() if name != "cmdstat_info"}
    assert sum(ours.values()) < 3 * len(report.checks)


def test_the_command_ends_with_1_where_something_is_unhealthy(
    server: RedisServer, record: RedisRecord
) -> None:
    """For machines the whole report; for a person a line a check, with nothing that a terminal obeys."""
    run_it = CliRunner(env={"PLENUM_REDIS_URL": server.url}).invoke
    done = run_it(app, ["health", "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["status"]) == (1, "unhealthy"), (
        "no stage of the installed graph has a worker"
    )
    assert {"name", "status", "message", "duration_ms", "metadata"} == set(told["checks"][0])
    record.turn(Turn("me", evidence=[Evidence("selector", "one", ("a",), "\x1b[2J\nhealthy")]))
    for room in "bcde":
        record.turn(Turn("me", evidence=[Evidence("selector", "two", (room,), "\x1b[2J\nhealthy")]))
    shown = run_it(app, ["health"]).stdout
    assert "\\x1b[2J\\nhealthy" in shown
    assert "\x1b" not in shown
