"""A snapshot for a person to read: a line a stage."""

from __future__ import annotations

from collections.abc import Iterator

from plenum.statistics.snapshot import Snapshot
from plenum.statistics.stages import StageStatistics
from plenum.telemetry import names
from plenum.telemetry.schema import METRICS

_HEAD = (
    *("stage", "attempts", "rooms", "failed", "ok", "mean", "p95", "wait"),
    *("conf.", "won", "memory", "cpu", "cache"),
)


def report(taken: Snapshot) -> str:
    """A table in plain text."""
    rows = [_HEAD, *(tuple(_cells(stage)) for stage in taken.stages)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    said = f"{len(taken.samples)} figures at {taken.taken_at.isoformat(timespec='seconds')}"
    return "\n".join([said, "", *lines, "", _remembered(taken), *_NOTES]) + "\n"


def _remembered(taken: Snapshot) -> str:
    looked_up = METRICS[names.CACHE_LOOKUPS].prometheus
    of = {
        outcome: sum(s.value for s in taken.samples if s.name == looked_up and s.labels["outcome"] == outcome)
        for outcome in ("hit", "miss")
    }
    both = sum(of.values())
    rate = _percent(of["hit"] / both if both else None)
    return f"{of['hit']:.0f} of {both:.0f} look-ups were remembered ({rate})"


_NOTES = (
    "mean, p95: a model's time for one room, or an attempt of a stage that is no model. wait: on the queue.",
    "memory, cpu: of its processes together. cache: share of look-ups that were remembered.",
)


def _cells(stage: StageStatistics) -> Iterator[str]:
    yield stage.name
    yield str(stage.attempts)
    yield str(stage.rooms)
    yield str(stage.rooms_failed)
    yield _percent(stage.success_rate)
    yield from map(_time, (stage.mean_s, stage.p95_s, stage.wait_mean_s))
    yield "-" if stage.confidence is None else f"{stage.confidence:.2f}"
    yield str(stage.selected or "-")
    yield "-" if stage.memory_bytes is None else f"{stage.memory_bytes / 2**20:.0f} MiB"
    yield _time(stage.cpu_s)
    yield _percent(stage.cache_hit_rate)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"
