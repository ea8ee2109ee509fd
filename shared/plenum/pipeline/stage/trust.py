"""What a batch's answers say of the model, and what stands for them while its breaker is open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import ceil
from typing import Final

import msgspec
from msgspec import structs

from plenum.files.completed.schema import RoomFields
from plenum.pipeline.answers import Failure, RoomAnswer
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import Slot
from plenum.pipeline.observe.counters import LEFT_OUT
from plenum.pipeline.record.breaker import Breaker, BreakerTerms, Evidence
from plenum.pipeline.record.calls import Started
from plenum.pipeline.work import StageWork
from plenum.settings import Settings

KILLED: Final = "WorkerKilled"
"""A failure that says nothing new: each death was counted when it was found."""
_MOST_REASON: Final = 200


def terms(config: Settings) -> BreakerTerms:
    """When breakers change, by the settings."""
    return BreakerTerms(
        failures=config.breaker_failures, successes=config.breaker_successes, open_s=config.breaker_open_s
    )


def mark(entry: BatchRoom) -> str:
    """A room's content, whatever it is called: 16 hexadecimal digits."""
    text = msgspec.json.encode(structs.replace(RoomFields.of(entry.room), room_id="", name=""))
    return hashlib.sha256(text).hexdigest()[:16]


def evidence(slot: Slot, rooms: Sequence[BatchRoom], answers: Sequence[RoomAnswer]) -> Evidence | None:
    """One answer speaks for the model whatever else failed; none where there is nothing to go by."""
    if any(not isinstance(answer, Failure) for answer in answers):
        return Evidence(slot.stage)
    failed = [
        (mark(entry), answer)
        for entry, answer in zip(rooms, answers, strict=True)
        if isinstance(answer, Failure) and answer.error != KILLED
    ]
    if not failed:
        return None
    marks = tuple(dict.fromkeys(found for found, _ in failed))
    return Evidence(slot.stage, slot.job_id, marks, str(failed[0][1])[:_MOST_REASON])


def several(found: Sequence[Evidence | None]) -> list[Evidence]:
    """In their order, what is said twice in a row once."""
    told: list[Evidence] = []
    for one in found:
        if one is not None and told[-1:] != [one]:
            told.append(one)
    return told


def left_out(work: StageWork, started: Started) -> tuple[Failure, ...]:
    """What stands for the answers of a model whose breaker is open, a room each."""
    breaker = started.breaker or Breaker()
    seconds = max(1, ceil((breaker.until_ms - started.now_ms) / 1000))
    # The error's class alone: its words are about somebody else's room.
    error = breaker.reason.partition(":")[0]
    message = f"left out, it failed room after room ({error}); tried again in {seconds} s"
    return tuple(Failure(room_id=entry.room.room_id, error=LEFT_OUT, message=message) for entry in work.rooms)
