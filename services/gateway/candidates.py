"""What each light model made of a room: its lights, its evidence, and drawings to compare."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query, Response

from plenum.client.candidates import CandidateLayout, candidates
from plenum.files.drawing.svg import Shown

from . import tasks
from .description import FILE, reference
from .gateway import Gateway, JobId, Looks, Served
from .problems import ProblemError, documented, no_such_room
from .results import SVG, DrawnIn, RoomId, completed_room, in_units

router = APIRouter(prefix="/v1/jobs", tags=["results"])
_LAYOUT = reference(CandidateLayout.__name__)


@router.get(
    "/{job_id}/rooms/{room_id}/candidates",
    summary="What each light model made of a room",
    responses={
        200: {"content": {"application/json": {"schema": {"type": "array", "items": _LAYOUT}}}},
        **documented(401, 403, 404, 422, 429, 503),
    },
    response_class=Response,
)
async def room_candidates(gateway: Served, _who: Looks, job_id: JobId, room_id: RoomId) -> Response:
    """Tiles, confidence and evidence of those that have answered, while the job's record is kept."""
    found = await _candidates(gateway, job_id, room_id)
    return Response(msgspec.json.encode(found), media_type="application/json")


@router.get(
    "/{job_id}/rooms/{room_id}/candidates/{model}.svg",
    summary="One light model's drawing of a room",
    responses={
        200: {"description": "A figure.", "content": {SVG: {"schema": FILE}}},
        **documented(401, 403, 404, 409, 410, 422, 429, 503),
    },
    response_class=Response,
)
async def candidate_drawing(  # parameters: what a request may say, each by its name
    gateway: Served,
    _who: Looks,
    job_id: JobId,
    room_id: RoomId,
    model: Annotated[str, Path(min_length=1, max_length=100, examples=["light_model_a_dense"])],
    show: Annotated[Shown, Query(description="Its lights, or their illuminance.")] = "plan",
    units: DrawnIn = None,
) -> Response:
    """The room with what was there before and this model's lights alone."""
    alone = in_units(await completed_room(gateway, job_id, room_id), units)
    found = await _candidates(gateway, job_id, room_id)
    made = next((each for each in found if each.model_name == model and each.kind), None)
    if made is None:
        raise ProblemError(404, "no_such_candidate", f"{room_id} has no such candidate", job_id=job_id)
    drawn = await gateway.aside(tasks.candidate, alone, room_id, made.kind, list(made.tiles), show)
    return Response(drawn, media_type=SVG)


async def _candidates(gateway: Gateway, job_id: str, room_id: str) -> list[CandidateLayout]:
    found = await gateway.backend.look(partial(candidates, job_id=job_id, room_id=room_id))
    if found is None:
        raise no_such_room(job_id)
    return found
