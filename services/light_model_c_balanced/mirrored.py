"""A few lights in mirror image, every such choice tried: where no array is as small.

Lights come in pairs about a middle line of the room or about its centre, or stand on it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes, valid
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.regularity import regularity

MOST_LIGHTS: Final = 6
CHOICES: Final = 60_000
"""Choices of one mirror looked at; where there are more, none is."""
OFF: Final = (0, -1, 1, -2, 2)
"""Mirrors beside the middle, in half tiles."""
ORDERLY: Final = 0.85
"""Regularity from which a choice counts as aligned."""
WEIGHED: Final = 200
"""Choices that hold, the most even first, of which the worthiest is taken."""


def mirrored(
    field: LightField, fewest: int, most: int, worth: Callable[[Nodes, Matrix], tuple[float, ...]]
) -> Nodes | None:
    """The worthiest orderly choice of the smallest count that has one, or None."""
    if field.existing:
        return None
    for count in range(max(1, fewest), min(most, MOST_LIGHTS) + 1):
        best: tuple[tuple[float, ...], Nodes] | None = None
        for partner in _mirrors(field):
            for nodes, lit in _holding(field, partner, count):
                if regularity([field.tiles[i] for i in nodes]) >= ORDERLY:
                    value = worth(nodes, lit)
                    if best is None or value > best[0]:
                        best = value, nodes
        if best is not None:
            return best[1]
    return None


def _mirrors(field: LightField) -> Iterator[Nodes]:
    """For each mirror the image of each tile, -1 where it is not free."""
    spots = field.spots
    middle = spots.min(axis=0) + spots.max(axis=0)
    across = [(middle[0] + off - spots[:, 0], spots[:, 1]) for off in OFF]
    along = [(spots[:, 0], middle[1] + off - spots[:, 1]) for off in OFF]
    about = [(middle[0] + i - spots[:, 0], middle[1] + j - spots[:, 1]) for i, j in product(OFF[:3], OFF[:3])]
    for columns, rows in (*across, *along, *about):
        images = zip(columns.tolist(), rows.tolist(), strict=True)
        yield np.array([field.index.get(image, -1) for image in images], dtype=np.int64)


def _holding(field: LightField, partner: Nodes, count: int) -> list[tuple[Nodes, Matrix]]:
    """Choices of whole pairs and lone tiles that hold the rules, the most even first."""
    own = np.arange(len(partner))
    alone, first = np.flatnonzero(partner == own), np.flatnonzero(partner > own)
    found: list[tuple[float, Nodes, Matrix]] = []
    for lone in range(count % 2, min(count, len(alone)) + 1, 2):
        choices = _choices(alone, first, partner, lone, (count - lone) // 2)
        means = field.mean_gain[choices].sum(axis=1) + float(field.base.mean())
        choices = choices[means >= field.brief.em_lx]
        if not len(choices):
            continue
        lit = field.base + sum(field.gain[column] for column in choices.T)
        good = np.flatnonzero(valid(field, lit))
        even = lit[good].min(axis=1) / lit[good].mean(axis=1)
        most_even = np.argsort(-even, kind="stable")[:WEIGHED]
        found += [(float(even[i]), np.sort(choices[good[i]]), lit[good[i]]) for i in most_even]
    found.sort(key=lambda one: -one[0])
    return [(nodes, lit) for _, nodes, lit in found[:WEIGHED]]


def _choices(alone: Nodes, first: Nodes, partner: Nodes, lone: int, pairs: int) -> NDArray[np.int64]:
    """choices × lights: so many lone tiles and so many pairs; none where that is too many."""
    singles = _combined(alone, lone)
    doubles = _combined(first, pairs)
    if len(singles) * len(doubles) > CHOICES:
        return np.zeros((0, lone + 2 * pairs), dtype=np.int64)
    i, j = np.divmod(np.arange(len(singles) * len(doubles)), max(1, len(doubles)))
    return np.concatenate([singles[i], doubles[j], partner[doubles[j]]], axis=1)


def _combined(among: Nodes, count: int) -> NDArray[np.int64]:
    """Every choice of `count` of some numbers, up to one more than the limit."""
    found: list[tuple[int, ...]] = []
    for choice in combinations(among.tolist(), count):
        found.append(choice)
        if len(found) > CHOICES:
            break
    return np.array(found, dtype=np.int64).reshape(len(found), count)
