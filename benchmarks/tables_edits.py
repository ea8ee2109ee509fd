"""What an edit moves: `python -m benchmarks.tables_edits [FILE…]`.

In every room at once the tile under one component is blocked, kind by kind; the building is placed again
near its earlier layout (`--previous`), and afresh. What had to move, since its tile is blocked, is not
counted.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.machine import shape
from benchmarks.report import Cell, Report, Section
from benchmarks.tables_rooms import EXAMPLES
from plenum.ceiling.room.grid import EMPTY, INVALID, SYMBOLS, components
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.pipeline.result.replacement import Replacement
from plenum.pipeline.runner import PipelineRunner

SEED = 3


def placed(building: Building) -> dict[str, Any]:
    """A result as a file would hold it."""
    result: dict[str, Any] = json.loads(json.dumps(PipelineRunner().run_full_pipeline(building)))
    return result


def again(building: Building, previous: Mapping[str, Any]) -> dict[str, Any]:
    """The result near an earlier one."""
    replacement = Replacement(building, previous)
    while (asked := replacement.ask()) is not None:
        replacement.take(placed(asked))
    return replacement.result()


def blocked(building: Building, result: Mapping[str, Any], kind: Kind) -> tuple[Building, int]:
    """The building with one tile blocked under a component of the kind in every room that got one, and
    how many rooms that were."""
    dice = random.Random(SEED)
    rooms: list[Room] = []
    for room, done in zip(building.rooms, result["rooms"], strict=True):
        there = [t for t, k in components(done["rows"]).items() if k is kind]
        own = [(x, y) for x, y in there if room.at((x, y)) == EMPTY]
        rows = list(room.rows)
        if own:
            x, y = dice.choice(own)
            rows[y] = rows[y][:x] + INVALID + rows[y][x + 1 :]
        rooms.append(replace(room, rows=tuple(rows)))
    changed = sum(a.rows != b.rows for a, b in zip(rooms, building.rooms, strict=True))
    return replace(building, rooms=tuple(rooms)), changed


def moved(before: Mapping[str, Any], after: Mapping[str, Any], kind: Kind) -> int:
    """Components of the kind that Plenum had placed and that are no longer where they were."""
    symbol = SYMBOLS[kind]
    return sum(
        was == symbol != now
        for room, done in zip(before["rooms"], after["rooms"], strict=True)
        for was, now in zip("".join(room["rows"]), "".join(done["rows"]), strict=True)
    )


def edits(name: str, building: Building) -> list[tuple[Cell, ...]]:
    """A row for each kind, and for each way to place the building again."""
    first = placed(building)
    rows: list[tuple[Cell, ...]] = []
    for kind in Kind:
        edited, changed = blocked(building, first, kind)
        for way, result in (("near", again(edited, first)), ("afresh", placed(edited))):
            counts = [moved(first, result, k) - (changed if k is kind else 0) for k in Kind]
            rows.append(
                (
                    f"{name}: {kind.value.replace('_', ' ')}",
                    changed,
                    way,
                    *counts,
                    *(result["totals"]["counts"][k.value]["placed"] for k in Kind),
                    f"{result['totals']['statuses'].get('complete', 0)} of {len(building.rooms)}",
                )
            )
    return rows


def main() -> None:
    """One table."""
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = [EXAMPLES / "small_office.json"]
    parser.add_argument("files", nargs="*", type=Path, default=shipped, help="buildings in any format")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    asked = parser.parse_args()
    report = Report(shape(), Console(width=150))
    report.head()
    rows = [row for file in asked.files for row in edits(file.stem, read_building(file))]
    of = tuple(SYMBOLS.values())
    columns = ("blocked under a", "rooms", "placed again", *(f"{k} moved" for k in of), *of, "complete")
    note = "Moved: of what had been placed, beside what was on a blocked tile."
    report.add(Section("What one blocked tile in every room moves", columns, rows, note))
    if asked.json:
        report.save(asked.json)


if __name__ == "__main__":
    main()
