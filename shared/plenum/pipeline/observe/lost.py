"""Attempts that came to nothing, told by whoever finds them: those who made them cannot any more."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from plenum.pipeline.host import Host
from plenum.pipeline.job import Slot
from plenum.pipeline.observe import events
from plenum.pipeline.observe.sends import batch_span
from plenum.pipeline.record.calls import Lost, Swept
from plenum.telemetry import names
from plenum.telemetry.schema import field
from plenum.telemetry.spans import OwnAttributes, SpanData, SpanRef


def tell_lost(host: Host, swept: Swept) -> None:
    """Of what a sweep sent again: counters in one step, an event a message, a span a lost attempt."""
    if not swept.resent:
        return
    resent = (field("resent", slot.stage) for slot in swept.resent)
    lost = (field("lost", lost.slot.stage, lost.reason) for lost in swept.lost)
    host.record.count(Counter([*resent, *lost]))
    found = {lost.slot: lost for lost in swept.lost}
    spans = {slot: _span(lost) for slot, lost in found.items() if lost.root}
    for slot in swept.resent:
        span = spans.get(slot)
        with events.bound(slot.job_id, span.ref if span else None):
            why = {"reason": of.reason, "owner": of.owner} if (of := found.get(slot)) else {}
            host.log.warning(names.WORK_RESENT, batch_id=slot.batch, stage=slot.stage, **why)
    host.telemetry.emit(spans.values())


def _span(lost: Lost) -> SpanData:
    """From the attempt's start, or the message's, until it was found."""
    about: OwnAttributes = {**_of(lost.slot), names.ATTEMPT: lost.attempt, names.ERROR_TYPE: lost.reason}
    if lost.owner:
        about[names.OWNER] = lost.owner
    root, begin_ns = SpanRef.parse(lost.root), int(lost.since_ms * 1e6)
    error = f"{lost.reason.replace('_', ' ')}, sent again"
    name = names.lost(lost.slot.stage)
    parent = batch_span(root, lost.slot.batch)
    return SpanData(name, root.child(), parent, begin_ns, max(begin_ns, time.time_ns()), about, error=error)


def given_up_span(root: SpanRef, slot: Slot, reason: str, begin_ns: int) -> SpanData:
    """A candidate that the selector goes on without."""
    about: OwnAttributes = {**_of(slot), names.ERROR_TYPE: "Absent"}
    name = names.give_up(slot.stage)
    parent = batch_span(root, slot.batch)
    return SpanData(name, root.child(), parent, begin_ns, time.time_ns(), about, error=reason)


def _of(slot: Slot) -> dict[str, Any]:
    return {names.JOB_ID: slot.job_id, names.BATCH_ID: slot.batch, names.STAGE: slot.stage}
