"""Lattices that a few lights complete: for rooms so skew or bent that a full lattice would have to be dense.

The lights that complete one stand on its lines, midway, or half a pitch beyond, each where most is missing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.local_search import NONE, Nodes, best_additions, deficits
from plenum.ceiling.light.looks import completing_price
from plenum.ceiling.light.order.aligned import aligned, apart
from plenum.ceiling.light.order.lattice_light import Indices, LatticeLight, Lattices
from plenum.ceiling.light.order.lattices import LatticeSearch, blocks
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask, tile_centres
from plenum.ceiling.room.pairs import square

SHARE: Final = 0.14
FEW: Final = 3
"""Lights that complete a lattice: so many, or this share of all of them."""
DARKER: Final = 0.85
"""Share of the mean that a lattice must reach by itself."""
MUCH: Final = 0.5
MUCH_DARKER: Final = 0.6
"""Both where no lattice holds otherwise: the arms of a room get lights of their own."""
WEIGHED: Final = 1200
"""Lattices whose field is reckoned at some points,"""
TRIED: Final = 32
"""and of these the ones that are completed: those that miss least for their price."""
FIRST: Final = 8
"""so many of them together at first;"""
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
    some = _promising(search, lattices, some)
    found = []
    each = 1.0 + search.unit * completing_price(1)
    start = 0
    while start < len(some):
        # As many at once as were tried before: what those cost bounds what is worth adding to others.
        batch = some[start : start + max(FIRST, start)]
        start += len(batch)
        bare, counts = lattices.others[batch], lattices.counts[batch]
        most = np.minimum(np.maximum(FEW, share * counts), (below - bare) / each).astype(int)
        for k, nodes in enumerate(_completed(search, lattices, batch, most, anywhere=share >= MUCH)):
            if nodes is None or len(nodes) - counts[k] > (below - bare[k]) / each:
                continue
            drawn = aligned(search.field, nodes, int(counts[k]), search.margin)
            added = len(nodes) - int(counts[k])
            found.append((drawn if search.finer.holds(drawn) else nodes, float(bare[k]) + added))
            below = min(below, bare[k] + added * each + SLACK)
    return found


def _promising(search: LatticeSearch, lattices: Lattices, some: Indices) -> Indices:
    """Of these lattices the few that miss least for their prices, the best first.

    What one misses at the darkest points tells which need not be looked at on the others.
    """
    least = _worth(search, lattices, some, search.darkest)
    worth = np.full(len(some), np.inf)
    best = np.zeros(0, dtype=np.intp)
    for block in blocks(np.argsort(least, kind="stable"), TRIED):
        if len(best) == TRIED and least[block[0]] > worth[best[-1]]:
            break
        worth[block] = _worth(search, lattices, some[block], search.some)
        best = np.argsort(worth, kind="stable")[:TRIED]
    return some[best]


def _worth(search: LatticeSearch, lattices: Lattices, some: Indices, at: LatticeLight) -> NDArray[np.float64]:
    """What lattices miss at some of the points looked at, and their prices, in lights: of fewer points no
    more than of all."""
    missing = deficits(search.field, at.lit(lattices, some), lattices.means[some], len(search.some.base))
    # A square root: a point missed by a tenth costs as much as ten by a hundredth.
    return np.round(MISSING * search.unit * np.sqrt(missing) + lattices.prices[some], 6)


def _completed(
    search: LatticeSearch, lattices: Lattices, some: Indices, most: Indices, *, anywhere: bool
) -> list[Nodes | None]:
    """Each of these lattices with up to so many lights more behind its own, as soon as the rules hold; None
    where they do not with all of them."""
    field, (x, y) = search.field, search.spots.T
    chosen = [search.nodes(lattices, which) for which in some.tolist()]
    lit = np.array([field.at(nodes) for nodes in chosen])
    places = np.array([apart(search.spots, nodes) for nodes in chosen])
    if not anywhere:
        places &= [_on_pattern(search, lattices, which) for which in some.tolist()]
    found: list[Nodes | None] = [None] * len(some)
    most = most.copy()
    for step in range(most.max(initial=0)):
        going = np.flatnonzero(most > step)
        at = _next_lights(search, [chosen[k] for k in going], lit[going], places[going])
        most[going[at < 0]] = 0
        going, at = going[at >= 0], at[at >= 0]
        lit[going] += field.gain[at]
        places[going] &= (np.abs(x - x[at, None]) > 1) | (np.abs(y - y[at, None]) > 1)
        for k, tile in zip(going.tolist(), at.tolist(), strict=True):
            chosen[k] = np.append(chosen[k], tile)
        bright = going[search.holds(lit[going])].tolist()
        search.finer.know(np.concatenate([NONE, *(chosen[k] for k in bright)]))
        for k in bright:
            if search.finer.holds(chosen[k]):
                found[k], most[k] = chosen[k], 0
    return found


def _next_lights(search: LatticeSearch, chosen: list[Nodes], lit: Matrix, places: Mask) -> Nodes:
    """Where each layout gets its next light: where least is missing then, or, where the rules hold at the
    points, nearest to where the finer grid is darkest; -1 where no place is left."""
    at = best_additions(search.field, lit, places)
    for k in np.flatnonzero(search.holds(lit)).tolist():
        dark = search.finer.points[int(search.finer.lit(chosen[k]).argmin())]
        away = square(tile_centres(search.field.room, search.field.spots) - dark)
        far = np.where(places[k], np.round(away, 6), np.inf)
        at[k] = far.argmin() if places[k].any() else -1
    return at


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
