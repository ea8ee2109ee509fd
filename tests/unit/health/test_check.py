"""Checks run each by themselves, and the whole is as its worst."""

from __future__ import annotations

import json

import pytest

from plenum.health.check import Check, Finding, Status, run, worst


def gives(name: str, status: Status, needs: str = "") -> Check:
    """A check with a verdict of the test's."""
    return Check(name, lambda: Finding(status, "as asked", {"figure": 1}), needs)


def raises() -> Finding:
    """What a broken look does."""
    raise ConnectionError("nobody there")


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ([], "healthy"),
        (["healthy", "healthy"], "healthy"),
        (["healthy", "degraded"], "degraded"),
        (["unhealthy", "degraded"], "unhealthy"),
    ],
)
def test_the_whole_is_as_its_worst(statuses: list[Status], whole: str) -> None:
    """Where there is nothing to look at nothing is wrong."""
    assert worst(statuses) == whole


def test_a_check_that_raises_is_unhealthy_and_costs_the_others_nothing() -> None:
    """Its message says what it raised."""
    report = run([Check("first", raises), gives("second", "healthy")])
    assert [(health.name, health.status) for health in report.checks] == [
        ("first", "unhealthy"),
        ("second", "healthy"),
    ]
    assert report.checks[0].message == "ConnectionError: nobody there"


def test_nobody_looks_at_what_needs_something_unhealthy() -> None:
    """It could only wait in vain; what is merely degraded is looked through."""
    looked = [gives("redis", "unhealthy"), Check("queue", raises, "redis")]
    assert run(looked).checks[1].message == "not looked at: redis is unhealthy"
    assert run([gives("redis", "degraded"), gives("queue", "healthy", "redis")]).checks[1].status == "healthy"


def test_a_report_is_json_with_names_times_and_figures() -> None:
    """Whoever reads it needs nothing of ours."""
    told = json.loads(json.dumps(run([gives("one", "degraded")]).to_json()))
    assert told["status"] == "degraded"
    (check,) = told["checks"]
    assert check.pop("duration_ms") >= 0
    assert check == {"name": "one", "status": "degraded", "message": "as asked", "metadata": {"figure": 1}}
