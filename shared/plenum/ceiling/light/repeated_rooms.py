"""Rooms that repeat, turned or mirrored too, are solved once: a bounded memory of layouts by all they
depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.illuminance import illuminance
from plenum.ceiling.light.symmetry import Turned, turned, turns_alike
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Extent, Room

Solve = Callable[[Room, Brief], Layout]
ROOMS: Final = 512
ROOM_TILES: Final = 2_500
"""Of a room's grid up to which it is remembered: bounds the memory to some tens of MB."""
HALLS: Final = 8
HALL_TILES: Final = 20_000
"""And so many larger rooms up to this size: likewise."""
TURNED_TILES: Final = 500
"""Likewise up to which images count as the same room: larger ones are seldom repeated."""
NEAR_M: Final = 1e-5
"""How far apart the calculation points of two images may be and still be the same."""


@dataclass(frozen=True)
class _Asked:
    rows: tuple[str, ...]
    extent: Extent
    light: LightBrief
    reserved: frozenset[Tile]
    room: Room = field(compare=False)
    brief: Brief = field(compare=False)


class RoomMemory:
    """A light model's answers: a room it has just solved, by whatever name, is answered from memory.

    What is solved and remembered is the form that stands for all of a room's images. Its layout is
    turned back and checked on the room itself; where it does not hold the rules there, or says in
    words why none does, the room is solved by itself.
    """

    def __init__(self, solve: Solve) -> None:
        self._solve = solve
        self._solved = lru_cache(maxsize=ROOMS)(self._asked_for)
        self._of_hall = lru_cache(maxsize=HALLS)(self._asked_for)
        self._answered = lru_cache(maxsize=ROOMS)(self._from_its_form)

    def layout(self, room: Room, brief: Brief) -> Layout:
        """What the model answers for a room; solved where it is new, or too large to be remembered."""
        tiles = room.width * room.height
        if tiles > HALL_TILES:
            return self._solve(room, brief)
        return (self._answered if tiles <= ROOM_TILES else self._of_hall)(_asked(room, brief))

    def _asked_for(self, asked: _Asked) -> Layout:
        return self._solve(asked.room, asked.brief)

    def _from_its_form(self, asked: _Asked) -> Layout:
        room, brief = asked.room, asked.brief
        if room.width * room.height <= TURNED_TILES and turns_alike(brief):
            form = _form(asked)
            layout = self._solved(_asked(form.room, form.brief))
            if _same(form, room):
                return layout
            if layout.infeasible is None:
                layout = form.back(layout)
                if _holds(room, brief.light, layout) and _alike(asked):
                    return layout
        return self._solved(asked)


def _asked(room: Room, brief: Brief) -> _Asked:
    return _Asked(room.rows, room.extent, brief.light, brief.reserved, room, brief)


@cached_once(ROOMS)
def _form(asked: _Asked) -> Turned:
    return turned(asked.room, asked.brief)


def _same(form: Turned, room: Room) -> bool:
    """Whether the form is the room as it is."""
    turn, image = form.turn, form.room
    if turn.along_x or turn.along_y or turn.diagonal:
        return False
    return (image.outline_m, image.holes_m) == (room.outline_m, room.holes_m)


def _holds(room: Room, brief: LightBrief, layout: Layout) -> bool:
    lit = illuminance(room.with_layout(layout), brief)
    mean = float(lit.mean())
    return mean >= brief.em_lx and float(lit.min()) >= brief.u0 * mean


@cached_once(ROOMS)
def _alike(asked: _Asked) -> bool:
    """Whether a room and its form are calculated at the same points: then what was proven of one holds of
    the other."""
    room, form, height_m = asked.room, _form(asked), asked.light.mounting_height_m
    theirs, ours = points(form.room, height_m), points(room, height_m)
    turn, size = form.turn, np.array([room.width, room.height]) * room.tile_m
    ours = np.where([turn.along_x, turn.along_y], size - ours, ours)
    if turn.diagonal:
        ours = ours[:, ::-1]
    return len(ours) == len(theirs) and bool(np.abs(_ordered(ours) - _ordered(theirs)).max() <= NEAR_M)


def _ordered(at: Points) -> Points:
    near = np.round(at / (10.0 * NEAR_M))
    ordered: Points = at[np.lexsort((near[:, 0], near[:, 1]))]
    return ordered
