"""What the order costs: `python -m benchmarks.tables_order [FILE…] [--tiles N] [--random N]`.

Light, supply, return and detector are placed one after the other, each leaving what is reserved for
those that come later. On small rooms all four can be placed at once by an integer program over every
hard rule, with the fewest components in all: the series is held against that optimum.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.machine import shape
from benchmarks.report import Cell, Report, Section, quantile
from benchmarks.tables_rooms import EXAMPLES
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import SYMBOLS
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.confidence import confidence
from plenum.ceiling.whole.small_room_program import program, solve
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner

SPARSE = "light_model_b_sparse"
SEED = 5
TYPES = ("corridor", "storage", "office_enclosed", "restroom", "conference", "classroom", "electrical")


@dataclass(frozen=True)
class Compared:
    """One room both ways. Counts by kind, what had been there included."""

    complete: bool
    exists: bool
    proven: bool
    series: Mapping[Kind, int]
    sparse_lights: int
    joint: Mapping[Kind, int]
    series_score: float
    joint_score: float
    seconds: float

    @property
    def extra(self) -> int:
        """Components more than the optimum, with the sparse model's lights."""
        lights = self.sparse_lights - self.joint[Kind.LIGHT]
        return lights + sum(self.series[k] - self.joint[k] for k in Kind if k is not Kind.LIGHT)


def jointly(room: Room, settings: Settings, done: Mapping[str, Any]) -> Compared:
    """The room's optimum beside what the series made of it."""
    brief = brief_for(room, settings)
    began = time.process_time()
    answer = solve(room, brief, program(room, brief))
    took = time.process_time() - began
    there = {kind: len(room.of_kind(kind)) for kind in Kind}
    tiles = answer.tiles or dict.fromkeys(Kind, ())
    filled = room
    for kind in Kind:
        filled = filled.with_layout(Layout(kind, tuple(Terminal(tile) for tile in tiles[kind])))
    counts = done["counts"]
    candidate = _candidate(done, SPARSE)
    sparse = candidate["counts"]["light"] if candidate and candidate["valid"] else counts["light"]["placed"]
    winner = _candidate(done, done["selected_model"])
    return Compared(
        complete=done["status"] == "complete",
        exists=answer.tiles is not None,
        proven=answer.decided,
        series={k: counts[k.value]["placed"] + counts[k.value]["existing"] for k in Kind},
        sparse_lights=there[Kind.LIGHT] + sparse,
        joint={kind: there[kind] + len(tiles[kind]) for kind in Kind},
        series_score=winner["confidence"] if winner else 0.0,
        joint_score=confidence(verify(filled, brief, ("LGT",))),
        seconds=took,
    )


def _candidate(done: Mapping[str, Any], model: str | None) -> Mapping[str, Any] | None:
    """What one light model made of a room."""
    return next((c for c in done["candidates"] if c["model_name"] == model), None)


def compared(building: Building, most_tiles: int) -> list[Compared]:
    """The building's rooms of so few free tiles."""
    small = tuple(room for room in building.rooms if 0 < len(room.free()) <= most_tiles)
    if not small:
        return []
    result = PipelineRunner().run_full_pipeline(replace(building, rooms=small))
    return [jointly(room, building.settings, done) for room, done in zip(small, result["rooms"], strict=True)]


def row(name: str, code: FireCode, found: list[Compared]) -> tuple[Cell, ...]:
    """One line of the table; sums are over the rooms that both ways completed."""
    both = [c for c in found if c.complete and c.exists]
    return (
        name,
        code.value,
        len(found),
        len(both),
        sum(c.exists and not c.complete for c in found),
        sum(not c.proven for c in found),
        *(_counts(both, kind) for kind in Kind),
        f"{sum(c.sparse_lights for c in both)}",
        sum(c.extra > 0 for c in both),
        _scores(both),
        f"{quantile([c.seconds for c in found], 0.5) * 1000:.0f}" if found else "–",
    )


def _counts(found: list[Compared], kind: Kind) -> str:
    return f"{sum(c.series[kind] for c in found)} / {sum(c.joint[kind] for c in found)}"


def _scores(found: list[Compared]) -> str:
    return f"{_mean([c.series_score for c in found])} / {_mean([c.joint_score for c in found])}"


def _mean(values: list[float]) -> str:
    return f"{sum(values) / len(values):.2f}" if values else "–"


def odd_rooms(count: int) -> Building:
    """Rooms of few tiles with some taken or unusable."""
    dice = random.Random(SEED)
    rooms = []
    for number in range(count):
        width, height = dice.choice(((5, 1), (8, 1), (3, 3), (4, 3), (5, 4), (6, 4), (8, 4), (12, 2)))
        grid = [["."] * width for _ in range(height)]
        for _ in range(dice.choice((0, 1, 2, width * height // 4))):
            grid[dice.randrange(height)][dice.randrange(width)] = dice.choice("###LSRD")
        rows = ["".join(line) for line in grid]
        rooms.append({"room_id": f"r{number}", "room_type": dice.choice(TYPES), "rows": rows})
    return read_building({"schema": "plenum.building/1", "building_id": "odd", "rooms": rooms})


def main() -> None:
    """One table, each building under each fire code."""
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = [EXAMPLES / "small_office.json"]
    parser.add_argument("files", nargs="*", type=Path, default=shipped, help="buildings in any format")
    parser.add_argument("--tiles", type=int, default=40, help="free tiles of the largest room")
    parser.add_argument("--random", type=int, default=100, help="how many random rooms")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    asked = parser.parse_args()
    report = Report(shape(), Console(width=180))
    report.head()
    buildings = {file.stem: read_building(file) for file in asked.files}
    buildings["random rooms"] = odd_rooms(asked.random)
    rows = [
        row(name, code, compared(replace(b, settings=replace(b.settings, code=code)), asked.tiles))
        for name, b in buildings.items()
        for code in FireCode
    ]
    of = [f"{symbol} series/joint" for symbol in SYMBOLS.values()]
    columns = (
        *("building", "code", "rooms", "both complete", "joint only", "undecided", *of),
        *("sparse lights", "rooms with more", "light score", "ms joint p50"),
    )
    note = (
        "Joint: fewest components in all that keep every hard rule. The series' lights are the winner's, "
        "which pays for evenness and order. Rooms with more: those where the sparse model's own lights with "
        "the series' other kinds are more components than the optimum. The joint diffusers are AIR-3's; the "
        "series adds some for throw and shape (AIR-5, AIR-6)."
    )
    report.add(Section("What the order costs", columns, rows, note))
    if asked.json:
        report.save(asked.json)


if __name__ == "__main__":
    main()
