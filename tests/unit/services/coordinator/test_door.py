"""How much a coordinator takes at once: as much as it does in the time of a turn."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest
from celery import Celery

from plenum.pipeline.record.redis.inbox import Bounds
from services.coordinator.door import TURN_S, Door, Pace
from tests.support.toy_pipeline import ToyPipeline


def test_a_turn_holds_what_can_be_done_in_its_time() -> None:
    """By the mean of the turns before, whichever way it goes."""
    pace = Pace()
    for _ in range(50):
        pace.took(10, 10 * TURN_S / 8)
    assert 7 <= pace.bounds.messages <= 8
    for _ in range(50):
        pace.took(8, 8 * TURN_S / 20)
    assert 19 <= pace.bounds.messages <= 20


def test_a_turn_is_bounded_and_never_empty() -> None:
    """However fast or slow messages are."""
    fast, slow = Pace(), Pace()
    for _ in range(50):
        fast.took(64, 1e-6)
        slow.took(1, 100 * TURN_S)
    assert fast.bounds == Bounds()
    assert slow.bounds.messages == 1


class Inbox:
    """Has as many messages as are asked for, and remembers how many that was."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def take(self, bounds: Bounds) -> list[bytes]:
        """All of them."""
        self.asked.append(bounds.messages)
        return [b"message"] * bounds.messages

    def done(self, messages: int, aside: Sequence[int]) -> None:
        """Nothing is left of them."""


@pytest.mark.slow
def test_waiting_for_the_processor_makes_no_turn_shorter() -> None:
    """On a machine that has other things to do, turns of one message would never catch up."""
    door: Any = Door(Celery("toy", set_as_current=False), ToyPipeline().coordinator)  # type: ignore[arg-type]  # a host
    door.turn = lambda _entries: time.sleep(TURN_S) or []
    inbox = Inbox()
    for _ in range(20):
        door._one_turn(inbox, None)
    assert inbox.asked[-1] == Bounds().messages
