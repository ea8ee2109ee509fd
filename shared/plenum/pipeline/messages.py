"""The stage message `plenum.msg/1`: ids, not payloads."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

VERSION: Final = "plenum.msg/1"
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")]
Traceparent = Annotated[str, StringConstraints(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")]
JOB_ID: Final = re.compile(r"^[A-Za-z0-9_.:-]{1,200}$")


class StageMessage(BaseModel):
    """What a stage's worker is told; everything else is in the record."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    v: Literal["plenum.msg/1"] = VERSION
    job_id: Id
    batch_id: Id
    stage: Id
    attempt: int = 1
    """Attempts before this message was rendered plus one; the record counts those that really began."""
    deadline_at: float
    """Unix time in s past which the job is over."""
    traceparent: Traceparent
    """The send span of this message."""
    root: Traceparent
    """The `place job` span."""


def task_name(stage: str) -> str:
    """The Celery task that runs a stage."""
    return f"plenum.stage.{stage}"
