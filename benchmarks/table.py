"""The table: one row a configuration and size, each compared with its neighbour of the same round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from statistics import median

from benchmarks import machine
from benchmarks.blocks import Block
from benchmarks.report import Cell, Section, quantile
from benchmarks.subjects import Subject

COLUMNS = (
    "rooms",
    "configuration",
    "jobs",
    "rooms/s",
    "jobs/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "models' share",
    "commands a room",
    "KiB a room",
    "beside",
    "rate ÷",
    "p50 ÷",
)
LARGE = 500
"""Rooms from which a building is placed once only."""
NOTE = (
    "Latency: one job at a time. Rate: one-room jobs sent all at once, larger ones one after another. "
    "Percentiles where there are jobs enough for them. Models' share: their processor time, as measured in "
    "process, of wall × cores. Commands: Redis', those that scripts call included; KiB: both ways; of both "
    "what an idle stack does is taken off. Bare Celery places nothing: a room is a canvas of empty tasks, 5 "
    "hops in a row. ÷: median over neighbouring rounds. No room is answered from the models' memory: each is "
    "a little higher than all before."
)


class Table:
    """Blocks by size and subject, in the order of their rounds."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes = sizes
        self.subjects: dict[str, Subject] = {}
        self._blocks: dict[tuple[int, str], list[Block]] = defaultdict(list)

    def add(self, subject: Subject, block: Block) -> None:
        """One more round of a row."""
        self.subjects[subject.name] = subject
        self._blocks[block.size, subject.name].append(block)

    def blocks(self, size: int, name: str) -> list[Block]:
        """A row's rounds; none where it was not measured."""
        return self._blocks.get((size, name), [])

    @property
    def small(self) -> list[int]:
        """The sizes that are measured in every round whatever it takes; the smallest is always one."""
        return [size for size in self.sizes if size < LARGE] or self.sizes[:1]

    def largest(self, *names: str) -> int:
        """The largest size at which all of these were measured."""
        return max(size for size in self.sizes if all(self.blocks(size, name) for name in names))

    def ratio(self, size: int, left: str, right: str, of: Callable[[Block], float]) -> float | None:
        """The median over rounds of left ÷ right."""
        pairs = list(zip(self.blocks(size, left), self.blocks(size, right), strict=False))
        return median(of(a) / of(b) for a, b in pairs) if pairs else None

    def model_s(self, size: int) -> float:
        """Processor seconds that the models need for a room of a building of this size."""
        found = [block for (n, _), blocks in self._blocks.items() if n == size for block in blocks]
        metered = [block for block in found if block.cpu["models"]]
        return median(block.cpu["models"] / block.rooms for block in metered) if metered else 0.0

    def share(self, size: int, name: str) -> float:
        """The models' share of the cores while a configuration worked, median over rounds."""
        if self.subjects[name].empty:
            return 0.0
        cores = machine.cores()
        return median(self.model_s(size) * b.rooms / (b.wall * cores) for b in self.blocks(size, name))

    def section(self) -> Section:
        """All rows."""
        names = [(size, name) for size in self.sizes for name in self.subjects]
        rows = [self._row(size, name) for size, name in names if self.blocks(size, name)]
        return Section("Every way of running it", COLUMNS, rows, NOTE)

    def _row(self, size: int, name: str) -> tuple[Cell, ...]:
        subject, blocks = self.subjects[name], self.blocks(size, name)
        latencies = [1000 * latency for block in blocks for latency in block.latencies]
        rate = median(block.rate for block in blocks)
        beside = subject.beside if self.blocks(size, subject.beside) else ""
        return (
            size,
            name,
            len(latencies),
            rate,
            rate / size,
            median(latencies),
            *_percentiles(latencies),
            "–" if subject.empty else f"{self.share(size, name):.0%}",
            *(_redis_a_room(blocks) if subject.redis else ("–", "–")),
            beside or "–",
            self.ratio(size, name, beside, rate_of) or "–",
            self.ratio(size, name, beside, p50_of) or "–",
        )


def _percentiles(latencies: list[float]) -> tuple[Cell, Cell]:
    """The 95th and the 99th, where there are values enough for them."""
    return (
        quantile(latencies, 0.95) if len(latencies) >= 20 else "–",
        quantile(latencies, 0.99) if len(latencies) >= 100 else "–",
    )


def _redis_a_room(blocks: list[Block]) -> tuple[Cell, Cell]:
    """Commands, and KiB both ways."""
    rooms = sum(block.rooms for block in blocks)
    commands = sum(block.redis["commands"] for block in blocks)
    return round(commands / rooms, 1), round(sum(block.redis["bytes"] for block in blocks) / rooms / 1024, 1)


def rate_of(block: Block) -> float:
    """Rooms a second."""
    return block.rate


def p50_of(block: Block) -> float:
    """The block's median latency."""
    return median(block.latencies)
