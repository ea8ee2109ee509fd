"""A building placed room by room in this process, each room's seconds taken: what the tables are made of."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.layout import Proof
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.power_shares import apart, most_lights
from plenum.ceiling.whole.room_left import leaving_room
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner

SPARSE = "light_model_b_sparse"
Naive = Callable[[dict[str, Any], list[str], dict[str, Any], str], dict[str, tuple[float, bool]]]


@dataclass(frozen=True)
class Placed:
    """One room, what came of it, and how long it took."""

    original: Room
    settings: Settings
    result: dict[str, Any]
    seconds: float
    """By the wall's clock."""
    cpu_seconds: float
    """Of the processor, all threads together."""
    fewest: Proof | None
    """The sparse model's count and bound, whoever won."""

    @property
    def on_grid(self) -> Room:
        """The room with everything on its grid."""
        return Room.from_json({"existing": [], **self.result})

    @property
    def complete(self) -> bool:
        """Whether it claims that every hard rule holds."""
        return bool(self.result["status"] == "complete")

    def violations(self) -> list[str]:
        """Hard rules that the verifier finds broken, the room looked at from its grid alone."""
        brief = brief_for(self.original, self.settings)
        waived = {e["rule"] for e in self.result["evidence"] if not e["passed"] and not e["hard"]}
        found = broken(verify(self.on_grid, brief, original=self.original))
        return [e.rule for e in found if e.rule not in waived]

    def naive_violations(self, naive: Naive) -> list[str]:
        """The same by the tests' second verifier, which shares no code with the product."""
        waived = {e["rule"] for e in self.result["evidence"] if not e["passed"] and not e["hard"]}
        verdicts = naive(
            self.result,
            list(self.original.rows),
            dict(self.settings.overrides),
            self.settings.code.value,
        )
        return [rule for rule, (_, passed) in verdicts.items() if not passed and rule not in waived]


def naive_verifier() -> Naive | None:
    """The second verifier, where the tests are at hand."""
    try:
        from tests.support.naive.verify import verify_room
    except ImportError:
        return None
    return verify_room


def place_rooms(source: Path, code: FireCode | None) -> list[Placed]:
    """Every room of a building as a building of its own, in a warm process."""
    building = read_building(source)
    settings = replace(building.settings, code=code) if code else building.settings
    building = replace(building, settings=settings)
    runner = PipelineRunner()
    runner.run_full_pipeline(Building("warm", "", settings, (Room("warm", ("." * 8,) * 6),)))
    return [_place(runner, building, alone) for alone in each_alone(building)]


def each_alone(building: Building) -> Iterator[Building]:
    """Each room as a building of its own, with its share of the whole building's power."""
    shares = most_lights(building.rooms, building.settings)
    for room in building.rooms:
        others = [
            (other, most)
            for other, most in zip(building.rooms, shares, strict=True)
            if other is not room and most is not None
        ]
        yield replace(
            building,
            settings=apart(building.settings, others),
            rooms=(room,),
            waivers=tuple(waiver for waiver in building.waivers if waiver.room_id == room.room_id),
        )


def _untold() -> None:
    """A process that exports no telemetry, whatever the environment says."""
    os.environ["PLENUM_TELEMETRY"] = "false"


def _place(runner: PipelineRunner, building: Building, alone: Building) -> Placed:
    (room,) = alone.rooms
    began, began_cpu = time.perf_counter(), time.process_time()
    result = runner.run_full_pipeline(alone)["rooms"][0]
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - began_cpu
    fewest = leaving_room(runner.graph[SPARSE].load(), room, brief_for(room, building.settings)).proof
    return Placed(room, building.settings, result, seconds, cpu_seconds, fewest)


def each(sources: Sequence[Path], codes: Sequence[FireCode | None]) -> Iterator[tuple[str, list[Placed]]]:
    """Each building under each code, by its name and code; each in a process that has seen no room before."""
    for source in sources:
        for code in codes:
            with ProcessPoolExecutor(1, get_context("spawn"), _untold) as pool:
                placed = pool.submit(place_rooms, source, code).result()
            yield f"{source.stem}, {placed[0].settings.code.value}", placed
