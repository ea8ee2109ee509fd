"""How orderly ceilings are: `python -m benchmarks.order [FILE…] [--code …] [--no-fewest] [--json FILE]`.

The shipped examples and more than 100 generated rooms, and what files are named, under each fire code. Every
building is completed a second time with the fewest lights, under the same margin: the price of order.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks.machine import shape
from benchmarks.order.buildings import generated
from benchmarks.order.figures import figures
from benchmarks.order.placing import Done, completed, textbook
from benchmarks.report import Cell, Report, Section, quantile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.rules.fire_code import FireCode
from plenum.files.building.building import Building
from plenum.files.read import read_building

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SHIPPED = ("small_office.json", "annex.gbxml", "tower.dfjson")


def buildings(files: list[Path]) -> Iterator[Building]:
    """What is named, what ships, what is generated."""
    for file in [*files, *(EXAMPLES / name for name in SHIPPED)]:
        yield replace(read_building(file), building_id=file.stem)
    yield from generated()


def share(part: int, of: int) -> str:
    """A share of so many; a dash of none."""
    return f"{part / of:.2f} ({of})" if of else "–"


def counted(done: Done, fewest: Done | None) -> tuple[Cell, ...]:
    """Counts, prices, milliseconds, statuses and violations of a building."""
    lights, detectors = done.count(Kind.LIGHT), done.count(Kind.DETECTOR)
    drawn = textbook(done.building)
    least = (fewest.count(Kind.LIGHT), fewest.count(Kind.DETECTOR)) if fewest else ("–", "–")
    prices = price(done, fewest) if fewest else ("–",) * len(PRICE)
    ms = sorted(1e3 * each for each in done.cpu_s)
    return (
        len(done.results), done.statuses()["complete"], done.violations(), lights, least[0], drawn[0],
        *prices, detectors, least[1], drawn[1], sum(ms) / len(ms), quantile(ms, 0.5), quantile(ms, 0.95),
    )  # fmt: skip


FAR = 0.25
"""Lights over a room's fewest from which it is counted."""
FEWEST = {"order": "free", "lights": {"building": "sparse"}}
PRICE = ("price of order, sum", "a room, mean", "median", "p95", "rooms over 25 %")
COUNTED = (
    *("rooms", "complete", "violations", "lights", "lights, fewest", "lights, textbook", *PRICE),
    *("detectors", "detectors, fewest", "detectors, textbook", "CPU ms, mean", "median", "p95"),
)


def price(done: Done, fewest: Done) -> tuple[Cell, ...]:
    """Lights more than the fewest: over the building, and of the rooms that have lights in both."""
    both = [
        (more, least) for more, least in zip(done.lights(), fewest.lights(), strict=True) if more and least
    ]
    each = sorted(more / least - 1.0 for more, least in both)
    if not each:
        return ("–",) * len(PRICE)
    shares = (sum(m for m, _ in both) / sum(n for _, n in both) - 1.0, sum(each) / len(each))
    told = (*shares, quantile(each, 0.5), quantile(each, 0.95))
    return (*(f"{share_:+.0%}" for share_ in told), sum(one > FAR for one in each))


def main() -> None:
    """One table of figures and one of counts for each fire code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="further buildings in any format")
    parser.add_argument("--code", choices=[code.value for code in FireCode], action="append")
    parser.add_argument("--only", action="append", help="the buildings of these names alone")
    parser.add_argument(
        "--fewest", action=argparse.BooleanOptionalAction, default=True, help="the price of order, too"
    )
    parser.add_argument("--json", type=Path, help="a file for the figures")
    asked = parser.parse_args()
    report = Report(shape(), Console(width=220))
    report.head()
    for code in asked.code or [code.value for code in FireCode]:
        shares: dict[str, tuple[Cell, ...]] = {}
        counts: dict[str, tuple[Cell, ...]] = {}
        for building in buildings(asked.files):
            if asked.only and building.building_id not in asked.only:
                continue
            own = replace(building, settings=replace(building.settings, code=FireCode(code)))
            done = completed(own)
            shares[building.building_id] = tuple(share(*each) for each in figures(done.ceilings).values())
            counts[building.building_id] = counted(done, completed(own, FEWEST) if asked.fewest else None)
        report.add(_turned(f"Order, {code}", tuple(figures([])), shares))
        report.add(_turned(f"Counts and time, {code}", COUNTED, counts))
    if asked.json:
        report.save(asked.json)


def _turned(title: str, names: tuple[str, ...], columns: dict[str, tuple[Cell, ...]]) -> Section:
    """A row a figure, a column a building."""
    rows = [(name, *(column[i] for column in columns.values())) for i, name in enumerate(names)]
    return Section(title, ("figure", *columns), rows)


if __name__ == "__main__":
    main()
