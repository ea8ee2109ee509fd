"""Telemetry is told after the work: in order, all of it, and without harm to what comes next."""

from __future__ import annotations

import pytest

from plenum.telemetry import later
from plenum.telemetry.later import Later

NEVER_S = 3600.0


def test_what_waits_is_told_in_order() -> None:
    """A parent's span comes before its children's."""
    told: list[int] = []
    line = Later(NEVER_S)
    for number in range(5):
        line.add(lambda n=number: told.append(n))  # type: ignore[misc]  # mypy infers no lambda with a default
    assert told == []
    line.tell()
    assert told == [0, 1, 2, 3, 4]


def test_one_telling_that_fails_does_not_keep_the_others_back(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and the line goes on."""
    told: list[str] = []
    line = Later(NEVER_S)
    line.add(lambda: 1 / 0)
    line.add(lambda: told.append("after"))
    line.tell()
    assert told == ["after"]
    assert "telemetry_failed" in caplog.text


def test_a_line_that_grows_too_long_is_told_by_who_adds_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded, and nothing is dropped for it."""
    monkeypatch.setattr(later, "MOST", 3)
    told: list[int] = []
    line = Later(NEVER_S)
    for number in range(4):
        line.add(lambda n=number: told.append(n))  # type: ignore[misc]  # mypy infers no lambda with a default
    assert told == [0, 1, 2, 3]


def test_after_the_end_everything_is_told_at_once() -> None:
    """What waited is told by the end itself."""
    told: list[str] = []
    line = Later(NEVER_S)
    line.add(lambda: told.append("before"))
    line.close()
    assert told == ["before"]
    line.add(lambda: told.append("late"))
    assert told == ["before", "late"]
