"""A model's circuit breaker: what opens it, what closes it again. The Redis twin's is `breaker.lua`.

A model that fails on room after room is left out for a while, so that nobody waits for it. A room that
no model can do must not look like that: failures count by the room's content, however often that room
comes, and one job alone never opens a breaker. A single answer, of whichever worker, starts the count anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, structs

State = Literal["closed", "half_open", "open"]
LEVELS: Final[Mapping[State, int]] = {"closed": 0, "half_open": 1, "open": 2}
"""A breaker's state as a figure."""


class BreakerTerms(Struct, frozen=True, kw_only=True):
    """When breakers change."""

    failures: int = 5
    """Different rooms in a row, of at least two jobs, that open a closed one."""
    successes: int = 3
    """Batches in a row that close a half-open one."""
    open_s: float = 60.0


class Evidence(Struct, frozen=True):
    """What an attempt says of its stage's model: the rooms that it failed on, none where it answered."""

    stage: str
    job_id: str = ""
    rooms: tuple[str, ...] = ()
    """By content, so that the same room is one wherever it comes from."""
    reason: str = ""


class Breaker(Struct, frozen=True, kw_only=True):
    """A breaker that is not merely closed; times are the record's, in ms."""

    state: State = "closed"
    since_ms: float = 0.0
    until_ms: float = 0.0
    """When an open one lets the next batch through."""
    reason: str = ""
    """The last failure."""
    rooms: dict[str, bool] = {}
    """Those that the model failed on since its last answer, no more than are needed."""
    jobs: dict[str, bool] = {}
    """Whose they were; likewise."""
    successes: int = 0


class Change(Struct, frozen=True):
    """A breaker that went over to another state."""

    stage: str
    state: State
    reason: str


def after(breaker: Breaker | None, evidence: Evidence, terms: BreakerTerms, now_ms: float) -> Breaker | None:
    """The breaker after this; none where nothing is held against the model."""
    if not evidence.rooms:
        return _answered(breaker, terms)
    known = breaker or Breaker(since_ms=now_ms)
    if known.state == "open":
        return known
    most_jobs = min(2, terms.failures)
    rooms = _with(known.rooms, evidence.rooms, terms.failures)
    jobs = _with(known.jobs, (evidence.job_id,), most_jobs)
    if known.state == "closed" and (len(rooms) < terms.failures or len(jobs) < most_jobs):
        return structs.replace(known, rooms=rooms, jobs=jobs, reason=evidence.reason)
    until = now_ms + terms.open_s * 1000
    return Breaker(state="open", since_ms=now_ms, until_ms=until, reason=evidence.reason)


def due(breaker: Breaker, now_ms: float) -> Breaker:
    """The breaker as the next batch meets it: an open one lets it through when its time is over."""
    if breaker.state != "open" or now_ms < breaker.until_ms:
        return breaker
    return structs.replace(breaker, state="half_open", since_ms=now_ms)


def _answered(breaker: Breaker | None, terms: BreakerTerms) -> Breaker | None:
    if breaker is None or breaker.state == "open":
        return breaker  # begun before it opened
    if breaker.state == "half_open" and breaker.successes + 1 < terms.successes:
        return structs.replace(breaker, successes=breaker.successes + 1)
    return None


def _with(known: Mapping[str, bool], more: Sequence[str], most: int) -> dict[str, bool]:
    return dict.fromkeys(list(dict.fromkeys((*known, *more)))[:most], True)
