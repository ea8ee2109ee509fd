"""Whether the rest of a room can be completed at all is answered by tiles that keep every hard rule."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.makeshift import as_tiles, makeshift
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.verify import verify

ELL = ("........", "........", "..L..L..", "....####", "....####", "..L.####")
OUTLINE = ((0.0, 0.0), (4.8, 0.0), (4.8, 1.8), (2.4, 1.8), (2.4, 3.6), (0.0, 3.6))


@pytest.mark.parametrize("code", list(FireCode))
@pytest.mark.parametrize(
    "room",
    [
        Room("r", ("." * 20,) * 14),
        Room("r", ELL, outline_m=OUTLINE),
        Room("r", ("." * 40,) * 3, room_type="corridor"),
    ],
)
def test_its_tiles_break_no_hard_rule(room: Room, code: FireCode) -> None:
    """Diffusers, returns and detectors together, by the verifier."""
    brief = brief_for(room, Settings(code=code))
    found = makeshift(room, brief)
    assert found is not None
    for kind, tiles in (
        (Kind.SUPPLY, found.spread(room)),
        (Kind.RETURN, as_tiles(found.returns)),
        (Kind.DETECTOR, as_tiles(found.detectors)),
    ):
        room = room.with_layout(Layout(kind, tuple(Terminal(tile) for tile in tiles)))
    assert [e.rule for e in broken(verify(room, brief, ("AIR_SUPPLY", "SMK")))] == []


def test_nothing_is_found_where_lights_took_the_tiles() -> None:
    """Two free tiles side by side hold no diffuser, return and detector."""
    room = Room("r", ("LLLLL", "L..LL", "LLLLL"))
    assert makeshift(room, brief_for(room, Settings())) is None
