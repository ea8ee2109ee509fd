"""What arrays of lights do in rooms: what the network is told of each, and what the engine calculates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import is_hall
from plenum.ceiling.light.order.alternatives import alternatives
from plenum.ceiling.light.order.lattice_light import Indices, Lattices
from plenum.ceiling.light.order.lattices import LatticeSearch
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.room import Room
from services.light_model_d_learned.features import features
from services.light_model_d_learned.guesses import MEAN, looked_at
from services.light_model_d_learned.sampled import SampledField

PER_ROOM: Final = 64
"""Arrays of a room that are calculated."""
CHUNK: Final = 20
"""Rooms that a process is handed at a time."""
LIMITS: Final = ("mean", "u0")


@dataclass(frozen=True)
class Examples:
    """Arrays of many rooms, a row each."""

    told: Matrix
    """rows × features."""
    true: Matrix
    """rows × 2: the logarithm of the mean over the sampled one, and the uniformity."""
    asked: Matrix
    """rows × LIMITS: the mean over the one asked for, and the uniformity, that the design must reach."""
    room: NDArray[np.intp]
    """The number of each row's room."""
    designed: NDArray[np.bool_]
    """Whether it is one of the layouts, dense, sparse or balanced, that the search of all arrays answers."""

    @property
    def held(self) -> NDArray[np.bool_]:
        """Which hold the rules with the design margin."""
        mean = np.exp(self.true[:, 0]) * self.told[:, MEAN]
        return np.asarray((mean >= self.asked[:, 0]) & (self.true[:, 1] >= self.asked[:, 1]))

    def of(self, some: NDArray[np.bool_]) -> Examples:
        """Some of the rows."""
        return Examples(*(getattr(self, name)[some] for name in self.__dataclass_fields__))

    def fingerprint(self) -> str:
        """SHA-256 of all of it."""
        digest = hashlib.sha256()
        for name in self.__dataclass_fields__:
            digest.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return digest.hexdigest()


def examples(rooms: Iterable[Room], settings: Settings, seed: int = 0, processes: int = 1) -> Examples:
    """Of each room the arrays that a designer chose, and others among those that the model would look at."""
    numbered = [(number, room, settings, seed) for number, room in enumerate(rooms)]
    if processes == 1:
        listed = list(map(_of_room, numbered))
    else:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            listed = list(pool.map(_of_room, numbered, chunksize=CHUNK))
    found = [rows for of_room in listed for rows in of_room]
    if not found:
        raise ValueError("in none of these rooms is there an array to learn from")
    return Examples(*map(np.concatenate, zip(*found, strict=True)))


def _of_room(asked: tuple[int, Room, Settings, int]) -> list[tuple[NDArray[Any], ...]]:
    """The rows of a room; which arrays they are depends on nothing but the seed and its number."""
    number, room, settings, seed = asked
    brief = brief_for(room, settings).light
    if is_hall(room, brief):
        return []
    sampled, field = SampledField(room, brief), LightField(room, brief)
    if not field.tiles:
        return []
    answered = alternatives(field)
    layouts = [answered.dense, answered.sparse, answered.balanced] if answered else []
    chosen = {each.nodes.tobytes() for each in layouts}
    dice = np.random.default_rng((seed, number))
    return [_rows(number, sampled, field, arrays, chosen, dice) for arrays in looked_at(sampled)]


def _rows(  # parameters: an array's room, and what is chosen of it
    number: int,
    sampled: SampledField,
    field: LightField,
    arrays: tuple[LatticeSearch, Lattices, Indices],
    chosen: Set[bytes],
    dice: np.random.Generator,
) -> tuple[NDArray[Any], ...]:
    """One kind of a room's arrays, in the order of `Examples`."""
    (search, lattices, cheapest), brief = arrays, field.brief
    designed = np.array([search.nodes(lattices, int(k)).tobytes() in chosen for k in cheapest])
    order = np.argsort(~designed + dice.random(len(cheapest)), kind="stable")[:PER_ROOM]
    some = cheapest[order]
    lit = search.masks(lattices, some) @ field.gain + field.base
    mean = lit.mean(axis=1)
    told = features(search, sampled, lattices, some)
    true = np.column_stack([np.log(mean / brief.em_lx / told[:, MEAN]), lit.min(axis=1) / mean])
    wanted = np.array([1.0, brief.u0]) * (1.0 + brief.margin)
    return told, true, np.tile(wanted, (len(some), 1)), np.full(len(some), number), designed[order]
