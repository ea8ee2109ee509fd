"""Telemetry is emitted after the work: in order, all of it, and without harm to what comes next."""

from __future__ import annotations

import pytest

from plenum.telemetry import later
from plenum.telemetry.later import Later

NEVER_S = 3600.0


def test_what_waits_is_emitted_in_order() -> None:
    """A parent's span comes before its children's."""
    emitted: list[int] = []
    line = Later(NEVER_S)
    for number in range(5):
        line.add(lambda n=number: emitted.append(n))  # type: ignore[misc]  # mypy infers no lambda with a default
    assert emitted == []
    line.emit()
    assert emitted == [0, 1, 2, 3, 4]


def test_one_emission_that_fails_does_not_keep_the_others_back(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and the line goes on."""
    emitted: list[str] = []
    line = Later(NEVER_S)
    line.add(lambda: 1 / 0)
    line.add(lambda: emitted.append("after"))
    line.emit()
    assert emitted == ["after"]
    assert "telemetry_failed" in caplog.text


def test_a_line_that_grows_too_long_is_emitted_by_who_adds_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded, and nothing is dropped for it."""
    monkeypatch.setattr(later, "MOST", 3)
    emitted: list[int] = []
    line = Later(NEVER_S)
    for number in range(4):
        line.add(lambda n=number: emitted.append(n))  # type: ignore[misc]  # mypy infers no lambda with a default
    assert emitted == [0, 1, 2, 3]


def test_after_the_end_everything_is_emitted_at_once() -> None:
    """What waited is emitted by the end itself."""
    emitted: list[str] = []
    line = Later(NEVER_S)
    line.add(lambda: emitted.append("before"))
    line.close()
    assert emitted == ["before"]
    line.add(lambda: emitted.append("late"))
    assert emitted == ["before", "late"]
