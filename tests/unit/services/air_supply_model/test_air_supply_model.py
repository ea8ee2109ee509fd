"""Supply diffusers: how many, where, with what flow, and what they keep clear of."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from plenum.ceiling.air.air_rules import supply_evidence
from plenum.ceiling.air.diffuser_count import supply_count
from plenum.ceiling.air.p_median import spread
from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.reserve import reserved
from services.air_supply_model.model import place


def brief(room: Room, code: FireCode = FireCode.NFPA72) -> Brief:
    """The room's brief with its tiles reserved."""
    return reserved(room, brief_for(room, Settings(code=code)))


def test_a_small_room_gets_one_diffuser_in_its_middle() -> None:
    """With nothing reserved the p-median of one is the centre."""
    room = Room("r", ("." * 7,) * 5)
    layout = place(room, brief_for(room, Settings()))
    assert [t.tile for t in layout.terminals] == [(3, 2)]
    assert layout.proof
    assert layout.proof.proven


def test_flows_add_up_to_what_the_room_needs() -> None:
    """Equal shares, rounded up to a tenth of a L/s."""
    room = Room("r", ("." * 15,) * 10, room_type="office_open")
    asked = brief(room)
    flows = [t.flow_l_s for t in place(room, asked).terminals]
    assert len(flows) == 3
    assert flows == [89.3] * 3
    assert sum(flow or 0 for flow in flows) >= asked.air.supply_l_s


@pytest.mark.parametrize("code", list(FireCode))
def test_diffusers_keep_clear_of_reserved_tiles(code: FireCode) -> None:
    """SMK-5 from the tiles kept for detectors, AIR-9 from the one kept for the return."""
    room = Room("r", ("." * 12,) * 9, room_type="conference")
    asked = brief(room, code)
    tiles = [t.tile for t in place(room, asked).terminals]
    for x, y in asked.reserved - asked.reserved_return:
        assert min(math.hypot(x - a, y - b) * 0.6 for a, b in tiles) >= asked.smoke.supply_m
    for x, y in asked.reserved_return:
        assert min(math.hypot(x - a, y - b) * 0.6 for a, b in tiles) >= 1.8


def test_an_existing_diffuser_is_counted_and_shares_the_flow() -> None:
    """Three are needed, one is there: two are added, each with a third of the flow."""
    rows = ["." * 15] * 10
    rows[5] = "..S............"
    room = Room("r", tuple(rows), room_type="office_open", existing=frozenset({(2, 5)}))
    layout = place(room, brief(room))
    assert [t.flow_l_s for t in layout.terminals] == [89.3] * 2
    assert min(t.tile[0] for t in layout.terminals) > 4, "they go where the existing one is not"


def test_existing_diffusers_with_enough_flow_are_left_alone() -> None:
    """Nothing is added to a room that has its air."""
    rows = ["." * 7] * 5
    rows[2] = "...S..."
    room = Room("r", tuple(rows), existing=frozenset({(3, 2)}), flows={(3, 2): 100.0})
    assert place(room, brief(room)).terminals == ()


def test_an_existing_diffuser_with_too_little_flow_is_helped() -> None:
    """Enough in number, not in flow: one more brings the rest."""
    rows = ["." * 7] * 5
    rows[2] = "...S..."
    room = Room("r", tuple(rows), existing=frozenset({(3, 2)}), flows={(3, 2): 20.0})
    asked = brief(room)
    (added,) = place(room, asked).terminals
    assert added.flow_l_s == pytest.approx(asked.air.supply_l_s - 20, abs=0.1)


def test_a_wc_gets_no_diffuser_and_the_note_says_why() -> None:
    """Air comes by transfer."""
    room = Room("r", ("." * 6,) * 6, room_type="restroom")
    layout = place(room, brief(room))
    assert layout.terminals == ()
    assert "transfer" in layout.notes[0]


def test_a_long_corridor_gets_more_diffusers_than_its_flow_asks_for() -> None:
    """30 m by 2.4 m: one diffuser would leave most of it still; none falls under 30 L/s."""
    room = Room("r", ("." * 50,) * 4, room_type="corridor")
    asked = brief(room)
    assert asked.air.min_supplies == 1
    assert supply_count(room, asked.air) == 3
    xs = sorted(t.tile[0] for t in place(room, asked).terminals)
    assert np.diff(xs).min() > 10


def test_a_room_without_a_free_tile_is_infeasible_with_a_certificate() -> None:
    """All tiles came in occupied."""
    room = Room("r", ("LL", "LL"), existing=frozenset({(0, 0), (1, 0), (0, 1), (1, 1)}))
    layout = place(room, brief(room))
    assert layout.terminals == ()
    assert layout.infeasible
    assert layout.infeasible.relaxation


def test_lights_that_took_every_tile_do_not_make_a_room_infeasible() -> None:
    """Another light layout would have left a tile: unsolved, not infeasible."""
    room = Room("r", ("L" * 8,) * 8)
    layout = place(room, brief(room))
    assert layout.infeasible is None
    assert any(note.startswith("AIR-3") for note in layout.notes)


@pytest.mark.slow
def test_reserved_tiles_are_never_taken_even_when_they_are_the_last() -> None:
    """They belong to the return and the detector."""
    room = Room("r", ("LLLL", "L..L"))
    asked = replace(brief(room), reserved=frozenset({(1, 1), (2, 1)}))
    assert place(room, asked).terminals == ()


def test_a_hall_is_served_evenly_by_a_snapped_array() -> None:
    """Beyond the work budget an array does; every diffuser has its own tile and AIR-3 holds."""
    room = Room("r", ("." * 80,) * 80, room_type="office_open")
    asked = brief_for(room, Settings())
    layout = place(room, asked)
    tiles = [t.tile for t in layout.terminals]
    assert len(set(tiles)) == len(tiles) >= asked.air.min_supplies
    after = room.with_layout(layout)
    assert not broken(supply_evidence(after, asked))
    assert next(e for e in supply_evidence(after, asked) if e.rule == "AIR-6").passed


def test_spread_places_two_in_the_quarter_points_of_a_strip() -> None:
    """Half the spacing to the ends: the p-median of squared distances."""
    strip = Room("strip", ("." * 20,))
    chosen = spread(strip, strip.free(), strip.free(), 2, ())
    assert sorted(chosen) in ([4, 14], [4, 15], [5, 14], [5, 15])


def test_spread_gives_what_there_is_when_candidates_are_few() -> None:
    """No error, no tile twice."""
    pair = Room("pair", ("..",))
    assert sorted(spread(pair, pair.free(), pair.free(), 5, ())) == [0, 1]
