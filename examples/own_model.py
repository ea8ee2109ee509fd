"""A light model of one's own beside the installed three, in this process.

    python examples/own_model.py [BUILDING]      default: examples/small_office.json

It lights every n-th tile both ways, with the largest n that holds. As a service: docs/adding-a-model.md.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum import PipelineRunner
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.local_search import holds
from plenum.ceiling.light.outcome import layout, settled
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.files.read import read_building
from plenum.pipeline.graph import Graph, Stage, installed_graph

NAME: Final = "every_nth_tile"
VERSION: Final = "1.0.0"
WIDEST: Final = 8
"""Tiles from light to light at most."""


def place(room: Room, brief: Brief) -> Layout:
    """A pure function of the room and what is asked of it; in what holds nowhere, every free tile."""
    field = light_field(room, brief.light, brief.reserved)
    if (answer := settled(field)) is not None:
        return answer
    tried = [every_nth(field.tiles, n) for n in range(WIDEST, 0, -1)]
    return layout(field, next((chosen for chosen in tried if holds(field, field.at(chosen))), tried[-1]))


def every_nth(tiles: list[Tile], n: int) -> NDArray[np.int64]:
    """Which of these tiles are on the n-th columns and rows."""
    start = n // 2
    return np.array([i for i, (x, y) in enumerate(tiles) if x % n == start == y % n], dtype=np.int64)


def with_own_model() -> Graph:
    """The installed stages, with one more that the selector waits for."""
    stages: list[Stage] = []
    for stage in installed_graph().stages:
        if stage.name == "selector":
            stages.append(Stage(NAME, "own_model:place", Kind.LIGHT, ("LGT",)))
            stages.append(replace(stage, after=(*stage.after, NAME)))
        else:
            stages.append(stage)
    return Graph(tuple(stages))


def main() -> None:
    """Run it once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("building", nargs="?", type=Path, default=Path(__file__).parent / "small_office.json")
    asked = parser.parse_args()
    completed = PipelineRunner(with_own_model()).run_full_pipeline(read_building(asked.building))
    for room in completed["rooms"]:
        own = next(each for each in room["candidates"] if each["model_name"] == NAME)
        told = f"{own['counts']['light']} lights, confidence {own['confidence']:.2f}"
        print(f"{room['room_id']:16} {told:32} lights by {room['selected_model']}")


if __name__ == "__main__":
    main()
