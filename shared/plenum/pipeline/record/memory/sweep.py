"""Lost work found again, in memory."""

from __future__ import annotations

from math import inf

from plenum.pipeline.job import COORDINATOR, FINISH, Slot
from plenum.pipeline.record.calls import Limits, Swept
from plenum.pipeline.record.memory.state import Attempts, Entry, State


class SweepInMemory(State):
    """The sweep of the port."""

    def sweep(self, limits: Limits) -> Swept:
        """As in the port."""
        with self._changed:
            now = self._clock()
            self._tick(now, limits)
            if self._pauses.settles(now):
                return Swept(settles=True)
            resent: list[Slot] = []
            stuck: list[Slot] = []
            settled = [slot for slot, sent in self._due.items() if sent <= now - limits.settle_s * 1000]
            for slot in sorted(settled, key=lambda slot: (self._due[slot], slot)):
                entry = self._entries.get(slot.job_id)
                if entry is None or not _is_due(entry, slot):
                    del self._due[slot]
                    continue
                attempts = entry.attempts.get((slot.batch, slot.stage), Attempts())
                if self._hangs(slot, attempts, now, limits):
                    stuck.append(slot)
                if self._is_lost(slot, attempts, now, limits):
                    resent += [slot] * self._send_again(entry, slot, now)
            return Swept(tuple(resent), tuple(stuck))

    def _tick(self, now: float, limits: Limits) -> None:
        moved = self._pauses.tick(now, limits.round_s * 1000, limits.lifetime_s * 1000)
        for entry in self._entries.values():
            entry.deadline_ms += moved
        later = sorted((sent, slot) for slot, sent in self._due.items() if sent >= now + 1000)
        for place, (_, slot) in enumerate(later):
            self._due[slot] = now - (len(later) - place) / 1000

    def _elapsed(self, since: float, now: float) -> float:
        return self._pauses.elapsed(since, now)

    def _worked_on(self, attempts: Attempts) -> bool:
        return bool(attempts.owner) and self.alive(attempts.owner)

    def _hangs(self, slot: Slot, attempts: Attempts, now: float, limits: Limits) -> bool:
        """Whether work takes too long, or nobody consumes the queue that it waits on."""
        if self._worked_on(attempts):
            # A turn's later messages wait for the first: nobody is to blame if it hangs.
            if attempts.waits:
                return False
            since = attempts.started_ms
        elif slot.stage == FINISH:
            return False
        else:
            since = max(self._due[slot], self._seen.get(slot.stage, 0.0))
        return self._elapsed(since, now) > limits.join_deadline_s * 1000

    def _is_lost(self, slot: Slot, attempts: Attempts, now: float, limits: Limits) -> bool:
        """Whether nobody works on it, or for too long, and it is not waiting on its queue."""
        if self._worked_on(attempts):
            most_s = min(limits.batch_limit_s, limits.settle_s if attempts.waits else inf)
            return self._elapsed(attempts.started_ms, now) > most_s * 1000
        sent = self._due[slot]
        taken = slot.stage == FINISH and not attempts.owner
        if taken and self._elapsed(sent, now) < limits.taken_s * 1000:
            return False
        queue = self._queues[COORDINATOR if slot.stage == FINISH else slot.stage]
        # While the oldest message there is not younger than ours, ours still waits.
        # One pushed later than now was pushed before the clock was set back.
        return bool(attempts.owner) or not queue or sent < queue[0][1] <= now

    def _send_again(self, entry: Entry, slot: Slot, now: float) -> int:
        """How many messages were sent."""
        place = (slot.batch, slot.stage)
        waiters = entry.waiters if slot.stage == FINISH else [""]
        for waiter in waiters:
            self._push(slot, now, waiter)
        entry.attempts_at(place).let_go()
        return len(waiters)


def _is_due(entry: Entry, slot: Slot) -> bool:
    status = entry.job.status
    if slot.stage == FINISH:
        return status in ("running", "finishing", "cancelled", "done")
    return status == "running" and (slot.batch, slot.stage) not in entry.outputs
