"""Return grilles: how many, how far from the supplies, and the air in balance."""

from __future__ import annotations

import math

import pytest

from plenum.ceiling.air.air_rules import return_evidence
from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.reserve import reserved
from services.air_return_model.model import place
from services.air_supply_model.model import place as supplies


def supplied(room: Room) -> tuple[Room, Brief]:
    """The room with its diffusers, and its brief."""
    brief = reserved(room, brief_for(room, Settings()))
    return room.with_layout(supplies(room, brief)), brief


def test_the_return_stands_far_from_the_supply() -> None:
    """In an office of 10 m² it keeps the 1.8 m."""
    room, brief = supplied(Room("r", ("." * 6,) * 5))
    (grille,) = place(room, brief).terminals
    (diffuser,) = room.of_kind(Kind.SUPPLY)
    assert math.dist(grille.tile, diffuser) * 0.6 >= brief.air.supply_return_m


def test_the_return_takes_what_the_diffusers_really_bring() -> None:
    """Their rounded flows, not the calculated Q."""
    room, brief = supplied(Room("r", ("." * 15,) * 10, room_type="office_open"))
    (grille,) = place(room, brief).terminals
    assert grille.flow_l_s == pytest.approx(sum(room.flows.values()), abs=0.05)


def test_a_fume_lab_gets_exhaust_grilles_and_negative_pressure() -> None:
    """Two for 840 L/s; with them AIR-11 holds."""
    room, brief = supplied(Room("r", ("." * 20,) * 10, room_type="fume_lab"))
    layout = place(room, brief)
    assert len(layout.terminals) == 2
    assert not broken(return_evidence(room.with_layout(layout), brief))


def test_a_wc_gets_an_exhaust_though_it_has_no_supply() -> None:
    """Transfer air leaves through it."""
    room, brief = supplied(Room("r", ("." * 6,) * 6, room_type="restroom"))
    layout = place(room, brief)
    assert len(layout.terminals) == 1
    assert not broken(return_evidence(room.with_layout(layout), brief))


def test_an_existing_return_without_a_flow_is_enough_where_one_is_needed() -> None:
    """It takes the whole share."""
    room = Room("r", ("." * 8, "." * 8, "." * 8, "." * 8, "R......."), existing=frozenset({(0, 4)}))
    room, brief = supplied(room)
    assert place(room, brief).terminals == ()
    assert not broken(return_evidence(room, brief))


def test_an_existing_return_with_too_little_flow_is_helped() -> None:
    """The second grille brings the balance."""
    room = Room(
        "r",
        ("." * 10, *("." * 10,) * 6, "R" + "." * 9),
        existing=frozenset({(0, 7)}),
        flows={(0, 7): 40.0},
    )
    room, brief = supplied(room)
    layout = place(room, brief)
    assert len(layout.terminals) == 1
    assert not broken(return_evidence(room.with_layout(layout), brief))


@pytest.mark.slow
def test_a_return_that_can_not_keep_its_distance_names_the_rule_and_the_tile() -> None:
    """The only free tile is beside the supply."""
    rows = ("L" * 8, "LLLS.LLL", "L" * 8, "L" * 8, "L" * 8)
    room = Room("r", rows, flows={(3, 1): 72.0})
    layout = place(room, brief_for(room, Settings()))
    assert [t.tile for t in layout.terminals] == [(4, 1)]
    assert any("AIR-9" in note and "(4, 1)" in note for note in layout.notes)
    assert layout.infeasible is None, "other lights would have left another tile"


@pytest.mark.slow
def test_a_room_without_a_free_tile_gets_no_return_and_says_so() -> None:
    """An empty answer is an answer."""
    room = Room("r", ("LLLL", "LLLS"))
    layout = place(room, brief_for(room, Settings()))
    assert layout.terminals == ()
    assert any("no tile is free" in note for note in layout.notes)
