"""The reserves of a turn's batches, which the competing stages find together: each a part, none waits.

Each room of a batch is one competing stage's to find. A stage first finds what is its own in all batches
of its turn and tells the others, then works; what nobody has told of when it comes to a batch it finds
itself. Whoever finds a room's reserve finds the same, so that double work is all that can happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.batch import Reserves
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Begun, Started
from plenum.pipeline.record.port import Work
from plenum.pipeline.stage.reserve import find_reserves, known_reserves


class TurnReserves:
    """What is known of the reserves of the batches that a turn has begun."""

    def __init__(self, record: Work, begun: Sequence[Begun]) -> None:
        self._record = record
        self._found: dict[Slot, dict[int, Reservation]] = {}
        self._mine: dict[Slot, dict[int, Reservation]] = {}
        self._told: set[Slot] = set()
        placing = [one for one in begun if isinstance(one, Started) and _places(one)]
        for started in placing:
            told = dict(started.reserve)
            known = known_reserves(started.rooms, started.settings)
            self._mine[started.slot] = {place: one for place, one in known.items() if place not in told}
            self._found[started.slot] = {**known, **told}
        lacking = [started for started in placing if not self.is_complete(started)]
        for started in lacking:
            self._find(started, own_places(started))
        self._share([started for started in lacking if started.slot.stage in _competing(started)])

    def is_complete(self, started: Started) -> bool:
        """Whether the reserve of every room is known, where the stage places anything."""
        found = self._found.get(started.slot)
        return found is None or len(found) == len(started.rooms)

    def hear(self, batches: Sequence[Started]) -> None:
        """What others have told meanwhile of what is lacking."""
        self._share([started for started in batches if not self.is_complete(started)])

    def of(self, started: Started) -> tuple[Reservation, ...]:
        """A batch's reserve, a room each; what is lacking is found now."""
        self._find(started, range(len(started.rooms)))
        found = self._found[started.slot]
        return tuple(found[place] for place in range(len(started.rooms)))

    def untold(self, slot: Slot) -> Reserves:
        """All that this stage has found of a batch, unless the others know."""
        return {} if slot in self._told else self._mine.get(slot, {})

    def _find(self, started: Started, places: Sequence[int]) -> None:
        found = self._found[started.slot]
        lacking = [place for place in places if place not in found]
        if not lacking:
            return
        new = find_reserves([started.rooms[place] for place in lacking], started.settings)
        for place, reservation in zip(lacking, new, strict=True):
            found[place] = self._mine[started.slot][place] = reservation
        self._told.discard(started.slot)

    def _share(self, batches: Sequence[Started]) -> None:
        if not batches:
            return
        stages = [stage.name for stage in batches[0].graph.stages if stage.kind]
        heard = self._record.share_reserves({one.slot: self.untold(one.slot) for one in batches}, stages)
        for slot, told in heard.items():
            self._found[slot].update(told)
            self._told.add(slot)


def own_places(started: Started) -> range:
    """The rooms of a batch whose reserve its stage is to find; none where it does not compete.

    Where in a batch a stage begins differs from batch to batch, so that jobs of one room are spread too.
    """
    competing = _competing(started)
    if started.slot.stage not in competing:
        return range(0)
    offset = crc32(f"{started.slot.job_id}|{started.slot.batch}".encode())
    first = (competing.index(started.slot.stage) + offset) % len(competing)
    return range(first, len(started.rooms), len(competing))


def _competing(started: Started) -> list[str]:
    return [stage.name for stage in started.graph.first()]


def _places(started: Started) -> bool:
    return started.graph[started.slot.stage].kind is not None
