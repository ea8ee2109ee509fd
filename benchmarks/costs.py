"""What a room costs Redis, what each process holds, and what a start takes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count as numbers
from pathlib import Path
from statistics import median
from typing import Any

from redis import Redis

from benchmarks import rooms
from benchmarks.report import Section
from benchmarks.running import ROOT, Running

IDLE_S = 2.0


@dataclass(frozen=True)
class Counted:
    """What was counted in so many seconds."""

    count: float
    seconds: float

    def without(self, idle: Counted) -> float:
        """The count less what would have been counted anyway."""
        return self.count - idle.count * self.seconds / idle.seconds


_IMPORT = (
    "import time; w, c = time.perf_counter(), time.process_time(); import {}; "
    "print(time.perf_counter() - w, time.process_time() - c)"
)


def redis(stack: Running, source: Path, size: int, jobs: int) -> Section:
    """Commands and bytes a job and a room, what an idle stack does meanwhile taken off."""
    section = Section(
        "Redis: commands and bytes",
        (
            "what",
            "rooms",
            "sent by clients",
            "scripts among them",
            "in all",
            "bytes in/room",
            "bytes out/room",
        ),
        note="In all: what scripts call counts too. The client's own commands and polls are included; "
        "heartbeats and sweeps of an idle stack are taken off.",
    )
    with stack.awake():
        idle = _traffic(stack, lambda: time.sleep(IDLE_S))
        small, building = rooms.small_rooms(), rooms.unseen(rooms.building(source, size), numbers(1))
        cases = (
            (f"one-room job, mean of {jobs}", jobs, 1, lambda: [stack.place(small) for _ in range(jobs)]),
            (f"building of {size}", 1, size, lambda: [stack.place(building)]),
        )
        for name, times, count, work in cases:
            used = _traffic(stack, work)
            net = {key: used[key].without(idle[key]) for key in used}
            section.rows.append(
                (
                    name,
                    count,
                    round(net["sent"] / times),
                    round(net["evalsha"] / times),
                    round(net["commands"] / times),
                    round(net["bytes_in"] / times / count),
                    round(net["bytes_out"] / times / count),
                )
            )
    return section


def _traffic(stack: Running, work: Callable[[], object]) -> dict[str, Counted]:
    """Redis' own counts before and after `work`.

    MONITOR tells clients' commands from scripts', but is itself counted as bytes out: so it watches
    another, equal round of the work.
    """
    client = stack.client.redis
    before, began = _counts(client), time.perf_counter()
    work()
    after, took = _counts(client), time.perf_counter() - began
    sent, watched = _sent(client, Redis.from_url(stack.client.redis_url), work)
    counted = {key: Counted(after[key] - before[key], took) for key in after}
    return {**counted, "sent": Counted(sent, watched)}


def _sent(client: Redis, watcher: Redis, work: Callable[[], object]) -> tuple[int, float]:
    """Commands that clients send, without those that scripts call, and seconds that passed."""
    seen: Counter[str] = Counter()
    end = f"end-{time.monotonic_ns()}"
    with watcher.monitor() as monitor:  # type: ignore[no-untyped-call]  # redis-py has no types for it

        def listen() -> None:
            for command in monitor.listen():
                if end in command["command"]:
                    return
                seen[command["client_type"]] += 1

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        began = time.perf_counter()
        work()
        took = time.perf_counter() - began
        client.echo(end)
        listener.join(30)
    return sum(n for kind, n in seen.items() if kind != "lua"), took


def _counts(client: Redis) -> dict[str, float]:
    stats: dict[str, Any] = client.info("stats")
    commands: dict[str, Any] = client.info("commandstats")
    return {
        "commands": float(sum(c["calls"] for c in commands.values())),
        "evalsha": float(commands.get("cmdstat_evalsha", {"calls": 0})["calls"]),
        "bytes_in": float(stats["total_net_input_bytes"]),
        "bytes_out": float(stats["total_net_output_bytes"]),
    }


def memory(stack: Running) -> Section:
    """Resident memory of every process after what it has done in this run."""
    section = Section(
        f"Memory by process (MiB), stack '{stack.name}' after its runs",
        ("part", "processes", "resident, main", "resident, pool child", "own share"),
        note="Own share: PSS, in which memory shared by n processes counts 1/n for each.",
    )
    total = 0.0
    by_part: dict[str, dict[bool, tuple[float, float]]] = {}
    for process in stack.processes():
        by_part.setdefault(process.part, {})[process.child] = process.memory_mib()
    for part, found in sorted(by_part.items()):
        share = sum(pss for _, pss in found.values())
        total += share
        child = round(found[True][0], 1) if True in found else "–"
        section.rows.append((part, len(found), round(found[False][0], 1), child, round(share, 1)))
    section.rows.append(("all", sum(map(len, by_part.values())), "", "", round(total, 1)))
    return section


def starts(stacks: list[Running], services: Sequence[str], times: int) -> Section:
    """Seconds to a healthy stack, and to import each service in a fresh process."""
    section = Section("Start-up (s)", ("what", "wall", "processor", "processor ÷ bare Celery's"))
    for stack in stacks:
        section.rows.append((f"plenum up to healthy, '{stack.name}'", stack.start_s, "–", "–"))
    bare = 0.0
    for module in ("benchmarks.bare.tasks", *(f"services.{service}.worker" for service in services)):
        runs = [_import_s(module) for _ in range(times)]
        wall, cpu = (median(r[i] for r in runs) for i in (0, 1))
        bare = bare or cpu
        section.rows.append((f"import {module}", wall, cpu, cpu / bare))
    return section


def _import_s(module: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT.format(module)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    wall, cpu = map(float, done.stdout.split())
    return wall, cpu
