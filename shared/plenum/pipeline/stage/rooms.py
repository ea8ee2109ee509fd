"""One stage on one batch, room by room. A room's error stays with the room: the others go on."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from plenum.pipeline.answers import Answer, Failure, RoomAnswer
from plenum.pipeline.stage.answer import answer_room, failure
from plenum.pipeline.stage.completing import completing_change
from plenum.pipeline.work import Guard, StageWork, no_guard


def answer_rooms(
    work: StageWork, guard: Guard = no_guard, hopeless: Mapping[str, str] | None = None
) -> tuple[RoomAnswer, ...]:
    """The stage's answer for each room of the batch, in order.

    `hopeless` names rooms that must not be tried again, each with the reason. The last stage also
    names what would complete a room that breaks a hard rule.
    """
    answers: list[RoomAnswer] = []
    last = bool(work.stage.after) and work.stage.name == work.graph.last.name
    for index, entry in enumerate(work.rooms):
        room_id = entry.room.room_id
        if reason := (hopeless or {}).get(room_id):
            answers.append(Failure(room_id=room_id, error="WorkerKilled", message=reason))
            continue
        before = {name: output.of_room(index, room_id) for name, output in work.outputs.items()}
        try:
            with guard(room_id):
                answer = answer_room(work, entry, before)
                if last and isinstance(answer, Answer):
                    change = completing_change(work, entry, {**before, answer.model_name: answer})
                    answer = structs.replace(answer, relaxation=change) if change else answer
                answers.append(answer)
        except Exception as error:  # noqa: BLE001 - whatever a model raises is that room's alone
            answers.append(failure(room_id, error))
    return tuple(answers)
