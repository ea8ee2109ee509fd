"""The reserves of a turn's batches, which the competing stages find together: each a part.

Each room of a batch is one competing stage's to find. A stage first finds what is its own in all batches
of its turn and tells the others. What another one has yet to tell it finds itself, unless that one has
begun the batch and so is finding it now: then the stage sleeps for no longer than its own search would
take. Looking for all rooms in each of three stages would be most of what a small room costs; a stage
that is slow or gone holds nobody up. Whoever finds a room's reserve finds the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final
from zlib import crc32

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.batch import Reserves
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Begun, Started
from plenum.pipeline.record.port import Work
from plenum.pipeline.stage.reserve import find_reserves, known_reserves

NAPS: Final = 2
"""How often a stage sleeps for a part that another one is finding, half of its own search's time each."""
_WEIGHT: Final = 0.2
"""Of the latest search in the running mean."""


class Search:
    """Finds reserves, and knows what a room's takes: a running mean of a process."""

    def __init__(self) -> None:
        self.room_s = 0.002

    def find(self, started: Started, places: Sequence[int]) -> dict[int, Reservation]:
        """Those of some rooms of a batch."""
        began = time.perf_counter()
        found = find_reserves([started.rooms[place] for place in places], started.settings)
        took_s = (time.perf_counter() - began) / len(places)
        self.room_s += _WEIGHT * (took_s - self.room_s)
        return dict(zip(places, found, strict=True))


class TurnReserves:
    """What is known of the reserves of the batches that a turn has begun."""

    def __init__(self, record: Work, begun: Sequence[Begun], search: Search | None = None) -> None:
        self._record = record
        self._search = search or Search()
        self._found: dict[Slot, dict[int, Reservation]] = {}
        self._mine: dict[Slot, dict[int, Reservation]] = {}
        self._untold: set[Slot] = set()
        self._begun: dict[Slot, frozenset[str]] = {}
        placing = [one for one in begun if isinstance(one, Started) and _places(one)]
        for started in placing:
            self._recall(started)
        lacking = [started for started in placing if not self.is_complete(started)]
        for started in lacking:
            self._find(started, own_places(started))
        self._share([started for started in lacking if started.slot.stage in _competing(started)])

    def is_complete(self, started: Started) -> bool:
        """Whether the reserve of every room is known, where the stage places anything."""
        found = self._found.get(started.slot)
        return found is None or len(found) == len(started.rooms)

    def await_parts(self, batches: Iterable[Started]) -> None:
        """Sleep, for a moment, for what others that have begun these batches are finding."""
        for _ in range(NAPS):
            hoped = {started.slot: started for started in batches if self._hopes(started)}
            if not hoped:
                return
            most = max(len(started.rooms) - len(self._found[slot]) for slot, started in hoped.items())
            time.sleep(most * self._search.room_s / NAPS)
            self._share(list(hoped.values()))

    def of(self, started: Started) -> tuple[Reservation, ...]:
        """A batch's reserve, a room each; what is lacking is found now."""
        self._find(started, range(len(started.rooms)))
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
        self._mine[slot] = {place: one for place, one in known.items() if place in own and place not in told}
        self._found[slot] = {**known, **told}
        if self._mine[slot]:
            self._untold.add(slot)

    def _hopes(self, started: Started) -> bool:
        """Whether something is lacking that another stage is finding."""
        found, begun = self._found.get(started.slot), self._begun.get(started.slot, frozenset())
        if found is None:
            return False
        lacking = (place for place in range(len(started.rooms)) if place not in found)
        return any(_finder(started, place) in begun for place in lacking)

    def _find(self, started: Started, places: Sequence[int]) -> None:
        slot = started.slot
        lacking = [place for place in places if place not in self._found[slot]]
        if lacking:
            new = self._search.find(started, lacking)
            self._found[slot].update(new)
            self._mine[slot].update(new)
            self._untold.add(slot)

    def _share(self, batches: Sequence[Started]) -> None:
        if not batches:
            return
        stages = [stage.name for stage in batches[0].graph.stages if stage.kind]
        heard = self._record.share_reserves({one.slot: self.untold(one.slot) for one in batches}, stages)
        for slot, told in heard.items():
            self._found[slot].update(told.reserve)
            self._begun[slot] = told.begun
            self._untold.discard(slot)


def own_places(started: Started) -> range:
    """The rooms of a batch whose reserve its stage is to find; none where it does not compete."""
    competing = _competing(started)
    if started.slot.stage not in competing:
        return range(0)
    first = (competing.index(started.slot.stage) + _offset(started.slot)) % len(competing)
    return range(first, len(started.rooms), len(competing))


def _finder(started: Started, place: int) -> str:
    competing = _competing(started)
    return competing[(place - _offset(started.slot)) % len(competing)]


def _offset(slot: Slot) -> int:
    """Who begins differs from batch to batch, so that jobs of one room are spread over the stages too."""
    return crc32(f"{slot.job_id}|{slot.batch}".encode())


def _competing(started: Started) -> list[str]:
    return [stage.name for stage in started.graph.first()]


def _places(started: Started) -> bool:
    return started.graph[started.slot.stage].kind is not None
