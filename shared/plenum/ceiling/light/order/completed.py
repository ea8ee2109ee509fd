"""Lattices that a few lights complete: for rooms so skew or bent that a full lattice would have to be dense.

The lights that complete one stand on its lines, midway, or half a pitch beyond, each where most is missing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import ROUNDING, Nodes, best_addition, deficits
from plenum.ceiling.light.looks import completing_price
from plenum.ceiling.light.order.aligned import aligned, apart
from plenum.ceiling.light.order.lattices import Lattices, LatticeSearch
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask, tile_centres

SHARE: Final = 0.14
FEW: Final = 3
"""Lights that complete a lattice: so many, or this share of all of them."""
DARKER: Final = 0.85
"""Share of the mean that a lattice must reach by itself."""
MUCH: Final = 0.5
MUCH_DARKER: Final = 0.6
"""Both where no lattice holds otherwise: the arms of a room get lights of their own."""
WEIGHED: Final = 1200
"""Lattices whose field is reckoned,"""
LOOKED_AT: Final = 200
"""at about so many points,"""
TRIED: Final = 32
"""and of these the ones that are completed: those that miss least for their price."""
SLACK: Final = 3.0
"""By how many lights more than the best so far a completed lattice may cost before it is given up."""
MISSING: Final = 80.0
"""What the root of a deficit is worth in units of lights when lattices are chosen for completing."""


def completed(
    search: LatticeSearch, lattices: Lattices, below: float, share: float = SHARE
) -> list[tuple[Nodes, float]]:
    """Lattices completed by up to a share of their lights that hold the rules at a price below this, with
    their prices as far as lines tell."""
    some = np.argsort(lattices.prices, kind="stable")
    some = some[lattices.prices[some] < below]
    some = some[:: 1 + len(some) // WEIGHED]
    if not len(some):
        return []
    # A square root: a point missed by a tenth costs as much as ten by a hundredth.
    worth = (
        MISSING * search.unit * np.sqrt(missed(search.field, search.masks(lattices, some)))
        + lattices.prices[some]
    )
    some = some[np.argsort(worth, kind="stable")[:TRIED]]
    found = []
    each = 1.0 + search.unit * completing_price(1)
    for which in some.tolist():
        bare = float(lattices.others[which])
        most = min(max(FEW, int(share * lattices.counts[which])), int(min(below - bare, 1e6) / each))
        nodes = _complete(search, lattices, which, most, anywhere=share >= MUCH)
        if nodes is not None:
            added = len(nodes) - int(lattices.counts[which])
            found.append((nodes, bare + added))
            below = min(below, bare + added * each + SLACK)
    return found


def missed(field: LightField, masks: Matrix) -> NDArray[np.float64]:
    """What each layout (a row, 1 on the tiles with a light) misses the rules by, at some of the points: good
    enough to rank them."""
    few = slice(None, None, max(1, len(field.points) // LOOKED_AT))
    lit = masks.astype(np.float32) @ field.gain[:, few].astype(np.float32) + field.base[few]
    return deficits(field, lit, masks @ field.mean_gain + float(field.base.mean()))


def _complete(
    search: LatticeSearch, lattices: Lattices, which: int, most: int, *, anywhere: bool
) -> Nodes | None:
    field = search.field
    chosen = search.nodes(lattices, which)
    bare = len(chosen)
    lit = field.at(chosen)
    on = np.ones(len(search.spots), dtype=bool) if anywhere else _on_pattern(search, lattices, which)
    able = np.flatnonzero(on)
    places = on & apart(search.spots, chosen)
    for left in range(most, 0, -1):
        if _out_of_reach(search, lit, able, left):
            return None
        if search.holds(lit):
            at = _nearest_to_dark(search, chosen, places)
        else:
            at = best_addition(field, chosen, lit, places)
        if at is None:
            return None
        chosen = np.append(chosen, at)
        places &= np.abs(search.spots - search.spots[at]).max(axis=1) > 1
        lit = lit + field.gain[at]
        if search.holds(lit) and search.finer.holds(chosen):
            drawn = aligned(field, chosen, bare, search.margin)
            return drawn if search.finer.holds(drawn) else chosen
    return None


def _out_of_reach(search: LatticeSearch, lit: Matrix, able: Nodes, left: int) -> bool:
    """Whether no such number of lights on these tiles adds what the rules lack: each at most the most that
    one gives to the mean, and to the points that are too dark."""
    field, brief, beyond = search.field, search.field.brief, 1.0 + search.margin
    wanted, mean = brief.em_lx * beyond, float(lit.mean())
    if mean < wanted:
        most = float(field.mean_gain[able].max(initial=0.0))
        if mean + left * most < wanted * (1.0 - ROUNDING):
            return True
    missing = max(mean, wanted) * brief.u0 * beyond - lit
    dark = np.flatnonzero(missing > 0.0)
    missing = missing[dark]
    given = np.minimum(field.gain[able[:, None], dark], missing).sum(axis=1).max(initial=0.0)
    return bool(left * given < missing.sum() * (1.0 - ROUNDING))


def _nearest_to_dark(search: LatticeSearch, chosen: Nodes, places: Mask) -> int | None:
    """The place nearest to where the finer grid is darkest: what holds at the points is dark between them."""
    if not places.any():
        return None
    dark = search.finer.points[int(search.finer.lit(chosen).argmin())]
    away = tile_centres(search.field.room, search.field.spots) - dark
    far = np.where(places, np.round((away**2).sum(axis=1), 6), np.inf)
    return int(far.argmin())


def _on_pattern(search: LatticeSearch, lattices: Lattices, which: int) -> Mask:
    """Tiles on the lattice's lines, midway or half a pitch beyond."""
    columns = _half_pitches(lattices.columns.marks[lattices.i[which]])
    rows = _half_pitches(lattices.rows.marks[lattices.j[which]])
    on: Mask = columns[search.spots[:, 0]] & rows[search.spots[:, 1]]
    return on


def _half_pitches(marks: NDArray[np.float64]) -> Mask:
    """Which tiles of an axis are on a line, beside the middle between two, or half a pitch beyond."""
    line = np.flatnonzero(marks)
    halves = [float(at) for at in line] + [(a + b) / 2.0 for a, b in pairwise(line)]
    if len(line) > 1:
        pitch = (line[-1] - line[0]) / (len(line) - 1)
        halves += [line[0] - pitch / 2.0, line[-1] + pitch / 2.0, line[0] - pitch, line[-1] + pitch]
    else:
        halves += [(line[0] - 1.0) / 2.0, (line[0] + len(marks)) / 2.0]
    near: Mask = np.abs(np.arange(len(marks))[:, None] - np.array(halves)).min(axis=1) <= 0.5
    return near
