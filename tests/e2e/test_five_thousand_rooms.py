"""A building of 5,000 rooms through the real processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plenum.pipeline.record.redis import keys
from tests.support.buildings import building, room
from tests.support.system import PATIENT, System, system

ROOMS = 5000
pytestmark = pytest.mark.long


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[System]:
    """A stack of its own, with the embedded sink."""
    with system(tmp_path, full=False, env=PATIENT) as running:
        yield running


def test_five_thousand_rooms_are_all_completed_in_their_order(alone: System) -> None:
    """Twelve shapes of room over and over, each under a name of its own; nothing is left to be done."""
    rooms = [room(f"room_{n}", 4 + n % 4, 4 + n % 3, room_type="storage") for n in range(ROOMS)]
    result = alone.place(building(rooms), timeout_s=800)
    assert result["totals"]["statuses"] == {"complete": ROOMS}
    assert [r["room_id"] for r in result["rooms"]] == [r["room_id"] for r in rooms]
    assert alone.client.redis.zcard(keys.DUE) == 0
