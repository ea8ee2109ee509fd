"""A room is placed as the typical one of several where that holds in it too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Proof, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence, broken
from plenum.ceiling.whole.as_typical import MORE_LIGHTS, as_typical
from plenum.ceiling.whole.typical import Typical
from plenum.ceiling.whole.verify import verify
from services.air_supply_model.model import place as supply
from services.light_model_b_sparse.model import place as sparse

ROOM = Room(
    "a", ("......",) * 6, outline_m=((0.0, 0.0), (3.6, 0.0), (3.6, 3.6), (0.0, 3.6)), ceiling_height_m=2.8
)
LARGER = ((-0.02, -0.02), (3.62, -0.02), (3.62, 3.62), (-0.02, 3.62))
TYPICAL = Typical(("......",) * 5 + ("#####.",), LARGER, 2.8)
CORNERS = ((1, 1), (4, 1), (1, 4), (4, 4))


def layout(*tiles: Tile, kind: Kind = Kind.LIGHT) -> Layout:
    """A layout on these tiles, whose count is proven."""
    proof = Proof(len(tiles), len(tiles)) if tiles else None
    return Layout(kind, tuple(Terminal(tile) for tile in tiles), proof)


def placed(answer: Layout, own: Layout, room: Room = ROOM, typical: Typical = TYPICAL) -> Layout:
    """What is taken where a model answers this for the typical room, and everything holds."""
    return as_typical(
        lambda _room, _brief: answer, lambda _: (), room, brief_for(room, Settings()), typical, own
    )


def test_the_typical_rooms_layout_is_taken_and_the_rooms_own_bound_kept() -> None:
    """What is proven of one room is not of another."""
    own = layout((2, 2), (3, 3), (2, 3))
    taken = placed(layout(*CORNERS), own)
    assert [terminal.tile for terminal in taken.terminals] == list(CORNERS)
    assert taken.proof == Proof(4, 3)
    assert taken.notes == (
        "1 more than this room's own layout has, to be the same as in the rooms that are nearly like it",
    )


def test_as_many_need_no_word() -> None:
    """It is the room's ceiling as any other."""
    assert placed(layout(*CORNERS), layout((2, 2), (3, 3), (2, 3), (3, 2))).notes == ()


def test_too_many_lights_more_are_not_taken() -> None:
    """Likeness is worth so many, and no other terminal."""
    own = layout((2, 2))
    assert placed(layout(*CORNERS[: 1 + MORE_LIGHTS]), own) is not own
    assert placed(layout(*CORNERS), own) is own
    grille = layout((2, 2), kind=Kind.RETURN)
    assert placed(layout((1, 1), (4, 4), kind=Kind.RETURN), grille) is grille


def test_what_breaks_a_rule_in_the_room_is_not_taken() -> None:
    """The room's own verifier has the last word."""
    broken_rule = Evidence("LGT-1", 400.0, 500.0, "lx", -100.0, False, True, "", "H")
    own = layout((2, 2))
    brief = brief_for(ROOM, Settings())
    got = as_typical(lambda _r, _b: layout((3, 3)), lambda _: (broken_rule,), ROOM, brief, TYPICAL, own)
    assert got is own


def rule(name: str, value: float, limit: float, *, hard: bool = False, passed: bool = True) -> Evidence:
    """One that asks for at least so much."""
    return Evidence(name, value, limit, "", value - limit, passed, hard, "", "H")


@pytest.mark.parametrize(
    ("own", "typical", "taken"),
    [
        (rule("LGT-5", 0.5, 0.4), rule("LGT-5", 0.3, 0.4, passed=False), False),
        (rule("LGT-5", 0.3, 0.4, passed=False), rule("LGT-5", 0.2, 0.4, passed=False), True),
        (rule("LGT-1", 512.0, 500.0, hard=True), rule("LGT-1", 505.0, 500.0, hard=True), False),
        (rule("LGT-1", 508.0, 500.0, hard=True), rule("LGT-1", 505.0, 500.0, hard=True), True),
        (rule("LGT-12", 0.9, 0.5), rule("LGT-12", 0.7, 0.5), False),
        (rule("LGT-12", 0.9, 0.5), rule("LGT-12", 0.85, 0.5), True),
    ],
    ids=["a soft rule", "one broken before", "the margin", "none before", "order", "hardly less"],
)
def test_likeness_is_not_bought_by_a_worse_ceiling(own: Evidence, typical: Evidence, taken: bool) -> None:
    """What the room's own layout holds the other holds too."""
    tiles = layout((2, 2))
    brief = brief_for(ROOM, Settings())

    def judge(answer: Layout) -> tuple[Evidence, ...]:
        return (own,) if answer is tiles else (typical,)

    got = as_typical(lambda _r, _b: layout((3, 3)), judge, ROOM, brief, TYPICAL, tiles)
    assert (got is not tiles) == taken


def test_where_either_has_no_layout_the_rooms_own_answer_stands() -> None:
    """With its reasons."""
    none = Layout(Kind.LIGHT, notes=("why",))
    assert placed(layout(*CORNERS), none) is none
    assert placed(none, layout((2, 2))) == layout((2, 2))


def test_the_model_is_asked_about_the_typical_room_with_what_hangs_by_now() -> None:
    """Its walls, its share of the power, the tiles that all have; no flow of this room alone."""
    asked: list[tuple[Room, Brief]] = []

    def place(room: Room, brief: Brief) -> Layout:
        asked.append((room, brief))
        return layout((2, 2), kind=Kind.RETURN)

    lit = ROOM.with_layout(layout(*CORNERS)).with_layout(Layout(Kind.SUPPLY, (Terminal((2, 4), 30.0),)))
    typical = replace(TYPICAL, most_lights=5)
    as_typical(
        place, lambda _: (), lit, brief_for(lit, Settings()), typical, layout((3, 3), kind=Kind.RETURN)
    )
    ((room, brief),) = asked
    assert room.rows == ("......", ".L..L.", "......", "......", ".LS.L.", "#####.")
    assert (room.outline_m, room.flows, brief.most_lights, brief.room) == (LARGER, {}, 5, room)


def test_a_room_with_something_on_a_tile_that_others_lack_is_placed_by_itself() -> None:
    """Its own lights were taken before: the typical room cannot have them."""
    lit, own = ROOM.with_layout(layout((0, 5))), layout((2, 2), kind=Kind.RETURN)
    assert placed(layout((3, 3), kind=Kind.RETURN), own, lit) is own


def test_diffusers_get_the_rooms_own_flows() -> None:
    """The typical room is larger, and its air more."""
    brief = brief_for(ROOM, Settings())
    lit = ROOM.with_layout(sparse(ROOM, brief))

    def judge(layout: Layout) -> tuple[Evidence, ...]:
        return verify(lit.with_layout(layout), brief, ("AIR_SUPPLY",), original=ROOM)

    larger = replace(TYPICAL, rows=ROOM.rows, outline_m=((-0.2, -0.2), (3.8, -0.2), (3.8, 3.8), (-0.2, 3.8)))
    taken = as_typical(supply, judge, lit, brief, larger, supply(lit, brief))
    brought = sum(terminal.flow_l_s or 0.0 for terminal in taken.terminals)
    assert brief.air.supply_l_s <= brought <= brief.air.supply_l_s + 0.1 * len(taken.terminals) + 1e-9
    assert not broken(judge(taken))
