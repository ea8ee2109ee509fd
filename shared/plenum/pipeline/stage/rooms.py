"""One stage on one batch, room by room. A room's error stays with the room: the others go on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from msgspec import structs

from plenum.pipeline.answers import Answer, Failure, RoomAnswer
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.stage.answer import answer_room, failure
from plenum.pipeline.stage.completing import completing_change
from plenum.pipeline.work import Guard, StageWork, no_guard

WORKER_KILLED: Final = "WorkerKilled"
"""The error of a room that is given up because of what it does to those that try it."""
Answering = Callable[[Guard], RoomAnswer]
"""Tries a room within a guard."""
Otherwise = Callable[[Answering], RoomAnswer]
"""Answers for a room in another way than its neighbours; what it is given tries it."""


def answer_rooms(
    work: StageWork,
    guard: Guard = no_guard,
    otherwise: Mapping[str, Otherwise] | None = None,
    begun_ns: list[int] | None = None,
) -> tuple[RoomAnswer, ...]:
    """The stage's answer for each room of the batch, in order.

    `otherwise` names rooms that are not simply tried like the others. `begun_ns` is given when each room
    was begun.
    """
    answers: list[RoomAnswer] = []
    begun_ns = [] if begun_ns is None else begun_ns
    for index, entry in enumerate(work.rooms):
        other = (otherwise or {}).get(entry.room.room_id)
        begun_ns.append(time.time_ns())
        answering = partial(_tried, work, index, entry)
        answers.append(other(answering) if other else answering(guard))
    return tuple(answers)


def given_up(room_id: str, reason: str) -> Failure:
    """The answer for a room that must not be tried again."""
    return Failure(room_id=room_id, error=WORKER_KILLED, message=reason)


def _tried(work: StageWork, index: int, entry: BatchRoom, guard: Guard) -> RoomAnswer:
    """The last stage also names what would complete a room that breaks a hard rule."""
    room_id = entry.room.room_id
    last = bool(work.stage.after) and work.stage.name == work.graph.last.name
    before = {name: output.of_room(index, room_id) for name, output in work.outputs.items()}
    try:
        with guard(room_id):
            answer = answer_room(work, entry, before)
            if last and isinstance(answer, Answer):
                change = completing_change(work, entry, {**before, answer.model_name: answer})
                answer = structs.replace(answer, relaxation=change) if change else answer
            return answer
    except Exception as error:  # noqa: BLE001 - whatever a model raises is that room's alone
        return failure(room_id, error)
