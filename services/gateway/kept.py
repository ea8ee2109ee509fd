"""A job that has ended, from its record while Redis keeps it, and afterwards from the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from plenum.ceiling.room.kinds import Kind
from plenum.client import Client, JobEntry, JobGoneError
from plenum.client.ended import Author, ended_job
from plenum.client.state import JobState
from plenum.pipeline.graph import installed_graph

from .gateway import Gateway
from .models import moment
from .problems import ProblemError, no_such_room, result_gone, unfinished
from .store import jobs, revisions
from .store.database import StoreAwayError


@dataclass(frozen=True)
class KeptJob:
    """Its completed building, whatever came in, and who placed what in a room."""

    job_id: str
    ended_ms: float
    answers: str
    """The format that came in."""
    completed: dict[str, Any]
    authors: Callable[[str], Mapping[Kind, Author]]

    def with_room(self, room_id: str) -> dict[str, Any]:
        """The completed building with this room alone. Raises ProblemError where it has no such room."""
        rooms = [room for room in self.completed["rooms"] if room["room_id"] == room_id]
        if not rooms:
            raise no_such_room(self.job_id)
        return {**self.completed, "rooms": rooms}


async def job_state(gateway: Gateway, job_id: str) -> JobState:
    """How a job stands, or how it ended. Raises JobGoneError."""
    try:
        return await gateway.backend.state(job_id)
    except JobGoneError:
        stored = await _stored(gateway, job_id)
        if stored is None:
            raise
        document = partial(jobs.has_document, job_id=job_id, kind="result")
        return JobState(**asdict(listed(stored)), answered=await gateway.database(document))


def listed(stored: jobs.StoredJob) -> JobEntry:
    """A stored job as a kept one is listed."""
    return JobEntry(
        stored.job_id,
        stored.building_id,
        "cancelled" if stored.status == "cancelled" else "done",
        stored.rooms,
        moment(stored.accepted_ms),
        round((stored.ended_ms - stored.accepted_ms) / 1000, 3),
        stored.trace_id,
        stored.submitted_by,
    )


async def kept_job(gateway: Gateway, job_id: str, revision: int = 0) -> KeptJob:
    """One that has ended, as it was answered or as a later version of its result.

    Raises JobGoneError, ProblemError where it has not ended or has no such version, and what it was
    refused for.
    """
    kept = await _answered(gateway, job_id)
    return kept if revision == 0 else replace(kept, completed=await revised(gateway, job_id, revision))


async def revised(gateway: Gateway, job_id: str, revision: int) -> dict[str, Any]:
    """One version of a job's result. Raises ProblemError where there is none."""
    found = await gateway.database(partial(revisions.content, job_id=job_id, number=revision))
    if found is None:
        raise ProblemError(404, "no_such_revision", f"{job_id} has no revision {revision}", job_id=job_id)
    return found


async def _answered(gateway: Gateway, job_id: str) -> KeptJob:
    try:
        stands = await gateway.backend.state(job_id)
    except JobGoneError:
        return await _from_store(gateway, job_id)
    if stands.status == "refused":
        await gateway.backend.ready_result(job_id)  # raises why
    if stands.status in ("queued", "running", "refused"):
        raise unfinished(job_id, stands.status)
    return await gateway.backend.look(partial(_from_record, job_id))


def _from_record(job_id: str, client: Client) -> KeptJob:
    found = ended_job(client, job_id)
    return KeptJob(job_id, found.job.ended_ms, found.job.answers, found.completed(), found.authors)


async def _stored(gateway: Gateway, job_id: str) -> jobs.StoredJob | None:
    """The store's row. Without a store, or while it is away, a job that Redis does not know is nobody's."""
    try:
        return await gateway.database(partial(jobs.job, job_id=job_id))
    except StoreAwayError:
        return None


async def _from_store(gateway: Gateway, job_id: str) -> KeptJob:
    stored = await _stored(gateway, job_id)
    if stored is None:
        raise JobGoneError(job_id)
    content = await gateway.database(partial(jobs.document, job_id=job_id, kind="result"))
    # What the job answered is kept with the first version that was made of it, too.
    original = partial(revisions.content, job_id=job_id, number=0)
    completed = json.loads(content) if content else await gateway.database(original)
    if completed is None:
        raise result_gone(job_id)
    return KeptJob(job_id, stored.ended_ms, stored.answers, completed, partial(_authors, completed))


def _authors(completed: Mapping[str, Any], room_id: str) -> dict[Kind, Author]:
    """As far as a result tells: of what follows the lights it has no versions."""
    graph = installed_graph()
    following = [s for s in graph.deciding() if s.kind and s.name in completed["totals"]["executions"]]
    found = {stage.kind: Author(stage.name, "") for stage in following if stage.kind}
    for room in completed["rooms"]:
        if room["room_id"] == room_id and room["selected_model"]:
            versions = {each["model_name"]: each["model_version"] for each in room["candidates"]}
            name = room["selected_model"]
            found[Kind.LIGHT] = Author(name, versions.get(name, ""))
    return found
