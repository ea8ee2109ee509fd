"""Local search over which tiles are lit: add where it helps most, move lights a little, drop one.

Everything is deterministic: ties go to the lower tile number, and budgets count gains looked at,
never seconds. The objective looks slightly beyond the limits, so that it still has a slope when
only one point is left in the dark.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.field_protocol import FieldLike
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.pairs import ends

Nodes = NDArray[np.int64]
"""Chosen tiles, as numbers into the field's tiles."""
NONE: Nodes = np.zeros(0, dtype=np.int64)
AHEAD: Final = 1.06
"""The search aims this much beyond U0; it stops as soon as the limits themselves hold."""
ROUNDING: Final = 1e-9
WORK: Final = 40
"""Gains looked at in one settling, as a multiple of all of the room's."""
STEPS: Final = 8
"""Full settlings that all the steps of a densifying may cost together."""
SHORTLIST: Final = 24
"""How many tiles are weighed exactly when a light is added."""
LEAST: Final = 1e-300
"""Less than any light helps that does."""


def valid(field: FieldLike, lit: Matrix, spare: float = ROUNDING) -> NDArray[np.bool_]:
    """Which illuminance rows hold mean and uniformity, with a hair to spare for another order of
    summing up, or with more."""
    brief = field.brief
    mean = lit.mean(axis=-1)
    bright = mean >= brief.em_lx * (1.0 + spare)
    even = lit.min(axis=-1) >= mean * (brief.u0 * (1.0 + spare))
    both: NDArray[np.bool_] = np.asarray(bright & even)
    return both


def holds(field: FieldLike, lit: Matrix) -> bool:
    """Whether one illuminance row holds mean and uniformity."""
    return bool(valid(field, lit))


def only_choice(field: FieldLike) -> Nodes | None:
    """The tiles where there is nothing to choose: none where the lights that are there suffice or no tile is
    free, all where not even they reach the mean. None where there is a choice."""
    if holds(field, field.base) or not len(field.spots):
        return NONE
    return np.arange(len(field.spots)) if field.lower_bound > len(field.spots) else None


def deficit(field: FieldLike, lit: Matrix) -> Matrix:
    """What the search makes small, for each illuminance row: squared misses of mean and points."""
    return deficits(field, lit, lit.mean(axis=-1))


def deficits(field: FieldLike, lit: Matrix, mean: Matrix, points: int | None = None) -> Matrix:
    """`deficit` where the means are known already, or where only some of so many points may be dark."""
    brief = field.brief
    low = np.maximum(0.0, 1.0 - mean / brief.em_lx)
    wanted = _wanted(field, mean)
    dark = lit / wanted[..., None]
    np.subtract(1.0, dark, out=dark)
    np.maximum(dark, 0.0, out=dark)
    # Rounded, so that mirror images tie exactly and the lower tile number decides.
    total: Matrix = np.round(np.einsum("...p,...p->...", dark, dark) / (points or lit.shape[-1]) + low**2, 12)
    return total


def deficits_with(field: LightField, lit: Matrix, tiles: Nodes, mean: Matrix) -> Matrix:
    """`deficit` with one light more, on each of these tiles; what is bright without it stays so."""
    dark = np.flatnonzero(lit < _wanted(field, mean).max())
    return deficits(field, field.gain[tiles[:, None], dark] + lit[dark], mean, len(lit))


def _wanted(field: FieldLike, mean: Matrix) -> Matrix:
    """What no point may have less of, in lx."""
    return np.asarray(np.maximum(mean, field.brief.em_lx) * (field.brief.u0 * AHEAD))


def best_addition(field: LightField, chosen: Nodes, lit: Matrix, among: Mask | None = None) -> int | None:
    """The free tile (of those in `among`) whose light leaves the least deficit; None if none is left."""
    free = np.ones(len(field.tiles), dtype=bool) if among is None else among.copy()
    free[chosen] = False
    at = int(best_additions(field, lit[None], free[None])[0])
    return None if at < 0 else at


def best_additions(field: LightField, lit: Matrix, free: Mask) -> Nodes:
    """For each layout, a row of illuminances and of free tiles, the one of these whose light leaves the least
    deficit; -1 if none is free.

    The deficit's slope at each point picks a shortlist, which is then weighed exactly.
    """
    if not free.any():
        return np.full(len(free), -1)
    em, points, mean = field.brief.em_lx, lit.shape[1], lit.mean(axis=1)
    # What is bright whichever light is added stays so.
    brightest = mean + field.mean_gain.max(initial=0.0)
    dark = np.flatnonzero((lit < _wanted(field, brightest)[:, None]).any(axis=0))
    lit, gain, wanted = lit[:, dark], field.gain[:, dark], _wanted(field, mean)[:, None]
    worth = (np.maximum(0.0, 1.0 - lit / wanted) / wanted) @ gain.T
    worth += np.outer(np.maximum(0.0, 1.0 - mean / em), field.mean_gain * (points / em))
    # Of tiles where a light helps nothing the first ones.
    worth -= np.arange(worth.shape[1]) * LEAST
    worth[~free] = -np.inf
    some = min(SHORTLIST, worth.shape[1])
    # Negative, for of many that are equal the last are parted fast.
    short = np.sort(np.argpartition(-worth, some - 1, axis=1)[:, :some], axis=1)
    left = deficits(field, gain[short] + lit[:, None], mean[:, None] + field.mean_gain[short], points)
    every = np.arange(len(lit))
    left[~free[every[:, None], short]] = np.inf
    best = left.argmin(axis=1)
    return np.where(np.isfinite(left[every, best]), short[every, best], -1)


def grow(field: LightField, chosen: Nodes, count: int, among: Mask | None = None) -> Nodes:
    """Add the best tile after the other until there are `count` lights or no free tile."""
    lit = field.at(chosen)
    while len(chosen) < count:
        best = best_addition(field, chosen, lit, among)
        if best is None:
            break
        lit = lit + field.gain[best]
        chosen = np.append(chosen, best)
    return chosen


def neighbours(field: LightField, radius: int) -> list[Nodes]:
    """For each tile the free tiles at most `radius` columns and rows away, itself left out."""
    spots = field.spots
    if not len(spots):
        return []
    width, height = ends(spots)[1] + 1
    radius = min(radius, int(max(width, height)))
    number = np.full((width + 2 * radius, height + 2 * radius), -1)
    number[tuple((spots + radius).T)] = np.arange(len(spots))
    near = []
    for i, (x, y) in enumerate(spots):
        close = np.sort(number[x : x + 2 * radius + 1, y : y + 2 * radius + 1], axis=None)
        near.append(close[(close >= 0) & (close != i)])
    return near


def settle(field: LightField, chosen: Nodes, near: list[Nodes], budget: int) -> tuple[Nodes, bool]:
    """Move one light at a time to its best neighbouring tile until the limits hold or nothing helps.

    `budget` bounds the tile-point pairs looked at. Returns the choice and whether the limits hold.
    """
    settled, held, _ = _settle(field, chosen, near, budget)
    return settled, held


def _settle(field: LightField, chosen: Nodes, near: list[Nodes], budget: int) -> tuple[Nodes, bool, int]:
    """As `settle`, and what is left of the budget."""
    chosen = chosen.copy()
    taken = np.zeros(len(field.tiles), dtype=bool)
    taken[chosen] = True
    lit = field.at(chosen)
    now, bright = float(deficit(field, lit)), float(lit.mean())
    moved = True
    while moved and not holds(field, lit) and budget > 0:
        moved = False
        for slot, node in enumerate(chosen):
            options = near[node][~taken[near[node]]]
            if not len(options):
                continue
            budget -= len(options) * len(field.points)
            rest = lit - field.gain[node]
            mean = bright - field.mean_gain[node] + field.mean_gain[options]
            left = deficits_with(field, rest, options, mean)
            best = int(left.argmin())
            if left[best] < now:
                target = options[best]
                taken[node], taken[target] = False, True
                chosen[slot] = target
                lit, now, moved = rest + field.gain[target], float(left[best]), True
                bright = float(lit.mean())
                if holds(field, lit):
                    break
    lit = field.at(chosen)
    return chosen, holds(field, lit), budget


def even_out(field: LightField, chosen: Nodes, near: list[Nodes], budget: int) -> Nodes:
    """Move lights as in `settle`, but within the limits, towards a more even illuminance.

    What is made small is the mean of (mean/E)^8: nearly the inverse of U0, with a slope everywhere.
    """
    chosen = chosen.copy()
    taken = np.zeros(len(field.tiles), dtype=bool)
    taken[chosen] = True
    lit = field.at(chosen)
    now = float(_unevenness(lit))
    moved = True
    while moved and budget > 0:
        moved = False
        for slot, node in enumerate(chosen):
            options = near[node][~taken[near[node]]]
            budget -= len(options) * len(field.points)
            if not len(options):
                continue
            after = lit - field.gain[node] + field.gain[options]
            uneven = np.where(valid(field, after), _unevenness(after), np.inf)
            best = int(uneven.argmin())
            if uneven[best] < now:
                target = options[best]
                taken[node], taken[target] = False, True
                chosen[slot] = target
                lit, now, moved = after[best], float(uneven[best]), True
    return chosen


def _unevenness(lit: Matrix) -> Matrix:
    ratio = lit.mean(axis=-1, keepdims=True) / np.maximum(lit, 1e-9)
    for _ in range(3):
        ratio *= ratio
    power: Matrix = np.round(ratio.mean(axis=-1), 9)
    return power


def densify(
    field: LightField,
    chosen: Nodes,
    near: list[Nodes],
    most: int | None = None,
    among: Mask | None = None,
) -> tuple[Nodes, bool]:
    """Settle, then add a light (on a tile of `among`), until the limits hold or there are `most`.

    Without `most`, until three times the bound or the start. Answers whether the limits hold. All
    settling together has the work of `STEPS` full ones: where that is not enough, a room that has no
    layout would be searched for a minute.
    """
    left = STEPS * WORK * field.gain.size
    if most is None:
        most = min(len(field.tiles), 3 * max(field.lower_bound, len(chosen)) + 8)
    while True:
        allowed = min(left, WORK * field.gain.size)
        chosen, held, unspent = _settle(field, chosen, near, allowed)
        left -= allowed - unspent
        if held or len(chosen) >= most or left <= 0:
            return chosen, held
        more = grow(field, chosen, len(chosen) + 1, among)
        if len(more) == len(chosen):
            return chosen, False
        chosen = more
