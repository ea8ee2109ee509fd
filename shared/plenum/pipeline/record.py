"""The job's record in Redis: what was asked, what is committed, and who works on what.

Each method is one script and so one atomic step; the scripts beside this file say which keys they
touch. Record calls outlast a Redis restart: they are repeated for `patience_s` seconds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final, TypeVar

from redis import Redis, exceptions

from plenum.pipeline import keys
from plenum.pipeline.keys import JobKeys, slot
from plenum.pipeline.steps import Committed, Push, Started, Swept

T = TypeVar("T")
Texts = dict[str, str]
AWAITED: Final = "?"
"""What the start script answers for a reserve that another stage is finding."""
PATIENT_S: Final = 2.0
"""How long a stage waits for a reserve that another one is finding, before it finds it itself."""
_PASSING = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.BusyLoadingError,
    exceptions.ReadOnlyError,
)


class Record:
    """All jobs' records behind one Redis client. Safe to share between threads."""

    def __init__(self, client: Redis, *, patience_s: float = 20.0) -> None:
        self.client = client
        self.patience_s = patience_s
        folder = files("plenum.pipeline") / "scripts"
        self._scripts = {
            name: client.register_script((folder / f"{name}.lua").read_text())
            for name in ("accept", "start", "commit", "sweep", "close", "follow", "reserve")
        }
        self._hold = (folder / "hold.lua").read_text()

    def patiently(self, call: Callable[[], T]) -> T:
        """`call`, repeated every 0.25 s while Redis is away, for at most `patience_s` seconds."""
        until = time.monotonic() + self.patience_s
        while True:
            try:
                return call()
            except _PASSING:
                if time.monotonic() >= until:
                    raise
                time.sleep(0.25)

    def _run(self, name: str, keys_: Sequence[str], args: Sequence[Any]) -> list[Any]:
        answer: list[Any] = self.patiently(lambda: self._scripts[name](keys=keys_, args=args))
        return [a.decode() if isinstance(a, bytes) else a for a in answer]

    def accept(
        self,
        job_id: str,
        fields: Mapping[str, str],
        batches: Mapping[str, str],
        pushes: Iterable[Push],
        finish: str,
        *,
        fingerprint: str,
        idempotency_key: str | None,
        deadline_s: float,
        max_jobs: int,
    ) -> tuple[str, str]:
        """Store a job and push its first messages: `("accepted", now_ms)`, or why not.

        The others: `("known", job)` same key and content, `("refused", job)` same key and other
        content, `("exists", "")` this very task came twice, `("full", n)` too many unfinished jobs.
        """
        k = JobKeys(job_id)
        args: list[Any] = [job_id, fingerprint, max_jobs, finish, deadline_s]
        for mapping in (fields, batches):
            args.append(len(mapping))
            for name, value in mapping.items():
                args += [name, value]
        messages = list(pushes)
        args.append(len(messages))
        for push in messages:
            args += [k.member(push.batch, push.stage), push.stage, push.message]
        held = keys.idempotency_key(idempotency_key) if idempotency_key else ""
        answer = self._run(
            "accept",
            [k.job, k.inputs, k.messages, k.finish, keys.DUE, keys.DEADLINES, keys.RUNNING, held],
            args,
        )
        return str(answer[0]), str(answer[1]) if len(answer) > 1 else ""

    def follow(self, job_id: str, finish: str) -> str:
        """Let one more task wait for a job; the job's status, or `gone`."""
        k = JobKeys(job_id)
        return str(self._run("follow", [k.job, k.finish, keys.COORDINATOR_QUEUE], [finish])[0])

    def start(self, job_id: str, batch: str, stage: str, owner: str, needs: Sequence[str]) -> Started:
        """Begin a stage's attempt at a batch and get its input."""
        k = JobKeys(job_id)
        answer = self._run(
            "start",
            [k.job, k.inputs, k.outputs, k.run, keys.DUE],
            [
                k.member(batch, stage),
                batch,
                slot(batch, stage),
                owner,
                keys.BEAT,
                *(slot(batch, n) for n in needs),
            ],
        )
        if answer[0] != "go":
            return Started(str(answer[0]))
        _, now, pushed, attempt, settings, graph, rooms, reserve, deaths, *outputs = answer
        return Started(
            "go",
            float(now),
            float(pushed),
            int(attempt),
            settings,
            graph,
            rooms,
            reserve,
            json.loads(deaths),
            tuple(outputs),
        )

    def outputs_of(self, job_id: str, batch: str, stages: Sequence[str]) -> tuple[str | None, ...]:
        """What these stages committed for a batch; None for one that did not yet."""
        if not stages:
            return ()
        fields = [slot(batch, stage) for stage in stages]
        found = self.patiently(lambda: self.client.hmget(JobKeys(job_id).outputs, fields))
        return tuple(None if raw is None else raw.decode() for raw in found)  # type: ignore[union-attr]

    def keep_reserve(self, job_id: str, batch: str, reserve: str) -> None:
        """Keep a batch's reserve for the stages to come. Whoever finds it finds the same."""
        k = JobKeys(job_id)
        args = [batch, reserve, int(PATIENT_S * 1000)]
        self._run("reserve", [k.job, k.run, k.reserve(batch)], args)

    def await_reserve(self, job_id: str, batch: str) -> str:
        """The reserve that another stage is finding; empty when it does not come in PATIENT_S seconds."""
        key = JobKeys(job_id).reserve(batch)
        found: Any = self.patiently(lambda: self.client.blpop([key], PATIENT_S))
        return found[1].decode() if found else ""

    def suspect(self, job_id: str, batch: str, stage: str, room: str) -> None:
        """Note that an attempt is now at this one room: should it die here, the room is to blame."""
        k = JobKeys(job_id)
        field_ = f"{slot(batch, stage)}:room"
        self.patiently(lambda: self.client.hset(k.run, field_, room))

    def release(self, job_id: str, batch: str, stage: str, owner: str) -> None:
        """Give a batch back at once, when an attempt ends without a commit; the sweep sends it again."""
        k = JobKeys(job_id)
        held = self.client.hget(k.run, f"{slot(batch, stage)}:owner")
        if held is not None and held.decode() == owner:  # type: ignore[union-attr]
            fields = [f"{slot(batch, stage)}:{name}" for name in ("owner", "started", "room")]
            self.client.hdel(k.run, *fields)

    def commit(
        self,
        job_id: str,
        batch: str,
        stage: str,
        output: str,
        successors: Sequence[Push],
        *,
        ends_batch: bool = False,
        counters: Mapping[str, int] | None = None,
        dead: Mapping[str, str] | None = None,
    ) -> Committed:
        """Store a stage's output once, raise the counters, keep dead letters, push what became due."""
        k = JobKeys(job_id)
        args: list[Any] = [
            k.member(batch, stage),
            slot(batch, stage),
            output,
            k.finish_member if ends_batch else "",
            keys.COORDINATOR_QUEUE,
        ]
        for mapping in (counters or {}, dead or {}):
            args.append(len(mapping))
            for name, value in mapping.items():
                args += [name, value]
        args.append(keys.MOST_DEAD)
        for push in successors:
            member = k.member(push.batch, push.stage)
            args += [
                member,
                slot(push.batch, push.stage),
                push.stage,
                push.message,
                len(push.needs),
            ]
            args += [slot(push.batch, need) for need in push.needs]
        answer = self._run(
            "commit",
            [
                *(k.job, k.outputs, k.run, k.messages, k.finish),
                *(keys.DUE, keys.COUNTERS, keys.DEAD, keys.DEAD_TIMES),
            ],
            args,
        )
        if answer[0] != "committed":
            return Committed(str(answer[0]))
        return Committed("committed", float(answer[1]), tuple(answer[2:]))

    def sweep(
        self, *, join_deadline_s: float, batch_limit_s: float, settle_s: float, page: int = 500
    ) -> Swept:
        """Send again what was lost; name what hangs. Looks at every due entry, `page` at a time."""
        resent: list[str] = []
        stuck: list[str] = []
        offset = 0
        while True:
            looked, *members = self._run(
                "sweep",
                [keys.DUE],
                [
                    keys.BEAT,
                    keys.SEEN,
                    join_deadline_s * 1000,
                    batch_limit_s * 1000,
                    settle_s * 1000,
                    page,
                    offset,
                ],
            )
            cut = members.index("--")
            resent += members[:cut]
            stuck += members[cut + 1 :]
            # Entries sent again moved to the end of the set, so the next page begins that much earlier.
            offset += int(looked) - len(set(members[:cut]))
            if int(looked) < page:
                break
        return Swept(tuple(map(_parts, resent)), tuple(map(_parts, stuck)))

    def close(self, job_id: str, what: str, *, keep_s: int, teller: str = "") -> tuple[str, str]:
        """End a job: `cancelled` or `overdue` before its time, `done` for good; (status, ended_ms).

        With `done`, `teller` is the owner that has yet to export the job's span.
        """
        k = JobKeys(job_id)
        answer = self._run(
            "close",
            [k.job, k.finish, keys.DUE, keys.DEADLINES, keys.RUNNING, *k.all()[1:5]],
            [what, job_id, k.finish_member, keys.COORDINATOR_QUEUE, keep_s, teller],
        )
        return str(answer[0]), str(answer[1]) if len(answer) > 1 else ""

    def ending(self, job_id: str, owner: str) -> tuple[Texts, Texts, Texts]:
        """The job's hash, inputs and outputs, and a note of who ends it: one round trip.

        While that owner lives the sweep does not send the ending again.
        """
        k = JobKeys(job_id)
        name = slot("-", keys.FINISH)

        def ask() -> list[dict[bytes, bytes]]:
            pipe = self.client.pipeline(transaction=False)
            # By its text: a pipeline asks first whether a script is known, which is a round trip more.
            pipe.eval(self._hold, 2, k.job, k.run, name, owner)
            for key in (k.job, k.inputs, k.outputs):
                pipe.hgetall(key)
            return pipe.execute()[1:]

        job, inputs, outputs = map(_decoded, self.patiently(ask))
        return job, inputs, outputs

    def untold(self) -> dict[str, str]:
        """Ended jobs whose span may not have been exported → the owner that should have."""
        return self._texts(keys.UNTOLD)

    def told(self, job_ids: Iterable[str]) -> None:
        """These jobs' spans have been exported."""
        done = list(job_ids)
        if done:
            self.client.hdel(keys.UNTOLD, *done)

    def alive(self, owner: str) -> bool:
        """Whether an owner's heartbeat is there."""
        return bool(self.client.exists(f"{keys.BEAT}{owner}"))

    def overdue(self) -> list[str]:
        """Jobs past their deadline, by Redis' clock."""
        now = self.patiently(self._now_ms)
        found: list[bytes] = self.client.zrangebyscore(keys.DEADLINES, "-inf", now, 0, 100)  # type: ignore[assignment]
        return [job.decode() for job in found]

    def _now_ms(self) -> float:
        seconds, micros = self.client.time()
        return float(seconds * 1000 + micros / 1000)

    def job(self, job_id: str) -> dict[str, str]:
        """The job's hash; empty when there is none."""
        return self._texts(JobKeys(job_id).job)

    def inputs(self, job_id: str) -> dict[str, str]:
        """batch → rooms, as stored."""
        return self._texts(JobKeys(job_id).inputs)

    def outputs(self, job_id: str) -> dict[str, str]:
        """batch/stage → output, as committed so far."""
        return self._texts(JobKeys(job_id).outputs)

    def _texts(self, key: str) -> Texts:
        return _decoded(self.patiently(lambda: self.client.hgetall(key)))  # type: ignore[arg-type, return-value]


def _decoded(raw: Mapping[bytes, bytes]) -> Texts:
    return {name.decode(): value.decode() for name, value in raw.items()}


def _parts(member: str) -> tuple[str, str, str]:
    job, batch, stage = member.split("|")
    return job, batch, stage
