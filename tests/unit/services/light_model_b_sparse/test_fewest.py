"""The fewest lights: what the relaxation, the wandering search and the search tree claim of a count."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import holds, neighbours, valid
from plenum.ceiling.room.room import Room
from services.light_model_b_sparse.branch_and_bound import decided, proven
from services.light_model_b_sparse.fewest import fewest
from services.light_model_b_sparse.linear_program import Part, Program, rounded
from services.light_model_b_sparse.tabu_search import wandered
from services.light_model_b_sparse.tile_groups import groups
from tests.support.second_solver import greatest_margin

SMALL = {
    "plain": ("......", "......", "......", "......"),
    "a corner cut off": ("####..", "......", "......", "......", "......"),
    "half of one row free": ("###...", "......", "#....#", "......"),
    "one row": ("..........",),
    "a light there": ("......", ".L....", "......", "......"),
}
every_small_room = pytest.mark.parametrize("rows", SMALL.values(), ids=SMALL)


def field_of(*rows: str) -> LightField:
    """An enclosed office's field."""
    room = Room("r", rows)
    return LightField(room, light_brief(room, Settings()))


def fewest_by_trying(field: LightField) -> int:
    """The smallest count of which some choice holds the rules, every choice looked at."""
    for count in range(len(field.tiles) + 1):
        choices = np.array(list(combinations(range(len(field.tiles)), count)), dtype=np.int64)
        if valid(field, field.base + field.gain[choices].sum(axis=1)).any():
            return count
    raise AssertionError("no choice holds")


@every_small_room
def test_the_proven_count_is_the_one_that_trying_all_finds(rows: tuple[str, ...]) -> None:
    """No fewer hold by plain enumeration, and the choice that is handed out does."""
    field = field_of(*rows)
    found = fewest(field, None)
    assert found.chosen is not None
    chosen, bound = proven(field, found.chosen, found.bound)
    assert len(chosen) == bound == fewest_by_trying(field)
    assert holds(field, field.at(chosen))


@pytest.mark.slow
def test_fewer_lights_are_found_where_more_hold_nothing() -> None:
    """A room that is mostly arm, of which order was asked: eight lights hold the rules, fourteen do not."""
    room = Room(
        "arm",
        ("....", "....", *[".###"] * 9),
        tile_m=(0.6, 1.2),
        ceiling_height_m=2.2,
        room_type="classroom",
        outline_m=((0.0, 0.0), (2.4, 0.0), (2.4, 2.64), (0.6, 2.64), (0.6, 13.2), (0.0, 13.2)),
    )
    field = LightField(room, light_brief(room, Settings()), frozenset({(0, 5), (0, 7), (1, 1), (1, 0)}))
    assert field.brief.in_order
    chosen = fewest(field, None).chosen
    assert chosen is not None
    assert len(chosen) == 8
    assert holds(field, field.at(chosen))


@every_small_room
def test_the_tree_decides_every_count_as_trying_all_does(rows: tuple[str, ...]) -> None:
    """Possible from the smallest count on, impossible below; never both, never neither."""
    field = field_of(*rows)
    smallest = fewest_by_trying(field)
    for count in range(1, smallest + 1):
        decision = decided(field, count)
        assert decision.impossible == (count < smallest)
        if decision.chosen is not None:
            assert len(decision.chosen) == count
            assert holds(field, field.at(decision.chosen))


def test_the_tree_says_neither_where_its_budget_ends() -> None:
    """A count is left open, not claimed."""
    decision = decided(field_of(*["." * 12] * 10), 7, budget=1)
    assert decision.chosen is None
    assert not decision.impossible


@pytest.mark.parametrize("count", [2, 5, 8, 9])
def test_the_margin_is_that_of_a_second_solver(count: int) -> None:
    """On the whole program, every point in it: infeasible alike, else the same margin."""
    field = field_of(*["." * 9] * 6, "....#####")
    program = Program(field, count)
    ours = program.relaxed(program.everything)
    theirs = greatest_margin(program.rows, program.least, count)
    if ours is None:
        assert theirs < 0.0
    else:
        assert ours.margin == pytest.approx(theirs, abs=1e-6)


def test_a_part_of_all_layouts_has_no_better_margin_than_all() -> None:
    """Tiles fixed and counts in groups only take away; the whole is as before afterwards."""
    field = field_of(*["." * 9] * 6)
    sets = groups(field)
    program = Program(field, 5, sets.members)
    whole = program.relaxed(program.everything)
    assert whole is not None
    high = np.ones(len(field.tiles))
    high[int(whole.strengths.argmax())] = 0.0
    half = len(field.tiles)
    for part in (
        replace(program.everything, high=high),
        Part(np.zeros(half), np.ones(half), {half: (0, 2)}),
        Part(np.zeros(half), high, {half: (3, 5), half + 1: (0, 1)}),
    ):
        narrowed = program.relaxed(part)
        assert narrowed is None or narrowed.margin <= whole.margin + 1e-6
    again = program.relaxed(program.everything)
    assert again is not None
    assert again.margin == pytest.approx(whole.margin, abs=1e-6)


def test_groups_are_the_tiles_and_then_larger_sets_each_once() -> None:
    """None is empty, none is the whole room, none comes twice."""
    field = field_of("....", "..#.", "....")
    sets = groups(field)
    assert [members.tolist() for members in sets.members[:11]] == [[i] for i in range(11)]
    assert len({members.tobytes() for members in sets.members}) == len(sets.members)
    assert all(1 < len(members) < 11 for members in sets.members[11:])
    assert sets.matrix.sum(axis=1).tolist() == [len(members) for members in sets.members]


def test_rounding_and_wandering_find_the_relaxations_count() -> None:
    """Whole lights near the dimmed ones, moved until the rules hold; each tile once."""
    field = field_of(*["." * 12] * 8)
    program = Program(field, 7)
    relaxed = program.relaxed(program.everything)
    assert relaxed is not None
    start = rounded(field, relaxed.strengths, 7)
    chosen, held = wandered(field, start, neighbours(field, 3))
    assert held == holds(field, field.at(chosen))
    assert len(set(start.tolist())) == len(set(chosen.tolist())) == 7


def test_wandering_without_success_misses_no_more_than_its_start() -> None:
    """One light cannot do; the best place met is handed back."""
    from plenum.ceiling.light.local_search import deficit

    field = field_of(*["." * 12] * 8)
    start = np.array([0], dtype=np.int64)
    chosen, held = wandered(field, start, neighbours(field, 3))
    assert not held
    assert deficit(field, field.at(chosen)) < deficit(field, field.at(start))


def test_where_the_most_lights_do_not_hold_fewer_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an office with a large notch that counts as floor none holds: one search to its end tells."""
    counts: list[int] = []

    def placed(_field: LightField, _relaxed: object, count: int, _reach: object) -> None:
        counts.append(count)

    monkeypatch.setattr("services.light_model_b_sparse.fewest._placed", placed)
    field = field_of(*("###.......",) * 3, *("..........",) * 5)
    assert fewest(field, None).chosen is None
    assert len(counts) == 1
    free = LightField(field.room, replace(field.brief, in_order=False))
    counts.clear()
    assert fewest(free, None).chosen is None
    assert len(counts) > 1
