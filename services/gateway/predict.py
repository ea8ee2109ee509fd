"""`/predict`: one small grid in, the completed grid out, in one request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from plenum.files.errors import InvalidBuilding

from . import models
from .bodies import json_body
from .description import reference
from .gateway import Served, Submits
from .problems import ProblemError, documented

router = APIRouter(tags=["predict"])
MOST_CELLS: Final = 2500
"""A larger grid is a job."""
_MOST_BYTES: Final = 2**20
"""Of so many cells, however they are written."""
_GRID: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "A room grid, at most 2,500 cells.",
        "content": {"application/json": {"schema": reference("Grid"), "example": models.GRID}},
    }
}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The grid with what was placed; `status` and `reasons` where it is not complete.",
        "content": {"application/json": {"schema": reference("Grid"), "example": models.GRID}},
    },
    **documented(401, 403, 408, 409, 413, 415, 422, 429, 503, 504),
}


@router.post("/v1/predict", summary="Complete a small grid", responses=_ANSWERS, openapi_extra=_GRID)
@router.post(
    "/predict",
    summary="Complete a small grid",
    operation_id="predict_unversioned",
    responses=_ANSWERS,
    openapi_extra=_GRID,
)
async def predict(request: Request, gateway: Served, who: Submits) -> JSONResponse:
    """As a job of its own, waited for; it goes on where the wait is over."""
    grid = _small(await json_body(request, _MOST_BYTES))
    wait_s = gateway.settings.wait_s
    # A caller that has gone in the meantime needs no answer.
    job_id = await gateway.backend.submit(grid, deadline_s=wait_s * 2, submitted_by=who.name)
    request.state.job_id = job_id
    gateway.audit.note(who, "predict", job_id)
    try:
        completed = await gateway.backend.result(job_id, wait_s)
    except TimeoutError:
        raise ProblemError(
            504,
            "took_too_long",
            f"not done within {wait_s:g} s",
            cure=f"look at /v1/jobs/{job_id}/result",
            job_id=job_id,
        ) from None
    gateway.instruments.predicted(grid, completed)
    return JSONResponse(completed, headers={"Location": f"/v1/jobs/{job_id}"})


def _small(grid: Any) -> dict[str, Any]:
    """A grid that is small enough; the rest is the reader's to check. Raises InvalidBuilding."""
    if not isinstance(grid, Mapping) or not isinstance(grid.get("cells"), list):
        raise InvalidBuilding("", "this is no room grid", "give {grid_id, width, height, cells}")
    width, height = grid.get("width"), grid.get("height")
    sides = [side for side in (width, height) if isinstance(side, int)]
    cells = sides[0] * sides[1] if len(sides) == 2 else 0
    if max(cells, len(grid["cells"])) > MOST_CELLS:
        raise InvalidBuilding("/cells", f"more than {MOST_CELLS} cells", "send it to /v1/jobs")
    return dict(grid)
