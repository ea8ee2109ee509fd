"""Batches in the stages' hands, in memory: started, committed, found again when they are lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import structs

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.answers import StageOutput
from plenum.pipeline.job import COORDINATOR, FINISH, Slot, Status
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.record.calls import Commit, Committed, Limits, NotStarted, Push, Started, Swept
from plenum.pipeline.record.codec import output_of, reserve_of, rooms_of, text
from plenum.pipeline.record.memory.state import Attempts, Entry, Place, State
from plenum.pipeline.record.port import PATIENT_S


class WorkInMemory(State):
    """The stages' part of the port."""

    def start(self, slot: Slot, owner: str, needs: Sequence[str]) -> Started | NotStarted:
        """As in the port."""
        with self._changed:
            entry = self._entries.get(slot.job_id)
            place = (slot.batch, slot.stage)
            if entry is None:
                self._due.pop(slot, None)
                return NotStarted("gone")
            if why := self._why_not(entry, place):
                if why != "unknown":
                    self._due.pop(slot, None)
                return NotStarted(why)
            attempts = entry.attempts_at(place)
            if attempts.owner not in ("", owner) and self.alive(attempts.owner):
                return NotStarted("owned")
            if attempts.room:
                # The attempt before ended without a commit while it was at one room alone: a suspect.
                attempts.deaths[attempts.room] += 1
                attempts.room = ""
            now = self._clock()
            reserve = entry.reserves.get(slot.batch)
            finder = entry.finders.get(slot.batch, "")
            sought = reserve is None and finder not in ("", owner) and self.alive(finder)
            if reserve is None and not sought:
                entry.finders[slot.batch] = owner
            attempts.number += 1
            attempts.owner, attempts.started_ms = owner, now
            return Started(
                now_ms=now,
                pushed_ms=self._due.get(slot, now),
                attempt=attempts.number,
                settings=entry.job.settings,
                graph=entry.job.graph,
                rooms=rooms_of(entry.inputs[slot.batch]),
                outputs=self._outputs(entry, slot, needs),
                reserve=None if reserve is None else reserve_of(reserve),
                reserve_is_sought=sought,
                deaths=dict(attempts.deaths),
            )

    @staticmethod
    def _why_not(entry: Entry, place: Place) -> Literal["cancelled", "late", "unknown", "duplicate"] | None:
        if entry.job.status != "running":
            return "cancelled" if entry.job.status == "cancelled" else "late"
        if place[0] not in entry.inputs:
            return "unknown"
        return "duplicate" if place in entry.outputs else None

    @staticmethod
    def _outputs(entry: Entry, slot: Slot, stages: Sequence[str]) -> dict[str, StageOutput]:
        places = {stage: (slot.batch, stage) for stage in stages}
        return {stage: output_of(entry.outputs[at]) for stage, at in places.items() if at in entry.outputs}

    def outputs_of(self, slot: Slot, stages: Sequence[str]) -> Mapping[str, StageOutput]:
        """As in the port."""
        with self._changed:
            entry = self._entries.get(slot.job_id)
            return self._outputs(entry, slot, stages) if entry else {}

    def store_reserve(self, slot: Slot, reserve: Sequence[Reservation]) -> None:
        """As in the port."""
        with self._changed:
            if entry := self._entries.get(slot.job_id):
                entry.reserves[slot.batch] = text(reserve)
                entry.finders.pop(slot.batch, None)
                self._changed.notify_all()

    def await_reserve(self, slot: Slot) -> tuple[Reservation, ...] | None:
        """As in the port."""

        def found() -> str | None:
            entry = self._entries.get(slot.job_id)
            return entry.reserves.get(slot.batch) if entry else None

        with self._changed:
            reserve = self._changed.wait_for(found, PATIENT_S)
            return reserve_of(reserve) if reserve else None

    def suspect(self, slot: Slot, room_id: str) -> None:
        """As in the port."""
        with self._changed:
            if entry := self._entries.get(slot.job_id):
                entry.attempts_at((slot.batch, slot.stage)).room = room_id

    def release(self, slot: Slot, owner: str) -> None:
        """As in the port."""
        with self._changed:
            entry = self._entries.get(slot.job_id)
            attempts = entry.attempts_at((slot.batch, slot.stage)) if entry else Attempts()
            if attempts.owner == owner:
                attempts.let_go()
                attempts.room = ""

    def commit(self, slot: Slot, commit: Commit) -> Committed:
        """As in the port."""
        with self._changed:
            entry, now = self._entries.get(slot.job_id), self._clock()
            self._due.pop(slot, None)
            if entry is None or entry.job.status != "running":
                cancelled = entry is not None and entry.job.status == "cancelled"
                return Committed("cancelled" if cancelled else "late")
            place = (slot.batch, slot.stage)
            if place in entry.outputs:
                return Committed("duplicate")
            entry.outputs[place] = text(commit.output)
            entry.attempts_at(place).let_go()
            entry.messages.pop(place, None)
            self.count(commit.counters)
            for letter in commit.dead:
                self.store_letter(letter)
            pushed = [push.message.stage for push in commit.successors if self._pushed(entry, push, now)]
            if commit.ends_batch:
                entry.batches_left -= 1
                if entry.batches_left == 0:
                    entry.job = structs.replace(entry.job, status="finishing", ended_ms=now)
                    self._push_waiters(entry, now)
                    pushed.append(FINISH)
            return Committed("committed", now, tuple(pushed))

    def _pushed(self, entry: Entry, push: Push, now: float) -> bool:
        """Whether all that a successor needs is there, and so it is on its way."""
        slot = push.message.slot
        if any((slot.batch, need) not in entry.outputs for need in push.needs):
            return False
        entry.messages[slot.batch, slot.stage] = push.message
        self._push(slot, push.message, now)
        return True

    def sweep(self, limits: Limits) -> Swept:
        """As in the port."""
        with self._changed:
            now = self._clock()
            resent: list[Slot] = []
            stuck: list[Slot] = []
            settled = [slot for slot, sent in self._due.items() if sent <= now - limits.settle_s * 1000]
            for slot in sorted(settled, key=lambda slot: (self._due[slot], slot)):
                entry = self._entries.get(slot.job_id)
                if entry is None or not _is_due(entry.job.status, slot.stage):
                    del self._due[slot]
                    continue
                attempts = entry.attempts.get((slot.batch, slot.stage), Attempts())
                if self._hangs(slot, attempts, now, limits):
                    stuck.append(slot)
                if self._is_lost(slot, attempts, now, limits):
                    resent += [slot] * self._send_again(entry, slot, now)
            return Swept(tuple(resent), tuple(stuck))

    def _worked_on(self, attempts: Attempts) -> bool:
        return bool(attempts.owner) and self.alive(attempts.owner)

    def _hangs(self, slot: Slot, attempts: Attempts, now: float, limits: Limits) -> bool:
        """Whether work takes too long, or nobody consumes the queue that it waits on."""
        if self._worked_on(attempts):
            since = attempts.started_ms
        elif slot.stage == FINISH:
            return False
        else:
            since = max(self._due[slot], self._seen.get(slot.stage, 0.0))
        return now - since > limits.join_deadline_s * 1000

    def _is_lost(self, slot: Slot, attempts: Attempts, now: float, limits: Limits) -> bool:
        """Whether nobody works on it, or for too long, and it is not waiting on its queue."""
        if self._worked_on(attempts):
            return now - attempts.started_ms > limits.batch_limit_s * 1000
        if slot.stage == FINISH and not attempts.owner and now - self._due[slot] < limits.taken_s * 1000:
            return False
        queue = self._queues[COORDINATOR if slot.stage == FINISH else slot.stage]
        # While the oldest message there is not younger than ours, ours still waits.
        return bool(attempts.owner) or not queue or queue[0][1] > self._due[slot]

    def _send_again(self, entry: Entry, slot: Slot, now: float) -> int:
        """How many messages were sent."""
        place = (slot.batch, slot.stage)
        stored = entry.messages.get(place)
        messages: Sequence[StageMessage | str] = (
            entry.waiters if slot.stage == FINISH else [stored] if stored else []
        )
        if not messages:
            del self._due[slot]
        for message in messages:
            self._push(slot, message, now)
        if messages:
            entry.attempts_at(place).let_go()
        return len(messages)


def _is_due(status: Status, stage: str) -> bool:
    return status == "running" or (stage == FINISH and status in ("finishing", "cancelled", "done"))
