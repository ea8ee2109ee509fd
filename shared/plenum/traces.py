"""Reads one job's trace back, from Jaeger's API or from the files that a sink wrote."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Seen:
    """A span as a back end tells it. Times in µs since the epoch."""

    span_id: str
    parent_id: str
    name: str
    service: str
    start_us: float
    duration_us: float
    attributes: dict[str, Any] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    error: bool = False
    instance: str = ""
    """The emitting process, as `service.instance.id`."""


def from_jaeger(query_url: str, trace_id: str) -> list[Seen]:
    """The trace's spans from Jaeger's query API; empty when Jaeger does not know it."""
    try:
        with urllib.request.urlopen(f"{query_url}/api/traces/{trace_id}", timeout=30) as answer:  # noqa: S310 - our own URL
            data = json.load(answer)["data"]
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return []
        raise
    return [span for trace in data for span in _jaeger(trace)]


def _jaeger(trace: dict[str, Any]) -> Iterator[Seen]:
    processes = trace["processes"]
    instances = {
        pid: next((t["value"] for t in p.get("tags", []) if t["key"] == "service.instance.id"), "")
        for pid, p in processes.items()
    }
    for span in trace["spans"]:
        refs = span.get("references", [])
        parent = next((r["spanID"] for r in refs if r["refType"] == "CHILD_OF"), "")
        attributes = {tag["key"]: tag["value"] for tag in span.get("tags", [])}
        yield Seen(
            span["spanID"],
            parent,
            span["operationName"],
            processes[span["processID"]]["serviceName"],
            span["startTime"],
            span["duration"],
            attributes,
            tuple(r["spanID"] for r in refs if r["spanID"] != parent),
            attributes.get("otel.status_code") == "ERROR",
            instances[span["processID"]],
        )


def from_files(folder: Path, trace_id: str) -> list[Seen]:
    """The trace's spans from the files in a sink's folder."""
    from plenum.stack import otlp_files  # a door that only shows spans need not load OTLP

    exports = otlp_files.exports(folder, "traces", trace_id)
    return [span for export in exports for span in _otlp(export, trace_id)]


def _otlp(export: dict[str, Any], trace_id: str) -> Iterator[Seen]:
    for part in export.get("resourceSpans", []):
        resource = attributes_of(part["resource"].get("attributes", []))
        for scope in part.get("scopeSpans", []):
            for span in scope.get("spans", []):
                if span["traceId"] != trace_id:
                    continue
                start, end = int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"])
                yield Seen(
                    span["spanId"],
                    span.get("parentSpanId", ""),
                    span["name"],
                    resource.get("service.name", ""),
                    start / 1000,
                    (end - start) / 1000,
                    attributes_of(span.get("attributes", [])),
                    tuple(link["spanId"] for link in span.get("links", [])),
                    span.get("status", {}).get("code") in (2, "STATUS_CODE_ERROR"),
                    resource.get("service.instance.id", ""),
                )


def attributes_of(pairs: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """OTLP's list of pairs as a dictionary."""
    return {pair["key"]: _value(pair["value"]) for pair in pairs}


def _value(value: dict[str, Any]) -> Any:
    kind, inner = next(iter(value.items()), ("", None))
    return int(inner) if kind == "intValue" and inner is not None else inner


def arrived(spans: list[Seen]) -> bool:
    """Whether each stage has told of each batch: services export at their own pace."""
    from plenum.pipeline.graph import installed_graph
    from plenum.telemetry import names

    root = next((span for span in spans if span.name == names.PLACE_JOB), None)
    if root is None:
        return False
    done = {(s.name, s.attributes.get(names.BATCH_ID)) for s in spans if s.name.startswith("process ")}
    return len(done) >= int(root.attributes.get(names.BATCHES, 0)) * len(installed_graph().stages)


@dataclass(frozen=True)
class Shape:
    """What a trace looks like as a tree; a whole job has one root, no orphan and no doubled span."""

    spans: int
    services: tuple[str, ...]
    roots: int
    orphans: tuple[str, ...]
    doubled: int
    depth: int


def shape(spans: list[Seen]) -> Shape:
    """Measure a trace. A span whose parent is not in the trace is an orphan, unless it has none."""
    by_id = {span.span_id: span for span in spans}
    roots = [span for span in spans if not span.parent_id]
    orphans = [span for span in spans if span.parent_id and span.parent_id not in by_id]

    def depth(span: Seen) -> int:
        steps = 1
        while span.parent_id in by_id and steps <= len(spans):
            span, steps = by_id[span.parent_id], steps + 1
        return steps

    return Shape(
        len(spans),
        tuple(sorted({span.service for span in spans})),
        len(roots),
        tuple(f"{span.service}: {span.name}" for span in orphans),
        len(spans) - len(by_id),
        max(map(depth, spans), default=0),
    )
