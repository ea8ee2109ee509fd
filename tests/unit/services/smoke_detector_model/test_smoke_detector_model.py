"""The detector model in odd rooms: corners, strips, holes, no tile, what came in, certificates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.smoke.smoke_rules import smoke_evidence
from services.smoke_detector_model.model import place

N, B, E = FireCode.NFPA72, FireCode.BS5839, FireCode.EN54_14_2018


def brief(room: Room, code: FireCode = N) -> Brief:
    """The room's brief."""
    return brief_for(room, Settings(code=code))


def holds(room: Room, code: FireCode) -> bool:
    """Whether the room holds every hard smoke rule once its detectors are placed."""
    asked = brief(room, code)
    return not broken(smoke_evidence(room.with_layout(place(room, asked)), asked))


@pytest.mark.slow
@pytest.mark.parametrize("code", list(FireCode))
@pytest.mark.parametrize("length", [1, 2, 7, 26, 60, 200])
def test_a_corridor_one_tile_wide_is_covered(code: FireCode, length: int) -> None:
    """The wall distance gives way; the spacing along the axis holds."""
    assert holds(Room("r", ("." * length,), room_type="corridor"), code)


@pytest.mark.slow
@pytest.mark.parametrize("code", list(FireCode))
def test_a_wide_corridor_keeps_its_spacing(code: FireCode) -> None:
    """Gaps and ends by SMK-7, though corners are what the cover looks at."""
    for width in (2, 3, 4, 6):
        assert holds(Room("r", ("." * 75,) * width, room_type="corridor"), code), width


@pytest.mark.slow
@pytest.mark.parametrize("code", list(FireCode))
def test_a_room_around_a_court_is_covered_in_sight(code: FireCode) -> None:
    """A ring 3 m wide around a hole of 9 m: no detector sees across it."""
    hole = ((3.0, 3.0), (12.0, 3.0), (12.0, 12.0), (3.0, 12.0))
    middle = "....." + "#" * 15 + "....."
    rows = ("." * 25,) * 5 + (middle,) * 15 + ("." * 25,) * 5
    room = Room("r", rows, holes_m=(hole,))
    assert holds(room, code)
    assert len(place(room, brief(room, code)).terminals) >= 4


def test_an_existing_detector_counts_and_only_the_rest_is_covered() -> None:
    """Two are needed in 18 m; one is there."""
    rows = ["." * 30] * 5
    rows[2] = "......D......................."
    room = Room("r", tuple(rows), existing=frozenset({(6, 2)}))
    layout = place(room, brief(room))
    assert len(layout.terminals) == 1
    assert layout.terminals[0].tile[0] > 15
    assert layout.proof
    assert layout.proof.proven


def test_a_room_that_is_covered_already_gets_nothing() -> None:
    """No detector for its own sake."""
    room = Room("r", (".....", "..D..", "....."), existing=frozenset({(2, 1)}))
    assert place(room, brief(room)).terminals == ()


def test_reserved_tiles_are_used_and_released() -> None:
    """Reserved tiles are free to this model, and it takes as few as it needs."""
    room = Room("r", ("LLLLL", "L.L.L", "LLLLL"))
    asked = replace(brief(room), reserved=frozenset({(1, 1), (3, 1)}))
    assert len(place(room, asked).terminals) == 1


def test_a_certificate_names_the_point_that_nothing_can_cover() -> None:
    """The far end of a strip has no usable tile: even all tiles together leave it."""
    outline = ((0, 0), (24, 0), (24, 1.8), (0, 1.8))
    room = Room("r", ("." * 10 + "#" * 30,) * 3, outline_m=outline)
    layout = place(room, brief(room))
    assert layout.proof is None
    assert layout.infeasible
    assert layout.infeasible.rule == "SMK-1N"
    assert "uncovered" in layout.infeasible.certificate
    assert layout.infeasible.relaxation
    assert layout.terminals, "what can be covered is covered"
    assert any("no tile left covers" in note for note in layout.notes)


def test_tiles_taken_by_earlier_stages_make_no_certificate() -> None:
    """Lights on the far half: another layout would have left a tile there."""
    room = Room("r", ("." * 10 + "L" * 30,) * 3)
    layout = place(room, brief(room))
    assert layout.infeasible is None
    assert layout.notes


def test_existing_lights_that_leave_no_tile_are_named() -> None:
    """The tiles to free are given, nearest to the open point first."""
    rows = ("." * 10 + "L" * 30,) * 3
    lights = frozenset((x, y) for y in range(3) for x in range(10, 40))
    layout = place(Room("r", rows, existing=lights), brief(Room("r", rows)))
    assert layout.infeasible
    assert layout.infeasible.tiles
    assert set(layout.infeasible.tiles) <= lights


def test_no_free_tile_at_all_is_a_certificate_when_it_came_so() -> None:
    """A room of four existing lights."""
    room = Room("r", ("LL", "LL"), existing=frozenset({(0, 0), (1, 0), (0, 1), (1, 1)}))
    layout = place(room, brief(room))
    assert layout.terminals == ()
    assert layout.infeasible


def test_a_room_of_four_tiles_can_not_keep_detector_and_supply_apart() -> None:
    """No three of them keep 0.91 m: the certificate says so, and how far to lower the rules."""
    room = Room("r", ("S.", "L."), flows={(0, 0): 9.0})
    layout = place(room, brief(room))
    assert layout.infeasible
    assert layout.infeasible.rule == "SMK-5"
    assert "lowered to 0.60 m" in layout.infeasible.relaxation


def test_existing_components_that_break_a_rule_are_reported_as_theirs() -> None:
    """A detector beside a supply, both there before: nothing placed can mend it."""
    rows = ["." * 9] * 7
    rows[3] = "...DS...."
    room = Room("r", tuple(rows), existing=frozenset({(3, 3), (4, 3)}))
    layout = place(room, brief(room))
    assert layout.infeasible
    assert layout.infeasible.rule == "SMK-5"
    assert "came in" in layout.infeasible.certificate


def test_a_ceiling_too_high_is_infeasible_under_bs() -> None:
    """With the way out: another kind of detector."""
    room = Room("r", ("." * 9,) * 7, ceiling_height_m=12.0)
    layout = place(room, brief(room, B))
    assert layout.infeasible
    assert layout.infeasible.rule == "SMK-10"


def test_a_kitchen_gets_none_and_a_note() -> None:
    """Heat detectors are outside what is placed."""
    room = Room("r", ("." * 9,) * 7, room_type="kitchen")
    layout = place(room, brief(room))
    assert layout.terminals == ()
    assert "heat detector required" in layout.notes[0]


@pytest.mark.parametrize("code", list(FireCode))
def test_detectors_stand_clear_of_air_terminals(code: FireCode) -> None:
    """With supplies and returns all over, the clearances hold all the same."""
    rows = ["." * 20] * 12
    rows[3] = "..S....S....S....S.."
    rows[8] = "..S....R....S....R.."
    assert holds(Room("r", tuple(rows)), code)
