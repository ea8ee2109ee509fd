"""A job's end: assemble the result from the record, emit the job's span, keep the record for a while."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import structlog

from plenum.files.write import completed_to_grid
from plenum.pipeline.assemble import assemble
from plenum.pipeline.errors import JobGoneError
from plenum.telemetry import names
from plenum.telemetry.spans import SpanData, SpanRef
from plenum.worker.runtime import Runtime


class Finish:
    """`plenum.finish`: runs once for each task that waits for the job, from the same record."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.log = structlog.get_logger()

    def __call__(self, job_id: str, task_id: str) -> Any:
        """The completed building; a seed grid where a seed grid came in. Raises JobGoneError."""
        record = self.runtime.record
        begin = time.time_ns()
        record.hold_finish(job_id, self.runtime.owner)
        job = record.job(job_id)
        if not job:
            raise JobGoneError(job_id)
        completed = self._assembled(job_id, job)
        teller = ""
        if task_id == job_id:
            self._tell(job, completed, begin)
            teller = self.runtime.owner
        record.close(job_id, "done", keep_s=self.runtime.config.keep_s, teller=teller)
        return completed_to_grid(completed) if job["answers"] == "grid" else completed

    def settle(self, job_id: str) -> None:
        """The end of a job whose waiting task was revoked: everything but the result."""
        record = self.runtime.record
        record.close(job_id, "cancelled", keep_s=self.runtime.config.keep_s)
        job = record.job(job_id)
        if job:
            begin = time.time_ns()
            self._tell(job, self._assembled(job_id, job), begin)
            record.close(job_id, "done", keep_s=self.runtime.config.keep_s, teller=self.runtime.owner)

    def tell_again(self, job_id: str) -> None:
        """Emit an ended job's span once more, for a coordinator that died before it was exported."""
        record = self.runtime.record
        job = record.job(job_id)
        if job:
            completed = self._assembled(job_id, job)
            self.runtime.telemetry.emit([job_span(job, completed)])

    def _assembled(self, job_id: str, job: Mapping[str, str]) -> dict[str, Any]:
        record = self.runtime.record
        return assemble(job, record.inputs(job_id), record.outputs(job_id))

    def _tell(self, job: Mapping[str, str], completed: Mapping[str, Any], begin: int) -> None:
        root = SpanRef.parse(job["root"])
        now = time.time_ns()
        assembled = SpanData(
            names.ASSEMBLE, root.child(), root, begin, now, {names.ROOMS: completed["totals"]["rooms"]}
        )
        span = job_span(job, completed)
        telemetry = self.runtime.telemetry
        telemetry.emit([span, assembled])
        telemetry.instruments.job_duration.record(
            completed["duration_s"], {"status": completed["status"]}, root.current()
        )
        counts = completed["totals"]["counts"]
        with structlog.contextvars.bound_contextvars(
            job_id=job["job_id"], trace_id=f"{root.trace_id:032x}", span_id=f"{root.span_id:016x}"
        ):
            self.log.info(
                names.PIPELINE_COMPLETE,
                status=completed["status"],
                rooms=completed["totals"]["rooms"],
                lights=counts["light"]["placed"],
                air_supply=counts["air_supply"]["placed"],
                air_return=counts["air_return"]["placed"],
                smoke_detectors=counts["smoke_detector"]["placed"],
                total_duration_ms=round(completed["duration_s"] * 1000, 3),
            )


def job_span(job: Mapping[str, str], completed: Mapping[str, Any]) -> SpanData:
    """The `place job` span, from the record alone: emitting it again gives the same span."""
    caller = SpanRef.parse(job["caller"]) if job["caller"] else None
    parent = SpanRef.parse(job["parent"]) if job["parent"] else None
    totals = completed["totals"]
    attributes = {
        names.JOB_ID: job["job_id"],
        names.BUILDING_ID: json.loads(job["building"])["building_id"],
        names.STATUS: completed["status"],
        names.ROOMS: totals["rooms"],
        names.BATCHES: int(job["batches"]),
        **{f"plenum.rooms.{status}": n for status, n in totals["statuses"].items()},
        **{f"plenum.placed.{kind}": n["placed"] for kind, n in totals["counts"].items()},
    }
    # A caller that is not sampled cannot be the parent of a trace that is kept: it is linked.
    links = [(caller, {names.LINK: "caller"})] if caller and parent is None else []
    return SpanData(
        names.PLACE_JOB,
        SpanRef.parse(job["root"]),
        parent,
        int(job["begin_ns"]),
        int(float(job["ended_ms"]) * 1e6),
        attributes,
        links=links,
        error="no room could be processed" if completed["status"] == "failed" else "",
    )
