"""The collector by itself: what it acknowledged outlives it, secrets do not, sampling keeps what tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from plenum.pipeline.job import COORDINATOR
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.settings import Settings
from plenum.telemetry import names
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.otlp import LogData
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import Attributes, SpanData, SpanRef
from services.coordinator.watch import Watch
from tests.support.collector import Collector, jaegers_place
from tests.support.recorded_host import RecordedHost
from tests.support.redis_server import redis_server
from tests.support.waiting import eventually

NEVER_S = 3600.0
MS = 1_000_000


@pytest.fixture
def collector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Collector:
    """Not running yet; senders know it."""
    found = Collector(tmp_path)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.otlp_http)
    return found


@pytest.fixture
def telemetry(collector: Collector) -> Iterator[Telemetry]:
    """A sender's."""
    found = Telemetry("a", export_interval_s=NEVER_S)
    yield found
    found.shutdown()


def span(name: str, *, attributes: Attributes | None = None, ms: int = 1, error: str = "") -> SpanData:
    """In a trace of its own."""
    return SpanData(name, SpanRef.new(), None, MS, MS + ms * MS, attributes or {}, error=error)


def test_spans_that_were_acknowledged_outlive_a_kill_of_the_collector(
    collector: Collector, telemetry: Telemetry
) -> None:
    """Jaeger is away, the collector is killed, started anew as after an upgrade, and Jaeger comes back."""
    with collector.running() as process:
        telemetry.emit([span(f"span {number}") for number in range(10)])
        assert telemetry.flush() is Flushed.DELIVERED
        process.kill()
        process.wait()
    with collector.running(), jaegers_place(collector.jaeger_port) as arrived:
        wanted = {f"span {number}" for number in range(10)}
        assert eventually(lambda: {found.name for found in arrived} == wanted)


def test_a_sender_outlasts_an_upgrade_of_the_collector(collector: Collector, telemetry: Telemetry) -> None:
    """Spans and log records told before, while it is away and after: each is there once."""
    with jaegers_place(collector.jaeger_port) as arrived:
        with collector.running():
            told = [_tell(telemetry, "before")]
        told.append(_tell(telemetry, "meanwhile"))
        with collector.running():
            told.append(_tell(telemetry, "after"))
            assert eventually(lambda: len(arrived) == 3)
    assert told == [Flushed.DELIVERED, Flushed.WAITING, Flushed.DELIVERED]
    assert [found.name for found in arrived] == ["before", "meanwhile", "after"]
    assert [
        collector.logs().count(f'"body":{{"stringValue":"{name}"')
        for name in ("before", "meanwhile", "after")
    ] == [1, 1, 1]


def _tell(telemetry: Telemetry, name: str) -> Flushed:
    telemetry.emit([span(name)])
    telemetry.log(LogData(1, {"event": name}))
    return telemetry.flush()


def test_secrets_go_no_further_than_the_collector(collector: Collector, telemetry: Telemetry) -> None:
    """Passwords in addresses, tokens, and whatever is named like a secret, in spans and log records."""
    about = {"url": "redis://worker:sesame@redis:6379/0", "api_key": "sesame", "plain": "kept"}
    with collector.running(), jaegers_place(collector.jaeger_port) as arrived:
        telemetry.emit([span("a span", attributes=about)])
        telemetry.log(LogData(1, {"event": "failed at redis://worker:sesame@redis:6379/0", **about}))
        telemetry.flush()
        assert eventually(lambda: arrived and collector.logs())
    (found,) = arrived
    values = {pair.key: pair.value.string_value for pair in found.attributes}
    assert values["plain"] == "kept"
    assert "sesame" not in str(values) + collector.logs()


def test_tail_sampling_keeps_what_tells_and_counts_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failed, slow, done again, degraded; of the rest none here. Span metrics see every one."""
    few = {"PLENUM_KEPT_PERCENT": "0", "PLENUM_DECIDE_S": "1", "PLENUM_SLOW_MS": "1000"}
    collector = Collector(tmp_path, overlays=("tail-sampling",), environment=few)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.otlp_http)
    telemetry = Telemetry("a", export_interval_s=NEVER_S)
    kept: dict[str, dict[str, Any]] = {
        "failed": {"error": "it broke"},
        "slow": {"ms": 1500},
        "again": {"attributes": {names.ATTEMPT: 2}},
        "late": {"attributes": {names.OUTCOME: "late"}},
        "degraded": {"attributes": {names.DEGRADED_ROOMS: 1}},
        "room failed": {"attributes": {names.FAILED_ROOMS: 1}},
    }
    plain = {names.ATTEMPT: 1, names.OUTCOME: "committed"}
    with collector.running(), jaegers_place(collector.jaeger_port) as arrived:
        telemetry.emit([span("plain", attributes=plain) for _ in range(20)])
        telemetry.emit([span(name, **about) for name, about in kept.items()])
        telemetry.flush()
        assert eventually(lambda: {found.name for found in arrived} == set(kept))
        assert eventually(lambda: _counted(collector, "plain") == "20")
    telemetry.shutdown()


def _counted(collector: Collector, name: str) -> str:
    """How many spans of a name the span metrics have."""
    found = [line for line in collector.metrics().splitlines() if f'span_name="{name}"' in line]
    return next((line.split()[1] for line in found if line.startswith("traces_span_metrics_calls_total")), "")


def test_all_signals_can_be_sent_on_through_queues_on_disk(
    tmp_path: Path, collector: Collector, telemetry: Telemetry
) -> None:
    """To a second collector, which was away when the first one took them and was killed."""
    (tmp_path / "second").mkdir()
    second = Collector(tmp_path / "second")
    collector.overlays = ("forward",)
    collector.environment = {
        "PLENUM_FORWARD_OTLP": second.otlp_grpc.removeprefix("http://"),
        "PLENUM_FORWARD_INSECURE": "true",
    }
    with collector.running() as process:
        telemetry.instruments.queue_wait.record(0.01, {"queue": "a"})
        telemetry.emit([span("a span")])
        telemetry.log(LogData(1, {"event": "a record"}))
        telemetry.flush()
        assert telemetry._meters
        telemetry._meters.force_flush()
        process.kill()
        process.wait()
    with second.running(), collector.running(), jaegers_place(second.jaeger_port) as arrived:
        assert eventually(lambda: [found.name for found in arrived]) == ["a span"]
        assert eventually(lambda: "a record" in second.logs())
        assert eventually(lambda: "plenum_queue_wait_seconds_count" in second.metrics())


def test_two_stacks_on_one_collector_keep_their_own_counters(
    collector: Collector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody named them: neither overwrites what the other one counted, and a next leader goes on with it."""
    monkeypatch.delenv("OTEL_RESOURCE_ATTRIBUTES", raising=False)
    with collector.running(), ExitStack() as stacks:
        for name, value in (("north", 5525), ("south", 1)):
            (tmp_path / name).mkdir()
            redis = stacks.enter_context(redis_server(tmp_path / name))
            record = RedisRecord(stacks.enter_context(Redis(port=redis.port)), patience_s=0)
            record.count({"executions:a": value})
            lead_and_end(record, redis.url, 1)
            if name == "south":
                record.count({"executions:a": 1})
                lead_and_end(record, redis.url, 2)

        def counted() -> list[str]:
            lines = collector.metrics().splitlines()
            return sorted(line.split()[1] for line in lines if "executions_total{" in line and '="a"' in line)

        assert eventually(counted, lambda seen: "2" in seen and len(seen) > 1) == ["2", "5525"]


def lead_and_end(record: RedisRecord, url: str, pid: int) -> None:
    """A coordinator takes the lead, exports at its end, and hands the lead on."""
    host = RecordedHost(COORDINATOR, record, Settings(redis_url=url), pid=pid)  # type: ignore[arg-type]  # as the twin in memory
    watch = Watch(host, lambda: 0)  # type: ignore[arg-type]  # a host
    watch._lead()
    watch.stop()


def test_the_collector_tells_of_itself_over_otlp(tmp_path: Path) -> None:
    """Its logs and figures, to its own receiver, where own-telemetry.yaml is laid over."""
    collector = Collector(tmp_path, overlays=("own-telemetry",))
    with collector.running():
        assert eventually(lambda: "Everything is ready" in collector.logs())
        assert eventually(lambda: "otelcol_exporter_queue_capacity" in collector.metrics())
