"""The machine's shape: what a table of speeds means nothing without."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from plenum.stack import binaries


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shape() -> dict[str, str]:
    """Processor, memory, system and versions, and how busy the machine is with other things."""
    redis = subprocess.run(
        [str(binaries.redis_server()), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return {
        "processor": f"{cores()} × {_processor()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB",
        "system": platform.platform(terse=True),
        "versions": f"Python {platform.python_version()}, Redis {redis.split('v=')[1].split()[0]}, "
        f"Celery {version('celery')}, redis-py {version('redis')}, "
        f"OpenTelemetry {version('opentelemetry-sdk')}",
        "load before": ", ".join(f"{load:.2f}" for load in os.getloadavg()),
    }


def _processor() -> str:
    """The model's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
