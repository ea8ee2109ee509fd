"""A graph of small stages: two light models that differ by one light, a selector, a last stage.

A test that wants a model to fail puts another function in a model's place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.competition import Candidate, Choice
from plenum.pipeline.graph import Graph, Stage

VERSION: Final = "7"
GRAPH: Final = Graph(
    (
        Stage("left", f"{__name__}:left", Kind.LIGHT),
        Stage("right", f"{__name__}:right", Kind.LIGHT),
        Stage("choose", f"{__name__}:choose", after=("left", "right")),
        Stage("end", f"{__name__}:end", Kind.DETECTOR, after=("choose",)),
    )
)


def left(room: Room, _brief: Brief) -> Layout:
    """One light."""
    return lights(room, 1)


def right(room: Room, _brief: Brief) -> Layout:
    """Two."""
    return lights(room, 2)


def lights(room: Room, count: int) -> Layout:
    """So many, on the first free tiles."""
    return _first_free(room, Kind.LIGHT, count)


def choose(candidates: Sequence[Candidate]) -> Choice:
    """Whoever needs the fewest."""
    winner = min(candidates, key=lambda candidate: len(candidate.layout.terminals), default=None)
    return Choice(winner, "the fewest" if winner else "nobody answered")


def end(room: Room, _brief: Brief) -> Layout:
    """One detector, where it is still free."""
    return _first_free(room, Kind.DETECTOR, 1)


def _first_free(room: Room, kind: Kind, count: int) -> Layout:
    return Layout(kind, tuple(Terminal(tile) for tile in room.free()[:count]))
