"""What a job as a whole leaves in the trace and the metrics: its intake, its end, and its own span."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from plenum.pipeline.trail import send_spans
from plenum.telemetry import names
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import SpanData, SpanRef


def tell_accepted(
    telemetry: Telemetry,
    root: SpanRef,
    job_id: str,
    fields: Mapping[str, str],
    sends: Mapping[str, SpanRef],
    begin_ns: int,
    push_ns: int,
    system: str = "redis",
) -> None:
    """The intake from `begin_ns`, and the first messages, which were pushed at `push_ns`."""
    end = time.time_ns()
    about: dict[str, Any] = {
        names.JOB_ID: job_id,
        names.ROOMS: int(fields["rooms"]),
        names.BATCHES: int(fields["batches"]),
    }

    def tell() -> None:
        accept = SpanData(names.ACCEPT, root.child(), root, begin_ns, end, about)
        telemetry.emit([accept, *send_spans(root, job_id, sends, list(sends), push_ns, end, system)])

    telemetry.later(tell)


def tell_ended(
    telemetry: Telemetry, job: Mapping[str, str], completed: Mapping[str, Any], begin_ns: int
) -> None:
    """The assembly from `begin_ns` until now, the job's span and its duration."""
    root = SpanRef.parse(job["root"])
    about = {names.ROOMS: completed["totals"]["rooms"]}
    now = time.time_ns()

    def tell() -> None:
        assembled = SpanData(names.ASSEMBLE, root.child(), root, begin_ns, now, about)
        telemetry.emit([job_span(job, completed), assembled])
        telemetry.instruments.job_duration.record(
            completed["duration_s"], {"status": completed["status"]}, root.current()
        )

    telemetry.later(tell)


def _stayed(completed: Mapping[str, Any]) -> dict[str, int]:
    """How much of their earlier layouts the rooms kept, where any had one."""
    kept = [count for room in completed["rooms"] for count in room.get("kept", {}).values()]
    if not kept:
        return {}
    return {
        names.PREVIOUS: sum(count["previous"] for count in kept),
        names.KEPT: sum(count["kept"] for count in kept),
    }


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
        **_stayed(completed),
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
