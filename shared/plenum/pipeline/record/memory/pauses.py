"""Which time counts against anybody, in memory: the twin of the scripts `round.lua` and `clock.lua`."""

from __future__ import annotations

from collections import deque
from typing import Final

_MOST_KEPT: Final = 100


class Pauses:
    """Tells from the times of sweeps when nobody could answer. All in ms of the record's clock."""

    def __init__(self) -> None:
        self.at: float | None = None
        """The latest sweep."""
        self._settles = 0.0
        self._stepped = 0.0
        self._pauses: deque[tuple[float, float]] = deque(maxlen=_MOST_KEPT)
        """End and length of each, the latest first."""

    def tick(self, now: float, most: float, lifetime: float) -> float:
        """A sweep begins; by how much deadlines move: a pause that it ended, a step back of the clock."""
        at, self.at = now if self.at is None else self.at, now
        if now - at > most:
            lost = now - at - most
            self._pauses.appendleft((now, lost))
            if at >= self._settles:
                self._settles = now + lifetime
            return lost
        return min(now - at, 0.0)

    def set_back(self, by: float, now: float) -> None:
        """What was noted before the clock was set back was so much earlier."""
        self._stepped, self._settles = now, 0.0
        self._pauses = deque([(ended - by, length) for ended, length in self._pauses], maxlen=_MOST_KEPT)

    def settles(self, now: float) -> bool:
        """Whether it is too early to take anybody for dead."""
        return now < self._settles

    def elapsed(self, since: float, now: float) -> float:
        """Ms since a moment, without the pauses."""
        if since > now and self._stepped:
            since = self._stepped
        passed = now - since
        for ended, length in self._pauses:
            if ended <= since:
                break
            passed -= ended - max(since, ended - length)
        return passed
