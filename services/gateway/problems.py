"""Problem details (RFC 9457): whatever goes wrong is answered in one form, with a place and a cure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from plenum.client import (
    IdempotencyConflictError,
    InvalidBuilding,
    JobGoneError,
    OverloadedError,
    PlenumError,
    UnfinishedError,
)
from plenum.files.errors import pointer, printable

from .store.database import StoreAwayError

MEDIA_TYPE: Final = "application/problem+json"
_ABOUT: Final = "about:blank"
AGAIN_S: Final = 2.0
"""After how long it is worth trying again where nobody knows better."""


class Problem(BaseModel):
    """Why a request was not answered, as RFC 9457 has it, with the place in the input and the cure."""

    type: str = Field(_ABOUT, description="A URI that names the kind of problem.")
    title: str = Field(description="The status in words.")
    status: int = Field(ge=400, le=599)
    detail: str = Field("", description="What was wrong here.")
    code: str = Field("", description="The kind of problem, for programs.", examples=["invalid_building"])
    pointer: str | None = Field(None, description="JSON pointer (RFC 6901) of the wrong value.")
    cure: str | None = Field(None, description="What would be right.")
    job_id: str | None = None
    trace_id: str | None = Field(None, description="Of this request, where it is traced.")


class ProblemError(Exception):
    """A request that cannot be answered."""

    def __init__(  # parameters: the fields of a problem, each by its name
        self,
        status: int,
        code: str,
        detail: str,
        *,
        cure: str = "",
        at: str | None = None,
        job_id: str | None = None,
        retry_s: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(
            title=HTTPStatus(status).phrase,
            status=status,
            detail=printable(detail),
            code=code,
            pointer=at,
            cure=cure or None,
            job_id=job_id,
        )
        self.headers = {"Retry-After": str(math.ceil(retry_s))} if retry_s is not None else {}


def unfinished(job_id: str, status: str) -> ProblemError:
    """A job whose result was asked for too early."""
    return ProblemError(
        409,
        "unfinished",
        f"job {job_id} is {status}",
        cure=f"watch /v1/jobs/{job_id}/events, or ask again",
        job_id=job_id,
        retry_s=AGAIN_S,
    )


def result_gone(job_id: str) -> ProblemError:
    """A job that outlived its result."""
    return ProblemError(410, "result_gone", f"the result of job {job_id} is not kept any more")


def no_such_room(job_id: str) -> ProblemError:
    """A job that is there, and has no room of that id."""
    return ProblemError(404, "no_such_room", f"job {job_id} has no such room", job_id=job_id)


def problem_of(error: Exception) -> ProblemError | None:
    """What an error of the client's is over HTTP; None for one that nobody foresaw."""
    match error:
        case ProblemError():
            return error
        case InvalidBuilding():
            said = f"{error.source}: {error.message}" if error.source else error.message
            return ProblemError(422, "invalid_building", said, cure=error.cure, at=error.pointer)
        case IdempotencyConflictError():
            job_id = str(error.args[1])
            return ProblemError(409, "idempotency_conflict", str(error), job_id=job_id)
        case OverloadedError():
            return ProblemError(503, "overloaded", str(error), retry_s=error.retry_after_s)
        case JobGoneError():
            return ProblemError(404, "no_such_job", str(error))
        case UnfinishedError():
            return ProblemError(409, "unfinished", str(error), job_id=str(error.args[0]))
        case StoreAwayError():
            return ProblemError(503, "store_away", f"the store cannot be used: {error}", retry_s=AGAIN_S)
        case PlenumError():
            return ProblemError(409, "refused", str(error))
        case HTTPException():
            return _of_http(error)
    return None


def _of_http(error: HTTPException) -> ProblemError:
    found = ProblemError(error.status_code, HTTPStatus(error.status_code).name.lower(), str(error.detail))
    found.headers.update(error.headers or {})
    return found


def _of_validation(error: RequestValidationError) -> ProblemError:
    """The first of the findings; the others come when it is mended."""
    first: Mapping[str, Any] = error.errors()[0]
    where, *steps = first["loc"]
    place = pointer(*steps) if where == "body" else None
    named = f"{where} parameter {steps[0]}: " if where != "body" and steps else ""
    return ProblemError(422, "invalid_request", f"{named}{first['msg']}", at=place, cure="see /openapi.json")


def response(problem: ProblemError, trace_id: str | None) -> Response:
    """The problem as it is sent."""
    content = problem.problem.model_copy(update={"trace_id": trace_id}).model_dump(exclude_none=True)
    status = problem.problem.status
    return JSONResponse(content, status, headers=problem.headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of a route in this form."""

    async def answered(request: Request, error: Exception) -> Response:
        trace_id = getattr(request.state, "trace_id", None)
        if isinstance(error, RequestValidationError):
            return response(_of_validation(error), trace_id)
        found = problem_of(error)
        if found is None:
            raise error
        return response(found, trace_id)

    async def failed(request: Request, _: Exception) -> Response:
        trace_id = getattr(request.state, "trace_id", None)
        return response(
            ProblemError(500, "failed", "this is a fault of ours", cure="look for its trace"), trace_id
        )

    app.add_exception_handler(Exception, failed)
    for kind in (
        ProblemError,
        InvalidBuilding,
        PlenumError,
        StoreAwayError,
        HTTPException,
        RequestValidationError,
    ):
        app.add_exception_handler(kind, answered)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may answer beside its result, for its description."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}
