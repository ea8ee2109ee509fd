"""A result in the form of a room grid, which has no place to say that a room is not complete.

So what is not complete says so beside the cells, and what was not finished is no result at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plenum.files.building.writer import completed_to_grid
from plenum.pipeline.errors import UnfinishedError
from plenum.pipeline.result.whole import UNFINISHED


def grid_of(completed: Mapping[str, Any]) -> dict[str, Any]:
    """The only room of a completed building as a grid, with `status` and `reasons` where it is not complete.

    Raises UnfinishedError where the room failed or was cancelled: its grid would be the one that came in.
    """
    grid = completed_to_grid(completed)
    (room,) = completed["rooms"]
    status, reasons = room["status"], list(room["reasons"])
    if status in UNFINISHED:
        raise UnfinishedError(completed["job_id"], status, reasons)
    if completed["status"] == "complete":
        return grid
    if status == "complete":
        status, reasons = completed["status"], [e["rule"] for e in completed["evidence"] if not e["passed"]]
    return {**grid, "status": status, "reasons": reasons}
