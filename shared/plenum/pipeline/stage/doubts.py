"""Rooms that are not simply tried again: those at which workers died, and a batch that never ends.

The first attempt notes nothing. From the second on each room is noted before it is tried, so that a worker
that dies leaves a name. That name is a suspicion: workers are killed for other reasons too. A room that is
named twice is tried alone, where it harms nobody, and blamed only if that ends badly as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from plenum.pipeline.answers import RoomAnswer
from plenum.pipeline.record.calls import Started
from plenum.pipeline.stage.rooms import Answering, Otherwise, given_up
from plenum.pipeline.work import Guard, Trial

MOST_DEATHS: Final = 3
"""A room that killed its worker this often is not tried again beside others."""
MOST_ATTEMPTS: Final = 12
"""Of a batch that was begun more often than this the suspects are given up; all of it where there are none,
or after as many attempts again."""
Begins = Callable[[str], None]
Guarding = Callable[[Begins | None], Guard]
"""Makes a guard for a batch's rooms that reports, where asked to, which room it begins."""


def doubts(
    started: Started, guarding: Guarding, begins: Begins, trial: Trial | None
) -> Mapping[str, Otherwise]:
    """What is done with rooms that workers died at, by room id; the others are tried as ever.

    Without a trial they are given up.
    """
    rooms = [entry.room.room_id for entry in started.rooms]
    if started.attempt > MOST_ATTEMPTS:
        reason = f"its batch was begun {MOST_ATTEMPTS} times and never ended"
        suspects = started.deaths if started.attempt <= 2 * MOST_ATTEMPTS else ()
        return {room_id: _given_up(room_id, reason) for room_id in rooms if room_id in (suspects or rooms)}
    # The first attempt has no suspect, so a room that died alone twice has killed three workers.
    blame = f"killed its worker {MOST_DEATHS} times"
    named = [room_id for room_id in rooms if started.deaths.get(room_id, 0) >= MOST_DEATHS - 1]
    if trial is None:
        return {room_id: _given_up(room_id, blame) for room_id in named}

    def tried(room_id: str, alone: Trial) -> Otherwise:
        def otherwise(answering: Answering) -> RoomAnswer:
            begins(room_id)
            return alone(room_id, lambda: answering(guarding(None)), blame)

        return otherwise

    return {room_id: tried(room_id, trial) for room_id in named}


def _given_up(room_id: str, reason: str) -> Otherwise:
    return lambda _answering: given_up(room_id, reason)
