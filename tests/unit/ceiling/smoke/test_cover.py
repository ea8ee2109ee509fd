"""The fewest detectors: known counts, proofs, sight around corners, and the second objective."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.asked.smoke_brief import SmokeBrief, smoke_brief
from plenum.ceiling.room.geometry import Mask, corner_points, tile_centres
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.smoke import completion, cover_program
from plenum.ceiling.smoke.completion import Effort, complete_cover
from plenum.ceiling.smoke.cover import MOVES, Cover, mended, packing, smallest_cover
from plenum.ceiling.smoke.cover_reduction import reduced
from plenum.ceiling.smoke.coverage import covered, demand_points
from plenum.ceiling.smoke.sight import sees
from tests.support.coverage import coverage

L_SHAPE = Room(
    "l",
    ("." * 20,) * 5 + ("." * 5 + "#" * 15,) * 15,
    outline_m=((0, 0), (12, 0), (12, 3), (3, 3), (3, 12), (0, 12)),
)


def at_radius(room: Room, radius_m: float) -> SmokeBrief:
    """A brief with this radius and no corridor rule."""
    return replace(smoke_brief(room, Settings()), radius_m=radius_m, corridor_spacing_m=None)


def solved(room: Room, radius_m: float, prove: int = cover_program.QUICK) -> Cover:
    """The cover of an empty room by all its tiles."""
    found = coverage(room, room.free(), at_radius(room, radius_m))
    return smallest_cover(found.covers, found.distance_m, np.zeros(len(found.tiles)), prove=prove)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tiles", "radius", "count"), [(34, 6.4, 6), (34, 7.5, 4), (20, 6.37, 3), (20, 7.5, 2), (20, 6.2, 4)]
)
def test_square_rooms_have_their_known_smallest_covers(tiles: int, radius: float, count: int) -> None:
    """20.4 m and 12 m squares (domain facts 5.2), on corners of tiles, each count proven.

    Square spacing would take 9 in the first and 4 in the third.
    """
    found = solved(Room("r", ("." * tiles,) * tiles), radius)
    assert (len(found.chosen), found.lower_bound) == (count, count)
    assert found.uncovered == ()


def test_a_cover_covers() -> None:
    """Every demand point lies within the radius of a chosen tile."""
    room = Room("r", ("." * 34,) * 20)
    found = coverage(room, room.free(), at_radius(room, 6.37))
    cover = smallest_cover(found.covers, found.distance_m, np.zeros(len(found.tiles)))
    centres = np.array([room.centre_m(found.tiles[i]) for i in cover.chosen])
    away = np.hypot(*(found.points[:, None] - centres[None]).transpose(2, 0, 1)).min(axis=1)
    assert away.max() <= 6.37 + 1e-9


def test_no_wall_is_seen_through() -> None:
    """In an L of 12 m legs a detector in one leg covers nothing at the end of the other."""
    found = coverage(L_SHAPE, L_SHAPE.free(), at_radius(L_SHAPE, 100.0))
    end = found.tiles.index((19, 2))
    hidden = (found.points[:, 1] > 6.0) & ~found.covers[end]
    assert hidden.sum() == (found.points[:, 1] > 6.0).sum()


def test_an_l_shape_needs_two_where_a_disc_through_the_corner_would_do() -> None:
    """Legs of 7.8 m: a disc of 6.37 m holds it all, but only the elbow sees both, and not as far."""
    outline = ((0, 0), (7.8, 0), (7.8, 1.2), (1.2, 1.2), (1.2, 7.8), (0, 7.8))
    room = Room("l", ("." * 13,) * 2 + ("..###########",) * 11, outline_m=outline)
    centre_of_disc = np.array([3.3, 3.3])
    found = coverage(room, room.free(), at_radius(room, 6.37))
    assert np.hypot(*(found.points - centre_of_disc).T).max() < 6.37
    assert len(solved(room, 6.37).chosen) == 2


@pytest.mark.slow
def test_the_count_is_the_smallest_by_exhaustion() -> None:
    """On random small problems the answer equals trying all subsets in order of size."""
    for seed in range(30):
        rng = np.random.default_rng(seed)
        covers = rng.random((9, 14)) < 0.3
        covers[rng.integers(0, 9, 14), np.arange(14)] = True
        smallest = next(
            k
            for k in range(1, 10)
            if any(covers[list(rows)].any(axis=0).all() for rows in itertools.combinations(range(9), k))
        )
        found = smallest_cover(covers, np.where(covers, 1.0, 9.0), np.zeros(9))
        assert (len(found.chosen), found.lower_bound) == (smallest, smallest), seed
        assert covers[list(found.chosen)].any(axis=0).all()


def test_reduction_keeps_the_smallest_cover() -> None:
    """Dominated points and tiles leave; what covers the rest covers all."""
    room = Room("r", ("." * 20,) * 20)
    covers = coverage(room, room.free(), at_radius(room, 6.37)).covers
    rows, columns = reduced(covers)
    assert len(rows) < 400
    assert len(columns) < 100
    small = covers[np.ix_(rows, columns)]
    pick = smallest_cover(small, np.where(small, 1.0, 9.0), np.zeros(len(rows))).chosen
    assert covers[rows[list(pick)]].any(axis=0).all()


def test_points_that_no_tile_covers_are_named_and_the_others_covered() -> None:
    """The maximal cover: everything that can be covered is."""
    covers = np.array([[1, 1, 0, 0], [0, 1, 1, 0]], dtype=bool)
    found = smallest_cover(covers, np.ones((2, 4)), np.zeros(2))
    assert found.chosen == (0, 1)
    assert found.uncovered == (3,)


def test_without_candidates_everything_is_uncovered() -> None:
    """No free tile is no error."""
    found = smallest_cover(np.zeros((0, 3), dtype=bool), np.zeros((0, 3)), np.zeros(0))
    assert (found.chosen, found.uncovered) == ((), (0, 1, 2))


def test_one_detector_stands_in_the_middle() -> None:
    """Among tiles that cover alone, the one with the nearest farthest point."""
    room = Room("r", ("." * 9,) * 7)
    found = solved(room, 6.37)
    assert [room.free()[i] for i in found.chosen] == [(4, 3)]


def test_a_penalty_moves_the_detector() -> None:
    """Soft rules come before centrality."""
    room = Room("r", ("." * 9,) * 7)
    found = coverage(room, room.free(), at_radius(room, 6.37))
    penalty = np.array([1.0 if tile == (4, 3) else 0.0 for tile in found.tiles])
    (chosen,) = smallest_cover(found.covers, found.distance_m, penalty).chosen
    assert math.dist(found.tiles[chosen], (4, 3)) == 1.0


def test_at_least_asks_for_more_than_the_radius_does() -> None:
    """SMK-8's area may want a second detector in a room that one would cover."""
    room = Room("r", ("." * 12,) * 9)
    found = coverage(room, room.free(), at_radius(room, 6.37))
    cover = smallest_cover(found.covers, found.distance_m, np.zeros(len(found.tiles)), at_least=2)
    assert len(cover.chosen) == 2
    assert cover.lower_bound == 2


def test_answers_repeat() -> None:
    """Same input, same tiles: no clock and no randomness."""
    room = Room("r", ("." * 25,) * 22)
    assert solved(room, 6.2) == solved(room, 6.2)


@pytest.mark.parametrize("code", list(FireCode))
def test_demand_points_include_every_wall_corner(code: FireCode) -> None:
    """The polygon's own vertices, not centres of tiles."""
    smoke = smoke_brief(L_SHAPE, Settings(code=code))
    points = {tuple(p) for p in demand_points(L_SHAPE, smoke).round(6).tolist()}
    assert set(L_SHAPE.outline_m) <= points


@pytest.mark.slow
def test_a_program_too_large_is_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cover is found all the same, and a bound that is not proven its size."""
    room = Room("r", ("." * 34,) * 34)
    asked: list[int] = []
    solve = cover_program.solve

    def counted(covers: Mask, start: list[int]) -> tuple[list[int], int]:
        asked.append(covers.size)
        return solve(covers, start)

    monkeypatch.setattr(cover_program, "solve", counted)
    found = solved(room, 6.0, prove=1_000)
    assert not asked
    assert 2 <= found.lower_bound <= len(found.chosen)
    assert solved(room, 6.0).lower_bound >= found.lower_bound
    assert max(asked) <= cover_program.QUICK


def test_what_was_known_of_fewer_points_holds_for_more() -> None:
    """Though they are sought anew, since no move mends the cover that was."""
    ring = np.arange(7)
    covers = (ring == ring[:, None]) | (ring == (ring[:, None] + 1) % 7)
    away, none = np.where(covers, 1.0, 9.0), np.zeros(7)
    assert smallest_cover(covers, away, none, prove=0).lower_bound == 3
    assert mended(covers, (0, 2, 4)) is None
    assert smallest_cover(covers, away, none, prove=0, before=Cover((0, 2, 4), 4)).lower_bound == 4


def test_who_has_enough_waits_for_no_smaller_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gaps within tiles are looked for no more once none can do with fewer."""
    room = Room("r", ("." * 30,) * 22)
    smoke = at_radius(room, 6.37)
    tiles, none = room.free_spots(), np.zeros(len(room.free()))
    rounds: list[int] = []
    look = completion.gap_points

    def counted(*asked: Any) -> Any:
        rounds.append(1)
        return look(*asked)

    monkeypatch.setattr(completion, "gap_points", counted)
    sought = complete_cover(room, smoke, tiles, none, Effort(cover_program.QUICK))
    assert sought.complete
    assert rounds
    rounds.clear()
    soon = complete_cover(room, smoke, tiles, none, Effort(cover_program.QUICK, enough=2))
    assert not rounds
    assert 2 <= soon.lower_bound <= sought.lower_bound


def mended_plainly(covers: Mask, chosen: tuple[int, ...]) -> list[int] | None:
    """`mended` row by row."""
    rows, weight = list(chosen), np.ones(covers.shape[1])
    for _ in range(MOVES):
        times = covers[rows].sum(axis=0)
        if (times > 0).all():
            return rows
        weight[times == 0] += 1
        able = [row for row in np.flatnonzero(covers[:, times.argmin()]) if row not in rows]
        if not able:
            return None
        loss = [
            (weight[(times == covers[left]) & ~covers[row]].sum(), slot, row)
            for slot, left in enumerate(rows)
            for row in able
        ]
        _, slot, row = min(loss)
        rows[slot] = int(row)
    return None


@pytest.mark.parametrize("seed", range(8))
def test_a_cover_is_mended_as_row_by_row(seed: int) -> None:
    """One product for all moves finds the same ones, where it ends well and where it does not."""
    rng = np.random.default_rng(seed)
    covers = rng.random((30, 40)) < rng.uniform(0.2, 0.5)
    for size in (2, 4, 6):
        chosen = tuple(rng.choice(30, size, replace=False).tolist())
        assert mended(covers, chosen) == mended_plainly(covers, chosen)


@pytest.mark.parametrize("seed", range(4))
def test_no_cover_is_smaller_than_a_packing(seed: int) -> None:
    """As many points as no two of which one row covers need as many rows."""
    covers = np.random.default_rng(seed).random((12, 10)) < 0.3
    covers = covers[:, covers.any(axis=0)]
    few = packing(covers) - 1
    assert not any(covers[list(rows)].any(axis=0).all() for rows in itertools.combinations(range(12), few))


def test_what_a_block_of_tiles_covers_is_what_each_tile_does() -> None:
    """Points beyond the reach of a block are not asked about, and none is lost by that."""
    smoke = at_radius(L_SHAPE, 4.0)
    tiles, points = L_SHAPE.free_spots(), corner_points(L_SHAPE)
    centres = tile_centres(L_SHAPE, tiles)
    away = np.hypot(*(centres[:, None] - points).transpose(2, 0, 1))
    assert np.array_equal(
        covered(L_SHAPE, tiles, smoke), (away <= 4.0 + 1e-9) & sees(L_SHAPE, centres, points)
    )
