"""Service × signal: what each must emit for a job. Adding a service is adding one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

MODELS: dict[str, str] = {
    # service: what it places
    "light_model_a_dense": "light",
    "light_model_b_sparse": "light",
    "light_model_c_balanced": "light",
    "air_supply_model": "air_supply",
    "air_return_model": "air_return",
    "smoke_detector_model": "smoke_detector",
}
STAGES = (*MODELS, "selector")
SERVICES = (*STAGES, "coordinator")

SPANS_A_BATCH = ("send", "wait", "process", "execute")
"""One of each for every stage of every batch."""
SPANS_OF_A_BATCH = ("place batch",)
"""One of each for every batch, by the coordinator."""
SPANS_A_JOB = ("place job", "accept building", "assemble result")
"""One of each for the job, by the coordinator."""

LOG_EVENTS = (
    "pipeline_start",
    "parallel_stage_start",
    "model_execution_complete",
    "model_selected",
    "sequential_stage_start",
    "pipeline_complete",
)

LIGHTS = tuple(name for name, kind in MODELS.items() if kind == "light")
SERIES = ("selector", "air_supply_model", "air_return_model", "smoke_detector_model")
EDGES = {
    *(("coordinator", light) for light in LIGHTS),
    *((light, "selector") for light in LIGHTS),
    *combinations(SERIES, 2),
}
"""Whose work links to whose: by its message, or by what it read, which is all that was placed before."""


@dataclass(frozen=True)
class Fault:
    """One kind of failure, by the room that asks for it, and what each signal must tell of it."""

    room_id: str
    status: str
    """The job's."""
    spans: dict[str, str]
    """Failed spans and their `error.type`."""
    counters: tuple[str, ...]
    """Series that rise; each was there before, at zero."""
    events: dict[str, str] = field(default_factory=dict)
    """Log events in the job's trace, and the service that says each."""


FAULTS = {
    "a model fails on a room": Fault(
        "raises_air_supply_model",
        "failed",
        {
            "room air_supply_model": "ArithmeticError",
            "execute air_supply_model": "ArithmeticError",
            "process air_supply_model": "ArithmeticError",
            "place job": "RoomsFailed",
        },
        (
            'ml_model_errors_total{model_name="air_supply_model"}',
            'plenum_dead_letters_written_total{stage="air_supply_model"}',
            'plenum_rooms_ended_total{status="failed"}',
            'plenum_jobs_ended_total{status="failed"}',
        ),
        {"room_failed": "air_supply_model", "pipeline_complete": "coordinator"},
    ),
    "a worker is killed at a room, again and again": Fault(
        "kills_air_return_model",
        "failed",
        {"lost air_return_model": "worker_lost", "process air_return_model": "WorkerKilled"},
        (
            'plenum_attempts_lost_total{stage="air_return_model",reason="worker_lost"}',
            'plenum_messages_resent_total{stage="air_return_model"}',
            'plenum_dead_letters_written_total{stage="air_return_model"}',
            'plenum_jobs_ended_total{status="failed"}',
        ),
        {"work_resent": "coordinator", "room_failed": "air_return_model"},
    ),
}
