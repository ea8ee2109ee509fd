"""What must be true after a soak, whatever was done to the stack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from plenum.pipeline.record.redis import keys
from plenum.stack import otlp_files
from services.stages import GRAPH
from tests.soak.load import Load
from tests.support.system import System, essence, raised_since, sums

LASTING = (
    keys.BREAKERS,
    keys.BYTES,
    keys.CLOCK,
    keys.COUNTERS,
    keys.DEAD,
    keys.IDENTITY,
    keys.JOBS,
    keys.PAUSES,
    keys.READY,
    keys.SAMPLE_RUNS,
    keys.SEEN,
    keys.SETTINGS,
    keys.TAG,
    keys.WORKERS,
    "plenum:stages",
    "_kombu.binding",
)
"""Keys that stay for good, as docs/record.md says."""


def wrongs(
    system: System, load: Load, peace: Mapping[str, dict[str, Any]], before: dict[str, int]
) -> Iterator[str]:
    """One sentence for each thing that is not as promised."""
    yield from _answers(load, peace)
    results = [meta["result"] for sent in load.sent.values() for meta in sent.answers if _good(meta)]
    raised = {k: v for k, v in raised_since(system, before).items() if k.split(":")[0] in _SUMS}
    if raised != sums(results):
        wanted = sums(results)
        differs = {k: (raised.get(k, 0), wanted.get(k, 0)) for k in raised | wanted}
        yield f"sums: counted and answered differ: { {k: v for k, v in differs.items() if v[0] != v[1]} }"
    yield from _ended(system, before, results)
    yield from _traces(system, results)
    yield from _left(system)


def _ended(system: System, before: dict[str, int], results: list[dict[str, Any]]) -> Iterator[str]:
    """Every job and room that ended is counted, and once."""
    wanted: Counter[str] = Counter()
    for result in results:
        wanted.update({f"rooms:{status}": n for status, n in result["totals"]["statuses"].items() if n})
        wanted[f"ended:{result['status']}"] += 1
    counted: Counter[str] = Counter()
    for name, n in system.counters().items():
        if name.startswith(("ended:", "rooms:")):
            counted[name.partition("|")[0]] += n - before.get(name, 0)
    if +counted != wanted:
        yield f"jobs and rooms: counted {dict(+counted)}, answered {dict(wanted)}"


_SUMS = ("executions", "selected", "placed")


def _good(meta: Mapping[str, Any]) -> bool:
    return meta["status"] == "SUCCESS"


def _answers(load: Load, peace: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    wanted = {kind: essence(result) for kind, result in peace.items()}
    unlike: Counter[str] = Counter()
    for task_id, sent in load.sent.items():
        if not sent.answers:
            yield f"{task_id}: {sent.kind}, without an answer"
        for meta in sent.answers:
            if not _good(meta):
                yield f"{task_id}: {sent.kind}, {meta['status']}: {str(meta['result'])[:200]}"
            elif essence(meta["result"]) != wanted[sent.kind]:
                statuses = Counter(room["status"] for room in meta["result"]["rooms"])
                unlike[f"{sent.kind}: rooms {dict(statuses)}"] += 1
    for what, n in unlike.items():
        yield f"{n} results unlike those of peace, {what}"


def _traces(system: System, results: list[dict[str, Any]]) -> Iterator[str]:
    """One root each, however often it was told."""
    roots: dict[str, set[str]] = {result["trace_id"]: set() for result in results}
    for span in _spans(system):
        if span["traceId"] in roots and not span.get("parentSpanId"):
            roots[span["traceId"]].add(span["spanId"])
    for n, many in sorted(Counter(len(found) for found in roots.values()).items()):
        if n != 1:
            yield f"{many} traces with {n} roots"


def _spans(system: System) -> Iterator[dict[str, Any]]:
    for export in otlp_files.exports(system.info.telemetry_dir, "traces"):
        for part in export.get("resourceSpans", []):
            for scope in part.get("scopeSpans", []):
                yield from scope.get("spans", [])


def _left(system: System) -> Iterator[str]:
    redis = system.client.redis
    for queue in (*(stage.name for stage in GRAPH.stages), keys.COORDINATOR_QUEUE, keys.DEFAULT_QUEUE):
        if waiting := redis.llen(queue):
            yield f"{waiting} messages left in {queue}"
    for key in (keys.DUE, keys.RUNNING, keys.DEADLINES, keys.ASIDE, keys.UNREPORTED):
        if redis.exists(key):
            yield f"{key} is not empty"
    lasting = [
        key.decode()
        for key in redis.scan_iter(count=1000)
        if redis.ttl(key) == -1 and not key.decode().startswith(LASTING)
    ]
    own = [key for key in lasting if not key.startswith(("plenum:takers", "plenum:taken:", "plenum:held:"))]
    if own:
        yield f"keys that nothing ends: {sorted(own)[:10]}"
