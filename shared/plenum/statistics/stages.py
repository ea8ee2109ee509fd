"""What figures say of each model and stage: how much, how well, how long, with what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plenum.telemetry import names
from plenum.telemetry.samples import Sample
from plenum.telemetry.schema import METRICS

_STAGE_LABELS = ("model_name", "stage", "queue", "messaging_destination_name", "service_name")
"""Under which of them a figure names its stage, the first that is there."""


@dataclass(frozen=True)
class StageStatistics:
    """Of one stage, since its processes began to count; None where nothing is known."""

    name: str
    attempts: int
    """At batches, committed or not."""
    attempts_committed: int
    rooms: int
    """Committed executions; 0 for a stage that is no model."""
    rooms_failed: int
    success_rate: float | None
    """Rooms that did not fail, of all; of a stage that is no model its committed attempts of all."""
    mean_s: float | None
    """A room's time; of a stage that is no model an attempt's."""
    p95_s: float | None
    total_s: float
    """Attempts' time together."""
    wait_mean_s: float | None
    """On the queue."""
    confidence: float | None
    selected: int
    memory_bytes: float | None
    """Resident, of its processes together."""
    cpu_s: float | None
    cache_hits: int
    cache_misses: int
    cache_hit_rate: float | None


def by_stage(samples: Iterable[Sample]) -> tuple[StageStatistics, ...]:
    """Every stage that worked or was waited for, by name."""
    stages: dict[str, _Figures] = defaultdict(_Figures)
    of_stages = set()
    for sample in samples:
        label = next((label for label in _STAGE_LABELS if label in sample.labels), None)
        if label is None:
            continue
        name = sample.labels[label]
        stages[name].add(sample)
        # The record remembers what replaced processes do not.
        if sample.family in (_ATTEMPT, _ROOM) or (sample.family in _DONE and sample.value):
            of_stages.add(name)
    return tuple(stages[name].statistics(name) for name in sorted(of_stages))


def _shown(name: str) -> str:
    return METRICS[name].prometheus


_ATTEMPT = _shown(names.PROCESS_DURATION)
_ROOM = _shown(names.EXECUTION_DURATION)
_DONE = (_shown(names.EXECUTIONS), _shown(names.COMMITS))


class _Figures:
    """One stage's samples, summed over its processes."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], float] = defaultdict(float)
        self._means: dict[str, list[float]] = defaultdict(list)

    def add(self, sample: Sample) -> None:
        """`outcome` and `le` are the only labels that are told apart."""
        told = sample.labels.get("outcome") or sample.labels.get("le") or ""
        self._sums[sample.name, told] += sample.value
        self._means[sample.name].append(sample.value)

    def statistics(self, name: str) -> StageStatistics:
        """All of it."""
        rooms, failed = int(self._sum(names.EXECUTIONS)), int(self._sum(names.ERRORS))
        attempts = int(self._sums[f"{_ATTEMPT}_count", ""])
        committed = int(self._sum(names.COMMITS, "committed"))
        hits, misses = (int(self._sum(names.CACHE_LOOKUPS, outcome)) for outcome in ("hit", "miss"))
        model = rooms + failed > 0 or self._sums[f"{_ROOM}_count", ""] > 0
        timed = _ROOM if model else _ATTEMPT
        wait = _shown(names.QUEUE_WAIT)
        return StageStatistics(
            name,
            attempts,
            committed,
            rooms,
            failed,
            _share(rooms, rooms + failed) if model else _share(committed, attempts),
            _share(self._sums[f"{timed}_sum", ""], self._sums[f"{timed}_count", ""]),
            quantile(0.95, self._buckets(timed)),
            self._sums[f"{_ATTEMPT}_sum", ""],
            _share(self._sums[f"{wait}_sum", ""], self._sums[f"{wait}_count", ""]),
            self._mean(names.CONFIDENCE_SCORE),
            int(self._sum(names.SELECTED_TOTAL)),
            self._sum("process.memory.usage") or None,
            self._sum("process.cpu.time") or None,
            hits,
            misses,
            _share(hits, hits + misses),
        )

    def _sum(self, name: str, outcome: str = "") -> float:
        return self._sums[_shown(name), outcome]

    def _mean(self, name: str) -> float | None:
        found = self._means[_shown(name)]
        return sum(found) / len(found) if found else None

    def _buckets(self, family: str) -> Mapping[float, float]:
        return {float(le): n for (name, le), n in self._sums.items() if name == f"{family}_bucket" and le}


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def quantile(share: float, buckets: Mapping[float, float]) -> float | None:
    """Linear within its bucket, as Prometheus' histogram_quantile; `buckets`: cumulative, by upper bound.

    The last finite bound where it lies beyond; None of nothing.
    """
    bounds = sorted(buckets)
    if not bounds or not buckets[bounds[-1]]:
        return None
    rank = share * buckets[bounds[-1]]
    below_bound = below = 0.0
    for bound in bounds:
        if buckets[bound] >= rank:
            if bound == float("inf"):
                return below_bound
            inside = buckets[bound] - below
            return below_bound + (bound - below_bound) * ((rank - below) / inside if inside else 1.0)
        below_bound, below = bound, buckets[bound]
    return below_bound
