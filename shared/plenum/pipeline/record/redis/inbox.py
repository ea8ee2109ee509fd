"""The coordinator's queues: messages are moved into a list of its own, and dropped when they are done.

A message is in a list of Redis' at any moment, so that it outlives whoever works on it. The lists of a
coordinator whose heartbeat is gone are given back to the queues; a message that was done but not yet
dropped is then done twice, which the record makes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from kombu.transport.redis import PRIORITY_STEPS, Channel
from redis import Redis

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.line import Line
from plenum.pipeline.record.redis.scripting import Scripting

QUEUES: Final = (keys.COORDINATOR_QUEUE, keys.DEFAULT_QUEUE)
"""Those that are waited at. Celery's clients may push onto the lists of other priorities too."""
_LISTS: Final = tuple(
    queue if step == 0 else f"{queue}{Channel.sep}{step}" for step in PRIORITY_STEPS for queue in QUEUES
)
LARGE_BYTES: Final = 128 * 1024
"""A message from this size on is Celery's: reading such a building would hold up its small neighbours."""


@dataclass(frozen=True)
class Bounds:
    """What one take brings at most."""

    messages: int = 64
    bytes: int = 2**20


class Inbox(Scripting):
    """One coordinator's list. For one thread."""

    def __init__(self, client: Redis, owner: str, *, patience_s: float = 0.0) -> None:
        super().__init__(client, patience_s=patience_s, line=Line(client))
        self.owner = owner
        self._turn = 0
        self._done: tuple[int, Sequence[int]] = (0, ())

    def done(self, messages: int, aside: Sequence[int] = ()) -> None:
        """So many of the taken, the oldest, are done. The next take drops them, and hands those at the places
        `aside` among them, from 0, to Celery.
        """
        self._done = (messages, aside)

    def take(self, bounds: Bounds) -> list[bytes]:
        """Drop what is done, take more; all that is taken now, the oldest first."""
        done, aside = self._done
        args: list[Any] = [self.owner, self._turn, done, bounds.messages, bounds.bytes, LARGE_BYTES, *aside]
        touched = [keys.taken(self.owner), keys.TAKERS, keys.ASIDE, *_LISTS]
        turn, *messages = self.raw("take", touched, args)
        # Only now: where Redis did it and the answer was lost, the turn is another one there, and nothing
        # is dropped twice.
        self._turn, self._done = int(turn), (0, ())
        return messages

    def entries(self, held: Sequence[bytes], bounds: Bounds) -> list[bytes]:
        """What is taken, by what the list held when a message was moved there: cheaper than to take."""
        if held[-1] != f"{self.owner}|{self._turn}".encode():
            return self.take(bounds)
        return list(reversed(held[:-1]))

    def give_back(self) -> int:
        """Everything that this owner took, when it stops; how many messages."""
        return return_taken(self, self.owner)


def waits(scripting: Scripting, task_id: str) -> bool:
    """Whether a task's message waits for a coordinator: all that wait are looked at."""
    found = scripting.raw("waits", [keys.TAKERS, keys.ASIDE, *_LISTS], [task_id, keys.TAKEN, keys.HELD])
    return bool(found[0])


def return_taken(scripting: Scripting, owner: str = "") -> int:
    """Give back what one coordinator took, or without one what all those took that are gone; how many."""
    args = [keys.BEAT, keys.TAKEN, keys.HELD, owner]
    (count,) = scripting.raw("return", [keys.TAKERS, *QUEUES], args)
    return int(count)
