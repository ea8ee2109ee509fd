"""Whole buildings: telemetry on beside off, over Celery beside in process, and where the cores' time went."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import machine, metered_models, processes, rooms
from benchmarks.pairs import Side, alternate
from benchmarks.report import Section
from benchmarks.running import EXPORT_S, Run, Running
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner

TELEMETRY_PARTS = ("otlp-sink", "otel-collector", "jaeger", "prometheus")


@dataclass(frozen=True)
class Measured:
    """A run with the processor seconds that the stack's parts spent on it."""

    run: Run
    during: Counter[str]
    """By part, until the result was there."""
    cpu: Counter[str]
    """By part, until its telemetry was sent too."""

    @property
    def ours(self) -> float:
        """Processor seconds of the services alone, a room."""
        return services_s(self.cpu) / self.run.rooms


def services_s(cpu: Counter[str]) -> float:
    """Processor seconds of the services among all parts'."""
    others = ("redis", "supervisord", *TELEMETRY_PARTS)
    return float(sum(spent for part, spent in cpu.items() if part not in others))


def measured(stack: Running, building: dict[str, Any]) -> Measured:
    """Place a building, and wait until what it left to export is sent."""
    before = processes.cpu_by_part(stack.processes())
    run = stack.place(building)
    during = processes.cpu_by_part(stack.processes())
    time.sleep(EXPORT_S + 0.5)
    after = processes.cpu_by_part(stack.processes())
    for cpu in (during, after):
        cpu.subtract(before)
    return Measured(run, during, after)


def telemetry(
    on: Running, off: Running, source: Path, sizes: list[int], times: Callable[[int], int]
) -> tuple[Section, Measured]:
    """Telemetry on and off for buildings of these sizes; and the fastest run of the largest, with it on."""
    section = Section(
        "Telemetry on beside off",
        ("rooms", "runs", "on, rooms/s", "off, rooms/s", "on ÷ off", "least…most", "CPU on ÷ off"),
        note="Median over neighbouring pairs. CPU: processor seconds of the services alone, per room, "
        "without those of Redis and of whatever receives the telemetry.",
    )
    best = None
    for size in sizes:
        building = rooms.building(source, size)
        pair = alternate(
            Side("on", lambda b=building: measured(on, b), on.awake),  # type: ignore[misc]
            Side("off", lambda b=building: measured(off, b), off.awake),  # type: ignore[misc]
            times(size),
        )
        least, most = pair.spread(lambda m: m.run.rate)
        section.rows.append(
            (
                size,
                len(pair.lefts),
                median(m.run.rate for m in pair.lefts),
                median(m.run.rate for m in pair.rights),
                pair.ratio(lambda m: m.run.rate),
                f"{least:.3f}…{most:.3f}",
                pair.ratio(lambda m: m.ours),
            )
        )
        best = max(pair.lefts, key=lambda m: m.run.rate)
    if best is None:
        raise ValueError("no building sizes were asked for")
    return section, best


def in_process(stack: Running, source: Path, sizes: list[int], times: Callable[[int], int]) -> Section:
    """The same building in this process, and over Celery without telemetry."""
    section = Section(
        "Over Celery beside in process",
        ("rooms", "runs", "Celery, rooms/s", "in process, rooms/s", "Celery ÷ in process", "least…most"),
        note="In process: plenum.PipelineRunner, one process; over Celery: one worker a stage.",
    )
    for size in sizes:
        building = rooms.building(source, size)

        def here(b: dict[str, Any] = building) -> Run:
            began = time.perf_counter()
            result = PipelineRunner().run_full_pipeline(read_building(b))
            return Run(time.perf_counter() - began, len(result["rooms"]), result["job_id"], result)

        if not section.rows:
            PipelineRunner().run_full_pipeline(read_building(rooms.building(source, 1)))  # imports
        pair = alternate(
            Side("Celery", lambda b=building: stack.place(b), stack.awake),  # type: ignore[misc]
            Side("in process", here),
            times(size),
        )
        least, most = pair.spread(lambda run: run.rate)
        section.rows.append(
            (
                size,
                len(pair.lefts),
                median(run.rate for run in pair.lefts),
                median(run.rate for run in pair.rights),
                pair.ratio(lambda run: run.rate),
                f"{least:.3f}…{most:.3f}",
            )
        )
    return section


def shares(stack: Running, best: Measured, source: Path) -> Section:
    """Where the cores' time went in one run with telemetry: models, the code around them, the rest."""
    run = best.run
    with stack.redis_awake():
        outputs = stack.client.record.outputs(run.job_id)
    clocked = executed_s(outputs)
    need = metered_models.need(rooms.building(source, run.rooms))
    cores = machine.cores()
    whole = run.wall * cores
    infrastructure = sum(best.during[part] for part in ("supervisord", *TELEMETRY_PARTS))
    services = services_s(best.during)
    own = services + best.during["redis"] + infrastructure
    lines = (
        ("models, by their own clocks in the record", clocked, False),
        ("models, processor time", need.models, True),
        ("checks, reserves and briefs around the models, processor time", need.checks, True),
        ("everything else in the services, processor time", services - need.models - need.checks, True),
        ("Redis, processor time", best.during["redis"], True),
        ("receivers of telemetry and the process manager, processor time", infrastructure, True),
        ("idle, and other programs", whole - own, False),
    )
    return Section(
        f"Where the cores' time went: {run.rooms} rooms, {run.wall:.1f} s × {cores} cores, telemetry on",
        ("part", "seconds", "share", "of the stack's own"),
        [
            (name, round(seconds, 3), f"{seconds / whole:.1%}", f"{seconds / own:.1%}" if told else "–")
            for name, seconds, told in lines
        ],
        "The models' own clocks run on while a process waits for a core; their processor time, and that of "
        "the checks, is measured by running every stage once, in one process and one thread.",
    )


def executed_s(outputs: dict[str, str]) -> float:
    """The sum of the execution times that the stages committed, in seconds."""
    answers = [answer for text in outputs.values() for answer in json.loads(text).get("rooms", [])]
    return float(sum(answer.get("execution_time", 0.0) for answer in answers))
