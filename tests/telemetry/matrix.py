"""Service × signal: what each must emit for a job. Adding a service is adding one line."""

from __future__ import annotations

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
