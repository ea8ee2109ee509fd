"""Whole jobs in Redis: taken in, followed, ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from plenum.pipeline import forms
from plenum.pipeline.answers import StageOutput
from plenum.pipeline.job import FINISH, Job, Progress
from plenum.pipeline.record.calls import Acceptance, Closed, Closing, Ending, Offer, Replay, Replayed, Unended
from plenum.pipeline.record.codec import job_fields, job_of, output_of, rooms_of, rooms_text
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys, slot_field
from plenum.pipeline.record.redis.scripting import Call, Scripting, Texts, counted, decoded, paired

_OVERDUE_AT_ONCE = 100
_JOBS_AT_ONCE = 500


class JobsInRedis(Scripting):
    """The jobs' part of the port."""

    _form: int | None = None
    """That all who live read, as the latest answer told."""

    def accept(self, offers: Sequence[Offer]) -> Sequence[Acceptance]:
        """One round trip, a script for each: `accept.lua`; another where somebody came who misreads it."""
        form = forms.NEWEST if self._form is None else self._form
        answers = self.run_each("accept", [_accepting(offer, form) for offer in offers])
        return [self._accepted(offer, *answer) for offer, answer in zip(offers, answers, strict=True)]

    def _accepted(self, offer: Offer, outcome: bytes, *more: Any) -> Acceptance:
        if outcome == b"form":
            # Lower each time, down to the oldest.
            self._form = int(more[0])
            (again,) = self.accept([offer])
            return again
        if outcome == b"accepted":
            self._form = int(more[1])
        return _acceptance(offer, outcome, *more[:1])

    def follow(self, job_id: str, task_id: str, waiter: str) -> str:
        """One script: `follow.lua`."""
        k = JobKeys(job_id)
        touched = [k.job, k.finish, keys.COORDINATOR_QUEUE]
        return str(self.run("follow", touched, [waiter, task_id, k.finish_member])[0])

    def job(self, job_id: str) -> Job | None:
        """From its hash."""
        fields = self.texts(JobKeys(job_id).job)
        return job_of(fields) if fields else None

    def jobs(self) -> Sequence[Job]:
        """From their index, and those under way: what the version before took in is in that set alone."""
        listed: list[bytes] = self.client.zrange(keys.JOBS, 0, -1)  # type: ignore[assignment]  # sync client
        names = sorted(self.running().union(name.decode() for name in listed))
        stored: list[Job] = []
        for first in range(0, len(names), _JOBS_AT_ONCE):
            pipe = self.client.pipeline(transaction=False)
            for name in names[first : first + _JOBS_AT_ONCE]:
                pipe.hgetall(JobKeys(name).job)
            stored += [job_of(decoded(fields)) for fields in pipe.execute() if fields]
        return sorted(stored, key=lambda job: -job.accepted_ms)

    def progress(self, job_id: str) -> Progress | None:
        """The job, and how many outputs there are."""
        job = self.job(job_id)
        if job is None:
            return None
        done = self.patiently(lambda: self.client.hlen(JobKeys(job_id).outputs))
        total = len(job.graph.stages) * job.batches
        return Progress(job.status, job.rooms, int(done), total, job.trace_id)

    def close(
        self,
        job_id: str,
        what: Literal["cancelled", "revoked", "overdue", "done"],
        *,
        keep_s: int,
        unreported_by: str = "",
    ) -> Closed:
        """One script: `close.lua`."""
        status, *ended = self.run("close", *_closing(Closing(job_id, unreported_by), what, keep_s))
        return Closed(status, float(ended[0]) if ended and ended[0] else 0.0)

    def end(self, closings: Sequence[Closing], keep_s: int) -> Sequence[bool]:
        """One round trip, a script for each: `close.lua`."""
        answers = self.run_each("close", [_closing(closing, "done", keep_s) for closing in closings])
        return [answer[0] != b"reopened" for answer in answers]

    def endings(
        self, job_ids: Sequence[str], owner: str, most_rooms: int | None = None
    ) -> Sequence[Ending | Unended]:
        """One round trip, a script for each: `ending.lua`."""
        most = "inf" if most_rooms is None else most_rooms
        args = [slot_field("-", FINISH), owner, most, forms.NEWEST]
        asked = []
        for job_id in job_ids:
            k = JobKeys(job_id)
            asked.append(([k.job, k.inputs, k.outputs, k.run], args))
        return [_ending(*answer) for answer in self.run_each("ending", asked)]

    def replay(self, asked: Replay) -> Replayed:
        """One script: `replay.lua`."""
        k = JobKeys(asked.job_id)
        touched = [k.job, k.inputs, k.finish, keys.DEADLINES, keys.RUNNING]
        touched += [keys.DEAD, keys.DEAD_TIMES, keys.result_key(asked.job_id), k.run, keys.DEAD_BYTES]
        touched += [k.outputs, k.messages]
        args: list[Any] = [asked.job_id, rooms_text([asked.room]), asked.waiter, asked.deadline_s]
        args += [len(asked.letters), *asked.letters, len(asked.stages), *asked.stages]
        outcome, *batch = self.run("replay", touched, args)
        return Replayed(outcome, *batch)

    def overdue(self) -> Sequence[str]:
        """From the deadlines, by the sweeps' clock: only they know of pauses."""
        now: Any = self.patiently(lambda: self.client.hget(keys.CLOCK, "at") or self.now_ms())
        found: list[bytes] = self.client.zrangebyscore(  # type: ignore[assignment]  # sync client
            keys.DEADLINES, "-inf", now, 0, _OVERDUE_AT_ONCE
        )
        return [job_id.decode() for job_id in found]

    def running(self) -> frozenset[str]:
        """From the set of unfinished jobs."""
        found: set[bytes] = self.client.smembers(keys.RUNNING)  # type: ignore[assignment]  # sync client
        return frozenset(job_id.decode() for job_id in found)

    def unreported(self) -> Mapping[str, str]:
        """From their hash."""
        return self.texts(keys.UNREPORTED)

    def reported(self, job_ids: Iterable[str]) -> None:
        """Taken from the hash."""
        done = list(job_ids)
        if done:
            self.client.hdel(keys.UNREPORTED, *done)


def _accepting(offer: Offer, form: int) -> Call:
    """What `accept.lua` is told of a job, written in a form."""
    job, terms = offer.job, offer.terms
    k = JobKeys(job.job_id)
    inputs = {batch: rooms_text(rooms) for batch, rooms in offer.batches.items()}
    args: list[Any] = [job.job_id, terms.fingerprint, terms.max_jobs, offer.waiter, terms.deadline_s]
    bytes_ = sum(len(rooms) for rooms in inputs.values())
    args += [k.finish_member, bytes_, terms.max_bytes, terms.in_flight, job.priority]
    args += [form, forms.OLDEST, forms.NEWEST]
    args += counted({**job_fields(job), forms.FIELD: form}, inputs)
    args.append(len(offer.pushes))
    for push in offer.pushes:
        message = push.message
        args += [message.batch_id, message.stage]
    held = keys.idempotency_key(terms.idempotency_key) if terms.idempotency_key else ""
    touched = [k.job, k.inputs, k.finish, keys.DEADLINES, keys.RUNNING, held]
    return [*touched, keys.cancel_note(job.job_id), keys.COORDINATOR_QUEUE], args


def _acceptance(offer: Offer, outcome: bytes, more: bytes = b"") -> Acceptance:
    what: Any = outcome.decode()
    if what == "full":
        return Acceptance("full", unfinished=int(more))
    return Acceptance(what, more.decode() if what in ("known", "refused") else offer.job.job_id)


def _closing(closing: Closing, what: str, keep_s: int) -> Call:
    """What `close.lua` is told of a job's end."""
    k = JobKeys(closing.job_id)
    told = keys.result_key(closing.task_id) if closing.result else ""
    touched = [k.job, k.finish, keys.DEADLINES, keys.RUNNING, told]
    touched += [keys.cancel_note(closing.job_id), k.run, k.inputs, k.outputs, k.messages, k.later]
    args = [what, closing.job_id, k.finish_member, keys.COORDINATOR_QUEUE, keep_s, closing.unreported_by]
    read = "" if closing.reopened is None else closing.reopened
    counters = [part for pair in closing.counters.items() for part in pair]
    return touched, [*args, closing.result, closing.task_id, slot_field("-", FINISH), read, *counters]


def _ending(what: bytes, *hashes: list[bytes]) -> Ending | Unended:
    if what != b"go":
        why: Any = what.decode()
        return why  # type: ignore[no-any-return]  # the script's words are the port's
    job, inputs, outputs = map(paired, hashes)
    batches = {batch: rooms_of(rooms) for batch, rooms in inputs.items()}
    return Ending(job_of(job), batches, _by_batch(outputs))


def _by_batch(outputs: Texts) -> dict[str, dict[str, StageOutput]]:
    found: dict[str, dict[str, StageOutput]] = {}
    for name, output in outputs.items():
        batch, _, stage = name.partition("/")
        found.setdefault(batch, {})[stage] = output_of(output)
    return found
