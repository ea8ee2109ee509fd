"""Drives the record in memory, and looks into its queues."""

from __future__ import annotations

from plenum.pipeline.job import COORDINATOR, Slot
from plenum.pipeline.record.memory.record import MemoryRecord
from tests.support.record_driver import Driver


class MemoryDriver(Driver):
    """A record of this process."""

    record: MemoryRecord

    def waiting(self, queue: str) -> list[str]:
        """Who is on a queue, oldest first."""
        found = (message for message, _ in self.record._queues[queue])
        names = (message.message_id if isinstance(message, Slot) else message for message in found)
        return [name.removeprefix("job.") for name in names]

    def take(self, queue: str) -> str | None:
        """Whose turn it is on a queue; the message is gone then."""
        if queue == COORDINATOR:
            return self.record.take_waiter()
        arrival = self.record.await_message([queue], 0)
        return arrival.slot.message_id if arrival else None

    def dies(self, owner: str) -> None:
        """Its heartbeat lapses."""
        self.record._beats.pop(owner, None)

    def send(self, slot: Slot) -> None:
        """A message for a slot, due or not, behind all others."""
        self.record._queues[slot.stage].append((slot, self.record._clock()))

    def double_ending(self, job: str) -> None:
        """The message for a job's own task, behind all others."""
        self.record._queues[COORDINATOR].append((self.waiter(job), self.record._clock()))

    def lapse(self, job: str) -> None:
        """A job's record is past its time."""
        self.record._entries[job].lapses_ms = 0
        self.record._forget(1)

    def seen_later(self, service: str) -> None:
        """A service's workers beat a minute after whatever was sent by now."""
        self.record._seen[service] = self.record._clock() + 60_000

    def passes(self, seconds: float) -> None:
        """By its clock."""
        clock = self.record._clock
        self.record._clock = lambda: clock() + seconds * 1000
