"""Lost work found again, in memory."""

from __future__ import annotations

from collections import deque
from itertools import islice
from math import inf
from typing import Final

from plenum.pipeline.job import COORDINATOR, FINISH, Slot
from plenum.pipeline.record.calls import Limits, Lost, Swept
from plenum.pipeline.record.memory.lanes import LanesInMemory
from plenum.pipeline.record.memory.state import GONE, Attempts, Entry

_HEAD: Final = 64
"""So many messages at a queue's end are looked at."""


class SweepInMemory(LanesInMemory):
    """The sweep of the port."""

    def sweep(self, limits: Limits) -> Swept:
        """As in the port."""
        with self._changed:
            self._tick(self._clock(), limits)
            self._dispatch(self._clock())
            # What was just dispatched has the time of that, and is due.
            now = self._clock()
            if self._pauses.settles(now):
                return Swept(settles=True)
            resent: list[Slot] = []
            lost: list[Lost] = []
            stuck: list[Slot] = []
            for stage in sorted({slot.stage for slot in self._due}):
                waits_from = self._waits_from(stage)
                again: list[Slot] = []
                # The newest first, so that the oldest is the next to be taken.
                looked_at = self._looked_at(stage, waits_from, now, limits)
                for slot in sorted(looked_at, key=lambda s: (-self._due[s], s)):
                    entry = self._entries.get(slot.job_id)
                    if entry is None or not _is_due(entry, slot):
                        del self._due[slot]
                        continue
                    attempts = entry.attempts.get((slot.batch, slot.stage), Attempts())
                    if self._hangs(slot, attempts, now, limits):
                        stuck.append(slot)
                    if self._is_lost(slot, attempts, waits_from, limits):
                        lost.append(self._lost(entry, slot, attempts, limits))
                        again += [slot] * self._send_again(entry, slot, now)
                resent += reversed(again)
            return Swept(tuple(resent), tuple(lost), tuple(stuck))

    def _lost(self, entry: Entry, slot: Slot, attempts: Attempts, limits: Limits) -> Lost:
        owner = attempts.owner
        if self._worked_on(attempts):
            long = self._elapsed(attempts.started_ms, self._clock()) > limits.batch_limit_s * 1000
            reason = "too_long" if long else "turn_too_long"
        else:
            reason = "given_back" if owner == GONE else "worker_lost" if owner else "message_lost"
        holder = "" if owner == GONE else owner
        since = attempts.started_ms if owner else self._due[slot]
        return Lost(slot, reason, holder, since, attempts.number, entry.job.root)

    def _tick(self, now: float, limits: Limits) -> None:
        round_ms = limits.round_s * 1000
        by = self._pauses.tick(now, round_ms, limits.lifetime_s * 1000)
        for entry in self._entries.values():
            entry.deadline_ms += by
        # What is due tells of a step too that no round came before.
        latest = max([now - min(by, 0.0), *self._due.values()])
        if by < 0 or latest > now + 1000:
            # What has come since the step is of this last round and has the new time already.
            self._set_back(latest, now - round_ms if round_ms < inf else now, now)

    def _set_back(self, latest: float, since: float, now: float) -> None:
        back = latest - since
        self._pauses.set_back(back, now)

        def moved(sent: float) -> float:
            return sent if since < sent <= now else sent - back

        for slot, sent in self._due.items():
            self._due[slot] = moved(sent)
        for name, queue in self._queues.items():
            self._queues[name] = deque((message, moved(pushed)) for message, pushed in queue)

    def _elapsed(self, since: float, now: float) -> float:
        return self._pauses.elapsed(since, now)

    def _looked_at(self, stage: str, waits_from: float, now: float, limits: Limits) -> list[Slot]:
        """What is older than what waits, and the oldest of what else is in hands.

        All where that cannot be told, or nobody consumes the queue.
        """
        unseen = self._elapsed(self._seen.get(stage, 0.0), now)
        silent = stage != FINISH and unseen > limits.join_deadline_s * 1000
        before = inf if silent or waits_from == -inf else waits_from
        until = now - limits.settle_s * 1000
        due = [slot for slot, sent in self._due.items() if slot.stage == stage and sent <= until]
        due.sort(key=lambda slot: (self._due[slot], slot))
        older = [slot for slot in due if self._due[slot] < before]
        return older + [slot for slot in due[len(older) :][:_HEAD] if self._held(slot)]

    def _held(self, slot: Slot) -> bool:
        entry = self._entries.get(slot.job_id)
        return bool(entry and entry.attempts.get((slot.batch, slot.stage), Attempts()).owner)

    def _waits_from(self, stage: str) -> float:
        """From when on a stage's messages still wait on their queue; what strays there is none of them."""
        queue = self._queues[COORDINATOR if stage == FINISH else stage]
        if not queue:
            return inf
        ours = {sent for slot, sent in self._due.items() if slot.stage == stage}
        return min((pushed for _, pushed in islice(queue, _HEAD) if pushed in ours), default=-inf)

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

    def _is_lost(self, slot: Slot, attempts: Attempts, waits_from: float, limits: Limits) -> bool:
        """Whether nobody works on it, or for too long, and it is not waiting on its queue."""
        now = self._clock()
        if self._worked_on(attempts):
            most_s = min(limits.batch_limit_s, limits.settle_s if attempts.waits else inf)
            return self._elapsed(attempts.started_ms, now) > most_s * 1000
        if attempts.owner:
            return True
        ending = slot.stage == FINISH
        rest_s = limits.taken_s if ending else limits.again_s
        since = max(self._due[slot] if ending else 0.0, attempts.started_ms)
        return self._due[slot] < waits_from and self._elapsed(since, now) >= rest_s * 1000

    def _send_again(self, entry: Entry, slot: Slot, now: float) -> int:
        """How many messages were sent, to be taken next. They keep their time, as if never taken."""
        queue = self._queues[COORDINATOR if slot.stage == FINISH else slot.stage]
        waiters = list(entry.waiters.values()) if slot.stage == FINISH else [""]
        for waiter in reversed(waiters):
            queue.appendleft((waiter or slot, self._due[slot]))
        entry.attempts_at((slot.batch, slot.stage)).let_go(now)
        self._changed.notify_all()
        return len(waiters)


def _is_due(entry: Entry, slot: Slot) -> bool:
    status = entry.job.status
    if slot.stage == FINISH:
        return status in ("running", "finishing", "cancelled", "done")
    return status == "running" and (slot.batch, slot.stage) not in entry.outputs
