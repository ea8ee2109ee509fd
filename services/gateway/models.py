"""What the routes answer, for their description: the client's own types as OpenAPI shows them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, Field

from plenum.client import JobEntry
from plenum.client.state import Stand

from .description import Evidence
from .store.ratings import RoomVerdict

JOB_ID: Final = "e918be52-0a1d-42e0-8044-8d3d5af31914"
MOST_REVISION: Final = 2**31 - 1
"""The store counts versions in 32 bits."""
_TRACE_ID: Final = "b42d7e0bb06f95b840ef8b86f2242614"
JOB: Final[dict[str, Any]] = {
    "job_id": JOB_ID,
    "status": "running",
    "building_id": "small_office",
    "rooms": 19,
    "done": 12,
    "total": 21,
    "trace_id": _TRACE_ID,
    "accepted_at": "2026-11-29T03:00:00.000+00:00",
    "duration_s": None,
    "submitted_by": "local",
    "answered": False,
}
_TOLD: Final[dict[str, Any]] = {
    "rooms": 19,
    "left_out": ["space 'S1' (Shaft): it is no room with a ceiling"],
    "unread": 0,
    "assumed": {"tile": 19, "room type": 1},
    "unknown_types": ["office_8"],
}
_ACCEPTED: Final[dict[str, Any]] = {"job_id": JOB_ID, "trace_id": _TRACE_ID, "new": True}
GRID: Final[dict[str, Any]] = {
    "grid_id": "room-1",
    "width": 5,
    "height": 5,
    "cells": [{"x": x, "y": y, "component": "empty"} for y in range(5) for x in range(5)],
}
BUILDING: Final[dict[str, Any]] = {
    "schema": "plenum.building/1",
    "building_id": "annex",
    "rooms": [{"room_id": "office_1", "room_type": "office_enclosed", "rows": ["........"] * 6}],
}


class Job(BaseModel):
    """How a job stands."""

    model_config = {"json_schema_extra": {"examples": [JOB]}}

    job_id: str
    status: Stand = Field(description="`queued`: not taken in yet; `refused`: its answer says why.")
    building_id: str = ""
    rooms: int = 0
    done: int = Field(0, description="Stages of batches that are committed.")
    total: int = Field(0, description="Stages of batches in all.")
    trace_id: str = ""
    accepted_at: str = Field("", description="ISO 8601, UTC.")
    duration_s: float | None = Field(None, description="None while it runs.")
    submitted_by: str = Field("", description="Whose token it was; empty where no door took it in.")
    answered: bool = Field(False, description="Whether the result, or the reason of its absence, is there.")


class Told(BaseModel):
    """What is told of the building that was read."""

    model_config = {"from_attributes": True, "json_schema_extra": {"examples": [_TOLD]}}

    rooms: int
    left_out: list[str] = Field(description="Lines: spaces that are no rooms, or not read, with the reason.")
    unread: int = Field(description="How many of these are spaces that could not be read.")
    assumed: dict[str, int] = Field(description="Rooms by what was assumed in them.")
    unknown_types: list[str] = Field(description="Rooms whose type nothing tells.")


class Accepted(BaseModel):
    """A job that was taken in."""

    model_config = {"json_schema_extra": {"examples": [_ACCEPTED]}}

    job_id: str
    trace_id: str = Field(description="Of the request, and of the job where it is new and traced.")
    new: bool = Field(description="False where the Idempotency-Key had made it before.")


class Submitted(Accepted):
    """A job that was submitted with its building, and what was read of it."""

    model_config = {"json_schema_extra": {"examples": [{**_ACCEPTED, "told": _TOLD}]}}

    told: Told


class Jobs(BaseModel):
    """The latest jobs."""

    jobs: list[JobEntry]
    total: int = Field(description="All that are kept.")


class Cancelled(BaseModel):
    """A job after it was asked to be cancelled."""

    job_id: str
    status: str


class Replay(BaseModel):
    """A room that is done again."""

    letter_id: str
    job_id: str = Field(description="The job in which it is done: the same, or one of its own.")
    alone: str = Field("", description="Why as a job of its own; empty where it is in its place.")


class Replays(BaseModel):
    """What is done again, and what is not."""

    replayed: list[Replay]
    refused: dict[str, str] = Field(description="By letter, why not.")


class DeadLetter(BaseModel):
    """A room that a stage failed on, or a message that was none of ours; without its content."""

    model_config = {"from_attributes": True}

    id: str
    stage: str
    reason: str
    job_id: str
    room_id: str
    attempts: int = Field(description="How often its batch was begun.")
    written: str = Field(description="When, ISO 8601, UTC.")
    trace_id: str


class RegisteredWeights(BaseModel):
    """A registry's version of a model's weights."""

    version: str
    digest: str = Field(description="SHA-256 of their bytes.")


class Registered(BaseModel):
    """Which weights of a model answer, as a registry said it last."""

    champion: RegisteredWeights | None = Field(None, description="None: the model's own answer.")
    challenger: RegisteredWeights | None = None
    canary: float = Field(0.0, ge=0, le=1, description="Share of jobs that the challenger answers for.")
    shadow: RegisteredWeights | None = Field(None, description="Answers for nobody, is only compared.")


class Info(BaseModel):
    """What runs here."""

    name: str
    version: str
    environment: str
    models: dict[str, str] = Field(description="Stages, with their models' versions.")
    registered: dict[str, Registered] = Field(description="By stage, where a registry decides who answers.")
    jaeger: str = Field(description="Where a person looks at traces.")
    MLFLOW_TRACKING_URI: str


class Verified(BaseModel):
    """Every rule's evidence."""

    rooms: dict[str, list[Evidence]]
    building: list[Evidence]
    broken: int = Field(description="How many hard rules are broken.")


class Band(BaseModel):
    """What has at least so much light and less than the next band's."""

    from_lx: float
    colour: str
    rings: list[list[list[float]]] = Field(description="Closed lines of [x, y]; holes run the other way.")


class LightOverlay(BaseModel):
    """Illuminance on the working plane."""

    bands: list[Band] = Field(description="From the darkest; each lies on the one before.")
    mean_lx: float
    least_lx: float
    least_at: list[float]
    asked_lx: float
    uniformity: float


class Farthest(BaseModel):
    """The point that is farthest from the nearest detector that sees it."""

    model_config = {"populate_by_name": True}

    at: list[float]
    from_: list[float] = Field(alias="from", description="That detector.")
    distance_m: float


class CoverOverlay(BaseModel):
    """What the smoke detectors cover."""

    radius_m: float
    centres: list[list[float]]
    seen: list[list[list[list[float]]]] = Field(description="Rings, a detector.")
    open: list[list[list[float]]] = Field(description="What none covers.")
    farthest: Farthest


class Throw(BaseModel):
    """How far a supply diffuser's air runs before it is slower than 0.25 m/s."""

    at: list[float]
    flow_l_s: float
    throw_m: float


class Overlays(BaseModel):
    """What a plan can show over a room; metres in the room's grid, y upwards."""

    light: LightOverlay | None = Field(description="None without a light.")
    cover: CoverOverlay | None = Field(description="None without a detector, or where none is asked for.")
    throws: list[Throw]
    lines: dict[str, list[float]] = Field(description="Where the lights' lines run, by axis.")


class HealthCheck(BaseModel):
    """One check's verdict."""

    name: str
    status: str
    message: str
    duration_ms: float
    metadata: dict[str, Any]


class HealthReport(BaseModel):
    """All checks, and the worst of them."""

    status: str
    checks: list[HealthCheck]


class Verdict(BaseModel):
    """The worst of all checks, in a word."""

    status: str


def moment(milliseconds: float) -> str:
    """A time of the Unix epoch as ISO 8601, UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def now_ms() -> float:
    """The time, in milliseconds of the Unix epoch."""
    return time.time() * 1000


class Revision(BaseModel):
    """One version of a job's result."""

    job_id: str
    number: int = Field(description="0 is what the job answered.")
    base: int = Field(description="The version that it was made from.")
    submitted_by: str
    note: str
    room_ids: list[str] = Field(description="The rooms in which it differs from its base.")
    status: str = Field(description="Of the building in it.")
    at: str = Field(description="ISO 8601, UTC.")


class FeedbackKept(BaseModel):
    """What a person made of a room."""

    job_id: str
    room_id: str
    submitted_by: str
    verdict: RoomVerdict
    comment: str
    edit_distance: int | None = Field(description="Tiles that differ; null for a rejection without a grid.")
    broken: int | None = Field(description="Hard rules that the person's own grid breaks.")
    grid: list[str] | None = Field(description="The person's own, as rows.")
    at: str = Field(description="ISO 8601, UTC.")
    lag_s: float = Field(description="Since the job ended, s.")


class ModelRating(BaseModel):
    """What it says of one model."""

    model_config = {"protected_namespaces": ()}

    model_name: str
    model_version: str
    accepted: bool = Field(description="Whether all that the model placed was left as it was.")
    edit_distance: int | None = Field(description="Tiles of its kind in one grid alone.")
    quality: float = Field(ge=0, le=1, description="Sørensen-Dice coefficient of both; 0 for a rejection.")
    confidence: float | None = Field(None, description="What a light model scored that won the room.")


class FeedbackTaken(FeedbackKept):
    """The same, as it was taken."""

    replaced: bool = Field(description="Whether the same person had said something of the room before.")
    ratings: list[ModelRating]
    evidence: list[Evidence] | None = Field(description="Every rule's, for the person's own grid.")


class Window(BaseModel):
    """A model's ratings over a while."""

    ratings: int
    acceptance: float = Field(ge=0, le=1, description="Share of rooms in which nothing of it was changed.")
    edit_distance: float | None = Field(description="Mean, tiles.")
    quality: float = Field(ge=0, le=1, description="Mean.")


class CalibrationBin(BaseModel):
    """Rooms of like confidence."""

    low: float
    high: float
    confidence: float = Field(description="Mean.")
    rated: int
    accepted: int
    expected: float = Field(ge=0, le=1, description="Share of the next such rooms to be left as they are.")
    at_least: float = Field(ge=0, le=1, description="Nine in ten: between this")
    at_most: float = Field(ge=0, le=1, description="and this.")
    is_sure: bool = Field(description="Whether 20 or more were rated.")


class Calibration(BaseModel):
    """One model's."""

    model_config = {"protected_namespaces": ()}

    model_name: str
    rated: int
    accepted: float = Field(ge=0, le=1, description="Share.")
    brier: float = Field(ge=0, le=1, description="Brier score of the confidence as it is.")
    brier_calibrated: float | None = Field(description="Of what is expected of each room by all others.")
    bins: list[CalibrationBin]


class Calibrations(BaseModel):
    """How often people accept what each light model was so sure of."""

    models: list[Calibration]


class Rated(BaseModel):
    """One model's."""

    model_config = {"protected_namespaces": ()}

    model_name: str
    windows: dict[str, Window] = Field(description="By their names: 5m, 1h, 30d.")
    versions: dict[str, dict[str, Window]] = Field(description="The same of each version that was rated.")


class Quality(BaseModel):
    """How people like each model."""

    models: list[Rated]
