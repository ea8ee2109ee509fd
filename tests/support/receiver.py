"""The small OTLP receiver as a process of its own, and what it was told, read back."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plenum import traces
from plenum.stack import otlp_files
from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S, eventually


@dataclass(frozen=True)
class Receiver:
    """Where it listens and where it writes."""

    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What tells a process to export to it."""
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": self.url}

    def spans(self, trace_id: str) -> list[traces.Seen]:
        """A trace's spans."""
        return traces.from_files(self.folder, trace_id)

    def events(self) -> Counter[str]:
        """How often each log event came."""
        records = [
            record
            for part in self._parts("logs", "resourceLogs")
            for scope in part["scopeLogs"]
            for record in scope["logRecords"]
        ]
        return Counter(record["body"]["stringValue"] for record in records)

    def metrics(self) -> dict[tuple[str, str], float]:
        """(metric, its one label's value) → the last value told; of a histogram how many it counted."""
        found: dict[tuple[str, str], float] = {}
        for part in self._parts("metrics", "resourceMetrics"):
            for metric in (m for scope in part["scopeMetrics"] for m in scope["metrics"]):
                kind = next(k for k in ("sum", "gauge", "histogram") if k in metric)
                for point in metric[kind]["dataPoints"]:
                    label = ",".join(a["value"]["stringValue"] for a in point.get("attributes", []))
                    value = point.get("count", point.get("asInt", point.get("asDouble")))
                    found[metric["name"], label] = float(value)
        return found

    def services(self) -> set[str]:
        """Who told metrics."""
        resources = [part["resource"] for part in self._parts("metrics", "resourceMetrics")]
        attributes = [a for resource in resources for a in resource["attributes"]]
        return {a["value"]["stringValue"] for a in attributes if a["key"] == "service.name"}

    def _parts(self, signal: str, key: str) -> list[dict[str, Any]]:
        return [part for export in otlp_files.exports(self.folder, signal) for part in export[key]]


@contextmanager
def receiver(folder: Path) -> Iterator[Receiver]:
    """One that listens, ended with the block."""
    port = free_port()
    command = [sys.executable, "-m", "plenum.stack.sink", "--port", str(port), "--directory", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"

    def listens() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=HANGS_S):
                return True
        except urllib.error.URLError:
            return False

    try:
        assert eventually(listens)
        yield Receiver(url, folder)
    finally:
        process.terminate()
        process.wait(HANGS_S)
