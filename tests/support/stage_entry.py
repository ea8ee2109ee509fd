"""A stage's message as its queue holds it: what `push.lua` writes, for tests that push one themselves."""

from __future__ import annotations

import time

from plenum.pipeline.job import Slot
from plenum.pipeline.messages import send_span
from plenum.pipeline.record.redis.render import stage_template


def entry(slot: Slot, root: str, pushed_ms: float | None = None) -> str:
    """The text for a slot of a job with that root span, as if pushed then, or else now."""
    marks = {
        "JOB": slot.job_id,
        "BATCH": slot.batch,
        "STAGE": slot.stage,
        "ID": slot.message_id,
        "PARENT": send_span(slot, root),
        "PUSHED": f"{time.time() * 1000 if pushed_ms is None else pushed_ms:.3f}",
        "TAG": f"test-{slot.message_id}-{time.monotonic_ns()}",
    }
    text = stage_template()
    for mark, value in marks.items():
        text = text.replace(f"@{mark}@", value)
    return text
