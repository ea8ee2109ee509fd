"""Rooms travel in batches of bounded work, the largest first, and come back in their own order."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.pipeline.batch import BatchRoom, batches


def rooms(*tiles: int) -> list[Room]:
    """Rooms of so many tiles in one row."""
    return [Room(f"r{n}", ("." * count,)) for n, count in enumerate(tiles)]


@pytest.mark.parametrize(
    ("tiles", "expected"),
    [
        ((10, 10, 10), [[0, 1], [2]]),
        ((5, 50, 5), [[1], [0, 2]]),
        ((1,), [[0]]),
        ((), []),
    ],
)
def test_a_batch_closes_at_its_tiles_and_a_hall_is_a_batch_of_its_own(
    tiles: tuple[int, ...], expected: list[list[int]]
) -> None:
    """20 tiles a batch: the large room travels alone and first."""
    cut = batches(rooms(*tiles), most_tiles=20, most_rooms=10)
    assert [[index for index, _ in batch] for batch in cut] == expected


def test_a_batch_closes_at_its_number_of_rooms() -> None:
    """Closets do not make a batch without end."""
    cut = list(batches(rooms(*[1] * 25), most_tiles=1000, most_rooms=10))
    assert [len(batch) for batch in cut] == [10, 10, 5]


def test_invalid_tiles_weigh_nothing() -> None:
    """Work is counted in tiles that can hold something."""
    half = Room("half", ("." * 10 + "#" * 90,))
    assert len(list(batches([half, half], most_tiles=20, most_rooms=10))) == 1


def test_a_room_from_a_version_that_shared_no_power_out_keeps_to_its_own() -> None:
    """161 W at 30 W a luminaire: its models and its selector are asked for no more."""
    office = Room("o", ("." * 9,) * 7, room_type="office_enclosed")
    assert BatchRoom(0, office).brief(Settings()).light.most_lights == 5
    assert BatchRoom(0, office, most_lights=7).brief(Settings()).light.most_lights == 7
