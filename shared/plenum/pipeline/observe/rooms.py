"""Rooms as spans: each that failed with its exception, and of several the slowest, so that they can be found.

A span for each of 5,000 rooms at seven stages would bury the job and cost more than small rooms do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from plenum.pipeline.answers import Failure, RoomAnswer
from plenum.telemetry import names
from plenum.telemetry.spans import OwnAttributes, SpanData, SpanEvent, SpanRef

SLOWEST: Final = 3
"""Rooms of a batch that are told for the time they took, where it has several."""
MOST_FAILED: Final = 20
"""Failed rooms of a batch that are told one by one; the others are in its figures and the dead letters."""


@dataclass(frozen=True)
class RoomTimes:
    """When a batch's rooms were worked on, one after the other, in ns."""

    begun_ns: Sequence[int] = ()
    ended_ns: int = 0
    """Of the last one."""
    tracebacks: Mapping[str, str] = field(default_factory=dict)
    """By room id, of those that failed."""

    def of(self, index: int) -> tuple[int, int]:
        """A room's begin and end."""
        after = self.begun_ns[index + 1 :]
        return self.begun_ns[index], after[0] if after else self.ended_ns


def failed_rooms(answers: Sequence[RoomAnswer]) -> OwnAttributes:
    """How many rooms failed, and as `error.type` the most frequent reason; nothing where none did."""
    failed = [answer.error for answer in answers if isinstance(answer, Failure)]
    if not failed:
        return {}
    errors = Counter(failed)
    ((most, _),) = errors.most_common(1)
    return {names.FAILED_ROOMS: errors.total(), names.ERROR_TYPE: most}


def room_spans(
    stage: str, execute: SpanRef, answers: Sequence[RoomAnswer], times: RoomTimes
) -> list[SpanData]:
    """The rooms that are told one by one, under the span of the model's work on their batch."""
    if len(times.begun_ns) != len(answers):
        return []
    failed = [i for i, answer in enumerate(answers) if isinstance(answer, Failure)][:MOST_FAILED]
    several = range(len(answers)) if len(answers) > 1 else ()
    slowest = sorted(several, key=lambda i: times.of(i)[0] - times.of(i)[1])[:SLOWEST]
    return [
        _room(names.room(stage), execute, answers[i], times.of(i), times.tracebacks)
        for i in sorted({*failed, *slowest})
    ]


def _room(
    name: str,
    execute: SpanRef,
    answer: RoomAnswer,
    during_ns: tuple[int, int],
    tracebacks: Mapping[str, str],
) -> SpanData:
    about: OwnAttributes = {names.ROOM_ID: answer.room_id}
    if not isinstance(answer, Failure):
        return SpanData(name, execute.child(), execute, *during_ns, about)
    about[names.ERROR_TYPE] = answer.error
    if answer.dead_letter:
        about[names.DEAD_LETTER_ID] = answer.dead_letter
    raised: OwnAttributes = {names.EXCEPTION_TYPE: answer.error, names.EXCEPTION_MESSAGE: answer.message}
    if traceback := tracebacks.get(answer.room_id) or answer.traceback:
        raised[names.EXCEPTION_STACKTRACE] = traceback
    event = SpanEvent(names.EXCEPTION, during_ns[1], {**raised, **about})
    return SpanData(
        name, execute.child(), execute, *during_ns, about, error=str(answer)[:300], events=(event,)
    )
