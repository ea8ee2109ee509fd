"""Whole jobs in memory: taken in, followed, ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Literal

from msgspec import structs

from plenum.pipeline.answers import StageOutput
from plenum.pipeline.job import COORDINATOR, Job, Progress, Slot, Status
from plenum.pipeline.record.calls import Acceptance, Closed, Closing, Ending, Offer, Replay, Replayed, Unended
from plenum.pipeline.record.codec import output_of, rooms_of, rooms_text
from plenum.pipeline.record.memory.state import ENDING, Entry, State


class JobsInMemory(State):
    """The jobs' part of the port."""

    def accept(self, offers: Sequence[Offer]) -> Sequence[Acceptance]:
        """As in the port."""
        return [self._accept(offer) for offer in offers]

    def _accept(self, offer: Offer) -> Acceptance:
        job, terms = offer.job, offer.terms
        with self._changed:
            now = self._clock()
            self._forget(now)
            if job.job_id in self._entries:
                return Acceptance("exists", job.job_id)
            key = terms.idempotency_key or ""
            if key and (holder := self._keys.get(key)) in self._entries:
                same = self._entries[holder].fingerprint == terms.fingerprint
                return Acceptance("known" if same else "refused", holder)
            unfinished = len(self.running())
            if unfinished >= terms.max_jobs:
                return Acceptance("full", unfinished=unfinished)
            entry = Entry(
                job=structs.replace(job, status="running", accepted_ms=now),
                fingerprint=terms.fingerprint,
                deadline_ms=now + terms.deadline_s * 1000,
                batches_left=job.batches,
                inputs={batch: rooms_text(rooms) for batch, rooms in offer.batches.items()},
                waiters=[offer.waiter],
                key=key,
            )
            self._entries[job.job_id] = entry
            if key:
                self._keys[key] = job.job_id
            for number, push in enumerate(offer.pushes, 1):
                # A microsecond apart each, so that the sweep can tell which of them were taken.
                self._push(push.message.slot, now + number / 1000)
            return Acceptance("accepted", job.job_id)

    def follow(self, job_id: str, waiter: str) -> str:
        """As in the port."""
        with self._changed:
            entry = self._entries.get(job_id)
            if entry is None:
                return "gone"
            if entry.job.status == "running":
                entry.waiters.append(waiter)
            else:
                self._queues[COORDINATOR].append((waiter, self._clock()))
            return entry.job.status

    def job(self, job_id: str) -> Job | None:
        """As in the port."""
        entry = self._entries.get(job_id)
        return entry.job if entry else None

    def jobs(self) -> Sequence[Job]:
        """As in the port."""
        with self._changed:
            return sorted((e.job for e in self._entries.values()), key=lambda job: -job.accepted_ms)

    def progress(self, job_id: str) -> Progress | None:
        """As in the port."""
        with self._changed:
            entry = self._entries.get(job_id)
            if entry is None:
                return None
            job = entry.job
            total = len(job.graph.stages) * job.batches
            return Progress(job.status, job.rooms, len(entry.outputs), total, job.trace_id)

    def close(
        self,
        job_id: str,
        what: Literal["cancelled", "overdue", "done"],
        *,
        keep_s: int,
        unreported_by: str = "",
    ) -> Closed:
        """As in the port."""
        with self._changed:
            entry, now = self._entries.get(job_id), self._clock()
            if entry is None:
                return Closed("gone")
            if what == "done":
                self._close_for_good(entry, now + keep_s * 1000, unreported_by)
            elif entry.job.status == "running":
                status: Status = "cancelled" if what == "cancelled" else "finishing"
                entry.job = structs.replace(entry.job, status=status, ended_ms=now, ended_by=what)
                self._push_waiters(entry, now)
            return Closed(entry.job.status, entry.job.ended_ms)

    def _close_for_good(self, entry: Entry, lapses_ms: float, unreported_by: str) -> None:
        job_id = entry.job.job_id
        entry.answered += 1
        if entry.answered >= len(entry.waiters):
            self._due.pop(Slot(job_id, *ENDING), None)
        entry.deadline_ms, entry.lapses_ms = inf, lapses_ms
        if unreported_by:
            self._unreported[job_id] = unreported_by
        if entry.job.status != "cancelled":
            entry.job = structs.replace(entry.job, status="done")

    def end(self, closings: Sequence[Closing], keep_s: int) -> None:
        """As in the port. Nobody asks this process' record for a task's result."""
        for closing in closings:
            self.close(closing.job_id, "done", keep_s=keep_s, unreported_by=closing.unreported_by)

    def endings(
        self, job_ids: Sequence[str], owner: str, most_rooms: int | None = None
    ) -> Sequence[Ending | Unended]:
        """As in the port."""
        return [self._ending(job_id, owner, inf if most_rooms is None else most_rooms) for job_id in job_ids]

    def _ending(self, job_id: str, owner: str, most_rooms: float) -> Ending | Unended:
        with self._changed:
            entry = self._entries.get(job_id)
            if entry is None:
                return "gone"
            if entry.job.rooms > most_rooms:
                return "large"
            attempts = entry.attempts_at(ENDING)
            attempts.owner, attempts.started_ms = owner, self._clock()
            outputs: defaultdict[str, dict[str, StageOutput]] = defaultdict(dict)
            for (batch, stage), output in entry.outputs.items():
                outputs[batch][stage] = output_of(output)
            batches = {batch: rooms_of(rooms) for batch, rooms in entry.inputs.items()}
            return Ending(entry.job, batches, dict(outputs))

    def replay(self, asked: Replay) -> Replayed:
        """As in the port."""
        with self._changed:
            entry, now = self._entries.get(asked.job_id), self._clock()
            if asked.letters[0] not in self._letters:
                return Replayed("no_letter")
            if entry is None:
                return Replayed("gone")
            job = entry.job
            if job.status == "cancelled" or job.status == "finishing":
                return Replayed(job.status)
            batch = f"r{job.replays + 1:04d}"
            entry.inputs[batch] = rooms_text([asked.room])
            entry.job = structs.replace(job, batches=job.batches + 1, replays=job.replays + 1)
            if job.status == "running":
                entry.batches_left += 1
            else:
                self._reopen(entry, asked, now)
            for number, stage in enumerate(asked.stages, 1):
                self._push(Slot(asked.job_id, batch, stage), now + number / 1000)
            for letter_id in asked.letters:
                self._drop_letter(letter_id)
            return Replayed("replayed", batch)

    @staticmethod
    def _reopen(entry: Entry, asked: Replay, now: float) -> None:
        again = entry.job.reopened + 1
        entry.job = structs.replace(entry.job, status="running", ended_ms=0.0, ended_by="", reopened=again)
        entry.batches_left, entry.answered, entry.lapses_ms = 1, 0, inf
        entry.attempts.pop(ENDING, None)
        entry.waiters, entry.deadline_ms = [asked.waiter], now + asked.deadline_s * 1000

    def overdue(self) -> Sequence[str]:
        """As in the port."""
        with self._changed:
            now = self._clock()
            return [job_id for job_id, entry in self._entries.items() if entry.deadline_ms <= now]

    def unreported(self) -> Mapping[str, str]:
        """As in the port."""
        with self._changed:
            return dict(self._unreported)

    def reported(self, job_ids: Iterable[str]) -> None:
        """As in the port."""
        with self._changed:
            for job_id in job_ids:
                self._unreported.pop(job_id, None)
