"""One model on one room: place, then check the rules of its own discipline on what it placed."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

from msgspec import UNSET

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.whole.as_typical import as_typical
from plenum.ceiling.whole.confidence import confidence
from plenum.ceiling.whole.least_change import brief_around, kept_of, stay, undisturbed
from plenum.ceiling.whole.room_left import leaving_room
from plenum.ceiling.whole.verify import verify
from plenum.files.completed.schema import EvidenceFields, KeptFields
from plenum.pipeline.answers import Answer, Failure, RoomAnswer
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.work import StageWork


def place_room(work: StageWork, entry: BatchRoom, before: Mapping[str, RoomAnswer]) -> Answer:
    """The model's layout on the room as the stages before left it, timed and verified."""
    room = _as_left(work, entry, before)
    brief = entry.brief(work.settings)

    def judge(layout: Layout) -> tuple[Evidence, ...]:
        return verify(room.with_layout(layout), brief, work.stage.rules, original=entry.room)

    model = work.load()
    began = perf_counter()
    if entry.previous_rows and work.stage.kind:
        kind = work.stage.kind
        around = brief_around(entry.room, brief, entry.previous, kind)
        whole = undisturbed(room, around, entry.previous) if kind is Kind.DETECTOR else None
        layout = whole or stay(model, judge, room, around, model(room, around), entry.previous)
    else:
        layout = leaving_room(model, room, brief)
        if entry.typical:
            layout = as_typical(model, judge, room, brief, entry.typical, layout)
    took = perf_counter() - began
    evidence = judge(layout)
    return Answer(
        room_id=room.room_id,
        model_name=work.stage.name,
        model_version=work.version,
        confidence=round(confidence(evidence), 4),
        valid=all(e.passed for e in evidence if e.hard),
        execution_time=round(took, 6),
        layout=layout,
        evidence=tuple(map(EvidenceFields.of, evidence)),
        kept=_kept(layout, entry) if entry.previous_rows else UNSET,
    )


def _as_left(work: StageWork, entry: BatchRoom, before: Mapping[str, RoomAnswer]) -> Room:
    """The room with what earlier stages of the series placed."""
    room = entry.room
    for name in work.graph.needs(work.stage.name):
        answer = before[name]
        if not isinstance(answer, Failure) and answer.layout:
            room = room.with_layout(answer.layout)
    return room


def _kept(layout: Layout, entry: BatchRoom) -> KeptFields:
    kept, previous = kept_of(layout, entry.previous)
    return KeptFields(previous=previous, kept=kept)
