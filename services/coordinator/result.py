"""A job's result as its tasks return it, and as Celery's result backend keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from celery.app.task import Context

from plenum.files.completed.schema import plain
from plenum.pipeline.ending import Ended
from plenum.pipeline.result.grid import grid_of


def returned(ended: Ended) -> dict[str, Any]:
    """What the task returns: a grid for a grid, else the completed building. Raises UnfinishedError."""
    result = plain(ended.completed)
    return grid_of(result) if ended.job.answers == "grid" else result


def stored(ended: Ended, request: Context, now: datetime) -> bytes:
    """The text under a task's result key, of a task that nothing follows, which ends at `now`.

    Raises UnfinishedError, which is Celery's to store.
    """
    meta: dict[str, Any] = {
        "status": "SUCCESS",
        "result": returned(ended) if ended.job.answers == "grid" else ended.completed,
        "traceback": None,
        "children": [],
        "date_done": now.isoformat(),
    }
    if request.group:
        meta["group_id"] = request.group
    if request.parent_id:
        meta["parent_id"] = request.parent_id
    return msgspec.json.encode({**meta, "task_id": request.id})
