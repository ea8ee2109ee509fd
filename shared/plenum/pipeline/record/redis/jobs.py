"""Whole jobs in Redis: taken in, followed, ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from plenum.pipeline.answers import StageOutput
from plenum.pipeline.job import FINISH, Job, Progress
from plenum.pipeline.record.calls import Acceptance, Batches, Closed, Ending, Push, Terms
from plenum.pipeline.record.codec import job_fields, job_of, output_of, rooms_of, rooms_text
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys, slot_field
from plenum.pipeline.record.redis.scripting import Scripting, Texts, counted, decoded, script

_OVERDUE_AT_ONCE = 100


class JobsInRedis(Scripting):
    """The jobs' part of the port."""

    def accept(
        self, job: Job, batches: Batches, pushes: Sequence[Push], waiter: str, terms: Terms
    ) -> Acceptance:
        """One script: `accept.lua`."""
        k = JobKeys(job.job_id)
        inputs = {batch: rooms_text(rooms) for batch, rooms in batches.items()}
        args: list[Any] = [job.job_id, terms.fingerprint, terms.max_jobs, waiter, terms.deadline_s]
        args += counted(job_fields(job), inputs)
        args.append(len(pushes))
        for push in pushes:
            args += [push.message.batch_id, push.message.stage]
        held = keys.idempotency_key(terms.idempotency_key) if terms.idempotency_key else ""
        touched = [k.job, k.inputs, k.finish, keys.DUE, keys.DEADLINES, keys.RUNNING, held]
        outcome, *more = self.run("accept", touched, args)
        if outcome == "full":
            return Acceptance("full", unfinished=int(more[0]))
        return Acceptance(outcome, more[0] if outcome in ("known", "refused") else job.job_id)

    def follow(self, job_id: str, waiter: str) -> str:
        """One script: `follow.lua`."""
        k = JobKeys(job_id)
        return str(self.run("follow", [k.job, k.finish, keys.COORDINATOR_QUEUE], [waiter])[0])

    def job(self, job_id: str) -> Job | None:
        """From its hash."""
        fields = self.texts(JobKeys(job_id).job)
        return job_of(fields) if fields else None

    def jobs(self) -> Sequence[Job]:
        """By a scan for their hashes; ids may have the separator of keys in them."""
        prefix, *others = JobKeys("").all()
        beside = tuple(key.removeprefix(prefix) for key in others)
        names = [raw.decode() for raw in self.client.scan_iter(f"{prefix}*", count=1000, _type="HASH")]
        stored = (self.job(name.removeprefix(prefix)) for name in names if not name.endswith(beside))
        return sorted((job for job in stored if job), key=lambda job: -job.accepted_ms)

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
        what: Literal["cancelled", "overdue", "done"],
        *,
        keep_s: int,
        unreported_by: str = "",
    ) -> Closed:
        """One script: `close.lua`."""
        k = JobKeys(job_id)
        status, *ended = self.run(
            "close",
            [k.job, k.finish, keys.DUE, keys.DEADLINES, keys.RUNNING, *k.all()[1:5]],
            [what, job_id, k.finish_member, keys.COORDINATOR_QUEUE, keep_s, unreported_by],
        )
        return Closed(status, float(ended[0]) if ended and ended[0] else 0.0)

    def ending(self, job_id: str, owner: str) -> Ending | None:
        """One round trip: the note of who ends it, and the three hashes."""
        k = JobKeys(job_id)
        name = slot_field("-", FINISH)

        def ask() -> list[dict[bytes, bytes]]:
            pipe = self.client.pipeline(transaction=False)
            # By its text: a pipeline asks first whether a script is known, which is a round trip more.
            pipe.eval(script("hold"), 2, k.job, k.run, name, owner)
            for key in (k.job, k.inputs, k.outputs):
                pipe.hgetall(key)
            return pipe.execute()[1:]

        job, inputs, outputs = map(decoded, self.patiently(ask))
        if not job:
            return None
        batches = {batch: rooms_of(rooms) for batch, rooms in inputs.items()}
        return Ending(job_of(job), batches, _by_batch(outputs))

    def overdue(self) -> Sequence[str]:
        """From the deadlines, by Redis' clock."""
        now = self.patiently(self.now_ms)
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


def _by_batch(outputs: Texts) -> dict[str, dict[str, StageOutput]]:
    found: dict[str, dict[str, StageOutput]] = {}
    for name, output in outputs.items():
        batch, _, stage = name.partition("/")
        found.setdefault(batch, {})[stage] = output_of(output)
    return found
