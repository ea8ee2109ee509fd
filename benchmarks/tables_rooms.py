"""What becomes of real rooms: `python -m benchmarks.tables_rooms [FILE…]`.

Status, counts, proofs, seconds a room, and what two verifiers find, for each building under each fire
code. Without files the shipped examples; `--json FILE` keeps every figure and every room.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.machine import shape
from benchmarks.placed_rooms import Naive, Placed, each, naive_verifier
from benchmarks.report import Cell, Report, Section, quantile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.building_power import building_evidence

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
STATUSES = ("complete", "unsolved", "infeasible", "failed")
FEW_TILES = 400
"""Usable tiles up to which a light count should be proven."""
Group = tuple[str, list[Placed]]


def status(groups: Sequence[Group], naive: Naive | None) -> Section:
    """Rooms by status, the building's power, and violations in rooms that claim to be complete."""
    rows: list[tuple[Cell, ...]] = []
    for name, placed in groups:
        counted = Counter(p.result["status"] for p in placed)
        done = [p for p in placed if p.complete]
        power = building_evidence([p.on_grid for p in placed], placed[0].settings)
        rows.append(
            (
                name,
                len(placed),
                *(counted[s] for s in STATUSES),
                f"{power[0].value / power[0].limit:.0%}" if power else "–",
                sum(len(p.violations()) for p in done),
                sum(len(p.naive_violations(naive)) for p in done) if naive else "not at hand",
            )
        )
    return Section(
        "Rooms by status, and violations in complete ones",
        ("building, code", "rooms", *STATUSES, "power of allowed", "violations", "naively"),
        rows,
        "Violations: hard rules broken in rooms that say complete, by the product's verifier from the grid "
        "alone, and by the tests' naive one.",
    )


def counts(groups: Sequence[Group]) -> Section:
    """What was placed, and who won."""
    rows: list[tuple[Cell, ...]] = []
    for name, placed in groups:
        won = Counter(p.result["selected_model"] for p in placed)
        rows.append(
            (
                name,
                *(sum(p.result["counts"][kind.value]["placed"] for p in placed) for kind in Kind),
                sum(c["existing"] for p in placed for c in p.result["counts"].values()),
                *(won[f"light_model_{model}"] for model in ("a_dense", "b_sparse", "c_balanced")),
            )
        )
    return Section(
        "Counts by kind, and rooms won by each light model",
        (
            "building, code",
            "lights",
            "supply",
            "return",
            "detectors",
            "existing",
            "dense",
            "sparse",
            "balanced",
        ),
        rows,
    )


def proofs(groups: Sequence[Group]) -> Section:
    """How many counts are proven the smallest, and the gap of the others."""
    rows: list[tuple[Cell, ...]] = []
    for name, placed in groups:
        done = [p for p in placed if p.complete]
        small = [p for p in done if p.original.usable <= FEW_TILES]
        large = [p for p in done if p.original.usable > FEW_TILES]
        detectors = [_gap(**proof) for p in done if (proof := _proof(p, Kind.DETECTOR))]
        rows.append(
            (
                name,
                _proven(_fewest(small)),
                _mean(_fewest(small)),
                _proven(_fewest(large)),
                _mean(_fewest(large)),
                _proven(detectors),
                _mean(detectors),
            )
        )
    few, more = f"up to {FEW_TILES} tiles", "larger"
    return Section(
        "Complete rooms whose count is proven the smallest, and the mean gap",
        (
            "building, code",
            f"lights, {few}",
            "gap",
            f"lights, {more}",
            "their gap",
            "detectors",
            "gap of these",
        ),
        rows,
        "Lights: the sparse model's count, whoever won. Gap: (count - bound)/count over all of these rooms.",
    )


def _fewest(placed: Iterable[Placed]) -> list[float]:
    return [_gap(p.fewest.count, p.fewest.lower_bound) for p in placed if p.fewest]


def _proof(placed: Placed, kind: Kind) -> dict[str, int] | None:
    proof = placed.result["proof"].get(kind.value)
    return {"count": proof["count"], "lower_bound": proof["lower_bound"]} if proof else None


def _gap(count: int, lower_bound: int) -> float:
    return (count - lower_bound) / count if count else 0.0


def _proven(gaps: Sequence[float]) -> str:
    return f"{sum(gap <= 0 for gap in gaps)} of {len(gaps)}"


def _mean(gaps: Sequence[float]) -> str:
    return f"{sum(gaps) / len(gaps):.1%}" if gaps else "–"


def seconds(groups: Sequence[Group]) -> Section:
    """How long a room takes from its intake to its evidence, all stages, in process."""
    rows: list[tuple[Cell, ...]] = []
    for name, placed in groups:
        wall, cpu = [p.seconds for p in placed], [p.cpu_seconds for p in placed]
        worst = max(placed, key=lambda p: p.cpu_seconds)
        rows.append(
            (
                name,
                *(f"{quantile(wall, share):.3f}" for share in (0.5, 0.95, 1.0)),
                *(f"{quantile(cpu, share):.3f}" for share in (0.5, 0.95, 1.0)),
                f"{worst.original.room_id}, {worst.original.usable:,} tiles",
                f"{sum(cpu):.1f}",
            )
        )
    of = ("p50", "p95", "worst")
    return Section(
        "Seconds a room, all stages in one process",
        ("building, code", *of, *(f"CPU {which}" for which in of), "the worst", "CPU, all rooms"),
        rows,
        "A room as a building of its own; rooms that repeat are answered from memory, as in a worker. The "
        "wall's clock tells of whatever else the machine was doing.",
    )


def incomplete(groups: Sequence[Group]) -> Section:
    """The rooms that are not complete, each with its first reason."""
    rows: list[tuple[Cell, ...]] = [
        (f"{name}: {p.original.room_id}", p.result["status"], next(iter(p.result["reasons"]), ""))
        for name, placed in groups
        for p in placed
        if not p.complete
    ]
    return Section("Rooms that are not complete", ("room", "status", "first reason"), rows)


def every_room(groups: Sequence[Group]) -> Section:
    """Each room by itself, for machines."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"{name}: {p.original.room_id}",
            p.original.usable,
            p.result["status"],
            *(p.result["counts"][kind.value]["placed"] for kind in Kind),
            str(p.result["selected_model"]),
            p.fewest.count if p.fewest else "–",
            p.fewest.lower_bound if p.fewest else "–",
            p.seconds,
            p.cpu_seconds,
        )
        for name, placed in groups
        for p in placed
    ]
    columns = (
        "room",
        "tiles",
        "status",
        "L",
        "S",
        "R",
        "D",
        "lights by",
        "fewest lights",
        "bound",
        "s",
        "CPU s",
    )
    return Section("Every room", columns, rows)


def main() -> None:
    """The tables, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = sorted(EXAMPLES.glob("*.json"))
    parser.add_argument("files", nargs="*", type=Path, default=shipped, help="buildings in any format")
    codes = [code.value for code in FireCode]
    parser.add_argument("--code", action="append", choices=codes, help="only these fire codes")
    parser.add_argument("--rooms", action="store_true", help="print every room, too")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    asked = parser.parse_args()
    chosen = [FireCode(code) for code in asked.code or codes]
    report = Report(shape(), Console(width=150))
    report.head()
    groups = list(each(asked.files, chosen))
    report.add(status(groups, naive_verifier()))
    for section in (incomplete, counts, proofs, seconds, every_room):
        made = section(groups)
        report.add(made, shown=bool(made.rows) and (asked.rooms or section is not every_room))
    if asked.json:
        report.save(asked.json)


if __name__ == "__main__":
    main()
