"""A search that goes on where no move helps: it takes the least bad one, and back is taboo for a while."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes, deficit, deficits_with, holds
from plenum.ceiling.light.photometry import Matrix

TENURE: Final = 5
"""Moves for which a tile that was left stays dark, unless lighting it beats the best so far."""
MOVES: Final = 300
PAIRS: Final = 40_000_000
"""Tile-point pairs looked at, where those are fewer moves: some 0.2 s."""
NEAREST: Final = 8
"""Lights about the darkest point that may move,"""
IN_TURN: Final = 4
"""and others, one after the other."""


def wandered(field: LightField, chosen: Nodes, near: list[Nodes]) -> tuple[Nodes, bool]:
    """The first choice met that holds the rules, and True; else the one that missed least."""
    chosen = chosen.copy()
    lit = field.at(chosen)
    best, nearest = float(deficit(field, lit)), chosen.copy()
    until = np.zeros(len(field.tiles), dtype=np.int64)
    pairs = PAIRS
    for move in range(1, MOVES + 1):
        taken = np.zeros(len(field.tiles), dtype=bool)
        taken[chosen] = True
        least, slot, target = np.inf, -1, -1
        for i in _movable(field, chosen, lit, move):
            node = chosen[i]
            options = near[node][~taken[near[node]]]
            if not len(options):
                continue
            pairs -= len(options) * len(field.points)
            rest = lit - field.gain[node]
            missed = deficits_with(field, rest, options, rest.mean() + field.mean_gain[options])
            missed[(until[options] > move) & (missed >= best)] = np.inf
            to = int(missed.argmin())
            if missed[to] < least:
                least, slot, target = float(missed[to]), i, int(options[to])
        if slot < 0 or pairs < 0:
            break
        until[chosen[slot]] = move + TENURE
        chosen[slot] = target
        lit = field.at(chosen)
        if least < best:
            best, nearest = least, chosen.copy()
        if holds(field, lit):
            return chosen, True
    return nearest, False


def _movable(field: LightField, chosen: Nodes, lit: Matrix, move: int) -> list[int]:
    """The lights, as places in the choice, that may move next."""
    count = len(chosen)
    if count <= NEAREST + IN_TURN:
        return list(range(count))
    spots = (field.spots[chosen] + 0.5) * np.asarray(field.room.tile_m)
    away = ((spots - field.points[int(lit.argmin())]) ** 2).sum(axis=1)
    nearest: list[int] = np.argsort(away, kind="stable")[:NEAREST].tolist()
    return nearest + [(move * IN_TURN + i) % count for i in range(IN_TURN)]
