"""What a shadow would have done: rooms of ended jobs placed by its weights, beside what was answered.

It reads the record after the fact: nothing of it is ever committed, no job waits for it, and a round has a
bound. What comes of it is counted in the record, by version.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from plenum.pipeline.answers import Answer, Failure, RoomAnswer, Selection, StageOutput
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.record.calls import Ending
from plenum.pipeline.stage.answer import answer_room
from plenum.pipeline.stage.reserve import with_reserve
from plenum.pipeline.stage.rooms import answer_rooms
from plenum.pipeline.work import Model, StageWork
from plenum.telemetry.schema import field

ROOMS_OF_A_JOB: Final = 8
"""Compared at most, evenly taken: a large building is one opinion, not thousands."""
ROUND_S: Final = 2.0
"""Of work in a round: after it no further room is begun."""
Outcome = Literal["both", "shadow", "serving", "neither", "failed"]
"""Who wins the room against the other models: with the shadow's answer, and with the one that was given."""
Beside = Literal["higher", "same", "lower", "alone"]
"""The confidence of the shadow's answer beside that of the one that was given, where there is one."""
AS_SURE: Final = 0.001
"""Confidences that differ by no more are the same."""
ROOMS_FIELD, ANSWERS_FIELD, JOBS_FIELD = "shadow", "shadow_answers", "shadow_jobs"


@dataclass(frozen=True)
class Tally:
    """What was counted of one version."""

    jobs: int
    rooms: Mapping[str, int]
    """By outcome."""
    answers: Mapping[str, int]
    """By what they are beside the answers that were given."""

    @property
    def all(self) -> int:
        """Rooms that were compared."""
        return sum(self.rooms.values())

    @property
    def wins(self) -> int:
        """Rooms that the shadow would have won."""
        return self.rooms.get("both", 0) + self.rooms.get("shadow", 0)

    @property
    def served(self) -> int:
        """Of the same rooms, those that the model won as it served."""
        return self.rooms.get("both", 0) + self.rooms.get("serving", 0)

    @classmethod
    def of(cls, counters: Mapping[str, int], model: str, version: str) -> Tally:
        """From the record's counters."""

        def of(prefix: str) -> dict[str, int]:
            before = field(prefix, model, version, "")
            return {name.removeprefix(before): n for name, n in counters.items() if name.startswith(before)}

        return cls(counters.get(field(JOBS_FIELD, model, version), 0), of(ROOMS_FIELD), of(ANSWERS_FIELD))


def stale(counters: Iterable[str], model: str, versions: Collection[str]) -> list[str]:
    """Those of the model's versions that are none of these: nobody will ask for them."""
    fields = {prefix: field(prefix, model, "") for prefix in (ROOMS_FIELD, ANSWERS_FIELD, JOBS_FIELD)}
    return [
        name
        for name in counters
        if (before := fields.get(name.partition(":")[0])) is not None
        and name.startswith(before)
        and name.removeprefix(before).partition("|")[0] not in versions
    ]


class Shadow:
    """One version of a stage's model, beside what the stage answers."""

    def __init__(self, stage: str, version: str, model: Model) -> None:
        self._stage = stage
        self._version = version
        self._model = model

    def counts(self, ending: Ending, ends: float) -> dict[str, int]:
        """What a job adds to the counters until then, by the monotonic clock; nothing without the model."""
        found = Counter[str]()
        for outcome, beside in self._compared(ending):
            found[field(ROOMS_FIELD, self._stage, self._version, outcome)] += 1
            if beside:
                found[field(ANSWERS_FIELD, self._stage, self._version, beside)] += 1
            if time.monotonic() >= ends:
                break
        return {**found, field(JOBS_FIELD, self._stage, self._version): 1} if found else {}

    def _compared(self, ending: Ending) -> Iterator[tuple[Outcome, Beside | None]]:
        graph = ending.job.graph
        if self._stage not in {stage.name for stage in graph.stages}:
            return
        rooms = [
            (entry, place, outputs)
            for batch, entries in sorted(ending.batches.items())
            if {graph.selector, self._stage} <= (outputs := ending.outputs.get(batch, {})).keys()
            for place, entry in enumerate(entries)
        ]
        for one in rooms[:: max(1, -(-len(rooms) // ROOMS_OF_A_JOB))]:
            yield self._room(ending, *one)

    def _room(
        self, ending: Ending, entry: BatchRoom, place: int, outputs: Mapping[str, StageOutput]
    ) -> tuple[Outcome, Beside | None]:
        graph, settings, room_id = ending.job.graph, ending.job.settings, entry.room.room_id
        rooms = with_reserve([entry], settings)
        work = StageWork(graph, graph[self._stage], "", settings, rooms, {}, lambda: self._model)
        (answer,) = answer_rooms(work)
        if isinstance(answer, Failure):
            return "failed", None
        others = {name: outputs[name] for name in graph[graph.selector].after if name in outputs}
        before = {name: output.of_room(place, room_id) for name, output in others.items()}
        choosing = StageWork(graph, graph[graph.selector], "", settings, rooms, {})
        would = answer_room(choosing, rooms[0], {**before, self._stage: answer})
        given = outputs[graph.selector].of_room(place, room_id)
        outcome = _named(shadow=self._is_chosen(would), serving=self._is_chosen(given))
        return outcome, _beside(answer, before.get(self._stage))

    def _is_chosen(self, choice: RoomAnswer) -> bool:
        return isinstance(choice, Selection) and choice.selected_model == self._stage


def _named(*, shadow: bool, serving: bool) -> Outcome:
    if shadow:
        return "both" if serving else "shadow"
    return "serving" if serving else "neither"


def _beside(answer: RoomAnswer, given: RoomAnswer | None) -> Beside | None:
    if not isinstance(answer, Answer):
        return None
    if not isinstance(given, Answer):
        return "alone"
    over = answer.confidence - given.confidence
    if abs(over) <= AS_SURE:
        return "same"
    return "higher" if over > 0.0 else "lower"
