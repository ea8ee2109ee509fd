"""What a job as a whole leaves in the trace and the metrics: its intake, its end, and its own span."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence

from plenum.files.completed.schema import CompletedFields
from plenum.pipeline.host import Host, Telemetry
from plenum.pipeline.job import Job
from plenum.pipeline.observe.counters import outcome, size_class
from plenum.pipeline.observe.sends import Sends, measured
from plenum.telemetry import names
from plenum.telemetry.spans import OwnAttributes, SpanData, SpanRef


def emit_accepted(host: Host, job: Job, sends: Mapping[str, Sends], push_ns: int, tiles: int) -> None:
    """The intake since the job began, and the first messages by batch, which were pushed at `push_ns`.

    `tiles`: of its grids.
    """
    end = time.time_ns()
    root = SpanRef.parse(job.root)
    about: OwnAttributes = {names.JOB_ID: job.job_id, names.ROOMS: job.rooms, names.BATCHES: job.batches}

    def emit() -> None:
        spans = [SpanData(names.ACCEPT, root.child(), root, job.begin_ns, end, about)]
        for sent in sends.values():
            spans += sent.spans(list(sent.refs), (push_ns, end))
        host.telemetry.emit(spans)
        instruments = host.telemetry.instruments
        instruments.grid_size.record(tiles, {}, root.current())
        for stage, n in Counter(stage for sent in sends.values() for stage in sent.refs).items():
            instruments.sent.add(n, measured("send", stage, host.system))

    host.telemetry.later(emit)


def emit_refused(host: Host, root: SpanRef, parent: SpanRef | None, about: Mapping[str, str]) -> None:
    """Bad input is one failed span: it cost nobody else anything. `about`: job_id, begin_ns, error."""
    attributes = {
        names.JOB_ID: about["job_id"],
        names.ERROR_TYPE: "InvalidBuilding",
        names.STATUS: "refused",
    }
    begin, error = int(about["begin_ns"]), about["error"][:300]
    span = SpanData(names.PLACE_JOB, root, parent, begin, time.time_ns(), attributes, error=error)
    host.telemetry.emit([span])


def _error(job: Job, completed: CompletedFields) -> tuple[str, OwnAttributes]:
    """Why the job's span is a failed one, if it is. Who cancels a job has what he asked for."""
    failed, rooms = completed.totals.statuses.get("failed", 0), completed.totals.rooms
    if job.ended_by == "overdue":
        return "past its deadline", {names.ERROR_TYPE: "DeadlineExceeded"}
    if completed.status == "failed":
        return "no room could be processed", {names.ERROR_TYPE: "RoomsFailed"}
    if failed and completed.status != "cancelled":
        return f"{failed} of {rooms} rooms failed", {names.ERROR_TYPE: "RoomsFailed"}
    return "", {}


def emit_ended(
    telemetry: Telemetry, job: Job, completed: CompletedFields, batches: Sequence[SpanData], begin_ns: int
) -> None:
    """The assembly from `begin_ns` until now, the job's span, its batches' and its duration."""
    root = SpanRef.parse(job.root)
    about = {names.ROOMS: completed.totals.rooms}
    now = time.time_ns()

    def emit() -> None:
        assembled = SpanData(names.ASSEMBLE, root.child(), root, begin_ns, now, about)
        telemetry.emit([job_span(job, completed), *batches, assembled])
        telemetry.instruments.job_duration.record(
            completed.duration_s,
            {"status": outcome(job, completed), "size": size_class(completed.totals.rooms)},
            root.current(),
        )

    telemetry.later(emit)


def _stayed(completed: CompletedFields) -> dict[str, int]:
    """How much of their earlier layouts the rooms kept, where any had one."""
    kept = [count for room in completed.rooms for count in (room.kept or {}).values()]
    if not kept:
        return {}
    return {
        names.PREVIOUS: sum(count.previous for count in kept),
        names.KEPT: sum(count.kept for count in kept),
    }


def job_span(job: Job, completed: CompletedFields) -> SpanData:
    """The `place job` span, from the record alone: emitting it again gives the same span."""
    caller = SpanRef.parse(job.caller) if job.caller else None
    parent = SpanRef.parse(job.parent) if job.parent else None
    totals = completed.totals
    error, error_type = _error(job, completed)
    attributes: OwnAttributes = {
        names.JOB_ID: job.job_id,
        names.BUILDING_ID: job.building.building_id,
        names.STATUS: outcome(job, completed),
        names.ROOMS: totals.rooms,
        names.BATCHES: job.batches,
        **{f"plenum.rooms.{status}": n for status, n in totals.statuses.items()},
        **{f"plenum.placed.{kind}": n.placed for kind, n in totals.counts.items()},
        **_stayed(completed),
        **error_type,
        **({names.DEGRADED_ROOMS: totals.degraded} if totals.degraded else {}),
    }
    # A caller that is not sampled cannot be the parent of a trace that is kept: it is linked.
    links = [(caller, {names.LINK: "caller"})] if caller and parent is None else []
    return SpanData(
        names.PLACE_JOB,
        SpanRef.parse(job.root),
        parent,
        job.begin_ns,
        int(job.ended_ms * 1e6),
        attributes,
        links=links,
        error=error,
    )
