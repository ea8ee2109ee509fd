"""Processes that stand still while a test looks: what else would have to be caught in the act.

A pool's child that is stopped does not work, while its worker lives on, beats, and takes one message.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis

from plenum.pipeline.record.redis import keys
from tests.support.sockets import local_addresses
from tests.support.waiting import eventually


def children(pid: int) -> set[int]:
    """The living children of a process."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, started_by, *_ = _after_the_name(stat)
            if int(started_by) == pid and state not in "ZX":
                found.add(int(stat.parent.name))
    return found


def parent(pid: int) -> int:
    """The process that started another."""
    return int(_after_the_name(Path(f"/proc/{pid}/stat"))[1])


def _after_the_name(stat: Path) -> list[str]:
    """State, parent and so on; a name may have anything in it."""
    return stat.read_text().rpartition(")")[2].split()


def polls(redis: Redis, pid: int) -> bool:
    """Whether a process waits in Redis for a message: what a worker does while its pool has no work.

    A pool's child that finds nothing more waits there too, for a moment, before its worker may take again.
    """
    ends = {f"{host}:{port}" for host, port in local_addresses(pid)}
    return any("b" in client["flags"] and client["addr"] in ends for client in redis.client_list())  # type: ignore[union-attr]  # sync client


def lost_and_resent(redis: Redis, service: str) -> int:
    """How often the sweep has sent a message of a service again."""
    return int(redis.hget(keys.COUNTERS, f"resent:{service}") or 0)  # type: ignore[arg-type]  # sync client


class Held:
    """The stopped processes of some services' workers."""

    def __init__(self, redis: Redis, workers: dict[str, set[int]]) -> None:
        self._redis = redis
        self._workers = workers
        self._resent = {service: lost_and_resent(redis, service) for service in workers}

    def in_hand(self, service: str) -> int:
        """Messages that the service's workers took: what is due and no longer on the queue."""
        due = [m for m in self._redis.zrange(keys.DUE, 0, -1) if m.endswith(f"|{service}".encode())]  # type: ignore[union-attr]  # sync client
        # What a worker took and nobody owns is sent again meanwhile; that copy is nobody's.
        again = lost_and_resent(self._redis, service) - self._resent[service]
        return len(due) + again - int(self._redis.llen(service))  # type: ignore[arg-type]  # sync client

    def all_have_work(self) -> None:
        """Wait until every worker has taken a message, which it cannot begin."""
        for service, pids in self._workers.items():
            taken = eventually(lambda name=service: self.in_hand(name), lambda n, of=pids: n == len(of))  # type: ignore[misc]  # mypy infers no lambda with a default
            assert taken == len(pids), f"{service}: {taken} taken, {self._seen(service)}"

    def _seen(self, service: str) -> str:
        waiting, resent = self._redis.llen(service), lost_and_resent(self._redis, service)
        due = self._redis.zrange(keys.DUE, 0, -1)
        return f"{waiting} wait, sent again {self._resent[service]} -> {resent}, due {due!r}"


def _only_child(worker: int) -> int:
    """A worker's pool process, waited for where the last one was just replaced."""
    (child,) = eventually(lambda: children(worker), lambda found: len(found) == 1)
    return child


@contextmanager
def held(redis: Redis, workers: dict[str, Iterable[int]]) -> Iterator[Held]:
    """Stop the pools of these workers, service by service their process ids, for the block.

    Once they have nothing to do: a worker whose pool is stopped with a message in hand takes no other.
    """
    for pid in [pid for of in workers.values() for pid in of]:
        assert eventually(lambda pid=pid: polls(redis, pid)), f"worker {pid} does not wait for messages"  # type: ignore[misc]  # mypy infers no lambda with a default
    pools = {service: {_only_child(pid) for pid in pids} for service, pids in workers.items()}
    pids = [pid for pool in pools.values() for pid in pool]
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield Held(redis, pools)
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
