"""Follows the record into the store: what has ended is stored before Redis lets go of it.

It reads the record from the side, with a connection and a thread of its own: no job waits for it. While the
store or Redis is away it waits, and then goes on where it was; as long as that is shorter than Redis'
retention nothing is missed.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from opentelemetry.metrics import Meter, Observation

from plenum.client import Client
from plenum.client.away import AWAY
from plenum.client.ended import EndedJob, Lapse, ended_since, kept
from plenum.files.errors import printable
from plenum.pipeline.job import Job
from plenum.telemetry import names
from plenum.telemetry.meters import observed

from .config import GatewaySettings
from .store import jobs, ratings, revisions
from .store.database import Database, StoreAwayError

_LOOK_S: Final = 2.0
"""Between two looks at the record."""
_AT_ONCE: Final = 50
"""Jobs between two commits; with their inputs and results, one by one."""
_AGAIN_S: Final = 3600.0
"""How often all of the record is compared with the store, and what is too old let go."""
_DAY_MS: Final = 86_400_000.0
_AWAY: Final[tuple[type[Exception], ...]] = (StoreAwayError, *AWAY)
Documents = dict[tuple[str, jobs.DocumentKind], bytes]


@dataclass
class Taken:
    """What was read of the record and is not stored yet."""

    jobs: list[jobs.StoredJob] = field(default_factory=list)
    documents: Documents = field(default_factory=dict)


class Archive:
    """One gateway's. Several may follow one record into one store: each job is stored once."""

    def __init__(
        self, redis_url: str, database: Database, settings: GatewaySettings, log: Any, meter: Meter
    ) -> None:
        self._client = Client(redis_url, patience_s=1.0)
        self._database = database
        self._settings = settings
        self._log = log
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plenum-archive")
        self._since_ms = 0.0
        self._all_at_s = time.monotonic() + _AGAIN_S
        self.away = ""
        """Why it does not go on now; empty while it does."""
        self._store_away = False
        observed(meter, names.STORE_AWAY, lambda _options: [Observation(int(self._store_away))])

    async def follow(self) -> None:
        """For ever, where there is a store."""
        while self._database.there:
            more = False
            try:
                more = await self.step()
                self._store_away = False
                self._told("")
            except _AWAY as error:
                self._store_away |= isinstance(error, StoreAwayError)
                self._told(str(error) or type(error).__name__)
            await asyncio.sleep(0 if more else _LOOK_S)

    async def step(self) -> bool:
        """Store some of what has ended since the last one; whether there may be more at once."""
        if time.monotonic() >= self._all_at_s:
            await self._again()
        found = await self._on_thread(partial(ended_since, self._client, self._since_ms, _AT_ONCE))
        known = await self._database(partial(jobs.known, job_ids=[lapse.job_id for lapse in found]))
        fresh = [lapse for lapse in found if known.get(lapse.job_id) != lapse.lapses_ms]
        if fresh:
            taken = await self._on_thread(partial(self._taken, fresh))
            await self._database(partial(jobs.save, jobs=taken.jobs, documents=taken.documents))
        if not found:
            return False
        further = found[-1].lapses_ms > self._since_ms
        self._since_ms = found[-1].lapses_ms
        return len(found) == _AT_ONCE and further

    def close(self) -> None:
        """Begin nothing more."""
        self._thread.submit(self._client.close)
        self._thread.shutdown(wait=False)

    async def _again(self) -> None:
        """Look at all that is kept once more, and let go of what is too old or too much."""
        settings = self._settings
        before_ms = time.time() * 1000 - settings.keep_days * _DAY_MS
        await self._database(partial(jobs.prune, before_ms=before_ms, most=settings.keep_jobs))
        await self._database(partial(ratings.prune, before_ms=before_ms))
        await self._database(partial(revisions.prune, before_ms=before_ms))
        self._since_ms = 0.0
        self._all_at_s = time.monotonic() + _AGAIN_S

    def _taken(self, found: Sequence[Lapse]) -> Taken:
        """On the thread: jobs from the record; without those that it has let go of, or nobody can read."""
        taken = Taken()
        for lapse in found:
            found_job = kept(self._client, lapse, whole=self._settings.keep_files)
            if isinstance(found_job, EndedJob):
                taken.documents |= _documents(found_job)
                found_job = found_job.job
            if found_job:
                taken.jobs.append(_stored(found_job, lapse.lapses_ms))
        return taken

    async def _on_thread(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _told(self, away: str) -> None:
        if away and not self.away:
            self._log.warning(names.GATEWAY_STORE_AWAY, error=away)
        elif self.away and not away:
            self._log.info(names.GATEWAY_STORE_BACK)
        self.away = away


def _stored(job: Job, lapses_ms: float) -> jobs.StoredJob:
    return jobs.StoredJob(
        job.job_id,
        printable(job.building.building_id),
        job.status,
        job.rooms,
        job.accepted_ms,
        job.ended_ms,
        job.trace_id,
        job.submitted_by,
        job.answers,
        lapses_ms,
    )


def _documents(ended: EndedJob) -> Documents:
    job_id = ended.job.job_id
    return {
        (job_id, "input"): json.dumps(ended.asked()).encode(),
        (job_id, "result"): json.dumps(ended.completed()).encode(),
    }
