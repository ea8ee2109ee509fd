"""How long what a killed process held stays undone: from the kill until somebody else has it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from redis import Redis, exceptions

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from tests.support.waiting import HANGS_S


class Recoveries:
    """Watches the slots that were in the hands of processes that are killed."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.seconds: list[float] = []
        self._open: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="soak-recovery", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> int:
        """End; how many were never taken up again."""
        self._stop.set()
        self._thread.join(HANGS_S)
        return len(self._open)

    def struck(self, pids: Sequence[int]) -> None:
        """These processes are about to be killed: note what they hold."""
        ends = tuple(f":{pid}" for pid in pids)
        now = time.monotonic()
        for job_id in self._running():
            run = self.redis.hgetall(JobKeys(job_id).run)
            done = set(self.redis.hkeys(JobKeys(job_id).outputs))  # type: ignore[arg-type]  # sync client
            for slot, value in run.items():  # type: ignore[union-attr]  # sync client
                holder = value.decode().split(" ")
                if len(holder) >= 3 and holder[2].endswith(ends) and slot not in done:
                    with self._lock:
                        self._open[job_id, slot.decode()] = now

    def _running(self) -> list[str]:
        return [raw.decode() for raw in self.redis.smembers(keys.RUNNING)]  # type: ignore[union-attr]  # sync client

    def _run(self) -> None:
        while not self._stop.wait(0.2):
            try:
                self._look()
            except exceptions.RedisError:
                continue

    def _look(self) -> None:
        with self._lock:
            watched = dict(self._open)
        for (job_id, slot), since in watched.items():
            k = JobKeys(job_id)
            value = self.redis.hget(k.run, slot)
            struck_ms = (time.time() - (time.monotonic() - since)) * 1000
            if (
                _is_begun(value, struck_ms)
                or self.redis.hexists(k.outputs, slot)
                or not self.redis.sismember(keys.RUNNING, job_id)
            ):
                with self._lock:
                    self.seconds.append(time.monotonic() - since)
                    del self._open[job_id, slot]


def _is_begun(note: object, since_ms: float) -> bool:
    """Whether somebody holds it since then, as the job's run notes it: attempt, since when, by whom."""
    if not isinstance(note, bytes):
        return False
    _, begun_ms, holder, *_ = note.split()
    return holder not in (b"-", b"gone") and float(begun_ms) > since_ms
