"""Every knob of a running Plenum, in one typed place: the PLENUM_… environment variables."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Final, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from plenum.redis_url import RedisUrl

MUST_AGREE: Final = ("graph", "batch_limit_s", "join_deadline_s")
"""Where workers differ in one of these, work in good hands is taken away, or done by other models."""
SHOULD_AGREE: Final = (
    *("room_limit_s", "job_deadline_s", "keep_s", "heartbeat_s", "lifetime_s", "sweep_s"),
    *("batch_tiles", "batch_rooms", "max_jobs", "max_jobs_mib", "busy_jobs", "in_flight"),
    *("breaker_failures", "breaker_successes", "breaker_open_s"),
)
"""Where they differ in one of these, what happens depends on who happens to do it."""

DEMAND: Final = "demand"
IGNORE: Final = "ignore"
_TLS: Final = ("warn", DEMAND, IGNORE)
"""Values of `redis_tls`."""
TLS_CURE: Final = "name it by rediss://, Sentinels with ssl_ca_certs=FILE (DEPLOYMENT.md, Security)"

SPELL_S: Final = 5.0
"""After so long a worker's process comes back to Celery though messages wait: only there it is ended or
replaced. A batch begun late in a spell has its whole limit, so Celery's own is longer by a spell."""


class WrongSettingError(ValueError):
    """A PLENUM_… variable has a value that cannot be; the text names it and what would be right."""


class Settings(BaseSettings):
    """Read once a process from the environment; wrong values stop the process with the variable's name."""

    model_config = SettingsConfigDict(env_prefix="PLENUM_", extra="ignore", frozen=True, allow_inf_nan=False)

    redis_url: str = Field(
        "redis://127.0.0.1:6379/0",
        description="Broker, job record and results; one database. Also sentinel://HOST:PORT;…?master_name=NAME;"
        " where it is shared ?global_keyprefix=NAME: too.",
    )
    redis_tls: str = Field(
        "warn",
        pattern=f"^({'|'.join(_TLS)})$",
        description="Of a Redis that is neither on this machine nor reached by TLS: `warn` in its health,"
        " `demand` TLS, or `ignore` it, where the network is trusted.",
    )
    graph: str = Field("", description="Another stage graph than the installed one, as module:attribute.")
    log_format: str = Field("auto", pattern="^(auto|json|console)$", description="Log lines.")
    log_sampling: str = Field(
        "", description="Shares of log events that are kept, as model_selected=0.1, with commas."
    )
    hooks: str = Field(
        "", description="Functions that subscribe to pipeline events, as module:function, with commas."
    )
    telemetry: bool = Field(True, description="Export traces, metrics and logs over OTLP/HTTP.")
    task_events: bool = Field(False, description="Send Celery's events, which Flower and exporters read.")
    export_interval_s: float = Field(
        2.0, gt=0, le=60, description="Longest wait of a span, log or metric before it is sent."
    )

    batch_tiles: int = Field(800, ge=1, description="A batch closes when its rooms' tiles reach this sum.")
    batch_rooms: int = Field(25, ge=1, le=1000, description="A batch closes at this many rooms.")
    max_jobs: int = Field(10_000, ge=1, description="Unfinished jobs accepted at a time.")
    busy_jobs: int = Field(
        1000, ge=1, description="Unfinished jobs at which `Client.submit` refuses to send another."
    )
    max_jobs_mib: int = Field(256, ge=1, description="What the rooms of all unfinished jobs may take, MiB.")
    in_flight: int = Field(
        64, ge=1, description="Batches × stages under way; past it batches of large jobs wait for their turn."
    )

    room_limit_s: float = Field(20.0, gt=0, description="A model's time for one room.")
    batch_limit_s: float = Field(
        180.0, gt=0, description="A stage's time for one batch; past it the pool child is ended."
    )
    join_deadline_s: float = Field(
        30.0, gt=0, description="How long the selector waits for a light model that hangs or is gone."
    )
    breaker_failures: int = Field(
        5, ge=1, description="Different rooms in a row, of two jobs or more, on which a model is found sick."
    )
    breaker_successes: int = Field(
        3, ge=1, description="Batches in a row by which a sick model is found well again."
    )
    breaker_open_s: float = Field(
        60.0, gt=0, le=3600, description="How long a sick model is left out before it is tried again."
    )
    job_deadline_s: float = Field(
        3600.0, gt=0, description="A job's deadline, and the longest that it may ask for."
    )
    keep_s: int = Field(86_400, ge=1, description="How long a finished job's record and result stay.")

    child_memory_mib: int = Field(
        384, ge=1, description="A pool child that has held more is replaced, between two turns."
    )
    memory_limit_mib: int = Field(
        2048, ge=1, description="What a worker's process may allocate; past it a room fails (Linux)."
    )

    heartbeat_s: float = Field(1.0, gt=0, description="How often a worker renews its heartbeat.")
    lifetime_s: float = Field(4.0, gt=0, description="A worker silent for longer is taken for dead.")
    sweep_s: float = Field(1.0, gt=0, le=2.5, description="How often coordinators look for lost work.")
    redis_answer_s: float = Field(
        6.0, gt=2.5, le=60, description="A call that Redis has not answered for so long is made anew."
    )
    redis_patience_s: float = Field(
        3600.0, ge=0, description="How long a record call outlasts Redis; one of who stops 3 s."
    )

    @field_validator("redis_url")
    @classmethod
    def _is_verified(cls, url: str) -> str:
        return _verified(url)

    @model_validator(mode="after")
    def _can_work_together(self) -> Self:
        """Refuse values that are fine alone and impossible together."""
        for smaller, larger, times, why in (
            ("heartbeat_s", "lifetime_s", 2, "one late beat, and a living worker is taken for dead"),
            ("room_limit_s", "batch_limit_s", 1, "a slow room ends its worker before it is given up itself"),
            ("join_deadline_s", "batch_limit_s", 1, "a model that hangs is begun again, never given up"),
            ("redis_answer_s", "redis_patience_s", 1, "a call is given up before it is made a second time"),
            ("child_memory_mib", "memory_limit_mib", 1, "a child fails before it is replaced"),
        ):
            low, high = getattr(self, smaller), getattr(self, larger)
            if high <= low * times:
                raise ValueError(
                    f"{variable(smaller)}={low:g} does not go with {variable(larger)}={high:g}: {why}; "
                    f"set {variable(larger)} above {low * times:g}, or the other lower"
                )
        return self


def verified(redis_url: str) -> str:
    """The URL, asking for the server's certificate where TLS is used and nothing is said of it.

    Celery demands the parameter, redis-py and kombu do without. Raises ValueError, as RedisUrl does, and
    WrongSettingError where TLS is demanded and not used, or what is asked of it is unknown: a demand that is
    misspelt is not taken for none.
    """
    name = variable("redis_tls")
    if (asked := os.environ.get(name, _TLS[0])) not in _TLS:
        raise WrongSettingError(f"{name}={asked}: set it to {', '.join(_TLS[:-1])} or {_TLS[-1]}")
    return _verified(redis_url)


def _verified(redis_url: str) -> str:
    """The same where the setting is known to be one of its values."""
    at = RedisUrl.of(redis_url)
    if at.in_the_clear and os.environ.get(variable("redis_tls")) == DEMAND:
        raise WrongSettingError(
            f"Redis at {at.where} is reached in the clear, and {variable('redis_tls')} is {DEMAND}:"
            f" {TLS_CURE}"
        )
    if not redis_url.startswith("rediss://") or "ssl_cert_reqs=" in redis_url:
        return redis_url
    return f"{redis_url}{'&' if '?' in redis_url else '?'}ssl_cert_reqs=required"


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"PLENUM_{name.upper()}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process' settings. Raises WrongSettingError naming each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise WrongSettingError("; ".join(map(_told, error.errors()))) from None


def _told(problem: ErrorDetails) -> str:
    """One of pydantic's findings as a person would say it; the last validator's speaks for itself."""
    words = problem["msg"].removeprefix("Value error, ")
    if not problem["loc"]:
        return words
    given = "" if problem["loc"][0] == "redis_url" else f"={problem['input']}"  # it may hold a password
    return f"{variable(str(problem['loc'][0]))}{given}: {words[0].lower()}{words[1:]}"
