"""A room at which workers died, tried once more in a process that nobody needs.

Workers die of other things too: an operator's `kill -9`, a neighbour that took the memory. A room is to
blame only if it ends a process that does nothing but answer for it. That process is the worker's, forked
with its models in memory, and ended with it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from typing import Any, Final

from plenum.pipeline.answers import Output, RoomAnswer
from plenum.pipeline.record.codec import output_of, text
from plenum.pipeline.stage.rooms import given_up
from plenum.worker.runtime import die_with_parent

_FROM_OUTSIDE: Final = (signal.SIGKILL, signal.SIGTERM)
"""What a process that computes does not end itself with."""
_TRIES: Final = 2
"""At most, where it may have been ended from outside."""
_GRACE_S: Final = 5.0
"""Beyond a room's limit, which Python code keeps by itself and a native call does not."""


@dataclass(frozen=True)
class Trial:
    """Answers for a room in a process of its own, within the room's limit in s."""

    limit_s: float

    def __call__(self, room_id: str, answer: Callable[[], RoomAnswer], blame: str) -> RoomAnswer:
        """What `answer` makes of the room; a failure with this blame where that ends its process too."""
        ended = 0
        for _ in range(_TRIES):
            try:
                answered, ended = self._once(answer)
            except TimeoutError as error:
                return given_up(room_id, f"{blame}; tried alone: {error}")
            if answered is not None:
                return answered
            if -ended not in _FROM_OUTSIDE:
                break
        how = signal.Signals(-ended).name if ended < 0 else f"exit code {ended}"
        return given_up(room_id, f"{blame}; tried alone: {how}")

    def _once(self, answer: Callable[[], RoomAnswer]) -> tuple[RoomAnswer | None, int]:
        """The answer, or none and how the process ended, as `subprocess` has it. Raises TimeoutError."""
        reads, writes = Pipe(duplex=False)
        pid = os.fork()
        if not pid:
            _answer_and_end(answer, writes)
        writes.close()
        answered = None
        try:
            with reads:
                answered = _heard(reads, self.limit_s + _GRACE_S)
        finally:
            if answered is None:
                os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
        return answered, os.waitstatus_to_exitcode(status)


def _answer_and_end(answer: Callable[[], RoomAnswer], writes: Connection) -> None:
    """The forked process' whole life; nothing of its parent's is closed or flushed by it."""
    code = 1
    try:
        die_with_parent()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        writes.send_bytes(text(Output(stage="", rooms=(answer(),))).encode())
        code = 0
    finally:
        os._exit(code)


def _heard(reads: Connection, wait_s: float) -> RoomAnswer | None:
    if not reads.poll(wait_s):
        raise TimeoutError(f"no answer within {wait_s:g} s")
    try:
        output: Any = output_of(reads.recv_bytes())
    except EOFError:
        return None
    answer: RoomAnswer = output.rooms[0]
    return answer
