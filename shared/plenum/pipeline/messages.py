"""The stage message `plenum.msg/1`: ids, not payloads."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

import msgspec

from plenum.pipeline.job import Slot

VERSION: Final = "plenum.msg/1"
# A `$` would let a line's end through, which no message as text could carry.
_ID: Final = r"^[A-Za-z0-9_.:-]{1,200}\Z"
JOB_ID: Final = re.compile(_ID)
Id = Annotated[str, msgspec.Meta(pattern=_ID)]
Traceparent = Annotated[str, msgspec.Meta(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z")]


class StageMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a stage's worker is told; everything else is in the record."""

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

    @property
    def slot(self) -> Slot:
        """What the message is for."""
        return Slot(self.job_id, self.batch_id, self.stage)

    @classmethod
    def parse(cls, raw: Any) -> StageMessage:
        """A message from outside. Raises ValueError with what is wrong and where."""
        try:
            return msgspec.convert(raw, cls)
        except msgspec.ValidationError as error:
            raise ValueError(f"not a {VERSION} message: {error}") from None


def task_name(stage: str) -> str:
    """The Celery task that runs a stage."""
    return f"plenum.stage.{stage}"
