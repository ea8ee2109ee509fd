"""Which batch is next, in memory, where not all can be on their way at once: as in `dispatch.lua`."""

from __future__ import annotations

from collections import deque
from math import inf
from typing import Final

from plenum.pipeline.job import Slot
from plenum.pipeline.record.memory.state import Entry, State

_PATTERN: Final = ("high", "small", "high", "large", "high", "small", "high", "low")
# In the order in which they are asked where it is not their turn.
_ROOM: Final = {"high": 3, "small": 2, "large": 1, "low": 1}
_AT_ONCE: Final = 32


def _lane(priority: int, batches: int) -> str:
    if priority:
        return "high" if priority > 0 else "low"
    return "small" if batches <= 2 else "large"


class LanesInMemory(State):
    """Jobs with batches that are not on their way yet stand in lanes."""

    def _send(self, entry: Entry, slots: list[list[Slot]], in_flight: int, now: float) -> None:
        """A new job's batches, each its first slots: as many as there is room for, the others later."""
        lane = _lane(entry.job.priority, len(slots))
        entry.later = deque(slots)
        first = not any(self._lanes.values())
        while entry.later and first and len(self._due) < in_flight * _ROOM[lane]:
            now = self._send_one(entry, now)
        if entry.later:
            self._in_flight = in_flight
            self._lanes[lane].append(entry.job.job_id)
            self._dispatch(now)

    def _dispatch(self, now: float) -> None:
        """Send on as many batches as there is room for."""
        for _ in range(_AT_ONCE if any(self._lanes.values()) else 0):
            lane = self._next_lane()
            if lane is None:
                return
            job_id = self._lanes[lane].popleft()
            entry = self._entries.get(job_id)
            if entry and entry.job.status == "running" and entry.later:
                now = self._send_one(entry, now)
                if entry.later:
                    self._lanes[lane].append(job_id)

    def _next_lane(self) -> str | None:
        self._lane_turn += 1
        first = _PATTERN[self._lane_turn % len(_PATTERN)]
        waiting = [lane for lane in _ROOM if self._lanes[lane]]
        under_way = len(self._due) / self._in_flight
        # Whose turn it is has as much room as the most urgent that wait, or they would leave it none.
        if first in waiting and under_way < _ROOM[waiting[0]]:
            return first
        return next((lane for lane in waiting if under_way < _ROOM[lane]), None)

    def _send_one(self, entry: Entry, now: float) -> float:
        for slot in entry.later.popleft():
            # A microsecond apart each, so that the sweep can tell which of them were taken.
            now += 0.001
            self._push(slot, now)
        return now

    def _unfinished_bytes(self) -> int:
        return sum(entry.size for entry in self._entries.values() if entry.lapses_ms == inf)
