"""The arrays that are looked at, and those of them that the network expects to hold the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from heapq import heappop, heappush
from typing import Final

import numpy as np

from plenum.ceiling.light.local_search import Nodes
from plenum.ceiling.light.looks import looks
from plenum.ceiling.light.order.choice import FEW_MORE, FURTHER
from plenum.ceiling.light.order.lattice_light import Indices, Lattices
from plenum.ceiling.light.order.lattices import LatticeSearch
from plenum.ceiling.light.photometry import Matrix

from .features import NAMES, features
from .network import Network
from .sampled import SampledField

LOOKED_AT: Final = 128
"""Arrays told to the network, the cheapest by count and by the looks of their lines."""
REACHING: Final = 0.97
"""Share of the mean that they must reach at a few points: that may err by so much."""
PRICED: Final = 12
"""Arrays whose looks are priced light by light."""
NEAREST: Final = 6
"""Arrays that are completed by more lights where none is expected to hold the rules,"""
MISSING: Final = 20.0
"""chosen by their price and, in units of lights, all that the rules ask for."""
OF_EACH: Final = ("i", "j", "counts", "prices", "others")
MEAN: Final = NAMES.index("mean")


def looked_at(field: SampledField) -> Iterator[tuple[LatticeSearch, Lattices, Indices]]:
    """Arrays that stand evenly between the walls, then any others, the cheapest first."""
    search = LatticeSearch(field, field.brief.margin)
    mirrored = any(axis.mirrors for axis in search.axes)
    for wide in (False, True) if mirrored and not field.existing else (True,):
        lattices = search.lattices(wide, most_lights(field), REACHING)
        if len(lattices):
            yield search, lattices, np.argsort(lattices.prices, kind="stable")[:LOOKED_AT]


def guesses(field: SampledField, network: Network) -> Iterator[Nodes]:
    """The field's tiles of each array that is expected to hold the rules, the cheapest first."""
    for search, lattices, some in looked_at(field):
        hopeful = _spare(search, field, lattices, some, network) >= 1.0
        yield from _by_price(search, lattices, some[hopeful][:PRICED])


def nearly(field: SampledField, network: Network, reaching: float) -> Lattices:
    """Arrays of this share of the mean that more lights may complete: where least is expected to miss."""
    search = LatticeSearch(field, field.brief.margin)
    lattices = search.lattices(True, most_lights(field), reaching)
    some = np.argsort(lattices.prices, kind="stable")[:LOOKED_AT]
    if len(some):
        missing = np.maximum(0.0, 1.0 - _spare(search, field, lattices, some, network))
        worth = lattices.prices[some] + MISSING * search.unit * missing
        some = some[np.argsort(worth, kind="stable")[:NEAREST]]
    return replace(lattices, **{name: getattr(lattices, name)[some] for name in OF_EACH})


def most_lights(field: SampledField) -> int:
    """Lights that an array may have."""
    most = int(FURTHER * field.lower_bound) + 2 * FEW_MORE
    allowed = field.brief.most_lights
    return most if allowed is None else min(most, allowed - len(field.existing))


def _spare(
    search: LatticeSearch, field: SampledField, lattices: Lattices, some: Indices, network: Network
) -> Matrix:
    """What is expected of the mean or of the uniformity, whichever is less, over what the design asks."""
    told = features(search, field, lattices, some)
    mean, u0 = network(told).T
    wanted = 1.0 + field.brief.margin
    spare = np.minimum(np.exp(mean) * told[:, MEAN] / wanted, u0 / (field.brief.u0 * wanted))
    return np.asarray(spare)


def _by_price(search: LatticeSearch, lattices: Lattices, some: Indices) -> Iterator[Nodes]:
    """Some arrays in the order of what they cost light by light; the looks of lines alone are no dearer."""
    priced: list[tuple[float, int, Nodes]] = []
    for which in map(int, some):
        while priced and priced[0][0] <= lattices.prices[which]:
            yield heappop(priced)[2]
        nodes = search.nodes(lattices, which)
        there = np.asarray(search.field.existing, dtype=np.int64).reshape(-1, 2)
        tiles = np.concatenate([search.field.spots[nodes], there])
        price = float(lattices.others[which]) + search.unit * looks(search.field.room, tiles)
        heappush(priced, (round(price, 6), which, nodes))
    while priced:
        yield heappop(priced)[2]
