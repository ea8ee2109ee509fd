"""What each token may ask for in a minute, the same whichever of several gateways is asked.

A gateway takes requests from the count that all share, up to a second's worth at a time, so that most
requests cost no round trip. While Redis does not answer each gateway counts by itself: what needs no Redis
goes on, and stays limited.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Final

from plenum.client.rate import Allowed

from .access import Principal
from .problems import ProblemError

Take = Callable[[str, int, int], Awaitable[Allowed]]
"""Of a caller's requests a minute, up to so many."""
_ASK_S: Final = 1.0
"""How long the shared count is waited for."""
_ALONE_S: Final = 5.0
"""For how long one counts by oneself after it did not answer."""


class Limits:
    """A count for each token of the file: bounded as they are."""

    def __init__(self, take: Take, clock: Callable[[], float] = time.monotonic) -> None:
        self._take = take
        self._clock = clock
        self._held: defaultdict[str, int] = defaultdict(int)
        """Requests that were taken and not yet made."""
        self._taking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._own: dict[str, tuple[float, float]] = {}
        """Where one counts by oneself: what is left, and since when."""
        self._alone_until = -math.inf

    async def spend(self, principal: Principal) -> None:
        """One request of this caller's. Raises ProblemError: 429 past the limit."""
        name = principal.name
        if not self._held[name]:
            async with self._taking[name]:
                if not self._held[name]:
                    self._held[name] = await self._taken(principal)
        self._held[name] -= 1

    async def _taken(self, principal: Principal) -> int:
        if self._clock() >= self._alone_until:
            try:
                async with asyncio.timeout(_ASK_S):
                    wanted = max(1, principal.per_minute // 60)
                    allowed = await self._take(principal.name, principal.per_minute, wanted)
            except (ProblemError, TimeoutError):
                self._alone_until = self._clock() + _ALONE_S
            else:
                self._own.pop(principal.name, None)
                return _granted(principal, allowed)
        return _granted(principal, self._alone(principal))

    def _alone(self, principal: Principal) -> Allowed:
        now, most = self._clock(), float(principal.per_minute)
        left, since = self._own.get(principal.name, (most, now))
        left = min(most, left + (now - since) * most / 60.0)
        if left < 1.0:
            return Allowed(0, (1.0 - left) * 60.0 / most)
        self._own[principal.name] = (left - 1.0, now)
        return Allowed(1)


def _granted(principal: Principal, allowed: Allowed) -> int:
    if allowed.requests:
        return allowed.requests
    raise ProblemError(
        429,
        "too_many_requests",
        f"{principal.name} may ask {principal.per_minute} times a minute",
        cure=f"ask again in {math.ceil(allowed.wait_s)} s",
        retry_s=allowed.wait_s,
    )
