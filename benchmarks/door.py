"""`python -m benchmarks.door`: the gateway beside bare Celery, past its capacity, with many listeners.

    python -m benchmarks.door [--seconds 5] [--rounds 4] [--clients 8] [--listeners 200] [--json]

`POST /predict` and `send_task(...).get()` with one grid of 10 × 10 take turns, so that both meet the same
machine. Then requests come at twice the rate that was reached, each on a connection of its own: every one is
done or refused. Then many listen to one job: what each hears is compared with what the record shows.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from benchmarks import rooms
from benchmarks.running import running
from plenum.client import Client
from plenum.client.client import client_app
from plenum.client.steps import Steps

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

GRID: Final = {
    "grid_id": "load",
    "width": 10,
    "height": 10,
    "cells": [{"x": x, "y": y, "component": "empty"} for y in range(10) for x in range(10)],
}
_BODY: Final = json.dumps(GRID).encode()
_JSON: Final = {"Content-Type": "application/json"}
_UNLIMITED: Final = {"PLENUM_GATEWAY_REQUESTS_PER_MINUTE": "100000000"}
"""The gateway's capacity is measured, not what one caller may have of it."""
_ANSWER_S: Final = 120.0
_REFUSED: Final = (429, 503)
Place = tuple[str, str]
"""A step's stage and batch."""
LISTENED_ROOMS: Final = 120
LISTENING: Final = 4
"""Processes that the listeners are shared out to."""


@dataclass(frozen=True)
class Rate:
    """What one way of asking came to; times in seconds."""

    requests: int
    per_s: float
    p50_s: float
    p99_s: float


def quantile(values: Sequence[float], share: float) -> float:
    """The nearest-rank quantile; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def keep_asking(makes: Callable[[], Callable[[], None]], clients: int, seconds: float) -> list[float]:
    """So many ask one after the other for so long; what each answer took."""
    until = time.perf_counter() + seconds

    def one(_: int) -> list[float]:
        ask, took = makes(), []
        while (began := time.perf_counter()) < until:
            ask()
            took.append(time.perf_counter() - began)
        return took

    with ThreadPoolExecutor(clients) as pool:
        return [each for took in pool.map(one, range(clients)) for each in took]


def connection(url: str) -> http.client.HTTPConnection:
    """One to the gateway."""
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_ANSWER_S)


def over_http(url: str) -> Callable[[], None]:
    """Ask by one connection that is kept."""
    kept = connection(url)

    def ask() -> None:
        kept.request("POST", "/predict", _BODY, _JSON)
        answer = kept.getresponse()
        content = answer.read()
        assert answer.status == 200, content

    return ask


def over_celery(redis_url: str) -> Callable[[], None]:
    """Ask as any Celery client does."""
    app = client_app(redis_url)

    def ask() -> None:
        app.send_task("plenum.place", args=[GRID]).get(timeout=_ANSWER_S)

    return ask


def side_by_side(url: str, redis_url: str, asked: argparse.Namespace) -> tuple[Rate, Rate]:
    """The gateway and the bare client, in turns."""
    ways = (lambda: over_http(url), lambda: over_celery(redis_url))
    took: tuple[list[float], list[float]] = ([], [])
    for way in ways:
        keep_asking(way, asked.clients, 1.0)
    for _ in range(asked.rounds):
        for way, found in zip(ways, took, strict=True):
            found.extend(keep_asking(way, asked.clients, asked.seconds))
    spent = asked.rounds * asked.seconds
    gateway, bare = (
        Rate(len(each), len(each) / spent, quantile(each, 0.5), quantile(each, 0.99)) for each in took
    )
    return gateway, bare


def overloaded(url: str, per_s: float, seconds: float) -> Counter[str]:
    """Requests at a steady rate, whatever becomes of those before: how many were done, refused, lost."""
    outcomes: Counter[str] = Counter()
    lock = threading.Lock()

    def one() -> None:
        try:
            alone = connection(url)
            alone.request("POST", "/predict", _BODY, _JSON)
            answer = alone.getresponse()
            answer.read()
            alone.close()
            found = "done" if answer.status == 200 else "lost"
            if answer.status in _REFUSED and answer.headers.get("Retry-After"):
                found = "refused"
            elif answer.status == 504:
                found = "late"  # it says where its result will be
        except (OSError, http.client.HTTPException):
            found = "lost"
        with lock:
            outcomes[found] += 1

    threads = []
    began = time.perf_counter()
    for number in range(int(per_s * seconds)):
        time.sleep(max(0.0, began + number / per_s - time.perf_counter()))
        threads.append(threading.Thread(target=one))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return outcomes


def listening(
    url: str, listeners: int, jobs: Queue[str], ready: Barrier, told: Queue[list[tuple[Place, float]]]
) -> None:
    """So many listeners in a process of their own: each step's place, and when each of them heard of it."""
    lines: list[tuple[bytes, float]] = []
    told.put([])  # it is there
    job_id = jobs.get()

    def listen() -> None:
        one = connection(url)
        one.request("GET", f"/v1/jobs/{job_id}/events")
        answer = one.getresponse()
        ready.wait()
        # Read afterwards: what all listeners do here, each waits for.
        lines.extend((line, time.monotonic()) for line in answer if line.startswith(b'data: {"stage"'))

    threads = [threading.Thread(target=listen) for _ in range(listeners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    steps = {line: json.loads(line[6:]) for line, _ in lines}
    told.put([((steps[line]["stage"], steps[line]["batch"]), at) for line, at in lines])


def sighted(steps: Steps, over: Callable[[], bool]) -> dict[Place, float]:
    """When each of a job's steps was first seen in its record, as long as an answer may take at the most."""
    seen: dict[Place, float] = {}
    until = time.monotonic() + _ANSWER_S
    while not over() and time.monotonic() < until:
        seen |= {(step.stage, step.batch): time.monotonic() for step in steps.news()}
        time.sleep(0.02)
    return seen


def heard(url: str, redis_url: str, listeners: int) -> list[float]:
    """Seconds between a step's first sight in the record and each listener's hearing of it.

    Who listens and who looks share no interpreter, nor the listeners all one: they would wait for each other.
    """
    client = Client(redis_url)
    apart = get_context("spawn")
    jobs, told, ready = apart.Queue(), apart.Queue(), apart.Barrier(listeners + 1)
    shares = [len(range(first, listeners, LISTENING)) for first in range(min(LISTENING, listeners))]
    processes = [apart.Process(target=listening, args=(url, n, jobs, ready, told)) for n in shares]
    for process in processes:
        process.start()
    for _ in processes:
        told.get(timeout=_ANSWER_S)
    job_id = client.submit(rooms.small_rooms(LISTENED_ROOMS))
    client.find(job_id)
    for _ in processes:
        jobs.put(job_id)
    ready.wait()
    connected = time.monotonic()
    seen = sighted(Steps(client, job_id), lambda: told.qsize() == len(processes))
    named = [each for _ in processes for each in told.get(timeout=_ANSWER_S)]
    for process in processes:
        process.join()
    client.close()
    return [at - max(seen[step], connected) for step, at in named if step in seen]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print what was measured; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.door", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of a turn")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--listeners", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    with (
        tempfile.TemporaryDirectory(prefix="plenum-door-") as folder,
        running("door", Path(folder), env=_UNLIMITED) as up,
        up.awake(),
    ):
        url, redis_url = str(up.info.gateway), up.info.redis_url_of("operator")
        gateway, bare = side_by_side(url, redis_url, asked)
        outcomes = overloaded(url, 2 * gateway.per_s, 2 * asked.seconds)
        late = heard(url, redis_url, asked.listeners)
    found: dict[str, Any] = {
        "gateway": asdict(gateway),
        "bare": asdict(bare),
        "ratio": gateway.per_s / bare.per_s,
        "at twice the capacity": dict(outcomes),
        "events": {"heard": len(late), "p50_s": quantile(late, 0.5), "p99_s": quantile(late, 0.99)},
    }
    print(json.dumps(found, indent=None if asked.json else 2))
    return 1 if outcomes["lost"] else 0


if __name__ == "__main__":
    sys.exit(main())
