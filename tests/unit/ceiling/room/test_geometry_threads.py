"""Geometry asked by several threads at once: models in one process, jobs in one coordinator."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from plenum.ceiling.room.geometry import contains, polygon, tiles_inside
from plenum.ceiling.room.room import Room

THREADS = 3


def room(depth_m: float) -> Room:
    """An L, so that sight and containment need the polygon's index."""
    outline = ((0.0, 0.0), (12.0, 0.0), (12.0, depth_m), (5.0, depth_m), (5.0, 12.0), (0.0, 12.0))
    return Room("L", tuple("." * 20 for _ in range(20)), outline_m=outline)


def test_two_threads_never_hold_the_same_prepared_polygon() -> None:
    """A prepared polygon builds its index on the first question: shared, it crashes the process."""
    with ThreadPoolExecutor(1) as other:
        assert other.submit(polygon, room(5.0)).result() is not polygon(room(5.0))
    assert polygon(room(5.0)) is polygon(room(5.0))


@pytest.mark.slow
def test_threads_that_ask_about_the_same_room_at_once_get_the_same_answers() -> None:
    """Rooms that nobody has asked about yet, by three threads in step."""
    gate = threading.Barrier(THREADS)

    def ask(depth_m: float) -> tuple[bytes, bytes]:
        points = np.random.default_rng(0).random((50, 2)) * 12
        gate.wait()
        return tiles_inside(room(depth_m)).tobytes(), contains(room(depth_m), points).tobytes()

    with ThreadPoolExecutor(THREADS) as pool:
        for step in range(200):
            answers = set(pool.map(ask, [5.0 + step / 1000] * THREADS))
            assert len(answers) == 1
