"""A model whose room was edited keeps the earlier layout where that is as good as a fresh one."""

from __future__ import annotations

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import Tile, components
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Proof, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.whole.least_change import (
    brief_around,
    kept_of,
    reserve_around,
    standing,
    stay,
    undisturbed,
)

NEEDED = 4
"""Lights that the toy rule asks for."""


def brief(room: Room) -> Brief:
    """What the rule set asks."""
    return brief_for(room, Settings())


def first_free(room: Room, _brief: Brief) -> Layout:
    """A toy model: lights on the first free tiles until there are enough."""
    missing = max(0, NEEDED - len(room.of_kind(Kind.LIGHT)))
    tiles = room.free()[:missing]
    return Layout(Kind.LIGHT, tuple(Terminal(tile) for tile in tiles), Proof(len(tiles), missing))


def rule(*forbidden: Tile) -> object:
    """The toy rule: none of these tiles, each offence counted."""

    def judge(layout: Layout) -> tuple[Evidence, ...]:
        broken = float(sum(t.tile in forbidden for t in layout.terminals))
        return (Evidence("X", broken, 0.0, "", -broken, not broken, True, "", "H"),)

    return judge


def stayed(room: Room, earlier: str, *forbidden: Tile) -> tuple[str, int]:
    """The row of a one-row room with its lights, of which the fewest are asked for, and how many stayed."""
    before = components([earlier])
    fewest = brief_for(room, Settings(overrides={"order": "free"}))
    fresh = first_free(room, fewest)
    layout = stay(first_free, rule(*forbidden), room, fewest, fresh, before)  # type: ignore[arg-type]  # broken rules by name will do here
    assert len(layout.terminals) <= len(fresh.terminals)
    assert layout.proof
    assert layout.proof.lower_bound == NEEDED
    return room.with_layout(layout).rows[0], kept_of(layout, before)[0]


def test_a_layout_that_still_stands_is_kept_whole() -> None:
    """Though a fresh one would look different."""
    assert stayed(Room("r", ("..........",)), ".L.L.L.L..") == (".L.L.L.L..", 4)


def test_what_was_lost_is_replaced_and_the_rest_stays() -> None:
    """One tile is blocked: one light moves."""
    assert stayed(Room("r", ("...#......",)), ".L.L.L.L..") == ("LL.#.L.L..", 3)


def test_a_layout_with_more_than_a_fresh_one_gives_up_the_ill_fitting() -> None:
    """The count does not stay above what the model would choose."""
    row, kept = stayed(Room("r", ("..........",)), "LLL.LLL...")
    assert row.count("L") == NEEDED
    assert kept >= NEEDED - 1


def test_lights_that_order_had_beyond_the_fewest_may_stay_up_to_a_third_more() -> None:
    """Where order is asked for: five stay where four would do, not seven."""
    room = Room("r", ("..........",))
    for earlier, stayed_there in (("LL.L.L.L..", 5), ("LLLLLLL...", 5)):
        before, fresh = components([earlier]), first_free(room, brief(room))
        layout = stay(first_free, rule(), room, brief(room), fresh, before)  # type: ignore[arg-type]  # broken rules by name will do here
        assert len(layout.terminals) == kept_of(layout, before)[0] == stayed_there


def test_as_many_diffusers_stay_as_there_were_and_none_is_put_beside_them() -> None:
    """Four where a fresh room has three: a third more are order's."""
    room = Room("r", ("............",))

    def three(room: Room, _brief: Brief) -> Layout:
        missing = max(0, 3 - len(room.of_kind(Kind.SUPPLY)))
        return Layout(Kind.SUPPLY, tuple(Terminal(tile) for tile in room.free()[:missing]))

    before, fresh = components([".S..S..S..S."]), three(room, brief(room))
    layout = stay(three, rule(), room, brief(room), fresh, before)  # type: ignore[arg-type]  # broken rules by name will do here
    assert room.with_layout(layout).rows == (".S..S..S..S.",)


def test_what_breaks_a_rule_that_a_fresh_layout_holds_does_not_stay() -> None:
    """The forbidden tile's neighbours go first, as many as it takes."""
    row, kept = stayed(Room("r", ("..........",)), "....LLLL..", (4, 0))
    assert row[4] == "."
    assert kept < NEEDED


def test_the_fresh_layout_stands_where_nothing_of_the_earlier_can_stay() -> None:
    """Its tiles are all gone."""
    assert stayed(Room("r", ("......####",)), "......LLLL") == ("LLLL..####", 0)


def test_tiles_kept_for_others_are_not_held_by_lights() -> None:
    """Nor is a diffuser too near to a tile that is newly reserved for a return."""
    room = Room("r", ("." * 9,) * 3)
    before = components(["L" + "." * 8, "S" + "." * 7 + "S", "." * 9])
    reserved = brief_for(room, Settings(), frozenset({(0, 0), (1, 1)}), frozenset({(1, 1)}))
    assert standing(room, reserved, before, Kind.LIGHT) == ()
    assert standing(room, reserved, before, Kind.SUPPLY) == ((8, 1),)
    assert (8, 1) in brief_around(room, reserved, before, Kind.LIGHT).reserved


def test_what_stays_reserves_its_own_detector_and_return() -> None:
    """The earlier ones, not those that an empty ceiling would reserve."""
    room = Room("r", ("." * 9,) * 7)
    before = components(["." * 9] * 2 + ["..D......"] + ["." * 9] * 3 + ["........R"])
    kept = reserve_around(room, brief(room), before)
    assert (kept.all, kept.for_return) == ({(2, 2), (8, 6)}, {(8, 6)})


def test_a_cover_that_would_need_more_detectors_than_order_gives_is_reserved_anew() -> None:
    """Three detectors of a larger room are not all kept where one is enough; two are, since a fresh
    ceiling may have one more than the fewest for its order."""
    room = Room("r", ("." * 9,) * 7)
    before = components(["D...D...D"] + ["." * 9] * 6)
    assert len(reserve_around(room, brief(room), before).all) == 2
    before = components(["D.......D"] + ["." * 9] * 6)
    assert {(0, 0), (8, 0)} < reserve_around(room, brief(room), before).all


def array_or_fewest(room: Room, asked: Brief) -> Layout:
    """A toy model: in order it fills every second tile, in none it is `first_free`."""
    if not asked.light.in_order:
        return first_free(room, asked)
    tiles = [(x, 0) for x in range(0, room.width, 2) if room.at((x, 0)) == "."]
    return Layout(Kind.LIGHT, tuple(Terminal(tile) for tile in tiles))


def test_lights_stay_though_what_is_added_is_then_in_no_order() -> None:
    """An array around those that stay has more lights than a fresh one: the missing one goes anywhere."""
    room = Room("r", ("...#....",))
    before = components([".L.L.L.L"])
    fresh = array_or_fewest(room, brief(room))
    layout = stay(array_or_fewest, rule(), room, brief(room), fresh, before)  # type: ignore[arg-type]  # broken rules by name will do here
    assert room.with_layout(layout).rows == ("LL.#.L.L",)


def test_detectors_that_all_stand_and_do_stay_undisturbed() -> None:
    """One whose tile is gone, or two where one would do, are sought anew."""
    before = components(["." * 9] * 3 + ["...D....."] + ["." * 9] * 3)
    whole = Room("r", ("." * 9,) * 7)
    layout = undisturbed(whole, brief(whole), before)
    assert layout
    assert layout.terminals == (Terminal((3, 3)),)
    taken = Room("r", (*whole.rows[:3], "...#.....", *whole.rows[4:]))
    assert undisturbed(taken, brief(taken), before) is None
    two = components(["." * 9] * 3 + ["..D..D..."] + ["." * 9] * 3)
    assert undisturbed(whole, brief(whole), two) is None
