"""What the record's steps take and answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final, Literal

from plenum.ceiling.asked.settings import Settings
from plenum.pipeline import forms
from plenum.pipeline.answers import StageOutput
from plenum.pipeline.batch import BatchRoom, Reserves
from plenum.pipeline.graph import Graph
from plenum.pipeline.job import Job, Slot, Status
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.record.breaker import Breaker, BreakerTerms, Change, Evidence
from plenum.pipeline.record.letters import DeadLetter

Batches = Mapping[str, Sequence[BatchRoom]]
"""A job's rooms by batch."""
GiveBack = Literal["later", "again", "never"]
"""`later`: the sweep sends it again. `again`: it is the next to be taken. `never`: it was not due."""
Outputs = Mapping[str, Mapping[str, StageOutput]]
"""What was committed: batch → stage → output."""


@dataclass(frozen=True)
class Push:
    """A message that becomes due when all of `needs`, stages of its batch, are committed."""

    message: StageMessage
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """Under what conditions a job is taken in."""

    fingerprint: str
    """Of its content: the same key or id with other content is refused."""
    deadline_s: float
    max_jobs: int
    """Unfinished jobs at most; a tenth more where the job has a priority above 0."""
    idempotency_key: str | None = None
    max_bytes: int = 2**40
    """Of the rooms of all unfinished jobs; one is taken in whatever its size."""
    in_flight: int = 1_000_000
    """How many batches' stages may be due before large jobs' batches wait; twice as many for small jobs."""


@dataclass(frozen=True)
class Offer:
    """A job to be taken in, with its first messages."""

    job: Job
    batches: Batches
    pushes: Sequence[Push]
    waiter: str
    """What is pushed for the one who waits, when the job ends."""
    terms: Terms


@dataclass(frozen=True)
class Acceptance:
    """What became of a job that was handed in."""

    outcome: Literal["accepted", "known", "refused", "exists", "full", "cancelled"]
    """`known` same key and content, `refused` same key or same id and other content, `exists` this very task
    came twice, `full` too many unfinished jobs, `cancelled` before it came: stored, and ended at once."""
    job_id: str = ""
    """The job that has the key or the id, for `known` and `refused`."""
    unfinished: int = 0
    """How many jobs are, for `full`."""


@dataclass(frozen=True)
class Arrival:
    """A message that came over a queue."""

    slot: Slot
    pushed_ms: float | None = None
    """None where only the record knows."""


@dataclass(frozen=True)
class Takes:
    """How much a turn may take from the queues of its stages, in their order."""

    messages: int
    size: int
    """Bytes of input; a first message is taken whatever its size."""


@dataclass(frozen=True)
class Turn:
    """A worker's step: what it did is committed, what it was given and what it takes is begun."""

    owner: str
    needs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The stages that may be begun → the stages whose outputs they read."""
    reserves: Sequence[str] = ()
    """The stages whose parts of a batch's reserve are asked for."""
    commits: Sequence[tuple[Slot, Commit]] = ()
    given: Sequence[Arrival] = ()
    takes: Takes | None = None
    evidence: Sequence[Evidence] = ()
    """What the attempts since the last turn say of their models."""
    breakers: BreakerTerms = field(default_factory=BreakerTerms)


@dataclass(frozen=True)
class Started:
    """An attempt that may begin, with its input."""

    slot: Slot
    root: str
    """The `place job` span."""
    now_ms: float
    pushed_ms: float
    attempt: int
    settings: Settings
    graph: Graph
    rooms: tuple[BatchRoom, ...]
    outputs: Mapping[str, StageOutput]
    """Of the stages that were asked for, as far as they are committed."""
    reserve: Reserves = field(default_factory=dict)
    """As far as it was found."""
    deaths: Mapping[str, int] = field(default_factory=dict)
    """How often an attempt died at a room, by room id."""
    size: int = 0
    """Bytes of rooms and outputs."""
    breaker: Breaker | None = None
    """The model's, where it is not closed."""

    @property
    def left_out(self) -> bool:
        """Whether the batch is not to be worked on, for its model is sick."""
        return self.breaker is not None and self.breaker.state == "open"

    @property
    def waited_s(self) -> float:
        """On the queue."""
        return max(0.0, self.now_ms - self.pushed_ms) / 1000


@dataclass(frozen=True)
class NotStarted:
    """There is nothing to do, and why."""

    slot: Slot
    reason: Literal["gone", "cancelled", "late", "duplicate", "owned", "unknown", "newer"]
    """`owned` by another living worker; `unknown`: the job has no such batch; `newer`: than this version."""
    root: str = ""
    """The `place job` span; empty where there is no job."""


@dataclass(frozen=True)
class Unreadable:
    """A batch whose record is in the form of another version."""

    slot: Slot
    root: str
    why: str


Begun = Started | NotStarted | Unreadable
"""What became of a message."""


@dataclass(frozen=True)
class Turned:
    """What came of a turn: of each commit in order, and of each message."""

    commits: tuple[Committed, ...]
    begun: tuple[Begun, ...]
    breakers: tuple[Change, ...] = ()
    """Those that changed in this turn."""


@dataclass(frozen=True)
class Commit:
    """A stage's effect on a batch."""

    output: StageOutput
    successors: tuple[Push, ...] = ()
    ends_batch: bool = False
    counters: Mapping[str, int] = field(default_factory=dict)
    dead: tuple[DeadLetter, ...] = ()
    reserve: Reserves = field(default_factory=dict)
    """What this stage found, if it is not told yet."""


@dataclass(frozen=True)
class Committed:
    """What became of a commit; `pushed` are the stages that became due, `finish` for the job's ending."""

    outcome: Literal["committed", "duplicate", "late", "cancelled"]
    now_ms: float = 0.0
    pushed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """When a sweep takes work for lost or hanging, in s."""

    join_deadline_s: float
    batch_limit_s: float
    settle_s: float
    """What was sent so lately is left alone."""
    taken_s: float = 0.0
    """So is an ending that nobody began, for so long: a coordinator took its message among others."""
    again_s: float = 0.0
    """So is what was sent again and not begun, for so long: who took it may have to start first."""
    round_s: float = inf
    """By what a sweep comes later than this after the one before, there was a pause: nobody's time."""
    lifetime_s: float = 0.0
    """Of a heartbeat: for so long after a pause nobody is taken for dead."""


@dataclass(frozen=True)
class Ending:
    """All that a job's result is built from."""

    job: Job
    batches: Batches
    outputs: Outputs


@dataclass(frozen=True)
class Replay:
    """A room that is done again within its job."""

    job_id: str
    letters: tuple[str, ...]
    """Ids: the letter that was asked for, then those that there may be of the same room; they go."""
    room: BatchRoom
    stages: tuple[str, ...]
    """Those that begin."""
    waiter: str
    """What is pushed when a job that had ended ends once more."""
    deadline_s: float


@dataclass(frozen=True)
class Replayed:
    """What became of it; `batch` is the room's own."""

    outcome: Literal["replayed", "no_letter", "gone", "cancelled", "finishing"]
    batch: str = ""


Unended = Literal["gone", "large", "early", "newer"]
"""Why a job's ending is not handed out: there is no such job, it has more rooms than were asked for, it is
under way (who asks was sent for an end that the job had before it was reopened), or its form is newer."""


@dataclass(frozen=True)
class Closing:
    """A job's end for one task that waits for it."""

    job_id: str
    unreported_by: str = ""
    """The owner that has yet to export the job's span."""
    task_id: str = ""
    """The task that waits no more; none: all who wait do not."""
    result: bytes = b""
    """Its result, as Celery keeps it, told in the same step; none where somebody else answers it."""
    reopened: int | None = None
    """How often the job had been when its end was read: it ends so only if that is so still."""
    counters: Mapping[str, int] = field(default_factory=dict)
    """What its end adds, once, whoever of those who wait for it is the first."""


WHY_LOST: Final = ("worker_lost", "message_lost", "given_back", "too_long", "turn_too_long")


@dataclass(frozen=True)
class Lost:
    """Work that a sweep found lost, and what is known of the attempt."""

    slot: Slot
    reason: str
    """One of WHY_LOST."""
    owner: str
    """Who had it; empty for nobody."""
    since_ms: float
    """When the attempt began, or the message was sent."""
    attempt: int
    root: str
    """The `place job` span."""


@dataclass(frozen=True)
class Swept:
    """What a sweep sent again and what it found hanging."""

    resent: tuple[Slot, ...] = ()
    """A message each."""
    lost: tuple[Lost, ...] = field(default=(), compare=False)
    """Why they were, each once."""
    stuck: tuple[Slot, ...] = ()
    settles: bool = False
    """It was too early after a pause to tell."""


@dataclass(frozen=True)
class Closed:
    """A job's status after it was closed, and when it ended; `gone` where there is none."""

    status: Status | Literal["gone"]
    ended_ms: float = 0.0


@dataclass(frozen=True)
class Gauges:
    """What waits and who works, at this moment."""

    queues: Mapping[str, int]
    workers: Mapping[str, int]
    unfinished: int
    dead_letters: int


@dataclass(frozen=True)
class Ages:
    """How long what is oldest has waited, and when somebody last did what is done again and again."""

    messages_s: Mapping[str, float]
    """By stage, of its oldest message; 0 where none waits."""
    job_s: float
    """Of the oldest job under way, of those whose deadlines come first; 0 where there is none."""
    swept_ms: float
    """The latest sweep, by the record's clock; 0 before the first."""
    beats_ms: Mapping[str, float]
    """By service, the latest heartbeat; without those that never beat."""


SLOW_SAMPLE_MS: Final = 100.0


@dataclass(frozen=True)
class SampleRun:
    """A model's run on a small room, by one of its workers."""

    took_ms: float
    cpu_ms: float = 0.0
    """Of it on a processor."""
    error: str = ""
    at_ms: float = 0.0
    """By the record's clock, which fills it in."""


@dataclass(frozen=True)
class Worker:
    """A worker that speaks for the processes of its pool."""

    service: str
    token: str
    """Its own, drawn when it started."""
    pids: tuple[int, ...]
    card: str = "{}"
    """Where it runs and since when, as JSON."""
    form: int = field(default_factory=lambda: forms.NEWEST)
    """The newest that it reads."""

    def owners(self) -> tuple[str, ...]:
        """As whom its processes hold batches."""
        return tuple(owner(self.service, self.token, pid) for pid in self.pids)


def owner(service: str, token: str, pid: int) -> str:
    """Who holds a batch: a service's worker and the process within it."""
    return f"{service}:{token}:{pid}"
