"""Buildings completed in this process, and counts beside the fewest and the textbook."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.order.ceiling import Ceiling
from benchmarks.placed_rooms import each_alone, naive_verifier
from benchmarks.textbook import densified_detectors, drawn_array, light_arrays, lumen_count
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building
from plenum.pipeline.runner import PipelineRunner


@dataclass(frozen=True)
class Done:
    """A building completed."""

    building: Building
    results: list[Mapping[str, Any]]
    cpu_s: list[float]
    """Of each room, all stages, checks and reading together."""

    @property
    def ceilings(self) -> list[Ceiling]:
        """Room by room."""
        both = zip(self.building.rooms, self.results, strict=True)
        return [Ceiling.of_result(room, result) for room, result in both]

    def count(self, kind: Kind) -> int:
        """Placed and there before."""
        return sum(len(c.room.of_kind(kind)) for c in self.ceilings)

    def lights(self) -> list[int]:
        """Of each room, placed and there before."""
        return [len(c.room.of_kind(Kind.LIGHT)) for c in self.ceilings]

    def statuses(self) -> Counter[str]:
        """Rooms by status."""
        return Counter(result["status"] for result in self.results)

    def violations(self) -> int:
        """Hard rules that either verifier finds broken in rooms that say complete."""
        naive, found = naive_verifier(), 0
        settings = self.building.settings
        for room, result in zip(self.building.rooms, self.results, strict=True):
            if result["status"] != "complete":
                continue
            done = Ceiling.of_result(room, result).room
            found += len(broken(verify(done, brief_for(room, settings), original=room)))
            if naive:
                verdicts = naive(dict(result), list(room.rows), dict(settings.overrides), settings.code.value)
                found += sum(not passed for _, passed in verdicts.values())
        return found


def completed(building: Building, overrides: Mapping[str, Any] | None = None) -> Done:
    """A building as a whole; its seconds are those of each room as a building of its own, with its share of
    the power, in a warm process."""
    settings = building.settings
    if overrides:
        settings = replace(settings, overrides={**settings.overrides, **overrides})
    building = replace(building, settings=settings)
    runner = PipelineRunner()
    runner.run_full_pipeline(Building("warm", "", settings, (Room("warm", ("." * 8,) * 6),)))
    seconds = []
    for alone in each_alone(building):
        began = time.process_time()
        runner.run_full_pipeline(alone)
        seconds.append(time.process_time() - began)
    return Done(building, runner.run_full_pipeline(building)["rooms"], seconds)


def textbook(building: Building) -> tuple[int, int]:
    """Lights of the lumen method's array and detectors in the code's squares, densified until they hold."""
    lights = detectors = 0
    for room in building.rooms:
        brief = brief_for(room, building.settings)
        array = drawn_array(
            light_arrays(room, max(1, lumen_count(room, brief))),
            brief.light.luminaire.shr * brief.light.mounting_height_m,
        )
        lights += array.lights if array else 0
        if brief.smoke.protected:

            def holds(layout, room=room, brief=brief) -> bool:  # type: ignore[no-untyped-def]  # bound in a loop
                return not broken(verify(room.with_layout(layout), brief, ("SMK",)))

            detectors += densified_detectors(room, brief, holds) or 0
    return lights, detectors
