"""The reserves of a turn's batches, which the competing stages find together: none waits for another.

A stage that finds a batch's reserve lacking searches: first the rooms that are its own to find, each
competing stage another third, then the others. After each moment it tells what it has found and hears
what the others have. So stages that begin a batch at once share its rooms, one that comes later finds it
done, and one that is slow or gone holds nobody up. Whoever finds a room's reserve finds the same, so that
double work is the worst that can happen.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Final
from zlib import crc32

from plenum.ceiling.whole.reservation import Reservation
from plenum.pipeline.batch import NOTHING, Reserves
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Begun, Started
from plenum.pipeline.record.port import Work
from plenum.pipeline.stage.reserve import find_reserves, known_reserves

CHUNK_S: Final = 0.01
"""A stage searches no longer before it tells the others and hears them."""
Place = tuple[Started, int]
"""A room of a batch."""


class TurnReserves:
    """What is known of the reserves of the batches that a turn has begun."""

    def __init__(self, record: Work, begun: Sequence[Begun]) -> None:
        self._record = record
        self._found: dict[Slot, dict[int, Reservation]] = {}
        self._mine: dict[Slot, dict[int, Reservation]] = {}
        self._untold: set[Slot] = set()
        placing = [one for one in begun if isinstance(one, Started) and _places(one)]
        for started in placing:
            self._recall(started)
        while todo := self._lacking(placing):
            self._search(todo)
            self._share({started.slot: started for started, _ in todo})

    def of(self, started: Started) -> tuple[Reservation, ...]:
        """A batch's reserve, a room each."""
        found = self._found[started.slot]
        return tuple(found[place] for place in range(len(started.rooms)))

    def untold(self, slot: Slot) -> Reserves:
        """All that this stage has found of a batch, unless the others know."""
        return self._mine[slot] if slot in self._untold else {}

    def _recall(self, started: Started) -> None:
        """What was told, and what this process remembers; of that its own part is to be told."""
        slot, told = started.slot, started.reserve
        known = known_reserves(started.rooms, started.settings) if len(told) < len(started.rooms) else {}
        own = own_places(started)
        self._mine[slot] = {
            place: one
            for place, one in known.items()
            if place in own and place not in told and one is not NOTHING
        }
        self._found[slot] = {**known, **told}
        if self._mine[slot]:
            self._untold.add(slot)

    def _lacking(self, batches: Sequence[Started]) -> list[Place]:
        """Rooms whose reserve nobody has found yet, this stage's own part of each batch first."""
        lacking = [
            (started, place)
            for started in batches
            for place in range(len(started.rooms))
            if place not in self._found[started.slot]
        ]
        return sorted(lacking, key=lambda one: one[1] not in own_places(one[0]))

    def _search(self, todo: Sequence[Place]) -> None:
        """Find the reserves of the first of these rooms, for a moment."""
        until = time.monotonic() + CHUNK_S
        for started, place in todo:
            (found,) = find_reserves([started.rooms[place]], started.settings)
            self._found[started.slot][place] = self._mine[started.slot][place] = found
            self._untold.add(started.slot)
            if time.monotonic() > until:
                return

    def _share(self, batches: Mapping[Slot, Started]) -> None:
        stages = [stage.name for started in batches.values() for stage in started.graph.stages if stage.kind]
        told = {slot: self.untold(slot) for slot in batches}
        for slot, part in self._record.share_reserves(told, list(dict.fromkeys(stages))).items():
            self._found[slot].update(part)
            self._untold.discard(slot)


def own_places(started: Started) -> range:
    """The rooms of a batch whose reserve its stage is to find; none where it does not compete."""
    competing = _competing(started)
    if started.slot.stage not in competing:
        return range(0)
    first = (competing.index(started.slot.stage) + _offset(started.slot)) % len(competing)
    return range(first, len(started.rooms), len(competing))


def _offset(slot: Slot) -> int:
    """Who begins differs from batch to batch, so that jobs of one room are spread over the stages too."""
    return crc32(f"{slot.job_id}|{slot.batch}".encode())


def _competing(started: Started) -> list[str]:
    return [stage.name for stage in started.graph.first()]


def _places(started: Started) -> bool:
    return not started.left_out and started.graph[started.slot.stage].kind is not None
