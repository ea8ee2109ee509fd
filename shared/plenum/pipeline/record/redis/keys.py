"""Every Redis key Plenum uses, named in one place; docs/record.md tells what each holds and how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plenum.pipeline.job import COORDINATOR, FINISH

DUE: Final = "plenum:due"
DEADLINES: Final = "plenum:deadlines"
CLOCK: Final = "plenum:clock"
PAUSES: Final = "plenum:pauses"
RUNNING: Final = "plenum:running"
COUNTERS: Final = "plenum:counters"
DEAD: Final = "plenum:dead"
DEAD_TIMES: Final = "plenum:dead:times"
DEAD_BYTES: Final = "plenum:dead:bytes"
READY: Final = "plenum:ready"
"""Hash: whose turn it is among the lanes, and how much may be on its way."""
LANES: Final = tuple(f"{READY}:{lane}" for lane in ("high", "small", "large", "low"))
"""Lists: jobs with batches that are not on their way yet."""
BYTES: Final = "plenum:bytes"
BREAKERS: Final = "plenum:breakers"
PROBE: Final = "plenum:probe"
SAMPLE_RUNS: Final = "plenum:sample-runs"
SETTINGS: Final = "plenum:settings"
SERVING: Final = "plenum:serving"
UNREPORTED: Final = "plenum:untold"
LEADER: Final = "plenum:leader"
IDENTITY: Final = "plenum:identity"
BEAT: Final = "plenum:beat:"
SEEN: Final = "plenum:seen:"
WORKER: Final = "plenum:worker:"
WORKERS: Final = "plenum:workers"
FORM: Final = "plenum:form:"
"""With a number: somebody lives who reads no newer form than that."""
JOBS: Final = "plenum:jobs"
COORDINATOR_QUEUE: Final = COORDINATOR
DEFAULT_QUEUE: Final = "celery"
"""Where clients send jobs: Celery's default."""
TAKERS: Final = "plenum:takers"
TAKEN: Final = "plenum:taken:"
HELD: Final = "plenum:held:"
TAG: Final = "plenum:tag"
ASIDE: Final = "plenum:aside"
HANDED: Final = "plenum:handed:"
"""With a stage's name: the message that a waiting worker was woken with, until its turn has begun it."""


@dataclass(frozen=True)
class JobKeys:
    """The keys of one job's record."""

    job_id: str

    @property
    def job(self) -> str:
        """Hash: status, times, graph, settings, spans; what the job's span and result are built from."""
        return f"plenum:job:{self.job_id}"

    @property
    def inputs(self) -> str:
        """Hash: batch → rooms."""
        return f"{self.job}:in"

    @property
    def outputs(self) -> str:
        """Hash: batch/stage → output; its presence is the commit."""
        return f"{self.job}:out"

    @property
    def run(self) -> str:
        """Hash: batch/stage → attempt, since when, owner; batch/stage:{room, mark, deaths}; reserves."""
        return f"{self.job}:run"

    @property
    def messages(self) -> str:
        """Hash of a job that the version before took in: its messages. Kept as long as the job is."""
        return f"{self.job}:msg"

    @property
    def later(self) -> str:
        """List: batches that are not on their way yet."""
        return f"{self.job}:later"

    @property
    def finish(self) -> str:
        """List: one rendered finish message for each task that waits for the job."""
        return f"{self.job}:finish"

    def all(self) -> tuple[str, ...]:
        """All of them, the job's hash first."""
        return (self.job, self.inputs, self.outputs, self.run, self.messages, self.finish, self.later)

    def member(self, batch: str, stage: str) -> str:
        """The member of DUE for one batch and stage."""
        return f"{self.job_id}|{batch}|{stage}"

    @property
    def finish_member(self) -> str:
        """The member of DUE for the job's ending."""
        return self.member("-", FINISH)


def idempotency_key(key: str) -> str:
    """Hash: job and fingerprint of a caller's idempotency key."""
    return f"plenum:key:{key}"


def cancel_note(job_id: str) -> str:
    """String: a job that is not there is cancelled, should it come."""
    return f"plenum:cancel:{job_id}"


def rate_key(caller: str) -> str:
    """Hash: what is left of a caller's requests over HTTP, and since when."""
    return f"plenum:rate:{caller}"


def weights_key(digest: str) -> str:
    """String: a model's weights."""
    return f"plenum:weights:{digest}"


def taken(owner: str) -> str:
    """List: messages that a coordinator took from its queues to work on them many at a time."""
    return f"{TAKEN}{owner}"


def held(owner: str) -> str:
    """List: messages that a coordinator's Celery holds."""
    return f"{HELD}{owner}"


def result_key(task_id: str) -> str:
    """String: a task's result as Celery keeps it, and the channel on which it is told."""
    return f"celery-task-meta-{task_id}"


def slot_field(batch: str, stage: str) -> str:
    """The field of a batch's stage in the job's hashes."""
    return f"{batch}/{stage}"


def reserve_suffix(stage: str) -> str:
    """What follows a batch in the field of the reserves that a stage found in it."""
    return f":reserve:{stage}"


def reserve_field(batch: str, stage: str) -> str:
    """The field, in the job's run, of what a stage found of a batch's reserve."""
    return f"{batch}{reserve_suffix(stage)}"
