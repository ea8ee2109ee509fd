"""What a hook takes of the thread that publishes an event: processor time in this process, µs.

The least of several rounds: what else a machine does makes none of them less. `python -m benchmarks.hooks`
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from plenum.events.bus import Bus
from plenum.events.cache_statistics import CacheStatistics
from plenum.events.event_file import EventFile
from plenum.events.snapshots import MetricsSnapshot
from plenum.events.summary import Summary
from plenum.events.webhook import Webhook
from plenum.telemetry import names

TIMES: Final = 500
ROUNDS: Final = 10
FIELDS: Final = {"status": "complete", "total_duration_ms": 12.5, "job_id": "4f2c", "lights": 6}


def hooks(folder: Path) -> dict[str, Callable[[Bus], object]]:
    """By name, how each subscribes."""
    return {
        "none": lambda _bus: None,
        "summary": Summary,
        "event file": lambda bus: EventFile(bus, folder / "events.log", most_bytes=100_000),
        "metrics snapshot": lambda bus: MetricsSnapshot(bus, folder / "plenum.prom", lambda: "up 1\n"),
        "webhook, nothing wrong": lambda bus: Webhook(bus, "http://127.0.0.1:9/"),
        "cache statistics": CacheStatistics,
    }


def least_us(subscribe: Callable[[Bus], object]) -> float:
    """An event, with this hook alone; the thread's own time, without what is done aside."""
    bus = Bus()
    subscribe(bus)
    rounds = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        for _ in range(TIMES):
            bus.publish(names.PIPELINE_COMPLETE, FIELDS)
        rounds.append((time.thread_time() - began) / TIMES * 1e6)
        bus.drain(30.0)
    return min(rounds)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as kept:
        for name, subscribe in hooks(Path(kept)).items():
            print(f"{name:24} {least_us(subscribe):7.1f} µs")
