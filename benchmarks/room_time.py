"""What a room costs the processor, all stages together: `python -m benchmarks.room_time [FILE…]`.

The first file's building is completed room by room, all models, checks and reading, by a process that has
completed it before: but other rooms of the same kinds, each wall a hundredth of a millimetre a metre longer
and each ceiling as much higher, so that no memory knows an answer. Below it halls, and
what the pipeline itself takes of one room, its models empty. CPU time of all threads; halls as `growth` has
them, stage by stage on one thread.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["PLENUM_TELEMETRY"] = "false"

import argparse
import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks.empty_models import GRAPH as EMPTY
from benchmarks.growth import TILE_M, measured, through, total
from benchmarks.machine import shape
from benchmarks.placed_rooms import each_alone
from benchmarks.report import Cell, Report, Section, quantile
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Ring, Room
from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.pipeline.graph import Graph
from plenum.pipeline.runner import PipelineRunner

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
STRETCH = 1e-5
DECIMALS = 6
"""Of corners in m, as readers of files leave them."""
HALL, COLUMNED = 100, 400
"""Tiles a side."""
COLUMNS = 10
"""A row; so many rows."""
ONE_ROOM = 60
"""Times that one room is asked for, the first third left out."""
DEAREST = 12


def others_alike(building: Building, number: int) -> Building:
    """Other rooms of the same kinds: all but the tiles so many hundredths of a millimetre a metre larger."""
    by = 1.0 + number * STRETCH

    def larger(ring: Ring) -> Ring:
        return tuple((round(x * by, DECIMALS), round(y * by, DECIMALS)) for x, y in ring)

    rooms = tuple(
        replace(
            room,
            outline_m=larger(room.outline),
            holes_m=tuple(larger(hole) for hole in room.holes_m),
            ceiling_height_m=room.ceiling_height_m * by,
        )
        for room in building.rooms
    )
    return replace(building, rooms=rooms)


def completing_ms(building: Building, runner: PipelineRunner) -> dict[str, float]:
    """CPU milliseconds of each room, one after the other, each as a building with its share of the power."""
    took: dict[str, float] = {}
    for alone in each_alone(building):
        began = time.process_time()
        runner.run_full_pipeline(alone)
        took[alone.rooms[0].room_id] = 1e3 * (time.process_time() - began)
    return took


def warm_ms(building: Building, rounds: int) -> Iterator[dict[str, float]]:
    """Each round's milliseconds by room, the first one left out."""
    runner = PipelineRunner(batch_rooms=1)
    completing_ms(building, runner)
    for number in range(1, rounds + 1):
        gc.collect()
        yield completing_ms(others_alike(building, number), runner)


def again_ms(building: Building) -> list[float]:
    """Milliseconds of each room where memories know what was asked: a second run of one building."""
    runner = PipelineRunner(batch_rooms=1)
    completing_ms(building, runner)
    gc.collect()
    return list(completing_ms(building, runner).values())


def with_columns() -> Room:
    """A hall of 400 × 400 tiles with 100 columns, each a tile wide."""
    every = COLUMNED // COLUMNS
    at = [every // 2 + every * n for n in range(COLUMNS)]
    rows = tuple(
        "".join("#" if x in at and y in at else "." for x in range(COLUMNED)) for y in range(COLUMNED)
    )
    edge = COLUMNED * TILE_M
    columns = tuple(
        tuple(((x + dx) * TILE_M, (y + dy) * TILE_M) for dx, dy in ((0, 0), (0, 1), (1, 1), (1, 0)))
        for y in at
        for x in at
    )
    outline = ((0.0, 0.0), (edge, 0.0), (edge, edge), (0.0, edge))
    return Room("columns", rows, room_type="office_open", outline_m=outline, holes_m=columns)


def one_room_ms(graph: Graph | None) -> list[float]:
    """CPU milliseconds of one office of 10 × 10 tiles, asked for again and again."""
    building = Building("one", "", Settings(), (Room("one", ("." * 10,) * 10),))
    runner = PipelineRunner(graph)
    took = []
    for _ in range(ONE_ROOM):
        began = time.process_time()
        runner.run_full_pipeline(building)
        took.append(1e3 * (time.process_time() - began))
    return took[ONE_ROOM // 3 :]


def reading_ms(file: Path) -> float:
    """CPU milliseconds of reading a file, by the room."""
    began = time.process_time()
    building = read_building(file)
    return 1e3 * (time.process_time() - began) / len(building.rooms)


def row(name: str, ms: Sequence[float]) -> tuple[Cell, ...]:
    """Mean, median, 95th percentile and worst of some milliseconds."""
    told = (statistics.mean(ms), quantile(ms, 0.5), quantile(ms, 0.95), max(ms))
    return (name, len(ms), *(round(each, 1) for each in told))


def main() -> None:
    """A row for each figure; below it the dearest rooms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[EXAMPLES / "small_office.json"])
    parser.add_argument("--rounds", type=int, default=3, help="each room's median of so many")
    parser.add_argument("--halls", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--json", type=Path, help="a file for the figures")
    asked = parser.parse_args()
    report = Report(shape(), Console(width=130))
    report.head()
    figures = Section("CPU milliseconds, all stages", ("what", "of", "mean", "median", "p95", "worst"))
    dearest = Section("The dearest rooms", ("room", "tiles", "ms"))
    for file in asked.files:
        building = read_building(file)
        rounds = list(warm_ms(building, asked.rounds))
        ms = {room: statistics.median(each[room] for each in rounds) for room in rounds[0]}
        figures.rows.append(row(f"{file.stem}, a room of it", list(ms.values())))
        figures.rows.append(row(f"{file.stem}, the very same rooms again", again_ms(building)))
        figures.rows.append(row(f"{file.stem}, its reading, by the room", [reading_ms(file)]))
        tiles = {room.room_id: room.usable for room in building.rooms}
        worst = sorted(ms, key=lambda room: -ms[room])[:DEAREST]
        dearest.rows.extend((room, tiles[room], round(ms[room], 1)) for room in worst)
    figures.rows.append(row("an office of 100 tiles, models empty: the pipeline", one_room_ms(EMPTY)))
    figures.rows.append(row("the same with models, answered from memory", one_room_ms(None)))
    if asked.halls:
        figures.rows.append(row(f"{HALL} × {HALL} tiles", [1e3 * total(measured(HALL)[0])]))
        figures.rows.append(
            row(f"{COLUMNED} × {COLUMNED}, 100 columns", [1e3 * total(through(with_columns())[0])])
        )
    report.add(figures)
    report.add(dearest)
    if asked.json:
        report.save(asked.json)


if __name__ == "__main__":
    main()
