"""What is done to a running stack, each by name; all of it is meant to be survived."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from redis import Redis, exceptions

from plenum import stack
from services.stages import GRAPH
from tests.soak.recovery import Recoveries
from tests.support.system import System

STAGES: Final = tuple(stage.name for stage in GRAPH.stages)


class Faults:
    """A stack's faults, drawn from one seed. `patience_s`: its join deadline, which outages outlast."""

    def __init__(self, system: System, seed: int, recoveries: Recoveries, patience_s: float) -> None:
        self.system = system
        self.patience_s = patience_s
        self.redis: Redis = system.client.redis
        self.random = random.Random(seed)
        self.recoveries = recoveries

    def strike(self, name: str) -> None:
        """One of FAULTS; a part that is just not there is left alone."""
        with suppress(ProcessLookupError, FileNotFoundError, exceptions.RedisError):
            FAULTS[name](self)

    def kill_worker(self) -> None:
        """SIGKILL to a stage's worker: the main process or its child."""
        part = self._part(self.random.choice(STAGES))
        children = _children(part)
        victim = self.random.choice([part, *children])
        self.recoveries.struck([victim, *children] if victim == part else [victim])
        os.kill(victim, signal.SIGKILL)

    def kill_coordinator(self) -> None:
        """SIGKILL to the coordinator."""
        part = self._part("coordinator")
        self.recoveries.struck([part])
        os.kill(part, signal.SIGKILL)

    def stop_worker(self) -> None:
        """SIGTERM, as a rolling restart does: it gives back what it holds and is started again."""
        os.kill(self._part(self.random.choice([*STAGES, "coordinator"])), signal.SIGTERM)

    def freeze_worker(self) -> None:
        """A worker and its child stand still for longer than their heartbeat lives, and wake up."""
        part = self._part(self.random.choice(STAGES))
        with _frozen([part, *_children(part)]):
            time.sleep(self.random.uniform(5, 10))

    def kill_redis(self) -> None:
        """Redis starts again from its append-only file."""
        os.kill(self._part("redis"), signal.SIGKILL)

    def freeze_redis(self) -> None:
        """Nobody can write, for less or more time than anybody's patience."""
        with _frozen([self._part("redis")]):
            time.sleep(self.random.choice([2, self.patience_s / 3, self.patience_s * 4 / 3]))

    def freeze_all(self) -> None:
        """A lid is closed."""
        parts = [part.pid for part in stack.status(self.system.info.state).parts if part.pid]
        with _frozen([pid for part in parts for pid in [part, *_children(part)]]):
            time.sleep(self.random.choice([5, self.patience_s * 2 / 3]))

    def kill_sink(self) -> None:
        """Telemetry has nowhere to go until its receiver is started again."""
        os.kill(self._part("otlp-sink"), signal.SIGKILL)

    def freeze_sink(self) -> None:
        """The receiver accepts and does not answer."""
        with _frozen([self._part("otlp-sink")]):
            time.sleep(10)

    def cut_connections(self) -> None:
        """Every client's connection is closed, again and again."""
        for _ in range(5):
            for kind in ("normal", "pubsub"):
                self.redis.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
            time.sleep(0.3)

    def double_message(self) -> None:
        """A stage's message is there twice."""
        queue = self.random.choice(STAGES)
        for message in self.redis.lrange(queue, 0, 2):  # type: ignore[union-attr]  # sync client
            self.redis.lpush(queue, message)

    def lose_message(self) -> None:
        """A stage's message is gone."""
        for queue in self.random.sample([*STAGES, "coordinator"], 4):
            self.redis.lpop(queue)

    def stray_message(self) -> None:
        """What is no message lies in a stage's queue."""
        self.redis.lpush(self.random.choice(STAGES), self.random.choice(["{", "null", '{"body": "eA=="}']))

    def _part(self, service: str) -> int:
        found = [
            part.pid
            for part in stack.status(self.system.info.state).parts
            if part.pid and (part.name == service or part.name.rpartition("-")[0] == service)
        ]
        if not found:
            raise ProcessLookupError(service)
        return self.random.choice(found)


FAULTS: Final[Mapping[str, Callable[[Faults], None]]] = {
    "kill worker": Faults.kill_worker,
    "kill coordinator": Faults.kill_coordinator,
    "stop worker": Faults.stop_worker,
    "freeze worker": Faults.freeze_worker,
    "kill redis": Faults.kill_redis,
    "freeze redis": Faults.freeze_redis,
    "freeze all": Faults.freeze_all,
    "kill sink": Faults.kill_sink,
    "freeze sink": Faults.freeze_sink,
    "cut connections": Faults.cut_connections,
    "double message": Faults.double_message,
    "lose message": Faults.lose_message,
    "stray message": Faults.stray_message,
}


@contextmanager
def _frozen(pids: list[int]) -> Iterator[None]:
    stopped = []
    try:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
                stopped.append(pid)
        yield
    finally:
        for pid in stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _children(pid: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
