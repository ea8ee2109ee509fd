"""The table of what the order costs: the series against the joint optimum."""

from __future__ import annotations

from benchmarks.tables_order import compared, odd_rooms
from plenum.ceiling.room.kinds import Kind


def test_no_room_is_completed_with_fewer_components_than_the_optimum() -> None:
    """The optimum is one: neither way completes what the other calls impossible, nor with less."""
    found = compared(odd_rooms(25), 24)
    assert len(found) > 15
    for room in found:
        assert room.proven
        assert room.complete is room.exists
        if room.complete:
            assert room.extra >= 0
            assert all(room.series[kind] >= room.joint[kind] for kind in Kind if kind is not Kind.LIGHT)
    assert any(room.complete for room in found)
