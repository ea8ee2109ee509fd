"""Arrays and local search: what they build on, apart from the models."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.array_patterns import centred, even
from plenum.ceiling.light.arrays import Arrays
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import (
    AHEAD,
    SHORTLIST,
    best_additions,
    deficit,
    even_out,
    grow,
    neighbours,
    settle,
    valid,
)
from plenum.ceiling.light.uniformity_certificate import uneven_at_best
from plenum.ceiling.room.room import Room

NONE = np.zeros(0, dtype=np.int64)


def field_of(*rows: str) -> LightField:
    """An enclosed office's field."""
    room = Room("r", rows)
    return LightField(room, light_brief(room, Settings()))


def test_even_spacing_leaves_half_a_spacing_at_the_ends() -> None:
    """Four over fifteen tiles, three over ten, one in the middle."""
    assert even(4, 0, 14) == (1, 5, 9, 13)
    assert even(3, 0, 9) == (1, 5, 8)
    assert even(1, 2, 6) == (4,)


def test_whole_tile_spacings_are_centred() -> None:
    """Constant steps; every line stays between the ends."""
    assert (2, 5, 8) in centred(0, 10, 5)
    assert all(min(line) >= 0 and max(line) <= 10 for line in centred(0, 10, 5))


def test_a_node_on_a_blocked_tile_moves_beside_it() -> None:
    """Towards the middle of the room, on a free tile."""
    field = field_of(".....", ".#...", ".....")
    arrays = Arrays(field)
    (pattern,) = arrays.grid([(1,)], [(1,)], 1, 1)
    (node,) = arrays.built(pattern)
    assert field.tiles[node] in {(2, 1), (1, 0), (1, 2)}


def test_the_search_never_lights_a_tile_twice_and_stops_when_the_rules_hold() -> None:
    """Growing and settling keep a choice a set."""
    field = field_of(*["." * 12] * 8)
    near = neighbours(field, 3)
    chosen, held = settle(field, grow(field, NONE, 9), near, 10**8)
    assert held
    assert valid(field, field.at(chosen))
    assert len(set(chosen.tolist())) == 9


def test_evening_out_keeps_the_rules_and_raises_uniformity() -> None:
    """Moves are taken within the limits alone."""
    field = field_of(*["." * 12] * 8)
    near = neighbours(field, 3)
    chosen, _ = settle(field, grow(field, NONE, 9), near, 10**8)
    better = even_out(field, chosen, near, 10**8)
    before, after = field.at(chosen), field.at(better)
    assert valid(field, after)
    assert after.min() / after.mean() >= before.min() / before.mean() - 1e-9


def test_a_mirrored_choice_has_exactly_the_same_deficit() -> None:
    """So that ties are ties and the lower tile number decides, on any machine."""
    field = field_of(*["." * 12] * 8)
    one = [field.tiles.index(t) for t in ((2, 1), (5, 6))]
    other = [field.tiles.index(t) for t in ((9, 1), (6, 6))]
    assert float(deficit(field, field.at(one))) == float(deficit(field, field.at(other)))


def test_the_relaxation_claims_nothing_where_a_layout_exists() -> None:
    """A certificate must be wrong for no room that can be lit."""
    assert uneven_at_best(field_of(*["." * 12] * 8)) is None


@pytest.mark.parametrize("rows", [tuple(["..." + "#" * 17] * 8), tuple(["LLL" + "#" * 17] * 8)])
def test_the_relaxation_finds_rooms_that_cannot_be_even(rows: tuple[str, ...]) -> None:
    """With free tiles at one end only, and with no free tile at all."""
    found = uneven_at_best(field_of(*rows))
    assert found is not None
    assert found.rule == "LGT-2"


@pytest.mark.slow
def test_lights_added_to_several_layouts_are_the_best_of_each_ones_shortlist() -> None:
    """Those tiles that the slope of the deficit speaks for, each weighed; none where no tile is free."""
    field = field_of(*["." * 14] * 9, "....##....####")
    rng, brief = np.random.default_rng(7), field.brief
    free = rng.random((12, len(field.tiles))) < 0.6
    free[3], free[4, 5:] = False, False
    lit = np.array([field.at(rng.choice(len(field.tiles), count)) for count in range(12)])
    assert (best_additions(field, lit, free & False) == -1).all()
    found = best_additions(field, lit, free)
    assert found[3] == -1
    for row, able, at in zip(lit[free.any(axis=1)], free[free.any(axis=1)], found[found >= 0], strict=True):
        wanted = max(row.mean(), brief.em_lx) * brief.u0 * AHEAD
        slope = np.maximum(0.0, 1.0 - row / wanted) / wanted
        slope += max(0.0, 1.0 - row.mean() / brief.em_lx) / brief.em_lx
        worth = np.where(able, field.gain @ slope, -1.0)
        short = np.sort(np.argsort(-worth, kind="stable")[: min(SHORTLIST, able.sum())])
        assert at == short[deficit(field, row + field.gain[short]).argmin()]
