"""The stream itself: buildings go in at their times, and people say later what they think of the results."""

from __future__ import annotations

import heapq
import itertools
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final, Protocol

from plenum.simulation.door import Answer, NoGatewayError
from plenum.simulation.edits import edited
from plenum.simulation.traffic import Traffic, Visit, lag_s, visits, word

_LOOK_S: Final = 0.5
"""Between two looks at a job."""
_AGAIN_S: Final = 2.0
_MOST_LOST: Final = 30
"""Calls that fail one after the other."""
Step = Callable[[], None]


class Gateway(Protocol):
    """What the stream asks of a door."""

    def submit(self, building: dict[str, Any]) -> Answer:
        """A job."""
        ...

    def state(self, job_id: str) -> Answer:
        """How it stands."""
        ...

    def result(self, job_id: str) -> Answer:
        """Its completed building."""
        ...

    def judge(self, job_id: str, opinion: dict[str, Any]) -> Answer:
        """Feedback on a room."""
        ...


@dataclass
class Clock:
    """Real time; a test has its own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class Stream:
    """One run; `counts`: jobs `submitted`, `refused`, `done`, rooms `accept`, `edit`, `reject`, `failed`."""

    traffic: Traffic
    door: Gateway
    clock: Clock = field(default_factory=Clock)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._due: list[tuple[float, int, Step]] = []
        self._order = itertools.count()
        self._began = self.clock.now()

    def run(self, seconds: float) -> Counter[str]:
        """Let buildings come for so long, and what hangs on them come to its end; `counts`.

        Raises NoGatewayError where nothing answers for long.
        """
        lost = 0
        coming = visits(self.traffic)
        self._begin(next(coming), coming, seconds)
        while self._due:
            at_s, _, step = heapq.heappop(self._due)
            wait_s = at_s - self._now()
            if wait_s > 0:
                self.clock.sleep(wait_s)
            try:
                step()
                lost = 0
            except NoGatewayError:
                lost += 1
                if lost > _MOST_LOST:
                    raise
                self.counts["failed"] += 1
                self._later(_AGAIN_S, step)
        return self.counts

    def _now(self) -> float:
        return self.clock.now() - self._began

    def _later(self, wait_s: float, step: Step) -> None:
        heapq.heappush(self._due, (self._now() + wait_s, next(self._order), step))

    def _begin(self, visit: Visit, coming: Any, seconds: float) -> None:
        if visit.at_s > seconds:
            return

        def step() -> None:
            # The next comes at its time, whatever becomes of this one.
            self._begin(next(coming), coming, seconds)
            self._later(0.0, partial(self._submit, visit))

        heapq.heappush(self._due, (visit.at_s, next(self._order), step))

    def _submit(self, visit: Visit) -> None:
        answer = self.door.submit(visit.building)
        if answer.status == 202:
            self.counts["submitted"] += 1
            self._later(_LOOK_S, partial(self._look, visit, answer.data["job_id"]))
        else:
            # A person who is refused for now comes again another day.
            self.counts["refused"] += 1

    def _look(self, visit: Visit, job_id: str) -> None:
        answer = self.door.state(job_id)
        if answer.status != 200 or not answer.data["answered"]:
            self._later(_LOOK_S, partial(self._look, visit, job_id))
            return
        result = self.door.result(job_id)
        if result.status == 200:
            self.counts["done"] += 1
            self._plan(visit, job_id, result.data["rooms"])

    def _plan(self, visit: Visit, job_id: str, rooms: list[dict[str, Any]]) -> None:
        """What will be said of each room, and when."""
        random = Random(visit.seed)  # noqa: S311 - traffic, no secrets
        for room in rooms:
            said = word(self.traffic, visit.at_s, random)
            wait_s, own = lag_s(self.traffic, random), edited(room["rows"], random)
            if said:
                opinion = {"room_id": room["room_id"], "verdict": said}
                if said == "edit":
                    opinion["grid"] = own
                self._later(wait_s, partial(self._judge, job_id, opinion))

    def _judge(self, job_id: str, opinion: dict[str, Any]) -> None:
        answer = self.door.judge(job_id, opinion)
        if answer.status in (429, 503):
            self._later(max(_AGAIN_S, answer.retry_s), partial(self._judge, job_id, opinion))
        else:
            self.counts[opinion["verdict"] if answer.status == 201 else "failed"] += 1
