"""A one-room job beside bare Celery with as many hops and tasks that do nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks import rooms
from benchmarks.bare import tasks
from benchmarks.bare.workers import BareWorkers
from benchmarks.pairs import Side, alternate
from benchmarks.report import Section, quantile
from benchmarks.running import Running

WAIT_S = 60.0
Latencies = list[float]


def latencies(jobs: int, send: Callable[[], Any]) -> Latencies:
    """Seconds from sending a job to its answer, one job at a time, after a few that do not count."""
    for _ in range(3):
        send().get(timeout=WAIT_S)
    found = []
    for _ in range(jobs):
        began = time.perf_counter()
        send().get(timeout=WAIT_S)
        found.append(time.perf_counter() - began)
    return found


def placing(stack: Running, jobs: int) -> Side[Latencies]:
    """Jobs of one room of 10 × 10 tiles."""
    building = rooms.small_rooms()
    return Side(stack.name, lambda: latencies(jobs, lambda: stack.send_place(building)), stack.awake)


def bare(workers: BareWorkers, canvas: Callable[[], Any], name: str, jobs: int) -> Side[Latencies]:
    """Canvases of tasks that do nothing."""
    return Side(name, lambda: latencies(jobs, lambda: canvas().apply_async()), workers.awake)


def beside_bare(pairs: list[tuple[Side[Latencies], Side[Latencies]]], times: int) -> Section:
    """p50 and p95 of each pair, in ms, and the ratios by neighbour."""
    section = Section(
        "One room of 10 × 10 tiles, one job at a time (ms)",
        ("left", "p50", "p95", "right", "p50 ", "p95 ", "p50 ÷ p50", "least…most", "p95 ÷ p95"),
        note="Bare: chain(chord(group(3), select), supply, return, smoke) of tasks that do nothing, 5 hops "
        "in a row; with 7 hops there is a task before and after, as Plenum's intake and finish. Each task a "
        "worker service, prefork with one child, the same Redis. Ratio: median over neighbouring blocks.",
    )
    for left, right in pairs:
        pair = alternate(left, right, times)
        least, most = pair.spread(median)
        section.rows.append(
            (
                left.name,
                *_ms(pair.lefts),
                right.name,
                *_ms(pair.rights),
                pair.ratio(median),
                f"{least:.3f}…{most:.3f}",
                pair.ratio(lambda found: quantile(found, 0.95)),
            )
        )
    return section


def throughput(stack: Running, workers: BareWorkers, count: int, times: int) -> Section:
    """A building of `count` small rooms beside as many bare canvases sent at once."""
    building = rooms.small_rooms(count)

    def place() -> float:
        return stack.place(building).rate

    def canvases() -> float:
        began = time.perf_counter()
        for waiting in [tasks.canvas().apply_async() for _ in range(count)]:
            waiting.get(timeout=WAIT_S)
        return count / (time.perf_counter() - began)

    pair = alternate(
        Side(stack.name, place, stack.awake), Side("bare, 5 hops", canvases, workers.awake), times
    )
    least, most = pair.spread(float)
    return Section(
        f"{count} rooms in one building beside {count} bare canvases at once",
        ("left", "rooms/s", "right", "canvases/s", "ratio", "least…most"),
        [
            (
                stack.name,
                median(pair.lefts),
                "bare, 5 hops",
                median(pair.rights),
                pair.ratio(float),
                f"{least:.2f}…{most:.2f}",
            )
        ],
    )


def _ms(blocks: Any) -> tuple[float, float]:
    return (
        1000 * median(median(block) for block in blocks),
        1000 * median(quantile(block, 0.95) for block in blocks),
    )
