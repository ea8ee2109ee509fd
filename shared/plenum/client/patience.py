"""Who waits for an answer bears that Redis is away: what passes is no answer, and no reason to give up.

Connections break, Redis restarts or fails over; the job goes on meanwhile, and so does who waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from kombu.exceptions import OperationalError
from redis import exceptions

from plenum.client.away import AWAY
from plenum.pipeline.record.redis.reaching import passes

T = TypeVar("T")
PATIENCE_S: Final = 300.0
"""How long who waits without a time of his own bears a Redis that is away: it may have a file to load."""


class Patience:
    """One waiting's; Redis is away from the first question that it did not answer until one that it did."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._away_since: float | None = None
        self.error: Exception | None = None
        """What came in place of the latest answer."""

    def bear(self, ask: Callable[[], T], otherwise: T) -> T:
        """What `ask` returns, asked once; `otherwise` where Redis is away.

        Raises what does not pass, and redis' ConnectionError once Redis was away for longer than patience.
        """
        try:
            answer = ask()
        except AWAY as error:
            if not _is_borne(error):
                raise
            self._mind(error)
            return otherwise
        self._away_since = self.error = None
        return answer

    def _mind(self, error: Exception) -> None:
        self.error = error
        now_s = time.monotonic()
        if self._away_since is None:
            self._away_since = now_s
        elif now_s - self._away_since > self._patience_s:
            raise exceptions.ConnectionError(
                f"Redis has not answered for {self._patience_s:g} s: {error}"
            ) from error


def _is_borne(error: Exception) -> bool:
    # To redis-py a wrong password is a connection that cannot be made.
    return isinstance(error, OperationalError) or (
        passes(error) and not isinstance(error, exceptions.AuthenticationError)
    )
