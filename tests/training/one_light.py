"""The graph with the learned model, the others answering nothing: who wins a room is no matter of luck."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.graph import Graph
from services import stages


def nothing(_room: Room, _brief: Brief) -> Layout:
    """No light."""
    return Layout(Kind.LIGHT, ())


GRAPH: Final = Graph(
    tuple(
        replace(each, model=f"{__name__}:nothing") if each in stages.GRAPH.first() else each
        for each in stages.LEARNED.stages
    )
)
