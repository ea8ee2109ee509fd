"""`python -m benchmarks.overload`: far more is sent than can be done. What is refused, who waits how long.

Plain Celery clients send without a look at what waits, at ten times the rate at which jobs end; one in
fifty is a building of many rooms. Beside them jobs of a higher priority come one by one, and some by
`Client`, which asks first. Afterwards every submission is accounted for: done, refused with a time to come
again, or a fault.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from benchmarks import rooms
from benchmarks.running import Running, running
from plenum.client import OverloadedError
from plenum.pipeline.record.redis.keys import result_key

TIMES: Final = 10
"""Of what can be done."""
LARGE_EVERY: Final = 50
LARGE_ROOMS: Final = 50
CALIBRATING: Final = 150
URGENT_EVERY_S: Final = 1.0
_LOOK_S: Final = 2.0


@dataclass
class Sent:
    """Submissions of one kind: when each was sent, and what came of it."""

    at: dict[str, float] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    done_s: list[float] = field(default_factory=list)
    refused_s: list[float] = field(default_factory=list)

    def take(self, task_id: str, meta: dict[str, Any]) -> None:
        """A task's answer."""
        ended_at = datetime.fromisoformat(meta["date_done"]).timestamp()
        took = ended_at - self.at.pop(task_id)
        if meta["status"] == "SUCCESS":
            self.outcomes[meta["result"]["status"]] += 1
            self.done_s.append(took)
        else:
            self.outcomes[meta["result"]["exc_type"]] += 1
            self.refused_s.append(took)


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; 1 where a submission has no answer or a wrong one."""
    asks = argparse.ArgumentParser(prog="python -m benchmarks.overload", description=__doc__)
    asks.add_argument("--jobs", type=int, default=20_000, help="so many submissions in all")
    asks.add_argument("--minutes", type=float, default=20.0, help="after so long what has no answer is lost")
    arguments = asks.parse_args(argv)
    with (
        tempfile.TemporaryDirectory() as folder,
        running("overload", Path(folder), env={"PLENUM_TELEMETRY": "false"}) as stack,
        stack.awake(),
    ):
        kinds = _overload(stack, arguments.jobs, arguments.minutes * 60)
    told = {name: _told(kind) for name, kind in kinds.items()}
    json.dump(told, sys.stdout, indent=1)
    wrong = {"complete", "OverloadedError"}
    return int(any(kind.at or set(kind.outcomes) - wrong for kind in kinds.values()))


def _overload(stack: Running, jobs: int, limit_s: float) -> dict[str, Sent]:
    small, large = rooms.small_rooms(), rooms.small_rooms(LARGE_ROOMS)
    rate = _rate(stack, small)
    print(f"{rate:.0f} jobs a second can be done; {TIMES * rate:.0f} are sent", file=sys.stderr)
    kinds = {name: Sent() for name in ("small", "large", "urgent", "asked first")}
    began = urgent_at = time.time()
    for n in range(jobs):
        while (early := began + n / (TIMES * rate) - time.time()) > 0:
            time.sleep(early)
        kind = "large" if n % LARGE_EVERY == 0 else "small"
        _send(stack, kinds[kind], large if kind == "large" else small)
        if time.time() > urgent_at:
            urgent_at = time.time() + URGENT_EVERY_S
            _send(stack, kinds["urgent"], small, priority=1)
            _ask(stack, kinds["asked first"], small)
    print(f"sent in {time.time() - began:.0f} s", file=sys.stderr)
    _wait(stack, kinds, small, limit_s)
    print(f"answered after {time.time() - began:.0f} s", file=sys.stderr)
    return kinds


def _wait(stack: Running, kinds: Mapping[str, Sent], small: dict[str, Any], limit_s: float) -> None:
    """Until all is answered, with an urgent job now and then while others wait."""
    until = time.time() + limit_s
    urgent_at = time.time()
    while any(kind.at for kind in kinds.values()) and time.time() < until:
        time.sleep(_LOOK_S)
        for kind in kinds.values():
            _look(stack, kind)
        if time.time() > urgent_at and kinds["small"].at:
            urgent_at = time.time() + URGENT_EVERY_S
            _send(stack, kinds["urgent"], small, priority=1)


def _rate(stack: Running, small: dict[str, Any]) -> float:
    """Small jobs a second, all at once."""
    began = time.perf_counter()
    for answer in [stack.send_place(small) for _ in range(CALIBRATING)]:
        answer.get(timeout=300)
    return CALIBRATING / (time.perf_counter() - began)


def _send(stack: Running, kind: Sent, building: dict[str, Any], **options: int) -> None:
    at = time.time()
    sent = stack.client.app.send_task("plenum.place", args=[building], kwargs=options)
    kind.at[sent.id] = at


def _ask(stack: Running, kind: Sent, building: dict[str, Any]) -> None:
    at = time.time()
    try:
        kind.at[stack.client.submit(building)] = at
    except OverloadedError as error:
        kind.outcomes[type(error).__name__] += 1
        kind.refused_s.append(time.time() - at)


def _look(stack: Running, kind: Sent) -> None:
    ids = list(kind.at)
    for first in range(0, len(ids), 1000):
        page = ids[first : first + 1000]
        found: Any = stack.client.redis.mget([result_key(task_id) for task_id in page])
        for task_id, raw in zip(page, found, strict=True):
            if raw:
                kind.take(task_id, json.loads(raw))


def _told(kind: Sent) -> dict[str, Any]:
    told: dict[str, Any] = {"unanswered": len(kind.at), **kind.outcomes}
    for name, seconds in (("done", kind.done_s), ("refused", kind.refused_s)):
        with suppress(ValueError, IndexError):
            told[f"{name}_s"] = _percentiles(seconds)
    return told


def _percentiles(seconds: Iterable[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {f"p{p}": round(ordered[min(len(ordered) - 1, len(ordered) * p // 100)], 2) for p in (50, 99, 100)}


if __name__ == "__main__":
    sys.exit(main())
