"""How much a turn takes follows what the latest ones took."""

from __future__ import annotations

import pytest

from plenum.pipeline.record.calls import Takes
from plenum.pipeline.stage.pace import MOST_MESSAGES, MOST_SIZE, TURN_S, Clock, Pace


def learnt(messages: int, size: int, took_s: float, turns: int = 50) -> Takes:
    """After so many turns that were alike."""
    pace = Pace()
    for _ in range(turns):
        pace.learn(messages, size, took_s)
    return pace.takes()


def test_the_first_turn_takes_one_message() -> None:
    """Nobody knows yet how long it takes; it may be of any size."""
    assert Pace().takes() == Takes(1, MOST_SIZE)


def test_a_turn_takes_as_many_as_are_done_within_its_time() -> None:
    """By the running mean."""
    assert learnt(1, 1000, TURN_S / 4.5).messages == 4
    assert learnt(10, 1000, TURN_S).messages in (9, 10)


def test_a_slow_stage_takes_one_message_at_a_time() -> None:
    """Its replicas would have nothing to do otherwise."""
    assert learnt(1, 1000, 30 * TURN_S).messages == 1


def test_a_stage_that_was_slow_once_takes_more_again() -> None:
    """One hall is not the rule."""
    pace = Pace()
    pace.learn(1, 100_000, 100 * TURN_S)
    for _ in range(50):
        pace.learn(1, 1000, TURN_S / 10.5)
    assert pace.takes().messages == 10


def test_what_is_large_for_a_turn_is_bounded_by_what_its_bytes_take() -> None:
    """So a hall does not come into the company of offices."""
    assert learnt(4, 4000, TURN_S).size in (3999, 4000)


def test_no_turn_is_larger_than_a_script_can_hold() -> None:
    """However quick the stage is."""
    assert learnt(1, 1_000_000, 1e-9) == Takes(MOST_MESSAGES, MOST_SIZE)


def test_a_turn_without_input_teaches_nothing_impossible() -> None:
    """A batch has at least a byte."""
    assert learnt(1, 0, TURN_S).messages == 1


def test_a_thread_that_waits_long_has_not_waited_for_a_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting counts a quarter, so that a busy machine makes no turn smaller and a slow model still does."""
    walls, owns = iter([0.0, 3.0, 40.0]), iter([0.0, 1.0, 1.0])
    monkeypatch.setattr("plenum.pipeline.stage.pace.time.monotonic", lambda: next(walls))
    monkeypatch.setattr("plenum.pipeline.stage.pace.time.thread_time", lambda: next(owns))
    clock = Clock()
    assert clock.worked_s == 1.0
    assert clock.worked_s == 10.0
