"""Plenum beside the textbook: `python -m benchmarks.tables_textbook [FILE…]`.

Lights beside the lumen method's array, detectors beside the code's squares, room by room, judged by the
same verifier. Our side holds every hard rule in the rooms compared. The textbook's side is shown as it is
drawn, with the rooms where that breaks a rule, and as the smallest array from its count up, of any number
of columns and rows, that breaks none.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from benchmarks import textbook
from benchmarks.machine import shape
from benchmarks.placed_rooms import SPARSE, Placed, each
from benchmarks.report import Cell, Report, Section
from benchmarks.tables_rooms import EXAMPLES
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.room.grid import EMPTY, SYMBOLS
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.verify import verify


@dataclass(frozen=True)
class Compared:
    """One room under one code."""

    name: str
    tiles: int
    fewest: int
    """Ours: of lights the sparse model's count, of detectors the result's."""
    placed: int
    """Ours: what the winner placed."""
    asked: int
    """What the textbook's formula asks for."""
    drawn: int
    """The textbook's array as drawn: whole columns and rows."""
    broken: tuple[str, ...]
    """Hard rules that it breaks as drawn."""
    holding: int | None
    """The smallest array from the formula's count up that breaks none; None where every array does."""


Groups = list[tuple[str, list[Compared]]]
"""Rooms by building and code."""


def compared(placed: Placed, kind: Kind) -> Compared | None:
    """The comparison; None where there is nothing to compare.

    Rooms in which things of the kind are already there, those that are not complete on our side, and
    those that need none of it are left out.
    """
    count = placed.result["counts"][kind.value]
    fewest = placed.fewest.count if kind is Kind.LIGHT and placed.fewest else count["placed"]
    if not placed.complete or count["existing"] or not count["placed"]:
        return None
    room = _without(placed.on_grid, kind)
    brief = brief_for(placed.original, placed.settings)

    def breaks(layout: Layout) -> tuple[str, ...]:
        found = broken(verify(room.with_layout(layout), brief, kind.entry.families))
        return tuple(dict.fromkeys(e.rule for e in found))

    def holds(layout: Layout) -> bool:
        return not breaks(layout)

    if kind is Kind.LIGHT:
        # The lights come first: their array has the empty ceiling, as ours had.
        room = placed.original
        asked = textbook.lumen_count(room, brief)
        arrays = textbook.light_arrays(room, asked)
        chosen = textbook.drawn_array(arrays, brief.light.luminaire.shr * brief.light.mounting_height_m)
        drawn = chosen.layout if chosen else Layout(kind)
        holding = next((array.lights for array in arrays if holds(array.layout)), None)
    else:
        drawn = textbook.detector_array(room, brief)
        asked = len(drawn.terminals)
        holding = textbook.densified_detectors(room, brief, holds)
    return Compared(
        placed.original.room_id,
        placed.original.usable,
        fewest,
        count["placed"],
        asked,
        len(drawn.terminals),
        breaks(drawn),
        holding,
    )


def _without(room: Room, kind: Kind) -> Room:
    """The completed room without what was placed of a kind."""
    return replace(room, rows=tuple(row.replace(SYMBOLS[kind], EMPTY) for row in room.rows))


def totals(groups: Groups, title: str, note: str) -> Section:
    """A row for each building: all its rooms, and those alone in which an array holds the rules at all."""
    columns = (
        *("building, code", "rooms", "fewest", "placed", "formula", "drawn", "broken in", "no array"),
        *("fewest*", "placed*", "holding*", "placed ÷ holding", "fewest ÷ holding"),
    )
    return Section(title, columns, [_totals(name, found) for name, found in groups], note)


def _totals(name: str, found: list[Compared]) -> tuple[Cell, ...]:
    solved = [c for c in found if c.holding is not None]
    return (
        name,
        len(found),
        sum(c.fewest for c in found),
        sum(c.placed for c in found),
        sum(c.asked for c in found),
        sum(c.drawn for c in found),
        f"{sum(bool(c.broken) for c in found)}",
        f"{len(found) - len(solved)}",
        *_beside_the_holding(solved),
    )


def _beside_the_holding(solved: list[Compared]) -> tuple[Cell, ...]:
    """The rooms with an array that holds the rules: ours, the arrays, and ours in terms of these."""
    fewest, placed = sum(c.fewest for c in solved), sum(c.placed for c in solved)
    holding = sum(c.holding or 0 for c in solved)
    shares = (f"{count / holding - 1:+.0%}" if holding else "–" for count in (placed, fewest))
    return fewest, placed, holding, *shares


def rooms(groups: Groups, title: str) -> Section:
    """A row for each room."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"{name}: {c.name}",
            c.tiles,
            c.fewest,
            c.placed,
            c.asked,
            c.drawn,
            ", ".join(c.broken) or "none",
            "–" if c.holding is None else c.holding,
        )
        for name, found in groups
        for c in found
    ]
    return Section(
        title, ("room", "tiles", "fewest", "placed", "formula", "drawn", "breaks", "holding"), rows
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = sorted(EXAMPLES.glob("*.json"))
    parser.add_argument("files", nargs="*", type=Path, default=shipped, help="buildings in any format")
    codes = [code.value for code in FireCode]
    parser.add_argument("--code", action="append", choices=codes, help="only these fire codes")
    parser.add_argument("--rooms", action="store_true", help="print every room, too")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    return parser.parse_args()


def lights_and_detectors(files: Sequence[Path], chosen: Sequence[FireCode]) -> tuple[Groups, Groups]:
    """Lights under one code, since no fire code concerns them, detectors under each."""
    lights: Groups = []
    detectors: Groups = []
    for name, placed in each(files, chosen):
        building, _, code = name.partition(", ")
        for kind, groups in ((Kind.LIGHT, lights), (Kind.DETECTOR, detectors)):
            if kind is Kind.DETECTOR or code == chosen[0].value:
                found = [c for p in placed if (c := compared(p, kind))]
                if found:
                    groups.append((name if kind is Kind.DETECTOR else building, found))
    return lights, detectors


def main() -> None:
    """Both tables, and with `--rooms` every room of them."""
    asked = _asked()
    report = Report(shape(), Console(width=160))
    report.head()
    lights, detectors = lights_and_detectors(asked.files, [FireCode(code) for code in asked.code or FireCode])
    note = (
        "Formula: what it asks for; drawn: in whole columns and rows; holding: the smallest array from there "
        "up that holds the rules. Starred: rooms that have such an array. Left out: rooms not complete on "
        "our side, and those that had some of the kind."
    )
    sparse = f" Fewest: {SPARSE}'s; placed: the winner's."
    sections = (
        (lights, "Lights beside the lumen method's array", note + sparse),
        (detectors, "Detectors beside the code's squares", note),
    )
    for groups, title, its_note in sections:
        if groups:
            report.add(totals(groups, title, its_note))
    for groups, title, _ in sections:
        every = rooms(groups, f"{title}, room by room")
        report.add(every, shown=asked.rooms)
    if asked.json:
        report.save(asked.json)


if __name__ == "__main__":
    main()
