"""The fewest lights of a room: from the least count that a relaxation allows, upwards until one holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import WORK, Nodes, neighbours, settle

from .linear_program import MOST_PAIRS, Program, Relaxed, UnsolvedError, rounded
from .tabu_search import wandered

MORE: Final = 1.25
"""Counts of up to this many times the bound are searched, and a few more in small rooms."""
FEW_MORE: Final = 4
SMALL: Final = 60
"""Rooms up to this many free tiles let a light move anywhere, larger ones a few tiles at a time. Each count
is tried in them even where order was asked and not had: more lights may hold less there."""
EACH: Final = 700
"""Rooms up to this many free tiles have each count tried in turn."""
SETTLING: Final = 3
WANDERING: Final = 2


@dataclass(frozen=True)
class Fewest:
    """The smallest choice found that holds the rules, if any, and the bound that was met."""

    chosen: Nodes | None
    bound: int
    """Each smaller count is impossible, even for dimmed and split lights."""


def fewest(field: LightField, most: int | None) -> Fewest:
    """Searched from the flux bound up to `most` lights, else until hope is small.

    The relaxation of a count either excludes it or tells where its lights go: those are rounded to
    whole ones, settled, and moved on with the ways back taboo.
    """
    bound = field.lower_bound
    if field.gain.size > MOST_PAIRS:
        return Fewest(None, bound)
    program = Program(field, bound)
    all_tiles = len(field.tiles)
    reach = reaches(field)
    try:
        bound = _first_possible(program, bound, all_tiles if most is None else most)
        if bound > all_tiles:
            return Fewest(None, field.lower_bound)
        last = min(all_tiles, _hopeful(bound)) if most is None else most
        if all_tiles > (SMALL if field.brief.in_order else EACH):
            return _halved(field, program, bound, last, reach)
        for count in range(bound, last + 1):
            relaxed = program.of_counts(count, count)
            if relaxed is None:
                bound += count == bound
            elif (chosen := _placed(field, relaxed, count, reach)) is not None:
                return Fewest(chosen, bound)
    except UnsolvedError:
        pass
    return Fewest(None, bound)


def _halved(
    field: LightField, program: Program, bound: int, last: int, reach: tuple[list[Nodes], list[Nodes]]
) -> Fewest:
    """As `fewest` where a search takes long: for a large room, or one of which order was asked and not had.

    Counts are halved, not tried one by one. Where order was asked the most lights come first: if those do not
    hold, fewer need not be searched, each to its end.
    """
    best, low, high = None, bound, last
    while low <= high:
        count = high if best is None and field.brief.in_order else (low + high) // 2
        relaxed = program.of_counts(count, count)
        chosen = None if relaxed is None else _placed(field, relaxed, count, reach)
        if chosen is None:
            bound += relaxed is None and count == bound
            low = count + 1  # past `high` where that was it
        else:
            best, high = chosen, count - 1
    return Fewest(best, bound)


def _hopeful(bound: int) -> int:
    return int(MORE * bound) + FEW_MORE


def _first_possible(program: Program, bound: int, most: int) -> int:
    """The least count that may have a layout; beyond `most` where none has. Many are asked about at once."""
    low, high = bound, min(most, _hopeful(bound))
    while program.of_counts(low, high) is None:
        if high >= most:
            return most + 1
        low, high = high + 1, min(most, 2 * high)
    while high - low > 1:
        middle = (low + high) // 2
        if program.of_counts(low, middle) is None:
            low = middle + 1
        else:
            high = middle
    return low


def _placed(
    field: LightField, relaxed: Relaxed, count: int, reach: tuple[list[Nodes], list[Nodes]]
) -> Nodes | None:
    near, nearer = reach
    start = rounded(field, relaxed.strengths, count)
    chosen, held = settle(field, start, near, WORK * field.gain.size)
    for begin, close in ((start, nearer), (chosen, near)):
        if not held:
            chosen, held = wandered(field, begin, close)
    return chosen if held else None


def reaches(field: LightField) -> tuple[list[Nodes], list[Nodes]]:
    """Where each light may move to when it settles, and when it wanders."""
    if len(field.tiles) <= SMALL:
        anywhere = neighbours(field, max(field.room.width, field.room.height))
        return anywhere, anywhere
    return neighbours(field, SETTLING), neighbours(field, WANDERING)
