"""Every knob of a running Plenum, in one typed place: the PLENUM_… environment variables."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once a process from the environment; wrong values stop the process with the variable's name."""

    model_config = SettingsConfigDict(env_prefix="PLENUM_", extra="ignore", frozen=True)

    redis_url: str = Field(
        "redis://127.0.0.1:6379/0", description="Broker, job record and results; one database."
    )
    graph: str = Field("", description="Another stage graph than the installed one, as module:attribute.")
    log_format: str = Field("auto", pattern="^(auto|json|console)$", description="Log lines.")
    telemetry: bool = Field(True, description="Export traces, metrics and logs over OTLP/HTTP.")
    export_interval_s: float = Field(
        2.0, gt=0, le=60, description="Longest wait of a span, log or metric before it is sent."
    )

    batch_tiles: int = Field(1500, ge=1, description="A batch closes when its rooms' tiles reach this sum.")
    batch_rooms: int = Field(25, ge=1, le=1000, description="A batch closes at this many rooms.")
    max_jobs: int = Field(1000, ge=1, description="Unfinished jobs accepted at a time.")

    room_limit_s: float = Field(20.0, gt=0, description="A model's time for one room.")
    batch_limit_s: float = Field(
        180.0, gt=0, description="A stage's time for one batch; past it the pool child is ended."
    )
    join_deadline_s: float = Field(
        30.0, gt=0, description="How long the selector waits for a light model that hangs or is gone."
    )
    job_deadline_s: float = Field(3600.0, gt=0, description="A job's default deadline.")
    keep_s: int = Field(86_400, ge=1, description="How long a finished job's record and result stay.")

    heartbeat_s: float = Field(1.0, gt=0, description="How often a worker renews its heartbeat.")
    lifetime_s: float = Field(4.0, gt=0, description="A worker silent for longer is taken for dead.")
    sweep_s: float = Field(1.0, gt=0, description="How often coordinators look for lost work.")
    redis_patience_s: float = Field(20.0, ge=0, description="How long a record call outlasts Redis.")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process' settings. Raises pydantic.ValidationError naming the variable that is wrong."""
    return Settings()
