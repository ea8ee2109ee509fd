"""A receiver that stores what is exported, in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plenum.stack import otlp_files, sink


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a running sink stores what is exported."""
    server = sink.Server(0, sink.Store(tmp_path))
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield tmp_path
    server.shutdown()
    server.server_close()


def exports(folder: Path, signal: str) -> list[dict[str, Any]]:
    """What was stored."""
    return list(otlp_files.exports(folder, signal))


def spans(folder: Path) -> list[dict[str, Any]]:
    """The spans among it."""
    return [
        span
        for export in exports(folder, "traces")
        for resource in export["resourceSpans"]
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
    ]


def points(folder: Path, name: str) -> list[dict[str, Any]]:
    """A metric's points, in the order in which they came; each says its `temporality`."""
    return [
        {**point, "temporality": data.get("aggregationTemporality")}
        for export in exports(folder, "metrics")
        for resource in export["resourceMetrics"]
        for scope in resource["scopeMetrics"]
        for metric in scope["metrics"]
        if metric["name"] == name
        for data in [metric.get("sum") or metric.get("histogram") or metric.get("gauge")]
        for point in data["dataPoints"]
    ]
