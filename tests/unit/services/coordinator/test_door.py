"""How much a coordinator takes at once: as much as it does in the time of a turn."""

from __future__ import annotations

from plenum.pipeline.record.redis.inbox import Bounds
from services.coordinator.door import TURN_S, Pace


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
