"""The completed building, from what the stages committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET

from plenum.ceiling.room.room import Room
from plenum.files.building.building import Waiver
from plenum.files.completed.schema import SCHEMA, CompletedFields, CompletedRoom
from plenum.pipeline.answers import Absence, Answer, Output, Selection
from plenum.pipeline.job import Job
from plenum.pipeline.record.calls import Ending
from plenum.pipeline.result.digest import RoomDigests
from plenum.pipeline.result.room import RoomEnd, completed_room
from plenum.pipeline.result.whole import as_a_whole


def assemble(ending: Ending) -> CompletedFields:
    """A `plenum.completed/1` building. Built from the record alone, so that it is the same each time."""
    job = ending.job
    waivers = {(waiver.rule, waiver.room_id): waiver for waiver in job.building.waivers}
    digests = RoomDigests(job.settings, job.building.assumptions, job.building.waivers)
    ends = [end for batch in sorted(ending.batches) for end in _ends(ending, batch)]
    # A room that was done again is in a batch of its own, behind the others by its name.
    latest = {end.index: end for end in ends}
    rooms = [_completed(job, latest[index], waivers, digests) for index in sorted(latest)]
    executions = Counter(
        answer.model_name for end in ends for answer in end.answers.values() if isinstance(answer, Answer)
    )
    whole = as_a_whole(rooms, job.settings, job.building.waivers, executions)
    whole["totals"].selected.update(_selected(job, ends))
    return CompletedFields(
        schema_=SCHEMA,
        job_id=job.job_id,
        trace_id=job.trace_id,
        building_id=job.building.building_id,
        name=job.building.name,
        **whole,
        duration_s=round((job.ended_ms - job.accepted_ms) / 1000, 3),
        left_out=list(job.building.left_out) or UNSET,
        source_model=job.building.source_model or UNSET,
        rooms=[fields for _, fields in rooms],
    )


def _selected(job: Job, ends: Sequence[RoomEnd]) -> dict[str, int]:
    """How often each model was chosen, in rooms that were done again each time: as the counters have it."""
    chosen = (end.answers.get(job.graph.selector) for end in ends)
    won = Counter(s.selected_model for s in chosen if isinstance(s, Selection) and s.selected_model)
    return dict(sorted(won.items()))


def _ends(ending: Ending, batch: str) -> Iterator[RoomEnd]:
    """Where each room of a batch came to."""
    committed = ending.outputs.get(batch, {})
    absent = {name: output.reason for name, output in committed.items() if isinstance(output, Absence)}
    for place, entry in enumerate(ending.batches[batch]):
        answers = {
            stage.name: output.rooms[place]
            for stage in ending.job.graph.stages
            if isinstance(output := committed.get(stage.name), Output)
        }
        yield RoomEnd(entry.index, entry.room, answers, absent)


def _completed(
    job: Job, end: RoomEnd, waivers: Mapping[tuple[str, str], Waiver], digests: RoomDigests
) -> tuple[Room, CompletedRoom]:
    models = {name: a.model_version for name, a in end.answers.items() if isinstance(a, Answer | Selection)}
    assumptions = list(job.building.assumptions.get(end.original.room_id, ()))
    digest = digests.digest(end.original, models)
    return completed_room(job, end, waivers, assumptions, digest)
