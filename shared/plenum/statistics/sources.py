"""Where figures are read: Prometheus of a full stack, or the files of an embedded one."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plenum.pipeline.observe.caches import lookups
from plenum.stack import otlp_files
from plenum.telemetry import names
from plenum.telemetry.samples import Sample, of_histogram
from plenum.telemetry.schema import METRICS

if TYPE_CHECKING:
    from plenum.telemetry.watched import Watched

_NAMES: Final = "ml|plenum|messaging|process|system|cpython|redis|app|traces_span_metrics"
_OURS: Final = f'{{__name__=~"({_NAMES})_.+",job!~"otel-collector|jaeger"}}'
_ANSWER_S: Final = 10.0
_STALE_NS: Final = 20_000_000_000
"""How long a process' last figures count after it is gone: as long as the collector keeps them."""
_MOST_REQUESTS: Final = 2000


def of_prometheus(url: str) -> list[Sample]:
    """What it holds of Plenum now. Raises OSError where it does not answer."""
    asked = urllib.parse.urlencode({"query": _OURS})
    with urllib.request.urlopen(f"{url.rstrip('/')}/api/v1/query?{asked}", timeout=_ANSWER_S) as answer:  # noqa: S310 - an address that its user gave
        found = json.load(answer)["data"]["result"]
    return [
        Sample(series["metric"].pop("__name__"), series["metric"], float(series["value"][1]))
        for series in found
    ]


def of_program(watched: Watched) -> list[Sample]:
    """Of a program that runs the pipeline itself, with the look-ups of its one process."""
    looked_up = METRICS[names.CACHE_LOOKUPS].prometheus
    return [
        *watched.samples(),
        *(Sample(looked_up, {"outcome": outcome}, count) for outcome, count in lookups().items()),
    ]


def of_files(folder: Path) -> list[Sample]:
    """The last that each process told the embedded stack's sink, of those that told something lately."""
    latest: dict[tuple[Any, ...], tuple[int, list[Sample]]] = {}
    for export in deque(otlp_files.exports(folder, "metrics"), maxlen=_MOST_REQUESTS):
        for resource in export.get("resourceMetrics", ()):
            for at, key, samples in _of_resource(resource):
                latest[key] = at, samples
    newest = max((at for at, _ in latest.values()), default=0)
    return [one for at, samples in latest.values() if at >= newest - _STALE_NS for one in samples]


def _of_resource(resource: dict[str, Any]) -> Iterator[tuple[int, tuple[Any, ...], list[Sample]]]:
    """Each point of a request: when, which series, its samples."""
    about = _attributes(resource["resource"].get("attributes", ()))
    process = {"service_name": about["service.name"], "service_instance_id": about["service.instance.id"]}
    for scope in resource.get("scopeMetrics", ()):
        for metric in scope.get("metrics", ()):
            if metric["name"] not in METRICS:
                continue
            (data,) = (metric[kind] for kind in ("sum", "gauge", "histogram") if kind in metric)
            for point in data.get("dataPoints", ()):
                labels = {
                    name.replace(".", "_"): value
                    for name, value in _attributes(point.get("attributes", ())).items()
                }
                key = (metric["name"], *process.values(), *sorted(labels.items()))
                yield int(point["timeUnixNano"]), key, _samples(metric["name"], {**labels, **process}, point)


def _samples(name: str, labels: dict[str, str], point: dict[str, Any]) -> list[Sample]:
    shown = METRICS[name].prometheus
    if "bucketCounts" in point:
        counts = map(int, point["bucketCounts"])
        return list(
            of_histogram(shown, labels, point.get("explicitBounds", ()), counts, point.get("sum", 0.0))
        )
    return [Sample(shown, labels, float(point.get("asDouble", point.get("asInt", 0))))]


def _attributes(found: Any) -> dict[str, str]:
    return {one["key"]: str(next(iter(one["value"].values()), "")) for one in found}
