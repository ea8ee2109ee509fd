"""A stack in good order is quiet: minutes of jobs, a rolling restart among them, and no alert that fires.

`python -m benchmarks.quiet --minutes 20` brings up a full stack with Alertmanager and the log store, sends it
realistic jobs and feedback, restarts every service one after the other half-way, and prints which alerts
were pending or fired, the memory, and what a job left on the disk. Exit code 1 where one fired.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Final

from plenum import stack
from plenum.stack.graph import worker_names
from plenum.stack.info import StackInfo

EACH_S: Final = 2.0
"""How often alerts are looked at: as often as Prometheus judges them."""
READY_S: Final = 300.0
PATIENT: Final = {"PLENUM_ROOM_LIMIT_S": "120", "PLENUM_JOIN_DEADLINE_S": "150"}
"""What a busy machine could reach, and this is not about, is out of its reach."""
KEPT: Final = {
    "metrics": "prometheus/data",
    "log file": "telemetry/logs.jsonl",
    "log store": "victorialogs/data",
    "Redis": "redis",
}
"""What grows with jobs, by its folder in the state folder."""


class Watch:
    """What was said of a stack so far."""

    def __init__(self, info: StackInfo) -> None:
        self._info = info
        self._began = time.monotonic()
        self.seconds: dict[tuple[str, str], float] = defaultdict(float)
        """By alert and state."""

    def for_s(self, seconds: float) -> None:
        """Look again and again for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.look()
            time.sleep(EACH_S)

    def look(self) -> None:
        """At all alerts, once."""
        with urllib.request.urlopen(f"{self._info.prometheus}/api/v1/alerts", timeout=30) as answer:  # noqa: S310 - our own address
            alerts = json.load(answer)["data"]["alerts"]
        for alert in alerts:
            labels = {k: v for k, v in alert["labels"].items() if k not in ("alertname", "severity")}
            about = (f"{alert['labels']['alertname']} {labels or ''}", alert["state"])
            if about not in self.seconds:
                self.say(f"{about[1]}: {about[0]}: {alert['annotations'].get('summary', '')}")
            self.seconds[about] += EACH_S

    def say(self, words: str) -> None:
        """With the time since the beginning."""
        print(f"{time.monotonic() - self._began:7.1f} s  {words}", flush=True)


def rolling_restart(info: StackInfo, watch: Watch) -> None:
    """Every worker is told to stop, one after the other: each once the one before is ready again."""
    for part in stack.status(info.state).parts:
        service = part.name.rpartition("-")[0]
        if service in worker_names() and part.pid:
            os.kill(part.pid, signal.SIGTERM)
            began = time.monotonic()
            while not _ready(info, part.name, part.pid) and time.monotonic() < began + READY_S:
                watch.for_s(EACH_S)
            watch.say(f"{part.name} was restarted in {time.monotonic() - began:.0f} s")


def _ready(info: StackInfo, name: str, before: int) -> bool:
    return any(
        part.name == name and part.ready and part.pid not in (None, before)
        for part in stack.status(info.state).parts
    )


def held_mib(info: StackInfo) -> float:
    """PSS of every process of the stack."""
    return sum(sum(part.memory_mib) for part in stack.status(info.state).parts)


def on_disk(state: Path) -> dict[str, int]:
    """Bytes by what keeps them."""
    found = {}
    for what, where in KEPT.items():
        at = state / where
        files = [at] if at.is_file() else at.rglob("*")
        found[what] = sum(file.stat().st_blocks * 512 for file in files if file.is_file())
    return found


def ended(info: StackInfo) -> int:
    """Jobs that ended, as the record counts them."""
    from plenum.client import Client
    from plenum.pipeline.record.redis import keys

    counted: dict[bytes, bytes] = Client(info.redis_url_of("operator")).redis.hgetall(keys.COUNTERS)  # type: ignore[assignment]  # sync client
    return sum(int(n) for name, n in counted.items() if name.startswith(b"ended:"))


def main() -> int:
    """Exit code 1 where an alert fired."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quiet", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=20, help="buildings a minute")
    parser.add_argument("--workers", type=int, default=1, help="of each stage")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the stack goes down with who brought it up
    with tempfile.TemporaryDirectory(prefix="plenum-quiet-") as folder:
        scale = dict.fromkeys(worker_names(), given.workers)
        try:
            info = stack.up(
                folder, full=True, beside=["alerts", "logs"], scale=scale, env=PATIENT, ready_s=READY_S
            )
            return run(info, given.minutes * 60, given.rate)
        finally:
            stack.down(folder)


def run(info: StackInfo, seconds: float, rate: float) -> int:
    """The load, the restart, the account."""
    watch, before = Watch(info), on_disk(info.state)
    watch.say(f"up, {held_mib(info):.0f} MiB")
    command = [sys.executable, "-m", "plenum", "simulate", "--url", str(info.gateway)]
    command += ["--rate", str(rate), "--seconds", str(seconds), "--lag", "3"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as load:
        try:
            watch.for_s(seconds / 2)
            rolling_restart(info, watch)
            watch.for_s(max(0.0, seconds / 2 - 60))
            watch.say(f"under load, {held_mib(info):.0f} MiB")
        finally:
            load.terminate()
    jobs = ended(info)
    watch.say(f"{jobs} jobs ended")
    for what, size in on_disk(info.state).items():
        watch.say(f"{what}: {(size - before[what]) / max(1, jobs):.0f} bytes a job")
    fired = {alert for alert, state in watch.seconds if state == "firing"}
    for (alert, state), held_s in sorted(watch.seconds.items()):
        watch.say(f"{state} {held_s:.0f} s: {alert}")
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    watch.say(f"{len(fired)} alerts fired; load of the machine {load} on {os.cpu_count()} processors")
    return 1 if fired else 0


if __name__ == "__main__":
    sys.exit(main())
