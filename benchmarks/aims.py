"""What the figures are meant to reach, and how far each is from it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.blocks import Block
from benchmarks.report import Cell, Section
from benchmarks.subjects import IN_PROCESS
from benchmarks.table import Table, p50_of, rate_of

ON, OFF, BARE, EMPTY = "telemetry on", "telemetry off", "bare Celery", "empty models"
TOLD = f"{EMPTY}, telemetry"
Aim = tuple[str, str, float, float | None]
"""What it is, which way it is to be reached, the wanted and the measured figure."""
POOL = "a pool for all stages"


def section(table: Table) -> Section:
    """Each aim with the figure that decides it, at the size nearest to the one it is meant for."""
    hundred, most = many(table), table.largest(ON, IN_PROCESS)
    judged = (
        *_beside_bare(table, EMPTY, (0.4, 5.0, 15.0)),
        *_beside_bare(table, TOLD, (0.5, 3.0, 10.0)),
        (f"telemetry on ÷ off, processor, {hundred}", "≤", 1.02, table.ratio(hundred, ON, OFF, _cost)),
        (f"telemetry on ÷ off, rooms/s, {hundred}", "≥", 0.98, table.ratio(hundred, ON, OFF, rate_of)),
        (f"models' share of the cores, {most}", "≥", 0.85, table.share(most, ON)),
    )
    return Section(
        "Aims (numbers of rooms)",
        ("aim", "wanted", "measured", "how far"),
        [_row(*aim) for aim in judged],
        "p50 and rate beside bare Celery: the pipeline with models that do nothing, as Celery's tasks do. "
        "Processor: seconds of the services a room, the sending of telemetry included.",
    )


def _beside_bare(table: Table, name: str, wanted: tuple[float, float, float]) -> Iterator[Aim]:
    few, hundred = table.sizes[0], many(table)
    alone, at_once, rooms_s = wanted
    yield f"{name}: p50 of a job of {few} ÷ bare", "≤", alone, table.ratio(few, name, BARE, p50_of)
    yield f"{name}: jobs/s of many at once ÷ bare", "≥", at_once, table.ratio(few, name, BARE, rate_of)
    yield (
        f"{name}: rooms/s of {hundred} ÷ bare jobs/s",
        "≥",
        rooms_s,
        table.ratio(hundred, name, BARE, rate_of),
    )


def many(table: Table) -> int:
    """The size by which telemetry and throughput are judged: 100 rooms, or what is nearest to it."""
    return min(table.small, key=lambda found: abs(found - 100))


def _cost(block: Block) -> float:
    return block.services_s


def _row(aim: str, sign: str, wanted: float, measured: float | None) -> tuple[Cell, ...]:
    if measured is None:
        raise ValueError(f"{aim}: nothing was measured for it")
    reached = measured <= wanted if sign == "≤" else measured >= wanted
    far = "reached" if reached else f"{measured / wanted - 1:+.1%}"
    return (aim, f"{sign} {wanted:g}", round(measured, 3), far)
