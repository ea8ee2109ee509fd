"""What would complete a room that breaks a hard rule: trials of the whole pipeline on changed rooms."""

from __future__ import annotations

from collections.abc import Mapping

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.files.completed.schema import EvidenceFields, SmallestChange
from plenum.pipeline.answers import Failure, RoomAnswer
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.graph import Graph
from plenum.pipeline.stage.answer import answer_room, failure
from plenum.pipeline.stage.reserve import with_reserve
from plenum.pipeline.stage.smallest_change import smallest_change
from plenum.pipeline.work import StageWork


def completing_change(
    work: StageWork, entry: BatchRoom, answers: Mapping[str, RoomAnswer]
) -> SmallestChange | None:
    """The smallest change that completes the room; none where nothing is broken, or a stage failed."""
    failing = _failing(work.graph, answers)
    if not failing:
        return None

    def judge(room: Room) -> list[EvidenceFields] | None:
        alone = BatchRoom(entry.index, room, most_lights=entry.most_lights)
        return _failing(work.graph, _completed(work.graph, work.settings, alone))

    blamed = [
        tile
        for answer in answers.values()
        if not isinstance(answer, Failure) and answer.layout and answer.layout.infeasible
        for tile in answer.layout.infeasible.tiles
    ]
    return smallest_change(entry.room, work.settings, failing, blamed, judge)


def _completed(graph: Graph, settings: Settings, entry: BatchRoom) -> Mapping[str, RoomAnswer]:
    """What all stages answer for one room that comes alone."""
    rooms = with_reserve([entry], settings)
    done: dict[str, RoomAnswer] = {}
    for stage in graph.stages:
        work = StageWork(graph, stage, "", settings, rooms, {})
        try:
            done[stage.name] = answer_room(work, rooms[0], done)
        except Exception as error:  # noqa: BLE001 - a trial that fails completes nothing
            done[stage.name] = failure(entry.room.room_id, error)
    return done


def _failing(graph: Graph, answers: Mapping[str, RoomAnswer]) -> list[EvidenceFields] | None:
    """The hard rules that a room breaks in what the selector chose and the series placed."""
    failing: list[EvidenceFields] = []
    for stage in graph.deciding():
        answer = answers.get(stage.name)
        if answer is None or isinstance(answer, Failure) or not answer.layout:
            return None
        failing += [e for e in answer.evidence if e.hard and not e.passed]
    return failing
