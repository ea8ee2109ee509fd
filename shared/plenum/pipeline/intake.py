"""A job's beginning: from a building that was read to a stored record and its first messages."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.pipeline.batch import cut
from plenum.pipeline.errors import IdempotencyConflictError, OverloadedError
from plenum.pipeline.graph import Graph
from plenum.pipeline.host import Host
from plenum.pipeline.job import Head, Job
from plenum.pipeline.observe import events
from plenum.pipeline.observe.job import emit_accepted, emit_refused
from plenum.pipeline.observe.sends import Sends
from plenum.pipeline.record.calls import Acceptance, Offer, Terms
from plenum.telemetry import names
from plenum.telemetry.sampling import job_root, parent_of
from plenum.telemetry.schema import field
from plenum.telemetry.spans import SpanRef


@dataclass(frozen=True)
class Ask:
    """Somebody's wish for a completed building, apart from the building."""

    job_id: str
    fingerprint: str
    waiter: Callable[[str], str]
    """What the record pushes for the one who waits, when the job of this id ends."""
    caller: SpanRef | None = None
    idempotency_key: str | None = None
    priority: int = 0
    deadline_s: float | None = None
    submitted_by: str = ""
    track_started: bool = False


@dataclass(frozen=True)
class BatchSize:
    """What bounds a batch."""

    most_tiles: int
    most_rooms: int


@dataclass(frozen=True)
class Prepared:
    """A job that is ready to be taken in."""

    offer: Offer
    sends: Mapping[str, Sends]
    """Its first messages, by batch."""
    ask: Ask

    @property
    def tiles(self) -> int:
        """Of all its rooms' grids, usable or not."""
        batches = self.offer.batches.values()
        return sum(entry.room.width * entry.room.height for rooms in batches for entry in rooms)


class Intake:
    """Takes jobs in; one intake may be shared between threads."""

    def __init__(self, host: Host, graph: Graph, size: BatchSize) -> None:
        self.host = host
        self.graph = graph
        self.size = size

    def begin(self, ask: Ask) -> Beginning:
        """A job's first moment, before its building is read."""
        root = job_root(ask.caller)
        return Beginning(self, ask, root, parent_of(root, ask.caller), time.time_ns())

    def accept(self, jobs: Sequence[Prepared]) -> list[Acceptance]:
        """Take jobs in together; each is accepted, known or refused by itself.

        Who asks for a job that is known already waits for that one from now on.
        """
        push_ns = time.time_ns()
        acceptances = self.host.record.accept([prepared.offer for prepared in jobs])
        for prepared, acceptance in zip(jobs, acceptances, strict=True):
            self._tell(prepared, acceptance, push_ns)
        return list(acceptances)

    def accept_one(self, prepared: Prepared) -> Job | None:
        """The job, which is under way; None where it is one that is known already.

        Raises IdempotencyConflictError and OverloadedError.
        """
        (acceptance,) = self.accept([prepared])
        if acceptance.outcome == "refused":
            own = acceptance.job_id == prepared.ask.job_id
            self.host.record.count({field("submitted", "conflict"): 1})
            raise IdempotencyConflictError(None if own else prepared.ask.idempotency_key, acceptance.job_id)
        if acceptance.outcome == "full":
            self.host.record.count({field("submitted", "overloaded"): 1})
            raise OverloadedError(acceptance.unfinished, self.host.config.max_jobs)
        return prepared.offer.job if acceptance.outcome == "accepted" else None

    def graph_of(self, job_id: str) -> Graph:
        """The graph as a job gets it: with the weights that the record names for it now."""
        registered = [stage.name for stage in self.graph.stages if stage.own.registered]
        if not registered:
            return self.graph
        serving = self.host.record.serving()
        named = {name: serving[name].of(job_id) for name in registered if name in serving}
        return self.graph.weighed({name: weights for name, weights in named.items() if weights})

    def _tell(self, prepared: Prepared, acceptance: Acceptance, push_ns: int) -> None:
        host, ask, job = self.host, prepared.ask, prepared.offer.job
        if acceptance.outcome not in ("accepted", "cancelled", "known"):
            return
        with events.bound(ask.job_id, SpanRef.parse(job.root)):
            if acceptance.outcome == "accepted":
                emit_accepted(host, job, prepared.sends, push_ns, prepared.tiles)
                events.job_begun(host.log, job, prepared.tiles)
            elif acceptance.outcome == "cancelled":
                # None of its messages was sent.
                emit_accepted(host, job, {}, push_ns, prepared.tiles)
            else:
                host.record.follow(acceptance.job_id, ask.job_id, ask.waiter(acceptance.job_id))
                host.log.info(names.MESSAGE_IGNORED, reason=f"the same job as {acceptance.job_id}")


@dataclass(frozen=True)
class Beginning:
    """A job that is being taken in: either accepted or refused. `begin_ns`: its first moment."""

    intake: Intake
    ask: Ask
    root: SpanRef
    parent: SpanRef | None
    begin_ns: int

    def accept(self, building: Building) -> Job | None:
        """The job, which is under way; None where it is one that is known already.

        Raises IdempotencyConflictError and OverloadedError.
        """
        return self.intake.accept_one(self.prepared(building))

    def prepared(self, building: Building) -> Prepared:
        """All that the record is told of the job."""
        host, ask, size = self.intake.host, self.ask, self.intake.size
        graph = self.intake.graph_of(ask.job_id)
        batches = cut(building, most_tiles=size.most_tiles, most_rooms=size.most_rooms)
        job = self._job(building, graph, len(batches))
        seconds = min(ask.deadline_s or host.config.job_deadline_s, host.config.job_deadline_s)
        sends = {batch: Sends(job.job_id, batch, self.root, host.carrier) for batch in batches}
        pushes = [push for sent in sends.values() for push in sent.pushes(graph, graph.first())]
        config = host.config
        terms = Terms(
            ask.fingerprint,
            seconds,
            config.max_jobs,
            ask.idempotency_key,
            max_bytes=config.max_jobs_mib * 2**20,
            in_flight=config.in_flight,
        )
        return Prepared(Offer(job, batches, pushes, ask.waiter(job.job_id), terms), sends, ask)

    def refuse(self, error: InvalidBuilding) -> None:
        """Tell that the building was no building; nothing is stored."""
        host = self.intake.host
        with events.bound(self.ask.job_id, self.root):
            about = {
                "job_id": self.ask.job_id,
                "begin_ns": str(self.begin_ns),
                "error": str(error),
            }
            emit_refused(host, self.root, self.parent, about)
            host.log.warning(names.BUILDING_REFUSED, pointer=error.pointer, message=error.message)
            host.record.count({field("submitted", "invalid"): 1})

    def _job(self, building: Building, graph: Graph, batches: int) -> Job:
        return Job(
            job_id=self.ask.job_id,
            root=str(self.root),
            parent=str(self.parent or ""),
            caller=str(self.ask.caller or ""),
            begin_ns=self.begin_ns,
            building=Head.of(building),
            settings=building.settings,
            graph=graph,
            rooms=len(building.rooms),
            batches=batches,
            answers=building.source_format,
            priority=self.ask.priority,
            submitted_by=self.ask.submitted_by,
            track_started=self.ask.track_started,
        )


def fingerprint(source: Any) -> str:
    """The content's identity under an idempotency key or a task's id: SHA-256 of its canonical JSON."""
    text = source if isinstance(source, str) else json.dumps(source, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
