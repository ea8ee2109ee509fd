"""`/v1/jobs`: a building in, a job out; how jobs stand; cancelling and replaying."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from plenum.ceiling.rules.fire_code import FireCode
from plenum.client import IdempotencyConflictError, JobGoneError
from plenum.client.dead import NotReplayedError, replay_letter
from plenum.client.state import state
from plenum.client.steps import Steps
from plenum.files.told import told_of
from plenum.pipeline.options import PlaceOptions

from . import models, tasks
from .access import Principal
from .bodies import FORM, RAW, Upload, uploaded
from .description import FILE, RESULT, reference
from .gateway import Gateway, JobId, Looks, Operates, Served, Submits
from .kept import job_state, listed
from .prefer import wait_of
from .problems import documented
from .store.jobs import latest

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])
_DOCUMENT: Final = {"anyOf": [reference("Building"), reference("Grid"), {"type": "object", "title": "Other"}]}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "A file in any format that `plenum place` reads, as the body or as a form's `file`.",
        "content": {
            "application/json": {"schema": _DOCUMENT, "example": models.BUILDING},
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {**FILE, "description": "The building."},
                        "settings": {"type": "string", "description": "A building's `settings`, as JSON."},
                    },
                    "additionalProperties": {
                        **FILE,
                        "description": "`luminaire.NAME`: an IES or EULUMDAT file; others: files that the "
                        "building names.",
                    },
                }
            },
            **{kind: {"schema": FILE} for kind in RAW if kind != "application/json"},
        },
    }
}


@router.post(
    "",
    status_code=202,
    summary="Complete a building",
    response_model=models.Submitted,
    responses={
        200: {"description": "The result, waited for.", "content": RESULT},
        **documented(401, 403, 408, 409, 413, 415, 422, 429, 503),
    },
    openapi_extra=_BODY,
)
async def submit_job(  # parameters: what a request may say, each by its name
    request: Request,
    gateway: Served,
    who: Submits,
    code: Annotated[FireCode | None, Query(description="The fire code, if not the file's.")] = None,
    priority: Annotated[int, Query(ge=-10, le=10)] = 0,
    deadline_s: Annotated[float | None, Query(gt=0, le=86_400)] = None,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=120)] = None,
    prefer: Annotated[str | None, Header(description="`respond-async`, or `wait=SECONDS`.")] = None,
) -> Response:
    """The job's id at once, or with `Prefer: wait=N` the result if it comes within N seconds.

    With an Idempotency-Key the same content is the same job, and other content is refused.
    """
    upload = await uploaded(request)
    options: dict[str, Any] = {"code": code.value} if code else {}
    if upload.settings:
        options["settings"] = upload.settings
    building = await _read(gateway, upload, options)
    asked: PlaceOptions = {"priority": priority, "deadline_s": deadline_s, "submitted_by": who.name}
    job_id, new = await _submitted(gateway, who, building, idempotency_key, asked)
    request.state.job_id = job_id
    if new:
        gateway.audit.note(who, "submit", job_id, building_id=str(building["building_id"]))
    told = models.Told.model_validate(told_of(building))
    accepted = models.Submitted(job_id=job_id, trace_id=request.state.trace_id, new=new, told=told)
    return await _answer(gateway, accepted, wait_of(prefer, gateway.settings.wait_s))


async def _read(gateway: Gateway, upload: Upload, options: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = await gateway.aside(
        tasks.building, upload.content, upload.name, options, dict(upload.luminaires), upload.beside
    )
    return made


async def _submitted(
    gateway: Gateway, who: Principal, building: dict[str, Any], key: str | None, options: PlaceOptions
) -> tuple[str, bool]:
    if key is None:
        return await gateway.backend.submit(building, **options), True
    # A caller's keys are its own where callers are told apart.
    kept = f"{who.name}/{key}" if gateway.access.asks else key
    try:
        return await gateway.backend.submit_once(building, kept, **options)
    except IdempotencyConflictError as error:
        raise IdempotencyConflictError(key, error.args[1]) from None


async def _answer(gateway: Gateway, accepted: models.Submitted, wait_s: float) -> Response:
    headers = {"Location": f"/v1/jobs/{accepted.job_id}"}
    if wait_s > 0:
        headers["Preference-Applied"] = f"wait={wait_s:g}"
        with suppress(TimeoutError):
            return JSONResponse(await gateway.backend.result(accepted.job_id, wait_s), headers=headers)
    return JSONResponse(accepted.model_dump(), 202, headers=headers)


@router.get("", summary="List jobs", responses=documented(401, 403, 422, 429, 503))
async def list_jobs(
    gateway: Served,
    _who: Looks,
    limit: Annotated[int, Query(ge=1, le=1000, description="So many, the latest first.")] = 50,
    stored: Annotated[bool, Query(description="Those of the store, which have ended.")] = False,
) -> models.Jobs:
    """The jobs that run, and those whose record is still kept; or those that the store has."""
    if stored:
        rows, total = await gateway.database(partial(latest, limit=limit))
        return models.Jobs(jobs=[listed(row) for row in rows], total=total)
    found = await gateway.backend.look(lambda client: client.jobs())
    return models.Jobs(jobs=found[:limit], total=len(found))


@router.get("/{job_id}", summary="How a job stands", responses=documented(401, 403, 404, 422, 429, 503))
async def get_job(gateway: Served, _who: Looks, job_id: JobId) -> models.Job:
    """Its status and how far it is."""
    return models.Job(**asdict(await job_state(gateway, job_id)))


@router.get(
    "/{job_id}/rooms",
    summary="A job's rooms as they came in",
    responses={
        200: {"content": {"application/json": {"schema": {"type": "array", "items": reference("Room")}}}},
        **documented(401, 403, 404, 422, 429, 503),
    },
    response_class=Response,
)
async def list_rooms(gateway: Served, _who: Looks, job_id: JobId) -> Response:
    """Their grids, outlines and places, in the building's order."""
    await gateway.backend.state(job_id)
    found = await gateway.backend.look(lambda client: msgspec.json.encode(Steps(client, job_id).rooms()))
    return Response(found, media_type="application/json")


@router.delete("/{job_id}", summary="Cancel a job", responses=documented(401, 403, 404, 422, 429, 503))
async def cancel_job(gateway: Served, who: Submits, job_id: JobId) -> models.Cancelled:
    """Rooms that are done are in its result, the others say cancelled. One that has ended stays as it is."""
    status = await gateway.backend.cancel(job_id)
    if status == "gone":
        raise JobGoneError(job_id)
    gateway.audit.note(who, "cancel", job_id)
    return models.Cancelled(job_id=job_id, status=status)


@router.post(
    "/{job_id}/replay",
    summary="Do a job's failed rooms again",
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def replay_job(gateway: Served, who: Operates, job_id: JobId) -> models.Replays:
    """Every dead letter of the job is replayed, in its place where the job is still kept."""

    def again(client: Any) -> models.Replays:
        state(client, job_id)
        replayed, refused = [], {}
        for letter in client.record.letters():
            if letter.job_id != job_id:
                continue
            try:
                made = replay_letter(client, letter.id)
            except NotReplayedError as error:
                refused[letter.id] = str(error)
            else:
                replayed.append(models.Replay(letter_id=letter.id, job_id=made.job_id, alone=made.alone))
        return models.Replays(replayed=replayed, refused=refused)

    found = await gateway.backend.look(again)
    gateway.audit.note(who, "replay", job_id)
    return found
