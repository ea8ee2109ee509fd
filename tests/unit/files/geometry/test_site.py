"""Rooms on the site, and side by side where they do not say where they are."""

from __future__ import annotations

import pytest

from plenum.files.geometry.site import bounds, placed_rooms
from tests.support.buildings import room


def a_room(room_id: str, **more: object) -> dict[str, object]:
    """A room of a result: its tile has two edges."""
    return room(room_id, tile_m=[0.6, 0.6], **more)


def test_rooms_that_say_where_they_stand_are_left_there() -> None:
    """Corners are in site coordinates."""
    frames = [{"origin_m": [10.0 * n, 5.0, 0.0], "rotation_deg": 0.0} for n in range(2)]
    placed, on_site = placed_rooms([a_room(f"r{n}", frame=frame) for n, frame in enumerate(frames)])
    assert on_site
    assert bounds(placed) == (pytest.approx((0.0, 5.0)), pytest.approx((15.4, 9.2)))


def test_rooms_that_do_not_are_put_side_by_side_without_meeting() -> None:
    """Two at one origin would lie on each other."""
    placed, on_site = placed_rooms([a_room(f"r{n}") for n in range(5)])
    assert not on_site
    boxes = [bounds([entry]) for entry in placed]
    for n, ((x0, y0), (x1, y1)) in enumerate(boxes):
        for (u0, v0), (u1, v1) in boxes[n + 1 :]:
            assert x1 <= u0 or u1 <= x0 or y1 <= v0 or v1 <= y0


def test_components_are_found_at_their_tiles_centres() -> None:
    """On the site, in m."""
    (entry,), _ = placed_rooms([a_room("r", rows=["....", ".L.."])])
    assert list(entry.centres()) == [pytest.approx((0.9, 0.9))]
