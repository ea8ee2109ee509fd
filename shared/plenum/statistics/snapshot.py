"""What is taken at one moment: every figure, and what they say of each stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from plenum.statistics.stages import StageStatistics, by_stage
from plenum.telemetry.samples import Sample


@dataclass(frozen=True)
class Snapshot:
    """Figures, since each process and the record began to count."""

    taken_at: datetime
    samples: tuple[Sample, ...]
    stages: tuple[StageStatistics, ...]


def snapshot(samples: Iterable[Sample]) -> Snapshot:
    """Of these figures, now."""
    found = tuple(sorted(samples, key=_place))
    return Snapshot(datetime.now(UTC), found, by_stage(found))


def _place(sample: Sample) -> tuple[object, ...]:
    """By name; a histogram's buckets by their bounds."""
    labels = [(name, value) for name, value in sample.labels.items() if name != "le"]
    return sample.family, sample.name, sorted(labels), float(sample.labels.get("le", 0))
