"""A stage's answer for one room: a model places, the selector chooses, and what is raised is a failure."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Final

from msgspec import structs

from plenum.ceiling.asked.light_brief import over_power
from plenum.ceiling.asked.light_choice import AUTO, wanted_lights
from plenum.ceiling.room.kinds import Kind
from plenum.pipeline.answers import Answer, Failure, RoomAnswer, Selection
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.stage.place import place_room
from plenum.pipeline.work import StageWork

_MOST_MESSAGE: Final = 500
_MOST_TRACEBACK: Final = 4000
"""Characters of an exception that are kept, the last ones of its traceback."""


def answer_room(work: StageWork, entry: BatchRoom, before: Mapping[str, RoomAnswer]) -> Answer | Selection:
    """What the stage makes of a room, with what the stages before it answered. Raises what a model raises."""
    return place_room(work, entry, before) if work.stage.kind else _select(work, entry, before)


def _select(work: StageWork, entry: BatchRoom, before: Mapping[str, RoomAnswer]) -> Selection:
    """The selector's choice among those that answered, with the winner's own words on its layout."""
    answered = {name: a for name, a in sorted(before.items()) if isinstance(a, Answer)}
    there, share = len(entry.room.of_kind(Kind.LIGHT)), entry.share(work.settings)
    entrants = [
        answer.entrant(over_power(there + len(answer.layout.terminals), share))
        for answer in answered.values()
    ]
    wanted = wanted_lights(entry.room, work.settings)
    choose = work.load()
    choice = choose(entrants) if wanted == AUTO else choose(entrants, wanted)
    selection = Selection(
        room_id=entry.room.room_id,
        selected_model=None,
        reason=choice.reason,
        candidates=tuple(answer.candidate() for answer in answered.values()),
        model_version=work.version,
    )
    if choice.winner is None:
        return selection
    won = answered[choice.winner.model_name]
    return structs.replace(
        selection, selected_model=won.model_name, layout=won.layout, evidence=won.evidence, kept=won.kept
    )


def failure(room_id: str, error: BaseException) -> Failure:
    """An exception as an answer: type, message and traceback, each bounded."""
    text = "".join(traceback.format_exception(error))
    return Failure(
        room_id=room_id,
        error=type(error).__name__,
        message=str(error)[:_MOST_MESSAGE],
        traceback=text[-_MOST_TRACEBACK:],
    )
