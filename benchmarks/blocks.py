"""One measurement: so many jobs of one size through one subject."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

from benchmarks import rooms
from benchmarks.processes import TELEMETRY_PARTS
from benchmarks.running import EXPORT_S
from benchmarks.subjects import Subject, counts

OTHERS = ("redis", "supervisord", *TELEMETRY_PARTS)


@dataclass(frozen=True)
class Block:
    """Times in seconds."""

    size: int
    latencies: tuple[float, ...]
    """From sending a job to its answer, one job at a time."""
    rate: float
    """Rooms a second: of one-room jobs sent all at once, of larger ones one after another."""
    wall: float
    cpu: Counter[str]
    """Processor seconds by part, until the answers were there."""
    cpu_after: Counter[str]
    """The same until the telemetry was sent too."""
    redis: dict[str, float]

    @property
    def rooms(self) -> int:
        """Rooms that were placed one job at a time."""
        return self.size * len(self.latencies)

    @property
    def services_s(self) -> float:
        """Processor seconds of the services alone, a room, telemetry sent."""
        return sum(n for part, n in self.cpu_after.items() if part not in OTHERS) / self.rooms


def measure(subject: Subject, make: rooms.Make, size: int, jobs: int, *, at_once: int, settle: bool) -> Block:
    """Run `jobs` jobs one at a time and, where they are of one room, `at_once` at once."""
    data = make(size)
    redis_before, cpu_before = counts(subject.redis), subject.cpu_s()
    began = time.perf_counter()
    latencies = []
    for _ in range(jobs):
        building = rooms.unseen(data, subject.numbers)
        start = time.perf_counter()
        subject.send(building)()
        latencies.append(time.perf_counter() - start)
    wall = time.perf_counter() - began
    cpu, after = subject.cpu_s(), counts(subject.redis)
    redis = {k: n - redis_before[k] - subject.idle.get(k, 0.0) * wall for k, n in after.items()}
    if settle:
        time.sleep(EXPORT_S + 0.5)
    cpu_after = subject.cpu_s() if settle else cpu
    rate = _at_once(subject, data, at_once) if size == 1 else size / (sum(latencies) / jobs)
    return Block(
        size, tuple(latencies), rate, wall, _less(cpu, cpu_before), _less(cpu_after, cpu_before), redis
    )


def _at_once(subject: Subject, data: dict[str, object], jobs: int) -> float:
    """Jobs a second, all sent before the first answer is waited for."""
    buildings = [rooms.unseen(data, subject.numbers) for _ in range(jobs)]
    began = time.perf_counter()
    for wait in [subject.send(building) for building in buildings]:
        wait()
    return jobs / (time.perf_counter() - began)


def _less(after: Counter[str], before: Counter[str]) -> Counter[str]:
    left = Counter(after)
    left.subtract(before)
    return left
