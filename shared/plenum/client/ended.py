"""Jobs that have ended, from their record while it is kept: for whoever keeps, judges or draws them later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from plenum.ceiling.room.kinds import Kind
from plenum.client.client import Client
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.completed.schema import plain
from plenum.pipeline import forms
from plenum.pipeline.answers import Answer, Output, RoomAnswer, Selection
from plenum.pipeline.errors import JobGoneError, NotEndedError
from plenum.pipeline.job import Job
from plenum.pipeline.record.calls import Ending
from plenum.pipeline.record.codec import UnreadableRecordError
from plenum.pipeline.record.redis import keys
from plenum.pipeline.result.assemble import assemble


class Author(NamedTuple):
    """The model that placed a kind in a room, and its version."""

    model_name: str
    model_version: str


class Lapse(NamedTuple):
    """A job that has ended, and when its record lapses: milliseconds of the Unix epoch by Redis' clock."""

    job_id: str
    lapses_ms: float


@dataclass(frozen=True)
class EndedJob:
    """A job's record as it ended."""

    ending: Ending

    @property
    def job(self) -> Job:
        """All but its rooms and answers."""
        return self.ending.job

    def completed(self) -> dict[str, Any]:
        """The completed building, also of a job that answered with a grid."""
        return plain(assemble(self.ending))

    def asked(self) -> dict[str, Any]:
        """What was asked, as a building file's JSON."""
        head = self.job.building
        entries = {entry.index: entry for batch in self.ending.batches.values() for entry in batch}
        rooms = [entries[index] for index in sorted(entries)]
        building = Building(
            head.building_id,
            head.name,
            self.job.settings,
            tuple(entry.room for entry in rooms),
            head.waivers,
            head.assumptions,
            previous={entry.room.room_id: entry.previous_rows for entry in rooms if entry.previous_rows},
            left_out=head.left_out,
            source_model=head.source_model,
        )
        return building_to_json(building)

    def authors(self, room_id: str) -> Mapping[Kind, Author]:
        """Who placed what in a room, or had nothing to place; without what failed."""
        found: dict[Kind, Author] = {}
        for batch in sorted(self.ending.batches):
            for place, entry in enumerate(self.ending.batches[batch]):
                if entry.room.room_id == room_id:
                    for output in self.ending.outputs.get(batch, {}).values():
                        if isinstance(output, Output):
                            found |= _author(
                                output.rooms[place], competes=self.job.graph.competes(output.stage)
                            )
        return found


def _author(answer: RoomAnswer, *, competes: bool) -> dict[Kind, Author]:
    """What a stage that `competes` placed is a candidate: the selector says whose it is."""
    if isinstance(answer, Selection) and answer.layout is not None:
        versions = {each.model_name: each.model_version for each in answer.candidates}
        name = answer.selected_model or ""
        return {answer.layout.kind: Author(name, versions.get(name, ""))}
    if isinstance(answer, Answer) and not competes:
        return {answer.layout.kind: Author(answer.model_name, answer.model_version)}
    return {}


def ended_since(client: Client, lapses_ms: float, most: int) -> list[Lapse]:
    """Jobs whose record lapses then or later, the earliest first: those that ended since another one did.

    A job that was reopened comes again when it has ended anew. Raises RedisError.
    """
    found: Any = client.redis.zrangebyscore(keys.JOBS, lapses_ms, "(+inf", start=0, num=most, withscores=True)
    return [Lapse(name.decode(), float(score)) for name, score in found]


def latest_lapse_ms(client: Client) -> float:
    """When the record of the job lapses that ended last; 0 where none is kept. Raises RedisError."""
    found: Any = client.redis.zrevrangebyscore(keys.JOBS, "(+inf", 0, start=0, num=1, withscores=True)
    return float(found[0][1]) if found else 0.0


def kept(client: Client, lapse: Lapse, *, whole: bool) -> Job | EndedJob | None:
    """A job of these, `whole` with rooms and answers; none where it lapsed, runs anew, or is unreadable.

    What another version wrote is that version's to keep. Raises RedisError.
    """
    try:
        return ended_job(client, lapse.job_id) if whole else client.record.job(lapse.job_id)
    except (JobGoneError, NotEndedError, UnreadableRecordError):
        return None


def ended_job(client: Client, job_id: str) -> EndedJob:
    """One. Raises JobGoneError, NotEndedError while it is under way, UnreadableRecordError and RedisError."""
    (ending,) = client.record.endings([job_id], "")
    if isinstance(ending, Ending):
        return EndedJob(ending)
    if ending == "newer":
        raise UnreadableRecordError(f"job {job_id}: {forms.waits()}")
    raise NotEndedError(job_id) if ending == "early" else JobGoneError(job_id)
