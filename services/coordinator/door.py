"""Where messages come in: a thread beside Celery's that takes the coordinator's queues, many messages a turn.

Celery's consumer costs several round trips a message, and its threads share one interpreter with the work.
It still gets every message that is more than a plain job or its end: those are handed to it.
"""

from __future__ import annotations

import threading
from typing import Any, Final

import structlog
from celery import Celery
from celery.worker import state as celery_state
from redis import exceptions

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.inbox import QUEUES, Bounds, Inbox
from plenum.pipeline.record.redis.refusals import refuse
from plenum.pipeline.stage.pace import Clock
from plenum.telemetry import names
from plenum.worker.runtime import Runtime, connect

from .bell import Bell
from .task_events import TaskEvents
from .turn import Turn

TURN_S: Final = 0.05
"""What a turn is to work, by the mean of those before: who comes next waits no longer, on a machine at rest.

To wait for the processor is no work: turns that became short for it would never catch up.
"""
CLOSES_S: Final = 8.0
"""How long a stop waits for the turn that is under way; its messages another gives back all the same."""
_NOTHING: Final = Bounds(0, 0)


class Pace:
    """How many messages make a turn of TURN_S."""

    def __init__(self) -> None:
        self._message_s = 0.005

    def took(self, messages: int, seconds: float) -> None:
        """A turn has ended."""
        self._message_s += 0.3 * (seconds / messages - self._message_s)

    @property
    def bounds(self) -> Bounds:
        """Of the next turn."""
        most = Bounds()
        return Bounds(max(1, min(most.messages, int(TURN_S / self._message_s))), most.bytes)


class Door:
    """Begins when the worker is ready; ends with the turn that is under way."""

    def __init__(self, app: Celery, runtime: Runtime, events: TaskEvents | None = None) -> None:
        self.runtime = runtime
        self.log = structlog.get_logger()
        self.turn = Turn(
            app,
            runtime,
            celery_state.revoked,
            lambda refused: refuse(runtime.record, refused, runtime.config.keep_s),
            events,
        )
        self._pace = Pace()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, **_: Any) -> None:
        """Begin, when the worker is ready."""
        self._thread = threading.Thread(target=self._run, name="plenum-door", daemon=True)
        self._thread.start()

    def close(self, **_: Any) -> None:
        """Take no more messages."""
        self._closing.set()

    def stop(self) -> None:
        """Wait for the turn that is under way; what else was taken is given back."""
        self.close()
        if self._thread:
            self._thread.join(CLOSES_S)

    def _run(self) -> None:
        client = connect(self.runtime.config)
        inbox = Inbox(client, self.runtime.owner)
        bell = Bell(client, QUEUES, keys.taken(inbox.owner), self.runtime.config.redis_answer_s)
        alive = waits = False
        while not self._closing.is_set():
            try:
                # Whose heartbeat is not there yet is taken for dead, and what it takes is given back.
                alive = alive or self.runtime.record.alive(inbox.owner)
                if alive:
                    self._one_turn(inbox, bell)
                else:
                    self._closing.wait(0.05)
                waits = False
            except exceptions.RedisError as error:
                if not waits:
                    self.log.warning(names.DOOR_WAITS_FOR_REDIS, error=str(error))
                waits = True
                self._closing.wait(0.25)
            except Exception:
                self.log.exception(names.TURN_FAILED)
                self._closing.wait(1)
        self._end(inbox, bell)

    def _one_turn(self, inbox: Inbox, bell: Bell) -> None:
        """Whatever waits, or comes while the bell is waited for."""
        entries = inbox.take(self._pace.bounds)
        if not entries and (held := bell.wait()):
            entries = inbox.entries(held, self._pace.bounds)
        if entries:
            began = Clock()
            inbox.done(len(entries), self.turn(entries))
            self._pace.took(len(entries), began.worked_s)

    def _end(self, inbox: Inbox, bell: Bell) -> None:
        try:
            bell.close()
            inbox.take(_NOTHING)
            inbox.give_back()
        except exceptions.RedisError as error:
            # The heartbeat ends too, and then another coordinator gives it back.
            self.log.warning(names.DOOR_WAITS_FOR_REDIS, error=str(error))
