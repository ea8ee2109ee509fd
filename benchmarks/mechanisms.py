"""`python -m benchmarks.mechanisms`: what each mechanism that keeps a promise costs.

Counted: every command that Redis executes, within scripts too, is put down to the mechanism whose key it
names first. So no mechanism has to be switched off, which most cannot be.
Compared: two stacks that differ in one setting, in turn, round by round, the other one standing still; the
ratio is the median of the rounds'. Only processor time compares on a machine that does other things.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final

from redis import Redis
from rich.console import Console

from benchmarks import machine, processes, rooms
from benchmarks.report import Report, Section
from benchmarks.running import Running, running

REST: Final = "all else: queues, record, results"
MECHANISMS: Final = {
    "breakers": r"plenum:breakers",
    "lanes, bounds on what is taken in": r"plenum:(ready|bytes)|plenum:job:\S+:later",
    "cancelled before it came": r"plenum:cancel:",
    "dead letters": r"plenum:dead(:|$)",
    "heartbeats, leases": r"plenum:(worker|beat|seen|form|leader|settings)",
    "what is due: sweep, deadlines, pauses": r"plenum:(due|clock|pauses|deadlines|stages)",
    "coordinators' lists": r"plenum:(taken|takers|held|tag|aside)",
    "ends that are not exported yet": r"plenum:untold",
    "health checks, sample runs": r"plenum:(probe|sample-runs)",
}
"""By the key that is named first."""
_KINDS: Final = {name: re.compile(pattern) for name, pattern in MECHANISMS.items()}
_KEY: Final = re.compile(r"(?:plenum:|celery-task-meta-)\S+")
_SCRIPTS: Final = frozenset({"EVAL", "EVALSHA"})
IDLE_S: Final = 10.0
PAIRS: Final = (
    ("sweep each second ÷ each 2.5 s", {"PLENUM_SWEEP_S": "2.5"}),
    ("heartbeat each second ÷ each 10 s", {"PLENUM_HEARTBEAT_S": "10", "PLENUM_LIFETIME_S": "40"}),
    ("64 batches × stages on their way ÷ all", {"PLENUM_IN_FLIGHT": "100000"}),
)
"""What is measured against the product as it comes: the settings of the other stack."""


def kind_of(arguments: str) -> str:
    """The mechanism of a command's arguments."""
    key = _KEY.search(arguments)
    found = key and next((name for name, kind in _KINDS.items() if kind.match(key[0])), None)
    return found or REST


def main(argv: Sequence[str] | None = None) -> int:
    """Print both tables."""
    asks = argparse.ArgumentParser(prog="python -m benchmarks.mechanisms", description=__doc__)
    asks.add_argument("--jobs", type=int, default=100, help="one-room jobs, at once, a round")
    asks.add_argument("--rounds", type=int, default=5, help="of each pair")
    given = asks.parse_args(argv)
    report = Report(machine.shape(), Console())
    report.head()
    env = {"PLENUM_TELEMETRY": "false"}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_stacks:
        stacks = [
            open_stacks.enter_context(running(str(n), Path(folder) / str(n), env={**env, **other}))
            for n, other in enumerate([{}, *(settings for _, settings in PAIRS)])
        ]
        report.add(counted(stacks[0], given.jobs))
        report.add(compared(stacks, given.jobs, given.rounds))
    return 0


def counted(stack: Running, jobs: int) -> Section:
    """Commands a job and of an idle second."""
    with stack.awake():
        idle, idle_s = _watched(stack, lambda: time.sleep(IDLE_S))
        busy, busy_s = _watched(stack, lambda: _place(stack, jobs))
    section = Section(
        f"Commands of Redis by mechanism, {jobs} one-room jobs at once, telemetry off",
        ("mechanism", "a job", "% of a job's", "an idle second"),
        note="A job: what an idle stack does meanwhile taken off.",
    )
    kinds = (*MECHANISMS, REST)
    net = {kind: max(0.0, busy[kind] - idle[kind] * busy_s / idle_s) for kind in kinds}
    for kind in kinds:
        share = 100 * net[kind] / sum(net.values())
        section.rows.append(
            (kind, round(net[kind] / jobs, 1), round(share, 1), round(idle[kind] / idle_s, 1))
        )
    return section


def compared(stacks: Sequence[Running], jobs: int, rounds: int) -> Section:
    """Processor time a job and jobs/s of the product beside each other stack, in turn."""
    ratios: dict[str, list[tuple[float, float]]] = {name: [] for name, _ in PAIRS}
    for _ in range(rounds):
        ours = _round(stacks[0], jobs)
        for (name, _), other in zip(PAIRS, stacks[1:], strict=True):
            theirs = _round(other, jobs)
            ratios[name].append((ours[0] / theirs[0], theirs[1] / ours[1]))
    section = Section(
        f"With ÷ without, {jobs} one-room jobs at once, median of {rounds} rounds",
        ("what", "processor time a job", "lowest, highest", "jobs/s"),
    )
    for name, found in ratios.items():
        processor = sorted(p for p, _ in found)
        spread = f"{processor[0]:.2f}, {processor[-1]:.2f}"
        section.rows.append(
            (name, round(median(processor), 3), spread, round(median(r for _, r in found), 3))
        )
    return section


def _round(stack: Running, jobs: int) -> tuple[float, float]:
    """Processor seconds of the stack's processes, and seconds."""
    with stack.awake():
        before = processes.cpu_by_part(stack.processes())
        began = time.perf_counter()
        _place(stack, jobs)
        took = time.perf_counter() - began
        spent = processes.cpu_by_part(stack.processes()) - before
    return float(sum(spent.values())), took


def _place(stack: Running, jobs: int) -> None:
    small = rooms.small_rooms()
    for answer in [stack.send_place(small) for _ in range(jobs)]:
        answer.get(timeout=600)


def count(commands: Iterable[str]) -> Counter[str]:
    """Commands by mechanism; scripts are counted by what they call."""
    split = (command.partition(" ") for command in commands)
    return Counter(kind_of(rest) for word, _, rest in split if word.upper() not in _SCRIPTS)


def _watched(stack: Running, work: Callable[[], object]) -> tuple[Counter[str], float]:
    """What Redis did meanwhile, and in how many seconds."""
    seen: list[str] = []
    end = f"end-{time.monotonic_ns()}"
    with Redis.from_url(stack.client.redis_url).monitor() as monitor:  # type: ignore[no-untyped-call]  # redis-py has no types for it

        def listen() -> None:
            for command in monitor.listen():
                if end in command["command"]:
                    return
                seen.append(command["command"][:400])

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        began = time.perf_counter()
        work()
        took = time.perf_counter() - began
        stack.client.redis.echo(end)
        listener.join(60)
    return count(seen), took


if __name__ == "__main__":
    sys.exit(main())
