"""The stage message `plenum.msg/2`: three ids in one line, so that a script in Redis can write and read it.

Everything else is in the record, the spans' ids among it: a message's send span follows from its slot, so
that a message that is sent again names the same span, and no copy of it has to be kept.
"""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any, Final, Literal

import msgspec

from plenum.pipeline.job import Slot

VERSION: Final = "plenum.msg/2"
_ID_CHARACTERS: Final = "[A-Za-z0-9_.:-]{1,200}"
# A `$` would let a line's end through, which no message as text could carry.
_ID: Final = rf"^{_ID_CHARACTERS}\Z"
JOB_ID: Final = re.compile(_ID)
_NEWER: Final = re.compile(rf"plenum\.msg/(?![12] )\d{{1,3}}(?: {_ID_CHARACTERS}){{3}}")
_LINE: Final = re.compile(rf"{re.escape(VERSION)} ({_ID_CHARACTERS}) ({_ID_CHARACTERS}) ({_ID_CHARACTERS})")
Id = Annotated[str, msgspec.Meta(pattern=_ID)]
Traceparent = Annotated[str, msgspec.Meta(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z")]


class NewerMessageError(ValueError):
    """A message of a version that this one does not know: it is not half understood."""


class StageMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A slot's message with the spans that belong to it, as traceparents."""

    job_id: str
    batch_id: str
    stage: str
    traceparent: str
    """The send span of this message."""
    root: str
    """The `place job` span."""

    @property
    def slot(self) -> Slot:
        """What the message is for."""
        return Slot(self.job_id, self.batch_id, self.stage)

    @classmethod
    def of(cls, slot: Slot, root: str) -> StageMessage:
        """The message for a slot of a job with that root span."""
        return cls(
            job_id=slot.job_id,
            batch_id=slot.batch,
            stage=slot.stage,
            traceparent=send_span(slot, root),
            root=root,
        )


class _First(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form before, `plenum.msg/1`, which the queues may still hold after an update."""

    v: Literal["plenum.msg/1"] = "plenum.msg/1"
    job_id: Id
    batch_id: Id
    stage: Id
    attempt: int = 1
    deadline_at: float
    traceparent: Traceparent
    root: Traceparent


def send_span(slot: Slot, root: str) -> str:
    """A message's send span in the trace of `root`, both as traceparents.

    The span's id is the beginning of the SHA-1 of the slot, which Redis' scripts can compute too.
    """
    digest = hashlib.sha1("|".join(slot).encode(), usedforsecurity=False).hexdigest()
    return f"{root[:36]}{digest[:16]}{root[52:]}"


def written(slot: Slot) -> str:
    """A slot as a message's line."""
    return f"{VERSION} {' '.join(slot)}"


def read_message(raw: Any) -> Slot:
    """What a message from outside is for, in this form or the one before.

    Raises ValueError with what is wrong and where, NewerMessageError for another version's.
    """
    if isinstance(raw, str) and _NEWER.fullmatch(raw):
        raise NewerMessageError(f"not a {VERSION} message: {raw[:100]!r}")
    if isinstance(raw, str):
        found = _LINE.fullmatch(raw)
        if found is None:
            raise ValueError(f"not a {VERSION} message: {raw[:100]!r}")
        return Slot(*found.groups())
    try:
        first = msgspec.convert(raw, _First)
    except msgspec.ValidationError as error:
        raise ValueError(f"neither a {VERSION} nor a plenum.msg/1 message: {error}") from None
    return Slot(first.job_id, first.batch_id, first.stage)


def task_name(stage: str) -> str:
    """The Celery task that runs a stage."""
    return f"plenum.stage.{stage}"
