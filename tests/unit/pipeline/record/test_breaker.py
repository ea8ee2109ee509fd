"""A breaker's own arithmetic; what the record makes of it is tested with both twins."""

from __future__ import annotations

import pytest

from plenum.pipeline.record.breaker import Breaker, BreakerTerms, Evidence, after, due

TERMS = BreakerTerms(failures=3, successes=2, open_s=10)


def failed(*rooms: str, job: str = "job") -> Evidence:
    """A job's rooms on which the model failed."""
    return Evidence("stage", job, rooms, "why")


def through(*evidence: Evidence, terms: BreakerTerms = TERMS) -> Breaker | None:
    """What a breaker is after all of this, at time 0."""
    breaker = None
    for one in evidence:
        breaker = after(breaker, one, terms, 0.0)
    return breaker


@pytest.mark.parametrize(
    ("evidence", "opens"),
    [
        ([failed("a", "b", "c")], False),
        ([failed("a", "b"), failed("c", job="other")], True),
        ([failed("a", "b"), failed("b", job="other")], False),
        ([failed("a", "b", "c"), failed("b", job="other")], True),
        ([failed("a", "b"), Evidence("stage"), failed("c", job="other")], False),
    ],
)
def test_rooms_and_jobs_decide_together(evidence: list[Evidence], opens: bool) -> None:
    """Three different rooms, of two jobs, with no answer in between."""
    breaker = through(*evidence)
    assert (breaker is not None and breaker.state == "open") is opens


def test_where_one_failure_is_enough_one_job_is() -> None:
    """Nobody can have two jobs fail on one room."""
    breaker = through(failed("a"), terms=BreakerTerms(failures=1))
    assert breaker is not None
    assert breaker.state == "open"


def test_an_open_breaker_is_due_when_its_time_is_over() -> None:
    """Not before; and one that is closed is left as it is."""
    opened = through(failed("a", "b"), failed("c", job="other"))
    assert opened is not None
    assert due(opened, 9_999.0) == opened
    tried = due(opened, 10_000.0)
    assert (tried.state, tried.since_ms, tried.successes) == ("half_open", 10_000.0, 0)
    assert due(Breaker(), 10_000.0) == Breaker()
