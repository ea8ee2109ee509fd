"""A soak: a stack of its own, jobs without pause, one fault after the other, then the account."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plenum.settings import Settings, variable
from tests.soak.account import wrongs
from tests.soak.faults import Faults
from tests.soak.load import KINDS, Load
from tests.soak.recovery import Recoveries
from tests.soak.roots import Roots
from tests.soak.sizes import Sizes
from tests.soak.tally import Tally
from tests.support.system import system
from tests.support.waiting import HANGS_S

JOIN: Final = variable("join_deadline_s")
JOIN_S: Final = Settings().join_deadline_s
PAUSE_S: Final = (2.0, 8.0)
"""Between two faults, where nothing else is asked for."""
GRACE_S: Final = HANGS_S
"""After the last fault everything that was accepted has an answer, and nothing is left lying about."""
LOOK_AGAIN_S: Final = 3.0
"""A look at everything is work too."""


@dataclass(frozen=True)
class Soak:
    """What is to be done to a stack."""

    minutes: float
    """A round in which each fault comes once is ended beyond them; so there is one at least."""
    seed: int
    faults: Sequence[str]
    most: int
    """Jobs under way."""
    env: dict[str, str]
    """For the stack's processes."""
    pause_s: tuple[float, float] = PAUSE_S
    """The shortest and the longest pause between two faults."""


@dataclass(frozen=True)
class Account:
    """What came of it."""

    struck: dict[str, int]
    jobs: int
    wrongs: list[str]
    recoveries_s: list[float]
    """From the kill of a process to the moment when what it held was begun again."""
    sizes_mib: dict[str, list[float]]
    """At the beginning, the most, at the end."""

    def lines(self) -> list[str]:
        """A table for people, then what is wrong."""
        rows = [(name, str(n)) for name, n in sorted(self.struck.items())]
        rows += [("faults", str(sum(self.struck.values()))), ("jobs", str(self.jobs))]
        if seconds := sorted(self.recoveries_s):
            p95 = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
            rows.append(("recoveries", str(len(seconds))))
            rows.append(
                ("p50, p95, most", f"{statistics.median(seconds):.1f}, {p95:.1f}, {seconds[-1]:.1f} s")
            )
        for what, (first, most, last) in self.sizes_mib.items():
            rows.append((f"{what}: first, most, last", f"{first:.0f}, {most:.0f}, {last:.0f} MiB"))
        rows.append(("wrongs", str(len(self.wrongs))))
        return [*(f"{what:<32}{seen}" for what, seen in rows), *(f"WRONG {wrong}" for wrong in self.wrongs)]


def soak(asked: Soak, folder: Path) -> Account:
    """Run one in a folder of its own."""
    with system(folder, full=False, env=asked.env) as running:
        tally = Tally({kind: running.place(data) for kind, data in KINDS.items()})
        before = running.counters()
        recoveries, roots = Recoveries(running.client.redis), Roots(running.info.telemetry_dir)
        sizes = Sizes(running)
        faults = Faults(running, asked.seed, recoveries, float(asked.env.get(JOIN, JOIN_S)))
        load = Load(running.info.redis_url, asked.most, asked.seed, tally)
        roots.start()
        struck = _struck(asked, faults, load, recoveries, sizes)
        _settle(load)
        roots.stop()
        found = _settled(lambda: list(wrongs(running, tally, roots, before)))
        found += [*load.unanswered(), *tally.wrongs()]
        if lost := recoveries.stop():
            found.append(f"{lost} batches of killed processes were begun by nobody")
        return Account(struck, load.sent, found, recoveries.seconds, sizes.seen)


def _struck(asked: Soak, faults: Faults, load: Load, recoveries: Recoveries, sizes: Sizes) -> dict[str, int]:
    drawn = random.Random(asked.seed)
    struck: Counter[str] = Counter()
    recoveries.start()
    load.start()
    until = time.monotonic() + asked.minutes * 60
    left: list[str] = []
    while left or not struck or time.monotonic() < until:
        time.sleep(drawn.uniform(*asked.pause_s))
        # Each kind comes once before any comes again.
        if not left:
            sizes.look()
            left = drawn.sample(list(asked.faults), len(asked.faults))
        name = left.pop()
        print(f"{time.strftime('%H:%M:%S')} {name}; {load.sent} jobs", file=sys.stderr, flush=True)
        faults.strike(name)
        struck[name] += 1
    load.stop()
    sizes.look()
    return dict(struck)


def _settle(load: Load) -> None:
    until = time.monotonic() + GRACE_S
    while load.look() and time.monotonic() < until:
        time.sleep(0.5)


def _settled(look: Callable[[], list[str]]) -> list[str]:
    """What is still wrong when the telemetry that is on its way has come, and what lapses has lapsed."""
    until = time.monotonic() + GRACE_S
    while (found := look()) and time.monotonic() < until:
        time.sleep(LOOK_AGAIN_S)
    return found
