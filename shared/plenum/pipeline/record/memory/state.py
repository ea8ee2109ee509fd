"""What the record in memory holds, and the queues that carry messages within one process.

What is kept is kept as text, as in Redis, so that stages hand on nothing but what can travel.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Literal

from plenum.pipeline.job import COORDINATOR, FINISH, Job, Slot
from plenum.pipeline.record.breaker import Breaker, Change
from plenum.pipeline.record.calls import Arrival, SampleRun
from plenum.pipeline.record.codec import text
from plenum.pipeline.record.letters import MOST_STORED, MOST_STORED_BYTES, DeadLetter
from plenum.pipeline.record.memory.pauses import Pauses
from plenum.telemetry import schema

Place = tuple[str, str]
"""Batch and stage within a job."""
ENDING: Place = ("-", FINISH)
GONE = "gone"
"""An owner that never lives: what it holds is to be sent again."""


@dataclass
class Attempts:
    """What is noted of the attempts at one stage of a batch."""

    number: int = 0
    owner: str = ""
    started_ms: float = 0.0
    waits: bool = False
    """Behind others of its turn."""
    room: str = ""
    mark: str = ""
    """The room's content."""
    deaths: Counter[str] = field(default_factory=Counter)

    def blame(self) -> str:
        """The attempt before ended without a commit while it was at one room alone: a suspect, or none."""
        room, self.room = self.room, ""
        if room:
            self.deaths[room] += 1
        return room

    def begin(self, owner: str, now_ms: float, *, waits: bool) -> float:
        """Another attempt, by this owner; since when it waited, if it was sent again."""
        again_ms = 0.0 if self.owner else self.started_ms
        self.number += 1
        self.owner, self.started_ms, self.waits = owner, now_ms, waits
        return again_ms

    def let_go(self, sent_again_ms: float = 0.0) -> None:
        """Nobody works on it any more; its message was sent again then."""
        self.owner, self.started_ms, self.waits = "", sent_again_ms, False

    def give_back(self) -> None:
        """Nobody works on it, and no message is on its way."""
        self.let_go()
        self.owner = GONE


@dataclass
class Entry:
    """One job."""

    job: Job
    fingerprint: str
    deadline_ms: float
    batches_left: int
    inputs: dict[str, str]
    size: int
    """Characters of its rooms."""
    waiters: dict[str, str]
    """By task, until it was answered."""
    key: str
    outputs: dict[Place, str] = field(default_factory=dict)
    attempts: dict[Place, Attempts] = field(default_factory=dict)
    reserves: dict[Place, str] = field(default_factory=dict)
    lapses_ms: float = inf
    later: deque[list[Slot]] = field(default_factory=deque)
    """Batches that are not on their way, each with its first slots."""

    def attempts_at(self, place: Place) -> Attempts:
        """The notes on one stage of a batch."""
        return self.attempts.setdefault(place, Attempts())


class State:
    """All that is kept; `clock` gives ms, `counted` hears of every counter that is raised."""

    def __init__(
        self,
        clock: Callable[[], float] = lambda: time.time() * 1000,
        counted: Callable[[Mapping[str, int]], None] | None = None,
    ) -> None:
        self._clock = clock
        self._counted = counted
        self._changed = threading.Condition(threading.RLock())
        self._entries: dict[str, Entry] = {}
        self._keys: dict[str, str] = {}
        self._cancelled: dict[str, tuple[float, Literal["cancelled", "revoked"]]] = {}
        """Jobs that are not there, with the time until which they are cancelled should they come."""
        self._due: dict[Slot, float] = {}
        self._queues: defaultdict[str, deque[tuple[Slot | str, float]]] = defaultdict(deque)
        self._lanes: defaultdict[str, deque[str]] = defaultdict(deque)
        self._lane_turn = 0
        self._in_flight = 0
        self._counters: Counter[str] = Counter()
        self._letters: dict[str, DeadLetter] = {}
        """The oldest first."""
        self._letter_bytes = 0
        self._serving: dict[str, str] = {}
        self._weights: dict[str, tuple[bytes, float]] = {}
        """By digest, with the time until which they are kept."""
        self._unreported: dict[str, str] = {}
        self._breakers: dict[str, Breaker] = {}
        self._sample_runs: dict[str, SampleRun] = {}
        self._changes: list[Change] = []
        self._lead = ("", -inf)
        self._identity = str(uuid.uuid4())
        self._beats: dict[str, float] = {}
        self._workers: dict[tuple[str, str], float] = {}
        self._seen: dict[str, float] = {}
        self._pauses = Pauses()

    def await_message(self, stages: Sequence[str], wait_s: float = 0.0) -> Arrival | None:
        """As in the port; of several queues the message that has waited longest."""
        with self._changed:
            self._changed.wait_for(lambda: any(self._queues[name] for name in stages), wait_s)
            waiting = [self._queues[name] for name in stages if self._queues[name]]
            if not waiting:
                return None
            slot, pushed_ms = min(waiting, key=lambda queue: queue[0][1]).popleft()
            return Arrival(slot, pushed_ms) if isinstance(slot, Slot) else None

    def take_waiter(self) -> str | None:
        """The next of those that wait for a job which has ended."""
        with self._changed:
            queue = self._queues[COORDINATOR]
            return str(queue.popleft()[0]) if queue else None

    def _push(self, slot: Slot, now: float, waiter: str = "") -> None:
        self._queues[COORDINATOR if slot.stage == FINISH else slot.stage].append((waiter or slot, now))
        self._due[slot] = now
        self._changed.notify_all()

    def _push_waiters(self, entry: Entry, now: float) -> None:
        for waiter in entry.waiters.values():
            self._push(Slot(entry.job.job_id, *ENDING), now, waiter)

    def _forget(self, now: float) -> None:
        """Records past their time are removed when the next job comes in."""
        for job_id in [job_id for job_id, entry in self._entries.items() if entry.lapses_ms <= now]:
            entry = self._entries.pop(job_id)
            if self._keys.get(entry.key) == job_id:
                del self._keys[entry.key]
        for job_id in [job_id for job_id, (until, _) in self._cancelled.items() if until <= now]:
            del self._cancelled[job_id]

    def alive(self, owner: str) -> bool:
        """As in the port."""
        return self._beats.get(owner, -inf) > self._clock()

    def store_letter(self, letter: DeadLetter) -> None:
        """As in the port."""
        self._keep_letter(letter)
        self.count({schema.field("letters", letter.stage, "message"): 1})

    def _keep_letter(self, letter: DeadLetter) -> None:
        with self._changed:
            self._drop_letter(letter.id)
            self._letters[letter.id] = letter
            self._letter_bytes += _bytes(letter)
            while len(self._letters) > MOST_STORED or self._letter_bytes > MOST_STORED_BYTES:
                self._drop_letter(next(iter(self._letters)))

    def _drop_letter(self, letter_id: str) -> None:
        if letter := self._letters.pop(letter_id, None):
            self._letter_bytes -= _bytes(letter)

    def count(self, raised: Mapping[str, int]) -> None:
        """As in the port."""
        with self._changed:
            self._counters.update(raised)
        if self._counted:
            self._counted(raised)

    def forget(self, counters: Collection[str]) -> None:
        """As in the port."""
        with self._changed:
            for name in counters:
                self._counters.pop(name, None)

    def running(self) -> frozenset[str]:
        """As in the port."""
        with self._changed:
            return frozenset(job_id for job_id, e in self._entries.items() if e.lapses_ms == inf)


def _bytes(letter: DeadLetter) -> int:
    """As it would be kept."""
    return len(text(letter).encode())
