"""The record's port: every step a job takes is one atomic call of it, in Redis or in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, Protocol

from plenum.pipeline.answers import StageOutput
from plenum.pipeline.batch import Reserves
from plenum.pipeline.job import Job, Progress, Slot
from plenum.pipeline.record.breaker import Breaker
from plenum.pipeline.record.calls import (
    Acceptance,
    Ages,
    Arrival,
    Closed,
    Closing,
    Commit,
    Committed,
    Ending,
    Gauges,
    GiveBack,
    Limits,
    Offer,
    Replay,
    Replayed,
    SampleRun,
    Swept,
    Turn,
    Turned,
    Unended,
    Worker,
)
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.weights import Serving


class Jobs(Protocol):
    """Whole jobs: in, on, out."""

    def accept(self, offers: Sequence[Offer]) -> Sequence[Acceptance]:
        """Store jobs and push their first messages, each in a step of its own."""
        ...

    def follow(self, job_id: str, task_id: str, waiter: str) -> str:
        """Let one more task wait for a job; the job's status, or `gone`. Once, however often it is said."""
        ...

    def job(self, job_id: str) -> Job | None:
        """The job; none where there is none."""
        ...

    def jobs(self) -> Sequence[Job]:
        """Every job that is kept, the latest first."""
        ...

    def progress(self, job_id: str) -> Progress | None:
        """How far a job is; none where there is none."""
        ...

    def close(
        self,
        job_id: str,
        what: Literal["cancelled", "revoked", "overdue", "done"],
        *,
        keep_s: int,
        unreported_by: str = "",
    ) -> Closed:
        """End a job: `cancelled`, `revoked` or `overdue` early, `done` for good, whoever waits for it.

        Of a revoked one the task is told by Celery, and gets no result.

        With `done`, `unreported_by` is the owner that has yet to export the job's span. A job that is not
        there is cancelled should it come within `keep_s`.
        """
        ...

    def end(self, closings: Sequence[Closing], keep_s: int) -> Sequence[bool]:
        """End jobs for good, each in one step with the answer of a task that waits; keep them for so long.

        Whether each is ended so: not one that was reopened after its end was read.
        """
        ...

    def endings(
        self, job_ids: Sequence[str], owner: str, most_rooms: int | None = None
    ) -> Sequence[Ending | Unended]:
        """All of each job, and a note of who ends it: while that owner lives nobody else is sent to it.

        Without an owner nobody is noted. A job with more rooms than `most_rooms` is left alone, `large`,
        and so is one that is under way, `early`.
        """
        ...

    def replay(self, asked: Replay) -> Replayed:
        """Do a room again that was given up, as a batch of its own in its job, which may have ended.

        What comes of it takes the place of what was committed; who has the letter replays it once.
        """
        ...

    def overdue(self) -> Sequence[str]:
        """Jobs past their deadline, at the latest sweep: pauses, which it notices, postpone deadlines."""
        ...

    def running(self) -> frozenset[str]:
        """Jobs that are not done."""
        ...

    def unreported(self) -> Mapping[str, str]:
        """Ended jobs whose span may not have been exported → the owner that should have."""
        ...

    def reported(self, job_ids: Iterable[str]) -> None:
        """These jobs' spans have been exported."""
        ...


class Work(Protocol):
    """Batches in the stages' hands."""

    def turn(self, turn: Turn) -> Turned:
        """Commit what was done, begin what was given, take more and begin it: one step.

        A batch that was begun before is begun in no company, for it may have killed its worker; what
        waits behind the first of a turn is sent again where that takes long.
        """
        ...

    def await_turn(self, turn: Turn, wait_s: float) -> Turned | None:
        """A turn that takes, as soon as a message waits; None where none for a stage came in `wait_s`."""
        ...

    def await_message(self, stages: Sequence[str], wait_s: float) -> Arrival | None:
        """The next message on any of these queues; none came in `wait_s` seconds, or none for a stage."""
        ...

    def commit(self, slot: Slot, commit: Commit) -> Committed:
        """Store a stage's output once, raise the counters, keep dead letters, push what became due."""
        ...

    def outputs_of(self, slot: Slot, stages: Sequence[str]) -> Mapping[str, StageOutput]:
        """What these stages committed for the slot's batch; without those that did not yet."""
        ...

    def share_reserves(
        self, found: Mapping[Slot, Reserves], stages: Sequence[str]
    ) -> Mapping[Slot, Reserves]:
        """Tell of parts of batches' reserves, each as its slot's stage found it; hear what `stages` told.

        Whoever finds a room's reserve finds the same.
        """
        ...

    def suspect(self, slot: Slot, room_id: str, mark: str = "") -> None:
        """Note that an attempt is now at this one room: should it die here, the room is to blame.

        `mark` is the room's content, as evidence names it: a death speaks against the model too.
        """
        ...

    def release(self, slots: Sequence[Slot], owner: str, how: GiveBack = "later") -> None:
        """Give batches back that an owner will not work on."""
        ...

    def sweep(self, limits: Limits) -> Swept:
        """Send again what was lost; name what hangs.

        A round that comes late ends a pause, which counts against nobody. After it nobody is taken
        for dead before he could beat again.
        """
        ...


class Ledger(Protocol):
    """What is true of all jobs together."""

    def beat(self, worker: Worker, lifetime_ms: int) -> bool:
        """A worker's sign of life, good for so long; whether the settings that all agreed on still stand."""
        ...

    def alive(self, owner: str) -> bool:
        """Whether an owner's heartbeat is there."""
        ...

    def count(self, raised: Mapping[str, int]) -> None:
        """Raise counters outside of a commit."""
        ...

    def forget(self, counters: Collection[str]) -> None:
        """Drop counters that nobody asks for any more."""
        ...

    def breakers(self) -> Mapping[str, Breaker]:
        """By stage, those that something is held against, each as a batch would meet it now."""
        ...

    def note_sample_run(self, stage: str, made: SampleRun) -> None:
        """A worker has tried its stage's model."""
        ...

    def sample_runs(self) -> Mapping[str, SampleRun]:
        """By stage, the latest."""
        ...

    def counters(self) -> Mapping[str, int]:
        """Fields as `telemetry.schema` has them: `executions:<model>`, `errors:<model>|<type>` and so on."""
        ...

    def gauges(self, queues: Sequence[str], services: Sequence[str]) -> Gauges:
        """What waits on these queues and which of these services have workers."""
        ...

    def ages(self, stages: Sequence[str], services: Sequence[str]) -> Ages:
        """How long these stages' oldest messages and the oldest job wait, and who was last heard of when."""
        ...

    def identity(self) -> str:
        """Which record this is: a UUID of its own, for as long as it is kept."""
        ...

    def lead(self, owner: str, lease_ms: int) -> bool:
        """Hold or take the lead for so long; whether this owner has it now."""
        ...

    def resign(self, owner: str) -> None:
        """Hand the lead on, if this owner has it."""
        ...

    def store_letter(self, letter: DeadLetter) -> None:
        """Keep and count a dead letter of a message; past the most kept the oldest go."""
        ...

    def letter(self, letter_id: str) -> DeadLetter | None:
        """The dead letter of this id; none where there is none."""
        ...

    def letters(self) -> Sequence[DeadLetter]:
        """All dead letters, by id."""
        ...

    def remove_letter(self, letter_id: str) -> None:
        """Take a letter away, when it was replayed or is of no use."""
        ...


class Registry(Protocol):
    """Which weights answer: what a registry said last, kept here so that nobody asks it on a job's way."""

    def serve(self, stage: str, serving: Serving, weights: Mapping[str, bytes], keep_s: int) -> None:
        """From now on jobs get these; `weights` by digest, as far as they are not here already.

        Those that nothing names any more stay for `keep_s`: jobs under way may.
        """
        ...

    def serving(self) -> Mapping[str, Serving]:
        """By stage."""
        ...

    def weights(self, digest: str) -> bytes | None:
        """Bytes that were kept under a digest, MOST_BYTES and one at most; whoever reads them compares."""
        ...


class Record(Jobs, Work, Ledger, Registry, Protocol):
    """All jobs' records. Safe to share between threads."""
