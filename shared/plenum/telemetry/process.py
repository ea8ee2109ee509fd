"""What a process and its machine use, read when it is exported, from Linux' /proc and Python itself."""

from __future__ import annotations

import gc
import os
import resource
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from plenum.telemetry.meters import Observe, observed
from plenum.telemetry.schema import METRICS

Read = Callable[[], Mapping[str, float]]
"""Values by the metric's one label, empty where it has none. Raises OSError where the kernel tells it not."""
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_KIB: Final = 1024


def process_metrics(meter: Meter) -> None:
    """Have this process' figures exported with the rest of its metrics."""
    began = time.monotonic()
    reads: dict[str, Read] = {
        "process.cpu.time": _cpu_time,
        "process.memory.usage": lambda: {"": _pages(1)},
        "process.memory.virtual": lambda: {"": _pages(0)},
        "process.thread.count": lambda: {"": threading.active_count()},
        "process.unix.file_descriptor.count": lambda: {"": sum(1 for _ in Path("/proc/self/fd").iterdir())},
        "process.context_switches": lambda: {"": resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw},
        "process.uptime": lambda: {"": time.monotonic() - began},
        "cpython.gc.collections": _collections,
        "system.memory.usage": _memory,
        "system.cpu.logical.count": lambda: {"": os.cpu_count() or 0},
        "system.cpu.load_average.1m": lambda: {"": os.getloadavg()[0]},
    }
    for name, read in reads.items():
        observed(meter, name, _observing(read, METRICS[name].labels))


def _observing(read: Read, labels: tuple[str, ...]) -> Observe:
    def observe(_options: CallbackOptions) -> Iterable[Observation]:
        with suppress(OSError):
            return [Observation(value, dict.fromkeys(labels, of)) for of, value in read().items()]
        return []

    return observe


def _cpu_time() -> Mapping[str, float]:
    used = os.times()
    return {"user": used.user, "system": used.system}


def _pages(field: int) -> float:
    return int(Path("/proc/self/statm").read_text().split()[field]) * _PAGE


def _collections() -> Mapping[str, float]:
    return {str(generation): of["collections"] for generation, of in enumerate(gc.get_stats())}


def _memory() -> Mapping[str, float]:
    lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
    kib = {words[0].rstrip(":"): int(words[1]) for words in lines}
    available = kib["MemAvailable"] * _KIB
    return {"used": kib["MemTotal"] * _KIB - available, "available": available}
