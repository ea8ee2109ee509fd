"""How the time of each model and of the verifier grows with the room: `python -m benchmarks.growth`.

Square open offices, each stage on what the earlier ones placed, the sparse model's lights going on.
CPU seconds of one thread, the median of repeated runs in a warm process, each on a room that no memory
knows. What one stage has worked out the next finds, as in one process: the first light model enumerates
the arrays for all three, the first to ask plans for the kinds that follow. The light models' memory of rooms
they have seen is measured in a row of its own.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from itertools import pairwise
from typing import TypeVar

from rich.console import Console

from benchmarks.machine import shape
from benchmarks.report import Cell, Report, Section
from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.room_left import leaving_room
from plenum.ceiling.whole.verify import verify

Seconds = Mapping[str, float]
"""By stage, for one size of room."""
Place = Callable[[Room, Brief], Layout]
Answer = TypeVar("Answer")
SIDES = (10, 20, 50, 100, 200)
LIGHTS = ("light_model_a_dense", "light_model_c_balanced", "light_model_b_sparse")
OTHERS = ("air_supply_model", "air_return_model", "smoke_detector_model")
SEEN = "light, seen before"
TILE_M = 0.6
SHORT_S = 0.5
"""Runs below this are repeated nine times, others are taken as they are."""


def model(name: str) -> Place:
    """A model by its service's name."""
    place: Place = import_module(f"services.{name}.model").place
    return place


def solving(name: str) -> Place:
    """A light model past its memory of rooms."""
    solve: Place = import_module(f"services.{name}.model").solve
    return solve


def fresh(side: int, number: int) -> Room:
    """A room of so many tiles a side; those of other numbers differ by micrometres."""
    edge = side * TILE_M + number * 1e-6
    outline = ((0.0, 0.0), (edge, 0.0), (edge, edge), (0.0, edge))
    return Room("growth", ("." * side,) * side, room_type="office_open", outline_m=outline)


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """CPU seconds and the answer."""
    began = time.process_time()
    answer = work()
    return time.process_time() - began, answer


def through(room: Room) -> tuple[dict[str, float], Room]:
    """Seconds by stage, and the completed room."""
    seconds: dict[str, float] = {}
    brief = brief_for(room, Settings())
    for name in LIGHTS:
        seconds[name], layout = timed(partial(leaving_room, solving(name), room, brief))
    place = model(LIGHTS[-1])
    place(room, brief)
    seconds[SEEN], _ = timed(partial(place, room, brief))
    done = room.with_layout(layout)
    for name in OTHERS:
        seconds[name], layout = timed(partial(model(name), done, brief))
        done = done.with_layout(layout)
    seconds["verifier"], _ = timed(partial(verify, done, brief, original=room))
    return seconds, done


def measured(side: int) -> tuple[dict[str, float], Room]:
    """The median seconds by stage of some such rooms, the first left out; and the last one completed."""
    runs: list[dict[str, float]] = []
    while True:
        seconds, done = through(fresh(side, len(runs)))
        runs.append(seconds)
        if len(runs) >= 10 or sum(total(run) for run in runs) > SHORT_S * len(seconds):
            counted = runs[1:] or runs
            return {stage: statistics.median(run[stage] for run in counted) for stage in seconds}, done


def main() -> None:
    """The table of milliseconds, and how many times the time grew for how many times the tiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sides", type=int, nargs="+", default=SIDES)
    sides = parser.parse_args().sides
    report = Report(shape(), Console(width=130))
    report.head()
    runs = {}
    for side in sides:
        runs[side], done = measured(side)
        counts = ", ".join(f"{n['placed']} {kind}" for kind, n in done.counts().items())
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{side} x {side}: {counts}; peak memory so far {rss} MB", file=sys.stderr)
    report.add(milliseconds(runs))
    report.add(ratios(runs))


def total(seconds: Seconds) -> float:
    """All stages, every room new to the light models."""
    return sum(each for stage, each in seconds.items() if stage != SEEN)


def total_from_memory(seconds: Seconds) -> float:
    """All stages, the light models remembering the room."""
    return total(seconds) - sum(seconds[name] for name in LIGHTS) + len(LIGHTS) * seconds[SEEN]


def milliseconds(runs: Mapping[int, Seconds]) -> Section:
    """A row a stage, a column a size."""
    names = tuple(f"{side} x {side}" for side in runs)
    stages = next(iter(runs.values()))
    rows = [_milliseconds(stage, [seconds[stage] for seconds in runs.values()]) for stage in stages]
    rows.append(_milliseconds("all", [total(seconds) for seconds in runs.values()]))
    known = [total_from_memory(seconds) for seconds in runs.values()]
    rows.append(_milliseconds("all, lights from memory", known))
    return Section("CPU milliseconds a room", ("stage", *names), rows)


def _milliseconds(name: str, seconds: Sequence[float]) -> tuple[Cell, ...]:
    return (name, *(f"{each * 1e3:.2f}" for each in seconds))


def ratios(runs: Mapping[int, Seconds]) -> Section:
    """A row a stage, a column each two sizes that follow one another."""
    headings = tuple(f"{a} to {b} (tiles x{b * b / (a * a):g})" for a, b in pairwise(runs))
    steps = list(pairwise(runs.values()))
    rows: list[tuple[Cell, ...]] = [
        (stage, *(f"{after[stage] / before[stage]:.1f}" for before, after in steps))
        for stage in next(iter(runs.values()))
        if stage != SEEN
    ]
    rows.append(("all", *(f"{total(after) / total(before):.1f}" for before, after in steps)))
    return Section("Times the time for times the tiles", ("stage", *headings), rows)


if __name__ == "__main__":
    main()
