"""The OTLP sink: what it stores, what it refuses, and that it never falls over."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from plenum.stack import otlp_files, sink
from plenum.telemetry.delimited import delimited
from tests.support.waiting import HANGS_S

PROTOBUF = {"Content-Type": "application/x-protobuf"}
CUT_SHORT = gzip.compress(b"x" * 999, mtime=0)[:-12]


class Client:
    """A sink on a free port, its folder, and one kept-alive connection to it."""

    def __init__(self, folder: Path, most_file_bytes: int = sink.MOST_FILE_BYTES) -> None:
        self.folder = folder
        self.server = sink.Server(0, sink.Store(folder, most_file_bytes))
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=HANGS_S)
        threading.Thread(target=self.server.serve_forever, args=(0.01,)).start()

    def send(
        self, path: str, body: bytes = b"", headers: dict[str, str] | None = None, method: str = "POST"
    ) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def lines(self, signal: str = "traces") -> list[Any]:
        """What was stored."""
        return list(otlp_files.exports(self.folder, signal))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """A running sink."""
    running = Client(tmp_path)
    yield running
    running.connection.close()
    running.server.shutdown()
    running.server.server_close()


def request(name: str = "place job") -> bytes:
    """One span with ids, an attribute of each kind that has an exception in OTLP's JSON, and a link."""
    message = ExportTraceServiceRequest()
    span = message.resource_spans.add().scope_spans.add().spans.add()
    span.trace_id, span.span_id, span.parent_span_id = b"\x01" * 16, b"\x02" * 8, b"\x03" * 8
    span.name, span.kind, span.start_time_unix_nano = name, 5, 1_700_000_000_123_456_789
    attribute = span.attributes.add()
    attribute.key, attribute.value.int_value = "traceId", 7
    span.links.add(trace_id=b"\x04" * 16, span_id=b"\x05" * 8)
    return message.SerializeToString()


def test_a_span_is_stored_in_the_collectors_own_format(client: Client) -> None:
    """Ids in hex, enums as numbers, 64-bit integers as strings: what reads one file reads the other."""
    assert client.send("/v1/traces", request(), PROTOBUF) == (200, b"")
    (line,) = client.lines()
    span = line["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    assert span == {
        "traceId": "01" * 16,
        "spanId": "02" * 8,
        "parentSpanId": "03" * 8,
        "name": "place job",
        "kind": 5,
        "startTimeUnixNano": "1700000000123456789",
        "attributes": [{"key": "traceId", "value": {"intValue": "7"}}],
        "links": [{"traceId": "04" * 16, "spanId": "05" * 8}],
    }


def test_packed_requests_are_taken(client: Client) -> None:
    """Exporters may be told to use gzip."""
    headers = {**PROTOBUF, "Content-Encoding": "gzip"}
    assert client.send("/v1/traces", gzip.compress(request()), headers)[0] == 200
    assert len(client.lines()) == 1


@pytest.mark.slow
def test_each_signal_has_its_own_file(client: Client) -> None:
    """An empty request of each signal is a valid one."""
    for signal in ("traces", "metrics", "logs"):
        assert client.send(f"/v1/{signal}", b"", PROTOBUF)[0] == 200
        assert client.lines(signal) == [{}]
    status, body = client.send("/", method="GET")
    assert (status, json.loads(body)["requests"]) == (200, {"traces": 1, "metrics": 1, "logs": 1})


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/v1/profiles", b"", PROTOBUF, 404),
        ("/", b"", PROTOBUF, 404),
        ("/v1/traces", b"{}", {"Content-Type": "application/json"}, 415),
        ("/v1/traces", b"", {**PROTOBUF, "Content-Encoding": "br"}, 415),
        ("/v1/traces", b"\xff\xff\xff", PROTOBUF, 400),
        ("/v1/traces", b"no gzip", {**PROTOBUF, "Content-Encoding": "gzip"}, 400),
        (
            "/v1/traces",
            CUT_SHORT,
            {**PROTOBUF, "Content-Encoding": "gzip"},
            400,
        ),
        ("/v1/traces", b"", {**PROTOBUF, "Content-Length": "-1"}, 411),
        ("/v1/traces", b"", {**PROTOBUF, "Content-Length": str(sink.MOST_BODY_BYTES + 1)}, 413),
    ],
)
def test_what_cannot_be_stored_is_refused_and_the_next_request_is_not_harmed(
    client: Client, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Each refusal has the status that says why; nothing of it reaches a file."""
    assert client.send(path, body, headers)[0] == status
    assert client.send("/v1/traces", request(), PROTOBUF)[0] == 200
    assert len(client.lines()) == 1


@pytest.mark.slow
def test_a_small_body_that_unpacks_to_too_much_is_refused(client: Client) -> None:
    """A few kilobytes of gzip cannot fill the memory."""
    bomb = gzip.compress(bytes(sink.MOST_BODY_BYTES + 1))
    assert len(bomb) < 100_000
    assert client.send("/v1/traces", bomb, {**PROTOBUF, "Content-Encoding": "gzip"})[0] == 413


def test_what_the_disk_refuses_is_left_to_the_sender_to_try_again(client: Client) -> None:
    """503 is retryable by OTLP's rules."""
    (client.folder / "traces.binpb").mkdir()
    assert client.send("/v1/traces", request(), PROTOBUF)[0] == 503


def test_a_large_file_is_set_aside_and_only_the_last_few_are_kept(tmp_path: Path) -> None:
    """Telemetry cannot fill the disk; requests are never cut."""
    bodies = [request(f"{number:02}") for number in range(12)]
    store = sink.Store(tmp_path, most_file_bytes=2 * len(delimited(bodies[0])))
    for body in bodies:
        store.append("traces", body)
    assert len(list(tmp_path.iterdir())) == 1 + sink.BACKUPS
    names = sorted(
        export["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["name"]
        for export in otlp_files.exports(tmp_path, "traces")
    )
    assert names == [f"{number:02}" for number in range(4, 12)]


def test_a_request_that_was_cut_short_by_a_kill_does_not_hide_the_next(tmp_path: Path) -> None:
    """A receiver that starts anew cuts it off before it writes."""
    sink.Store(tmp_path).append("traces", request("first"))
    with (tmp_path / "traces.binpb").open("ab") as file:
        file.write(delimited(request("lost"))[:-3])
    sink.Store(tmp_path).append("traces", request("second"))
    found = [
        export["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["name"]
        for export in otlp_files.exports(tmp_path, "traces")
    ]
    assert found == ["first", "second"]


@pytest.mark.slow
def test_many_senders_at_once_lose_nothing(client: Client) -> None:
    """Every process of the stack sends on connections of its own."""

    def send(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", client.server.server_port, timeout=HANGS_S)
        for part in range(10):
            connection.request("POST", "/v1/traces", request(f"{number}.{part}"), PROTOBUF)
            connection.getresponse().read()
        connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = {line["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["name"] for line in client.lines()}
    assert names == {f"{number}.{part}" for number in range(8) for part in range(10)}
