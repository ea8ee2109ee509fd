"""What goes out, how often, and through which proxy."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue

import pytest

from plenum.stack import sink
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.otlp import LogData
from plenum.telemetry.over_http import Http
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import SpanData, SpanRef
from tests.integration.telemetry.conftest import exports
from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S

NEVER_S = 3600.0
SIGNALS = ("traces", "logs", "metrics")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receiver that answers late because the machine is busy has lost nothing."""
    monkeypatch.setattr("plenum.telemetry.setup._SHUTDOWN_MS", int(HANGS_S * 1000))


def test_points_that_have_not_changed_are_not_exported_again(folder: Path) -> None:
    """An idle worker is silent; the first new point brings all of them."""
    telemetry = Telemetry("a", export_interval_s=NEVER_S)

    def exported(*, measured: bool) -> int:
        if measured:
            telemetry.instruments.queue_wait.record(0.01, {"queue": "a"})
        telemetry._meters.force_flush()
        return len(exports(folder, "metrics"))

    assert [exported(measured=new) for new in (True, False, False, True)] == [1, 1, 1, 2]
    telemetry.shutdown()


def test_unchanged_points_are_told_to_a_collector_that_was_started_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is told once in a while."""
    monkeypatch.setattr("plenum.telemetry.exporters.AGAIN_S", 0.0)
    telemetry = Telemetry("a", export_interval_s=NEVER_S)
    telemetry.instruments.queue_wait.record(0.01, {"queue": "a"})
    for expected in (1, 2):
        telemetry._meters.force_flush()
        assert len(exports(folder, "metrics")) == expected
    telemetry.shutdown()


def test_what_is_told_later_is_exported_by_a_flush_and_by_the_end(folder: Path) -> None:
    """Nothing waits longer than the process lives."""
    telemetry = Telemetry("a", export_interval_s=NEVER_S)

    def tell(name: str) -> None:
        span = SpanData(name, SpanRef.new(), None, 1, 2)
        telemetry.later(lambda: telemetry.emit([span]))

    tell("first")
    telemetry.flush()
    assert len(exports(folder, "traces")) == 1
    tell("second")
    telemetry.shutdown()
    spans = [export["resourceSpans"][0]["scopeSpans"][0]["spans"] for export in exports(folder, "traces")]
    assert [[span["name"] for span in batch] for batch in spans] == [["first"], ["second"]]


def test_spans_of_an_outage_arrive_when_the_collector_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spans and log records: nothing told meanwhile is lost, and no flush said that it was sent."""
    port = free_port()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    telemetry = Telemetry("a", export_interval_s=NEVER_S)

    def tell(name: str) -> Flushed:
        telemetry.emit([SpanData(name, SpanRef.new(), None, 1, 2)])
        telemetry.log(LogData(1, {"event": name}))
        return telemetry.flush()

    assert [tell("first"), tell("second")] == [Flushed.WAITING, Flushed.WAITING]
    server = sink.Server(port, sink.Store(tmp_path))
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    assert tell("third") is Flushed.DELIVERED
    telemetry.shutdown()
    server.shutdown()
    server.server_close()
    spans = [
        span["name"]
        for export in exports(tmp_path, "traces")
        for span in export["resourceSpans"][0]["scopeSpans"][0]["spans"]
    ]
    records = [
        record["body"]["stringValue"]
        for export in exports(tmp_path, "logs")
        for record in export["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
    ]
    assert spans == ["first", "second", "third"]
    assert [name for name in records if name in spans] == spans


class Heard:
    """What a receiver of HTTP heard: path, encoding and a header of one's own."""

    def __init__(self) -> None:
        heard: Queue[tuple[str, str | None, str | None]] = Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Note what came."""
                self.rfile.read(int(self.headers["Content-Length"]))
                heard.put((self.path, self.headers["Content-Encoding"], self.headers["X-Own"]))
                self.send_response(200)
                self.end_headers()

        self._heard = heard
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def telling(self) -> set[tuple[str, str | None, str | None]]:
        """What it heard of one span and one log record, besides the counts of both."""
        threading.Thread(target=self.server.serve_forever, args=(0.01,)).start()
        telemetry = Telemetry("a", export_interval_s=NEVER_S)
        telemetry.emit([SpanData("a span", SpanRef.new(), None, 1, 2)])
        telemetry.log(LogData(1, {"event": "something"}))
        telemetry.shutdown()
        self.server.shutdown()
        self.server.server_close()
        return set(self._heard.queue)


def test_the_environments_headers_and_compression_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are the official exporter's matter, whoever encodes."""
    heard = Heard()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", heard.url)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-own=yes")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
    assert heard.telling() == {(f"/v1/{signal}", "gzip", "yes") for signal in SIGNALS}


def test_a_proxy_that_the_environment_names_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for the whole address, TLS or not."""
    heard = Heard()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.invalid:4318")
    monkeypatch.setenv("HTTP_PROXY", heard.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    expected = {(f"http://collector.invalid:4318/v1/{signal}", None, None) for signal in SIGNALS}
    assert heard.telling() == expected


def test_an_address_that_needs_no_proxy_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """`NO_PROXY` names it."""
    heard = Heard()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", heard.url)
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert heard.telling() == {(f"/v1/{signal}", None, None) for signal in SIGNALS}


def test_the_environments_proxies_and_certificates_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read once, when the exporter is made."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example:4318")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/own.pem")
    session = Http("TRACES", 1.0).exporter._client._transport._session
    assert session.proxies["https"] == "http://proxy.example:3128"
    assert (session.verify, session.trust_env) == ("/etc/own.pem", False)
