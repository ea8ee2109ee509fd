"""Batches in the stages' hands, in memory: begun, committed, given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from msgspec import structs

from plenum.pipeline.answers import StageOutput
from plenum.pipeline.batch import Reserves
from plenum.pipeline.job import FINISH, Slot
from plenum.pipeline.record.breaker import Breaker, Evidence
from plenum.pipeline.record.calls import (
    Arrival,
    Begun,
    Commit,
    Committed,
    GiveBack,
    NotStarted,
    Push,
    Started,
    Takes,
    Turn,
    Turned,
    Unreadable,
)
from plenum.pipeline.record.codec import UnreadableRecordError, output_of, reserves_of, rooms_of, text
from plenum.pipeline.record.memory.breakers import BreakersInMemory
from plenum.pipeline.record.memory.lanes import LanesInMemory
from plenum.pipeline.record.memory.state import Attempts, Entry


class WorkInMemory(BreakersInMemory, LanesInMemory):
    """The stages' part of the port."""

    def turn(self, turn: Turn) -> Turned:
        """As in the port."""
        with self._changed:
            commits = tuple(self._commit(slot, commit) for slot, commit in turn.commits)
            if commits:
                self._dispatch(self._clock())
            for evidence in turn.evidence:
                self._note(evidence, turn.breakers)
            begun: list[Begun] = []
            for arrival in turn.given:
                begun += self._begin(turn, arrival, _company(begun), None)
            for stage in turn.needs:
                self._take(turn, stage, begun)
            return Turned(commits, tuple(begun), self._told_changes())

    def await_turn(self, turn: Turn, wait_s: float) -> Turned | None:
        """As in the port."""
        arrival = self.await_message(list(turn.needs), wait_s)
        return self.turn(replace(turn, given=(arrival,), takes=None)) if arrival else None

    def _take(self, turn: Turn, stage: str, begun: list[Begun]) -> None:
        """From one queue, what may be begun beside what was begun already."""
        queue = self._queues[stage]
        most = turn.takes.messages - len(_company(begun)) if turn.takes else 0
        for _ in range(min(most, len(queue))):
            company = _company(begun)
            slot, pushed = queue[0]
            if company and (company[0].attempt > 1 or _half_open(company[0].breaker)):
                return
            found = isinstance(slot, Slot) and self._begin(turn, Arrival(slot, pushed), company, turn.takes)
            if not found:
                return
            queue.popleft()
            begun += found

    def _begin(
        self, turn: Turn, arrival: Arrival, company: Sequence[Started], takes: Takes | None
    ) -> tuple[Begun, ...]:
        """What becomes of a message; nothing where it must wait for a turn with other company."""
        slot = arrival.slot
        entry = self._entries.get(slot.job_id)
        root = entry.job.root if entry else ""
        held_here = any(one.slot == slot for one in company)
        why = self._why_not(entry, slot, "" if held_here else turn.owner)
        if why not in (None, "owned", "unknown"):
            self._due.pop(slot, None)
        if why or entry is None:
            return (NotStarted(slot, why or "gone", root),)
        attempts = entry.attempts_at((slot.batch, slot.stage))
        size = self._size(entry, slot, turn.needs[slot.stage])
        breaker = self._breaker(turn, slot, attempts)
        alone = attempts.number > 0 or _half_open(breaker)
        if takes and _must_wait(alone, size, company, takes):
            return ()
        again_ms = attempts.begin(turn.owner, self._clock(), waits=bool(company))
        try:
            return (self._started(turn, arrival, entry, size, again_ms, breaker),)
        except UnreadableRecordError as error:
            return (Unreadable(slot, root, str(error)),)

    def _breaker(self, turn: Turn, slot: Slot, attempts: Attempts) -> Breaker | None:
        """As the batch meets it, if it is not closed; first its own last attempt's death counts."""
        if room := attempts.blame():
            told = Evidence(slot.stage, slot.job_id, (attempts.mark,), f"WorkerKilled: at {room}")
            self._note(told, turn.breakers)
        met = self._met(slot.stage)
        return met if met and met.state != "closed" else None

    def _started(
        self, turn: Turn, arrival: Arrival, entry: Entry, size: int, again_ms: float, breaker: Breaker | None
    ) -> Started:
        slot = arrival.slot
        attempts = entry.attempts_at((slot.batch, slot.stage))
        now = attempts.started_ms
        parts = [entry.reserves.get((slot.batch, stage)) for stage in turn.reserves]
        return Started(
            slot=slot,
            root=entry.job.root,
            now_ms=now,
            pushed_ms=max(
                again_ms, self._due.get(slot, now) if arrival.pushed_ms is None else arrival.pushed_ms
            ),
            attempt=attempts.number,
            settings=entry.job.settings,
            graph=entry.job.graph,
            rooms=rooms_of(entry.inputs[slot.batch]),
            outputs=self._outputs(entry, slot, turn.needs[slot.stage]),
            reserve=reserves_of(parts),
            deaths=dict(attempts.deaths),
            breaker=breaker,
            size=size,
        )

    def _why_not(
        self, entry: Entry | None, slot: Slot, owner: str
    ) -> Literal["gone", "cancelled", "late", "unknown", "duplicate", "owned"] | None:
        """`owner`: who may go on with what it has begun."""
        if entry is None:
            return "gone"
        if entry.job.status != "running":
            return "cancelled" if entry.job.status == "cancelled" else "late"
        if slot.batch not in entry.inputs:
            return "unknown"
        if (slot.batch, slot.stage) in entry.outputs:
            return "duplicate"
        holder = entry.attempts.get((slot.batch, slot.stage), Attempts()).owner
        living = bool(holder) and (not owner or self.alive(holder))
        return "owned" if living and holder != owner else None

    @staticmethod
    def _size(entry: Entry, slot: Slot, needs: Sequence[str]) -> int:
        outputs = (entry.outputs.get((slot.batch, stage), "") for stage in needs)
        return len(entry.inputs[slot.batch].encode()) + sum(len(output.encode()) for output in outputs)

    @staticmethod
    def _outputs(entry: Entry, slot: Slot, stages: Sequence[str]) -> dict[str, StageOutput]:
        places = {stage: (slot.batch, stage) for stage in stages}
        return {stage: output_of(entry.outputs[at]) for stage, at in places.items() if at in entry.outputs}

    def outputs_of(self, slot: Slot, stages: Sequence[str]) -> Mapping[str, StageOutput]:
        """As in the port."""
        with self._changed:
            entry = self._entries.get(slot.job_id)
            return self._outputs(entry, slot, stages) if entry else {}

    def share_reserves(
        self, found: Mapping[Slot, Reserves], stages: Sequence[str]
    ) -> Mapping[Slot, Reserves]:
        """As in the port."""
        with self._changed:
            told: dict[Slot, Reserves] = {}
            for slot, part in found.items():
                entry = self._entries.get(slot.job_id)
                if entry and part:
                    entry.reserves[slot.batch, slot.stage] = text(part)
                parts = [entry.reserves.get((slot.batch, stage)) for stage in stages] if entry else []
                told[slot] = reserves_of(parts)
            return told

    def suspect(self, slot: Slot, room_id: str, mark: str = "") -> None:
        """As in the port."""
        with self._changed:
            if entry := self._entries.get(slot.job_id):
                attempts = entry.attempts_at((slot.batch, slot.stage))
                attempts.room, attempts.mark = room_id, mark or room_id

    def release(self, slots: Sequence[Slot], owner: str, how: GiveBack = "later") -> None:
        """As in the port."""
        with self._changed:
            for slot in reversed(slots):
                entry = self._entries.get(slot.job_id)
                attempts = entry.attempts_at((slot.batch, slot.stage)) if entry else Attempts()
                if attempts.owner != owner:
                    continue
                attempts.room = ""
                if how == "later":
                    attempts.give_back()
                    continue
                attempts.let_go()
                if how == "never":
                    self._due.pop(slot, None)
                    continue
                # What was not come to is no attempt.
                attempts.number -= 1
                if slot in self._due:
                    self._queues[slot.stage].appendleft((slot, self._due[slot]))
                    self._changed.notify_all()

    def commit(self, slot: Slot, commit: Commit) -> Committed:
        """A turn that is nothing else."""
        with self._changed:
            committed = self._commit(slot, commit)
            self._dispatch(self._clock())
            return committed

    def _commit(self, slot: Slot, commit: Commit) -> Committed:
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
        if commit.reserve:
            entry.reserves[place] = text(commit.reserve)
        self.count(commit.counters)
        for letter in commit.dead:
            self._keep_letter(letter)
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
        self._push(slot, now)
        return True


def _company(begun: Sequence[Begun]) -> list[Started]:
    return [one for one in begun if isinstance(one, Started)]


def _half_open(breaker: Breaker | None) -> bool:
    return breaker is not None and breaker.state == "half_open"


def _must_wait(alone: bool, size: int, company: Sequence[Started], takes: Takes) -> bool:
    """Whether a message does not go with those that its turn has begun already."""
    too_large = sum(one.size for one in company) + size > takes.size
    return bool(company) and (alone or too_large)
