"""`/v1/jobs/{job}/revisions` and `/around`: a result taken in hand, version by version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response

from . import models, reworked
from .access import Principal
from .description import RESULT
from .gateway import Gateway, JobId, Looks, Served, Submits
from .judgement import Judged, feedback_of
from .kept import KeptJob, kept_job, revised
from .opinion import Opinion
from .prefer import wait_of
from .problems import ProblemError, documented
from .rework import Around, Revising
from .store import ratings, revisions
from .store.revisions import Revision

router = APIRouter(prefix="/v1/jobs", tags=["revisions"])
_MOST: Final = 500
"""Versions of one job: each is whole."""
_ANSWERS: Final = documented(400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 429, 503)


@router.get(
    "/{job_id}/revisions", summary="A result's versions", responses=documented(401, 403, 422, 429, 503)
)
async def list_revisions(gateway: Served, _who: Looks, job_id: JobId) -> list[models.Revision]:
    """The first one first, which is what the job answered; nothing where nobody has changed anything."""
    found = await gateway.database(partial(revisions.of_job, job_id=job_id))
    return [_shown(each) for each in found]


@router.post("/{job_id}/revisions", status_code=201, summary="Keep a version of a result", responses=_ANSWERS)
async def revise(
    request: Request, gateway: Served, who: Submits, job_id: JobId, body: Revising
) -> models.Revision:
    """Judged by the verifier and kept beside the others; each room that was edited is feedback on it."""
    kept = await kept_job(gateway, job_id)
    await _room_for_more(gateway, job_id)
    base = await _version(gateway, kept, body.base)
    edits = await _edits(gateway, body)
    if body.restore is not None:
        made = await _version(gateway, kept, body.restore)
    elif edits or body.settings:
        made = await gateway.aside(reworked.revised, base, edits, body.settings)
    else:
        raise ProblemError(422, "nothing_said", "there is nothing that is another", cure="give `rooms`")
    changed = _differing(base, made)
    revision = Revision(job_id, 0, body.base, who.name, body.note, changed, made["status"], models.now_ms())
    stored = await gateway.database(
        partial(revisions.add, revision=revision, completed=made, original=kept.completed)
    )
    if body.restore is None:
        await _tell(gateway, who, kept, made, body.note)
    request.state.job_id = job_id
    gateway.audit.note(who, "revise", job_id, revision=str(stored.number))
    return _shown(stored)


@router.post(
    "/{job_id}/around",
    status_code=202,
    summary="Place rooms anew around what stays",
    response_model=models.Accepted,
    responses={200: {"description": "The result, waited for.", "content": RESULT}, **_ANSWERS},
)
async def place_around(
    request: Request,
    gateway: Served,
    who: Submits,
    job_id: JobId,
    body: Around,
    prefer: Annotated[str | None, Header(description="`respond-async`, or `wait=SECONDS`.")] = None,
) -> Response:
    """A job of its own over these rooms; of the building's power it has what the others leave."""
    base = (await kept_job(gateway, job_id, body.base)).completed
    how = {"near": body.near, "lights": body.lights, "settings": body.settings}
    edits = [edit.said() for edit in body.rooms]
    building = await gateway.aside(reworked.around, base, edits, how)
    made = await gateway.backend.submit(building, submitted_by=who.name)
    request.state.job_id = made
    gateway.audit.note(who, "around", made, base=job_id)
    headers = {"Location": f"/v1/jobs/{made}"}
    wait_s = wait_of(prefer, gateway.settings.wait_s)
    if wait_s > 0:
        try:
            return JSONResponse(await gateway.backend.result(made, wait_s), headers=headers)
        except TimeoutError:
            pass
    accepted = models.Accepted(job_id=made, trace_id=request.state.trace_id, new=True)
    return JSONResponse(accepted.model_dump(), 202, headers=headers)


async def _version(gateway: Gateway, kept: KeptJob, number: int) -> dict[str, Any]:
    return kept.completed if number == 0 else await revised(gateway, kept.job_id, number)


async def _edits(gateway: Gateway, body: Revising) -> list[dict[str, Any]]:
    """What was said of rooms; those that another job placed come as it has them."""
    said = [edit.said() for edit in body.rooms]
    if not body.placed_by:
        return said
    edited = {edit["room_id"] for edit in said}
    placed = (await kept_job(gateway, body.placed_by)).completed["rooms"]
    return [*said, *(room for room in placed if room["room_id"] not in edited)]


def _differing(base: dict[str, Any], made: dict[str, Any]) -> tuple[str, ...]:
    """The rooms whose ceiling, type or luminaire is another."""
    what = ("rows", "room_type", "luminaire")
    before = {room["room_id"]: [room.get(name) for name in what] for room in base["rooms"]}
    return tuple(
        room["room_id"]
        for room in made["rooms"]
        if [room.get(name) for name in what] != before.get(room["room_id"])
    )


async def _tell(gateway: Gateway, who: Principal, kept: KeptJob, made: dict[str, Any], note: str) -> None:
    """Each room that is not as the job placed it, as feedback; a room's last word counts."""
    rooms = {room["room_id"]: room for room in made["rooms"]}
    said = []
    for room_id in _differing(kept.completed, made):
        room = rooms[room_id]
        broken = sum(each["hard"] and not each["passed"] for each in room["evidence"])
        judged = Judged(tuple(room["rows"]), room["evidence"], broken)
        opinion = Opinion(room_id=room_id, verdict="edit", grid=room["rows"], comment=note)
        said.append(feedback_of(kept, opinion, who.name, judged))
    await gateway.database(partial(_saved, said=said))
    for feedback, rated in said:
        gateway.instruments.rated(feedback, rated)


def _saved(connection: Any, said: Sequence[tuple[ratings.Feedback, list[ratings.Rating]]]) -> None:
    for feedback, rated in said:
        ratings.save(connection, feedback, rated)


async def _room_for_more(gateway: Gateway, job_id: str) -> None:
    if len(await gateway.database(partial(revisions.of_job, job_id=job_id))) >= _MOST:
        raise ProblemError(409, "too_many", f"{job_id} has {_MOST} versions", cure="place the building again")


def _shown(revision: Revision) -> models.Revision:
    fields = asdict(revision)
    return models.Revision(**{**fields, "at": models.moment(fields.pop("at_ms"))})
