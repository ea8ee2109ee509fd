"""The collector by itself, as it is built natively, and a receiver where Jaeger would be."""

from __future__ import annotations

import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)

from plenum.stack import binaries, configs
from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S, eventually

PORTS = (
    *("PLENUM_OTLP_GRPC_PORT", "PLENUM_OTLP_HTTP_PORT", "PLENUM_COLLECTOR_HEALTH_PORT"),
    *("PLENUM_COLLECTOR_PROMETHEUS_PORT", "PLENUM_COLLECTOR_METRICS_PORT"),
)


@dataclass
class Collector:
    """One configuration; `running` is each of its lives."""

    folder: Path
    jaeger_port: int = field(default_factory=free_port)
    overlays: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ports = {name: str(free_port()) for name in PORTS}

    @property
    def otlp_http(self) -> str:
        """Where senders send."""
        return f"http://127.0.0.1:{self.ports['PLENUM_OTLP_HTTP_PORT']}"

    @property
    def otlp_grpc(self) -> str:
        """The same over gRPC."""
        return f"http://127.0.0.1:{self.ports['PLENUM_OTLP_GRPC_PORT']}"

    def metrics(self) -> str:
        """What Prometheus would scrape."""
        url = f"http://127.0.0.1:{self.ports['PLENUM_COLLECTOR_PROMETHEUS_PORT']}/metrics"
        with urllib.request.urlopen(url, timeout=HANGS_S) as answer:
            return str(answer.read().decode())

    def logs(self) -> str:
        """The log file, as far as it is written."""
        path = self.folder / "logs.jsonl"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """From its readiness to a stop; a kill meanwhile is its end too."""
        program = binaries.build(binaries.COLLECTOR, lambda _words: None)
        files = ("otel-collector/config.yaml", *(f"otel-collector/{name}.yaml" for name in self.overlays))
        environment = {
            **os.environ,
            **self.ports,
            "PLENUM_TELEMETRY_DIR": str(self.folder),
            "PLENUM_COLLECTOR_QUEUE_DIR": str(self.folder / "queue"),
            "PLENUM_JAEGER_OTLP_ENDPOINT": f"127.0.0.1:{self.jaeger_port}",
            **self.environment,
        }
        with (self.folder / "collector.log").open("ab") as log:
            arguments = [part for file in files for part in ("--config", str(configs.source(file)))]
            process = subprocess.Popen([str(program), *arguments], env=environment, stderr=log)
        try:
            assert eventually(lambda: self._is_healthy() or process.poll() is not None)
            assert process.poll() is None, (self.folder / "collector.log").read_text()
            yield process
        finally:
            process.terminate()
            process.wait(HANGS_S)

    def _is_healthy(self) -> bool:
        url = f"http://127.0.0.1:{self.ports['PLENUM_COLLECTOR_HEALTH_PORT']}/"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class _Spans(TraceServiceServicer):
    def __init__(self) -> None:
        self.spans: list[Any] = []

    def Export(self, request: Any, _context: Any) -> Any:  # noqa: N802 - the service's name for it
        """Keep them."""
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return ExportTraceServiceResponse()


@contextmanager
def jaegers_place(port: int) -> Iterator[list[Any]]:
    """A receiver of OTLP/gRPC where Jaeger would be; the spans that it was sent."""
    service = _Spans()
    server = grpc.server(ThreadPoolExecutor(2))
    add_TraceServiceServicer_to_server(service, server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    try:
        yield service.spans
    finally:
        server.stop(None)
