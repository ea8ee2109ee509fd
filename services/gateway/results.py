"""`/v1/jobs/{job}/result` and drawings: a result in the form that is asked for, by suffix or `Accept`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response

from plenum.client import JobGoneError
from plenum.files.drawing.svg import Shown
from plenum.files.told import told_of
from plenum.files.units import Units
from plenum.pipeline.result.grid import grid_of

from . import models, tasks
from .description import FILE, RESULT, reference
from .gateway import Gateway, JobId, Looks, Served
from .kept import kept_job, revised
from .negotiation import best
from .problems import ProblemError, documented

router = APIRouter(prefix="/v1/jobs", tags=["results"])
JSON: Final = ".json"
SVG: Final = "image/svg+xml"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    JSON: "application/json",
    ".svg": SVG,
    ".dxf": "image/vnd.dxf",
    ".ifc": "application/x-step",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".grid.json": "application/vnd.plenum.grid+json",
}
"""By the ending of a result's name."""
Suffix = Literal["json", "svg", "dxf", "ifc", "pdf", "csv", "grid.json"]
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The result in that format.",
        "content": {
            **{kind: {"schema": FILE} for kind in MEDIA_TYPES.values()},
            MEDIA_TYPES[".grid.json"]: {"schema": reference("Grid")},
            **RESULT,
        },
    },
    **documented(401, 403, 404, 406, 409, 410, 422, 429, 503),
}


Revision = Annotated[
    int,
    Query(
        ge=0,
        le=models.MOST_REVISION,
        description="A version of the result; 0 is what the job answered.",
    ),
]
DrawnIn = Annotated[
    Units | None, Query(description="Of what is drawn and listed, in place of the building's settings'.")
]


@router.get("/{job_id}/result", summary="A job's result", responses=_ANSWERS, response_class=Response)
async def job_result(
    request: Request,
    gateway: Served,
    _who: Looks,
    job_id: JobId,
    revision: Revision = 0,
    units: DrawnIn = None,
) -> Response:
    """In the format that `Accept` prefers; JSON, the completed building, where it says nothing."""
    ending = best(request.headers.get("accept"), MEDIA_TYPES)
    if ending is None:
        raise ProblemError(
            406,
            "not_acceptable",
            "a result has none of these forms",
            cure=f"accept {', '.join(MEDIA_TYPES.values())}",
        )
    return await _formed(gateway, job_id, ending, revision, units)


@router.get(
    "/{job_id}/result.{suffix}",
    summary="A job's result as a file",
    responses=_ANSWERS,
    response_class=Response,
)
async def job_result_file(
    gateway: Served,
    _who: Looks,
    job_id: JobId,
    suffix: Suffix,
    revision: Revision = 0,
    units: DrawnIn = None,
) -> Response:
    """By the suffix, whatever `Accept` says."""
    return await _formed(gateway, job_id, f".{suffix}", revision, units)


async def _formed(gateway: Gateway, job_id: str, ending: str, revision: int, units: Units | None) -> Response:
    name = f"{job_id}.r{revision}" if revision else job_id
    headers = {"Content-Disposition": f'inline; filename="{name}{ending}"', "Vary": "Accept"}
    if ending == JSON:
        made = await (revised(gateway, job_id, revision) if revision else _answer(gateway, job_id))
        return _json(made, headers)
    completed = (await kept_job(gateway, job_id, revision)).completed
    if ending == ".grid.json" and len(completed["rooms"]) != 1:
        raise ProblemError(409, "no_grid", "only a building of one room can be a grid", job_id=job_id)
    made = await gateway.aside(tasks.export, in_units(completed, units), ending, revision)
    return Response(made, media_type=MEDIA_TYPES[ending], headers=headers)


@router.get(
    "/{job_id}/told",
    summary="What was left out, assumed and not understood",
    responses=documented(401, 403, 404, 409, 410, 422, 429, 503),
)
async def job_told(gateway: Served, _who: Looks, job_id: JobId) -> models.Told:
    """As the command line sums it up when it reads the building."""
    return models.Told.model_validate(told_of((await kept_job(gateway, job_id)).completed))


RoomId = Annotated[str, Path(min_length=1, max_length=200, examples=["office_8"])]


@router.get(
    "/{job_id}/rooms/{room_id}.svg",
    summary="One room's drawing",
    responses={
        200: {"description": "A sheet of A4 or larger, or a figure.", "content": {SVG: {"schema": FILE}}},
        **documented(401, 403, 404, 409, 410, 422, 429, 503),
    },
    response_class=Response,
)
async def room_drawing(  # parameters: what a request may say, each by its name
    gateway: Served,
    _who: Looks,
    job_id: JobId,
    room_id: RoomId,
    show: Annotated[
        Shown, Query(description="The plan, its illuminance, or what its detectors cover.")
    ] = "plan",
    form: Annotated[
        Literal["sheet", "figure"], Query(description="With a title block, or without; coverage: a figure.")
    ] = "sheet",
    revision: Revision = 0,
    units: DrawnIn = None,
) -> Response:
    """The room's reflected ceiling plan, its illuminance in false colours, or its detectors' coverage."""
    alone = in_units(await completed_room(gateway, job_id, room_id, revision), units)
    made = await gateway.aside(tasks.room, alone, room_id, show, sheet=form == "sheet")
    return Response(made, media_type=SVG)


def in_units(completed: dict[str, Any], units: Units | None) -> dict[str, Any]:
    """The result as it is drawn and listed in these units; as the building asks where none are given."""
    return {**completed, "settings": {**completed["settings"], "units": units.value}} if units else completed


async def completed_room(gateway: Gateway, job_id: str, room_id: str, revision: int = 0) -> dict[str, Any]:
    """A job's result with this room alone. Raises what the job raised, and ProblemError."""
    return (await kept_job(gateway, job_id, revision)).with_room(room_id)


async def _answer(gateway: Gateway, job_id: str) -> Any:
    """As the job answered. Raises what it raised, and ProblemError where it has not ended."""
    try:
        return await gateway.backend.ready_result(job_id)
    except JobGoneError:
        kept = await kept_job(gateway, job_id)
        return grid_of(kept.completed) if kept.answers == "grid" else kept.completed


def _json(data: Any, headers: Mapping[str, str]) -> Response:
    return Response(msgspec.json.encode(data), media_type="application/json", headers=dict(headers))
