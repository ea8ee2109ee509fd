"""`/v1/jobs/{job}/feedback` and `/v1/quality`: what people made of a ceiling, and of its models."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request

from . import models, tasks
from .calibration import calibrated
from .description import reference
from .gateway import Gateway, JobId, Looks, Served, Submits
from .judgement import Judged, feedback_of
from .kept import kept_job
from .opinion import Opinion, opinion_of
from .problems import documented
from .store import ratings, scores
from .store.ratings import Feedback

router = APIRouter(tags=["feedback"])
_ANSWERS: Final = documented(401, 403, 404, 408, 409, 410, 413, 415, 422, 429, 503)

_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": reference(Opinion.__name__)}},
    }
}


@router.post(
    "/v1/jobs/{job_id}/feedback",
    status_code=201,
    summary="Accept, edit or reject a room",
    responses=_ANSWERS,
    openapi_extra=_BODY,
)
async def give_feedback(
    request: Request, gateway: Served, who: Submits, job_id: JobId
) -> models.FeedbackTaken:
    """Kept with the models that placed the room's ceiling; one's own latest word on a room counts."""
    opinion = await opinion_of(request)
    kept = await kept_job(gateway, job_id)
    alone = kept.with_room(opinion.room_id)
    judged = await _judged(gateway, alone, opinion)
    feedback, rated = feedback_of(kept, opinion, who.name, judged)
    replaced = await gateway.database(partial(ratings.save, feedback=feedback, ratings=rated))
    request.state.job_id = job_id
    gateway.audit.note(who, "feedback", job_id, room_id=opinion.room_id, verdict=opinion.verdict)
    gateway.instruments.rated(feedback, rated)
    return models.FeedbackTaken(
        **_shown(feedback),
        replaced=replaced,
        ratings=[models.ModelRating(**asdict(each)) for each in rated],
        evidence=judged.evidence if judged else None,
    )


@router.get(
    "/v1/jobs/{job_id}/feedback",
    summary="What was said of a job's rooms",
    responses=documented(401, 403, 422, 429, 503),
)
async def list_feedback(gateway: Served, _who: Looks, job_id: JobId) -> list[models.FeedbackKept]:
    """The latest first; nothing where nobody has said anything."""
    found = await gateway.database(partial(ratings.of_job, job_id=job_id))
    return [models.FeedbackKept(**_shown(each)) for each in found]


@router.get("/v1/quality", summary="How people like each model", responses=documented(401, 403, 429, 503))
async def model_quality(gateway: Served, _who: Looks) -> models.Quality:
    """Over 5 minutes, an hour and 30 days, and so each version; without the models that nobody rated."""
    rated: dict[str, models.Rated] = {}
    for by_version in (False, True):
        for found in await gateway.quality.now(by_version=by_version):
            fields = asdict(found)
            name, window, version = (fields.pop(key) for key in ("model_name", "window", "model_version"))
            of_model = rated.setdefault(name, models.Rated(model_name=name, windows={}, versions={}))
            windows = of_model.versions.setdefault(version, {}) if by_version else of_model.windows
            windows[window] = models.Window(**fields)
    return models.Quality(models=[rated[name] for name in sorted(rated)])


@router.get(
    "/v1/calibration",
    summary="How often people accept what a light model was so sure of",
    responses=documented(401, 403, 429, 503),
)
async def calibration(gateway: Served, _who: Looks) -> models.Calibrations:
    """By confidence, of the latest 20,000 rated rooms; `is_sure` is false where few were rated."""
    found = calibrated(await gateway.database(scores.latest))
    return models.Calibrations(models=[models.Calibration(**asdict(each)) for each in found])


async def _judged(gateway: Gateway, alone: dict[str, Any], opinion: Opinion) -> Judged | None:
    if opinion.grid is None:
        return None
    found = await gateway.aside(tasks.judge, alone, opinion.grid)
    return Judged(tuple(found["rows"]), found["evidence"], found["broken"])


def _shown(feedback: Feedback) -> dict[str, Any]:
    fields = asdict(feedback)
    rows = fields.pop("rows")
    return {**fields, "at": models.moment(fields.pop("at_ms")), "grid": rows}
