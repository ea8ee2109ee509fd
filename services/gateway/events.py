"""`/v1/jobs/{job}/events`: a job while it is made, as server-sent events."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from .gateway import JobId, Looks, Served
from .problems import documented

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])
_MEDIA: Final = "text/event-stream"
_EVENT: Final[dict[str, Any]] = {
    "type": "object",
    "description": "One event of the stream; its data is JSON.",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "`job`: how it stands; `rooms`: its rooms as they came; `step`: what a stage placed "
        "in a batch's rooms; `away`: Redis does not answer; `end` or `gone`: the last one.",
        "content": {_MEDIA: {"schema": _EVENT, "example": 'event: end\ndata: {"status": "done"}\n\n'}},
    },
    **documented(401, 403, 404, 422, 429, 503),
}


@router.get(
    "/{job_id}/events", summary="A job's events", responses=_ANSWERS, response_class=StreamingResponse
)
async def job_events(gateway: Served, _who: Looks, job_id: JobId) -> StreamingResponse:
    """From the job's beginning, whenever one connects; the stream ends with the job."""
    await gateway.backend.state(job_id)
    gateway.hub.admit()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(gateway.hub.listen(job_id), media_type=_MEDIA, headers=headers)
