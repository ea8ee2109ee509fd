"""OpenTelemetry's own variables, each by what a receiver is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plenum.telemetry import exporters, names
from plenum.telemetry.delivery import Flushed, Sent
from plenum.telemetry.otlp import LogData
from plenum.telemetry.outage import Outage, Watch
from plenum.telemetry.over_http import Http
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import SpanData, SpanRef
from tests.integration.telemetry.conftest import exports, points, spans
from tests.support.collector import jaegers_place
from tests.support.redis_server import free_port
from tests.support.waiting import eventually

NEVER_S = 3600.0
SIGNALS = {"TRACES": "traces", "METRICS": "metrics", "LOGS": "logs"}
CUMULATIVE, DELTA = "AGGREGATION_TEMPORALITY_CUMULATIVE", "AGGREGATION_TEMPORALITY_DELTA"


@contextmanager
def telling(*, interval_s: float = NEVER_S) -> Iterator[Telemetry]:
    """A process' telemetry, sent in full at the end."""
    telemetry = Telemetry("a", export_interval_s=interval_s)
    yield telemetry
    telemetry.shutdown()


def span(name: str = "a span", **about: object) -> SpanData:
    """In a trace of its own."""
    return SpanData(name, SpanRef.new(), None, 1, 2, **about)  # type: ignore[arg-type]  # a span's own fields


def tell(telemetry: Telemetry) -> None:
    """Something of each signal."""
    telemetry.emit([span()])
    telemetry.log(LogData(1, {"event": "a_record"}))
    telemetry.instruments.queue_wait.record(0.01, {"queue": "a"})


@pytest.mark.parametrize("off", SIGNALS)
def test_a_signal_whose_exporter_is_none_is_not_sent(
    folder: Path, monkeypatch: pytest.MonkeyPatch, off: str
) -> None:
    """The others are."""
    monkeypatch.setenv(f"OTEL_{off}_EXPORTER", "none")
    with telling() as telemetry:
        tell(telemetry)
    assert {name for name in SIGNALS.values() if exports(folder, name)} == {*SIGNALS.values()} - {
        SIGNALS[off]
    }


def test_a_disabled_sdk_sends_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what is recorded with it goes nowhere without complaint."""
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    with telling() as telemetry:
        tell(telemetry)
        assert telemetry.flush() is Flushed.DELIVERED
    assert not any(exports(folder, name) for name in SIGNALS.values())


def test_spans_go_over_grpc_where_the_protocol_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For one signal alone, to an address of its own; a receiver that is away keeps them waiting."""
    port = free_port()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", f"http://127.0.0.1:{port}")
    with telling() as telemetry:
        tell(telemetry)
        assert telemetry.flush() is Flushed.WAITING
        with jaegers_place(port) as arrived:
            assert eventually(lambda: telemetry.flush() is Flushed.DELIVERED)
            assert [found.name for found in arrived] == ["a span"]
    assert [bool(exports(folder, name)) for name in SIGNALS.values()] == [False, True, True]


@pytest.mark.parametrize(
    ("preference", "counts", "temporality"),
    [
        ("delta", [1] * 6, DELTA),
        ("cumulative", [1, 2, 3, 4, 5, 6], CUMULATIVE),
        ("", [1, 2, 3, 4, 5, 6], CUMULATIVE),
    ],
)
def test_every_measurement_is_told_whatever_temporality_is_preferred(
    folder: Path, monkeypatch: pytest.MonkeyPatch, preference: str, counts: list[int], temporality: str
) -> None:
    """Six jobs in six exports: differences that are alike are no reason to leave one out."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", preference)
    with telling() as telemetry:
        assert telemetry._meters
        for _ in range(6):
            telemetry.instruments.job_duration.record(0.1, {"status": "complete"})
            telemetry._meters.force_flush()
    told = points(folder, names.JOB_DURATION)[:6]
    assert [int(point["count"]) for point in told] == counts
    assert {str(point["temporality"]) for point in told} <= {
        temporality,
        "1" if temporality == DELTA else "2",
    }


def test_deltas_that_could_not_be_delivered_are_kept_and_sent_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cumulative figure would catch up by itself; a difference is told once or never."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta")
    with telling() as telemetry:
        assert telemetry._meters
        for away in (True, True, False):
            telemetry.instruments.job_duration.record(0.1, {"status": "complete"})
            with monkeypatch.context() as patched:
                if away:
                    patched.setattr(Http, "send", lambda *_: Sent(False, again=True, error="away"))
                telemetry._meters.force_flush()
    assert [int(point["count"]) for point in points(folder, names.JOB_DURATION)] == [1, 1, 1]


def test_counters_that_another_process_goes_on_with_are_cumulative(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their first difference would be all that was ever counted."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta")
    watch = Watch(Outage(), lambda _signal, _items: None)
    found = exporters.Points(watch, cumulative=True)
    assert {kind.name for kind in (found._preferred_temporality or {}).values()} == {"CUMULATIVE"}


def test_the_processors_variables_say_how_much_goes_out_at_once_and_how_often(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spans by OTEL_BSP_…, log records by OTEL_BLRP_…, without a flush."""
    for batch in ("OTEL_BSP", "OTEL_BLRP"):
        monkeypatch.setenv(f"{batch}_SCHEDULE_DELAY", "20")
        monkeypatch.setenv(f"{batch}_MAX_EXPORT_BATCH_SIZE", "2")
    monkeypatch.setenv("OTEL_METRIC_EXPORT_INTERVAL", "20")
    with telling() as telemetry:
        tell(telemetry)
        assert eventually(lambda: all(exports(folder, name) for name in SIGNALS.values()))
        telemetry.emit([span(str(number)) for number in range(5)])
        assert eventually(lambda: len(spans(folder)) == 6)
    sizes = [
        len(export["resourceSpans"][0]["scopeSpans"][0]["spans"]) for export in exports(folder, "traces")
    ]
    assert max(sizes) <= 2


def test_what_is_over_the_queues_size_is_lost_and_said_to_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OTEL_BSP_MAX_QUEUE_SIZE bounds what waits to be encoded."""
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "3")
    with telling() as telemetry:
        assert telemetry._spans
        with telemetry._spans._sending:
            telemetry.emit([span(str(number)) for number in range(5)])
        assert telemetry.flush() is Flushed.LOST
    assert [found["name"] for found in spans(folder)] == ["2", "3", "4"]


def test_limits_leave_out_what_is_too_much_and_count_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attributes, the length of texts, links; of spans, links and log records."""
    monkeypatch.setenv("OTEL_ATTRIBUTE_COUNT_LIMIT", "2")
    monkeypatch.setenv("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "3")
    monkeypatch.setenv("OTEL_SPAN_LINK_COUNT_LIMIT", "1")
    about = {"one": "12345", "two": 2, "three": 3}
    with telling() as telemetry:
        telemetry.emit([span(attributes=about, links=[(SpanRef.new(), about), (SpanRef.new(), {})])])
        telemetry.log(LogData(1, {"event": "a_record", **about}))
    (found,) = spans(folder)
    (link,) = found["links"]
    record = exports(folder, "logs")[0]["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]
    for item in (found, link, record):
        assert [(a["key"], *a["value"].values()) for a in item["attributes"]] == [
            ("one", "123"),
            ("two", "2"),
        ]
        assert item["droppedAttributesCount"] == 1
    assert found["droppedLinksCount"] == 1


def test_resource_attributes_hold_but_for_what_names_the_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deployment's name and whatever else; not the service's."""
    monkeypatch.setenv(
        "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=north,service.name=x,service.namespace=b,k=v"
    )
    monkeypatch.setenv("OTEL_SERVICE_NAME", "y")
    with telling() as telemetry:
        tell(telemetry)
    for signal, key in (
        ("traces", "resourceSpans"),
        ("metrics", "resourceMetrics"),
        ("logs", "resourceLogs"),
    ):
        resource = exports(folder, signal)[0][key][0]["resource"]["attributes"]
        told = {a["key"]: next(iter(a["value"].values())) for a in resource}
        wanted = {
            "service.name": "a",
            "service.namespace": "b",
            "deployment.environment.name": "north",
            "k": "v",
        }
        assert {name: told[name] for name in wanted} == wanted


def test_the_exemplar_filter_is_the_environments(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`always_off`: no point leads to a trace."""
    monkeypatch.setenv("OTEL_METRICS_EXEMPLAR_FILTER", "always_off")
    with telling() as telemetry:
        telemetry.instruments.queue_wait.record(0.01, {"queue": "a"}, SpanRef.new().current())
    (point, *_) = points(folder, names.QUEUE_WAIT)
    assert not point.get("exemplars")
