"""Whole jobs in memory: taken in, followed, ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import inf
from typing import Literal

from msgspec import structs

from plenum.pipeline.answers import StageOutput
from plenum.pipeline.job import Job, Progress, Slot, Status
from plenum.pipeline.record.calls import (
    Acceptance,
    Closed,
    Closing,
    Ending,
    Offer,
    Replay,
    Replayed,
    Terms,
    Unended,
)
from plenum.pipeline.record.codec import output_of, rooms_of, rooms_text
from plenum.pipeline.record.memory.lanes import LanesInMemory
from plenum.pipeline.record.memory.state import ENDING, Entry


class JobsInMemory(LanesInMemory):
    """The jobs' part of the port."""

    def accept(self, offers: Sequence[Offer]) -> Sequence[Acceptance]:
        """As in the port."""
        return [self._accept(offer) for offer in offers]

    def _accept(self, offer: Offer) -> Acceptance:
        job, terms = offer.job, offer.terms
        with self._changed:
            now = self._clock()
            self._forget(now)
            cancelled = self._cancelled.pop(job.job_id, None)
            inputs = {batch: rooms_text(rooms) for batch, rooms in offer.batches.items()}
            size = sum(map(len, inputs.values()))
            if why_not := self._why_not_accepted(job, terms, size, cancelled is not None):
                if why_not.outcome == "known":
                    self.count({"submitted:known": 1})
                return why_not
            key = "" if cancelled else terms.idempotency_key or ""
            entry = Entry(
                job=structs.replace(job, status="running", accepted_ms=now),
                fingerprint=terms.fingerprint,
                deadline_ms=now + terms.deadline_s * 1000,
                batches_left=job.batches,
                inputs=inputs,
                size=0 if cancelled else size,
                waiters={job.job_id: offer.waiter},
                key=key,
            )
            self._entries[job.job_id] = entry
            self.count({f"submitted:{'cancelled' if cancelled else 'accepted'}": 1})
            if cancelled:
                self._end_early(entry, cancelled[1], now)
                return Acceptance("cancelled", job.job_id)
            if key:
                self._keys[key] = job.job_id
            by_batch = groupby((push.message.slot for push in offer.pushes), key=lambda slot: slot.batch)
            self._send(entry, [list(slots) for _, slots in by_batch], terms.in_flight, now)
            return Acceptance("accepted", job.job_id)

    def _why_not_accepted(self, job: Job, terms: Terms, size: int, cancelled: bool) -> Acceptance | None:
        if there := self._entries.get(job.job_id):
            same = there.fingerprint == terms.fingerprint
            return Acceptance("exists" if same else "refused", job.job_id)
        if cancelled:
            return None
        holder = self._keys.get(terms.idempotency_key or "", "")
        entry = self._entries.get(holder)
        if entry and entry.job.status != "cancelled":
            return Acceptance("known" if entry.fingerprint == terms.fingerprint else "refused", holder)
        unfinished = len(self.running())
        full = unfinished > 0 and self._unfinished_bytes() + size > terms.max_bytes
        # A tenth is for the urgent alone.
        most = terms.max_jobs * (1.1 if job.priority > 0 else 1)
        return Acceptance("full", unfinished=unfinished) if full or unfinished >= most else None

    def follow(self, job_id: str, task_id: str, waiter: str) -> str:
        """As in the port."""
        with self._changed:
            entry = self._entries.get(job_id)
            if entry is None:
                return "gone"
            entry.waiters.setdefault(task_id, waiter)
            if entry.job.status != "running":
                self._push(Slot(job_id, *ENDING), self._clock(), waiter)
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
        what: Literal["cancelled", "revoked", "overdue", "done"],
        *,
        keep_s: int,
        unreported_by: str = "",
    ) -> Closed:
        """As in the port."""
        with self._changed:
            entry, now = self._entries.get(job_id), self._clock()
            if entry is None:
                if what == "cancelled" or what == "revoked":
                    self._cancelled[job_id] = (now + max(1, keep_s) * 1000, what)
                return Closed("gone")
            if what == "done":
                self._close_for_good(entry, now + keep_s * 1000, Closing(job_id, unreported_by))
            elif entry.job.status == "running":
                self._end_early(entry, what, now)
            return Closed(entry.job.status, entry.job.ended_ms)

    def _end_early(self, entry: Entry, what: Literal["cancelled", "revoked", "overdue"], now: float) -> None:
        status: Status = "finishing" if what == "overdue" else "cancelled"
        entry.job = structs.replace(entry.job, status=status, ended_ms=now, ended_by=what)
        self._push_waiters(entry, now)

    def _close_for_good(self, entry: Entry, lapses_ms: float, closing: Closing) -> None:
        job_id, unreported_by = entry.job.job_id, closing.unreported_by
        if closing.task_id:
            entry.waiters.pop(closing.task_id, None)
        else:
            entry.waiters.clear()
        if entry.waiters:
            # Who ended it for this task has not ended it for the others.
            entry.attempts_at(ENDING).let_go()
        else:
            self._due.pop(Slot(job_id, *ENDING), None)
        if entry.lapses_ms == inf:
            self.count(closing.counters)
        entry.deadline_ms, entry.lapses_ms = inf, lapses_ms
        if unreported_by:
            self._unreported[job_id] = unreported_by
        if entry.job.status != "cancelled":
            entry.job = structs.replace(entry.job, status="done")

    def end(self, closings: Sequence[Closing], keep_s: int) -> Sequence[bool]:
        """As in the port. Nobody asks this process' record for a task's result."""
        return [self._end(closing, keep_s) for closing in closings]

    def _end(self, closing: Closing, keep_s: int) -> bool:
        with self._changed:
            entry = self._entries.get(closing.job_id)
            if entry is None:
                return True
            job, read = entry.job, closing.reopened
            if read is not None and (job.status == "running" or read != job.reopened):
                return False
            self._close_for_good(entry, self._clock() + keep_s * 1000, closing)
            return True

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
            if entry.job.status == "running":
                return "early"
            if entry.job.rooms > most_rooms:
                return "large"
            if owner:
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
            if job.status == "done" and entry.waiters:
                return Replayed("finishing")
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
        entry.batches_left, entry.lapses_ms = 1, inf
        entry.attempts.pop(ENDING, None)
        entry.waiters, entry.deadline_ms = {asked.job_id: asked.waiter}, now + asked.deadline_s * 1000

    def overdue(self) -> Sequence[str]:
        """As in the port."""
        with self._changed:
            at = self._clock() if self._pauses.at is None else self._pauses.at
            return [job_id for job_id, entry in self._entries.items() if entry.deadline_ms <= at]

    def unreported(self) -> Mapping[str, str]:
        """As in the port."""
        with self._changed:
            return dict(self._unreported)

    def reported(self, job_ids: Iterable[str]) -> None:
        """As in the port."""
        with self._changed:
            for job_id in job_ids:
                self._unreported.pop(job_id, None)
