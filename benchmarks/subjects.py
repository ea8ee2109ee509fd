"""What is measured: a stack, this process, or bare Celery; all take a building and give an answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from redis import Redis

from benchmarks import metered_models, processes
from benchmarks.bare.workers import BareWorkers
from benchmarks.running import Running
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner

IN_PROCESS = "in process (--local)"
WAIT_S = 600.0
IDLE_S = 2.0
Wait = Callable[[], object]
Building = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """One row of the table for each size."""

    name: str
    send: Callable[[Building], Wait]
    """Begins a job and gives what waits for its end."""
    awake: Callable[[], AbstractContextManager[object]] = nullcontext
    redis: Redis | None = None
    cpu_s: Callable[[], Counter[str]] = Counter
    """Processor seconds so far by part."""
    beside: str = ""
    """The subject that this one is compared with, run by run."""
    empty: bool = False
    """Its models do nothing."""
    idle: dict[str, float] = field(default_factory=dict)
    """What its Redis counts in a second in which nobody asks for anything."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    """Numbers the rooms it is given: the n-th is the same room for every subject."""


def of_stack(stack: Running, *, beside: str = "", empty: bool = False) -> Subject:
    """A running Plenum, asked as any Celery client asks."""

    def send(building: Building) -> Wait:
        answer = stack.send_place(building)
        return lambda: answer.get(timeout=WAIT_S)

    def cpu_s() -> Counter[str]:
        return processes.cpu_by_part(stack.processes())

    found = Subject(stack.name, send, stack.awake, stack.client.redis, cpu_s, beside, empty)
    with found.awake():
        before, began = counts(found.redis), time.perf_counter()
        time.sleep(IDLE_S)
        took = time.perf_counter() - began
        found.idle.update({k: (n - before[k]) / took for k, n in counts(found.redis).items()})
    return found


def in_process(beside: str) -> Subject:
    """The runner in this process; its models' processor time is what the shares are reckoned with."""
    runner = PipelineRunner(metered_models.GRAPH)

    def send(building: Building) -> Wait:
        runner.run_full_pipeline(read_building(building))
        return lambda: None

    return Subject(IN_PROCESS, send, beside=beside, cpu_s=_own_cpu_s)


def bare(
    workers: BareWorkers,
    canvas: Callable[[], Any],
    name: str,
    beside: str = "",
    caller: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Subject:
    """A canvas of tasks that do nothing for each room; this process sends them within `caller`."""

    def send(building: Building) -> Wait:
        answers = [canvas().apply_async() for _ in building["rooms"]]

        def wait() -> None:
            for answer in answers:
                answer.get(timeout=WAIT_S)

        return wait

    @contextmanager
    def awake() -> Iterator[None]:
        with workers.awake(), caller():
            for _ in range(3):
                canvas().apply_async().get(timeout=WAIT_S)
            yield

    return Subject(name, send, awake, workers.redis, beside=beside, empty=True)


def counts(redis: Redis | None) -> dict[str, float]:
    """Redis' own counts so far: commands, those in scripts included, and bytes both ways."""
    if redis is None:
        return {}
    stats: dict[str, Any] = redis.info("stats")
    commands: dict[str, Any] = redis.info("commandstats")
    return {
        "commands": float(sum(c["calls"] for c in commands.values())),
        "bytes": float(stats["total_net_input_bytes"] + stats["total_net_output_bytes"]),
    }


def _own_cpu_s() -> Counter[str]:
    spent: Counter[str] = Counter()
    models: float = sum(metered_models.spent.values())
    spent.update({"models": models, "process": time.process_time()})
    return spent
