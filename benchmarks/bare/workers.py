"""The bare workers: one service a task, prefork with one child, on the Redis they are given."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from benchmarks.bare import tasks
from benchmarks.processes import TELEMETRY_PARTS
from benchmarks.running import Running

ROOT = Path(__file__).resolve().parents[2]


class BareWorkers:
    """The processes, each the leader of its own group. `stock`: with the stock instrumentation."""

    def __init__(self, host: Running, log: Path, *, stock: bool) -> None:
        self._host = host
        self._lent = ("redis", *TELEMETRY_PARTS) if stock else ("redis",)
        self.redis: Redis = host.client.redis
        celery = str(Path(sys.executable).with_name("celery"))
        environment = {**os.environ, **host.info.environment(), **({"BARE_STOCK": "1"} if stock else {})}
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        self._log = log.open("wb")
        self._processes: list[subprocess.Popen[bytes]] = []
        try:
            for name in tasks.STOCK if stock else tasks.BARE:
                command = [celery, "-A", "benchmarks.bare.tasks", "worker", "-Q", name, "-n", f"{name}@%h"]
                self._processes.append(
                    subprocess.Popen(
                        [*command, "--pool", "prefork", "--concurrency", "1"],
                        env=environment,
                        cwd="/",
                        stdout=self._log,
                        stderr=self._log,
                        start_new_session=True,
                    )
                )
        except BaseException:
            self.end()
            raise

    def signal(self, sent: signal.Signals) -> None:
        """A signal to every process and its child."""
        for process in self._processes:
            if process.poll() is None:
                os.killpg(process.pid, sent)

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Run within the block, on what the host lends, and stand still after it."""
        with self._host.lent(*self._lent):
            self.signal(signal.SIGCONT)
            try:
                yield
            finally:
                self.signal(signal.SIGSTOP)

    def end(self) -> None:
        """Stop them: warmly at first."""
        self.signal(signal.SIGCONT)
        for process in self._processes:
            process.terminate()
        until = time.monotonic() + 10
        for process in self._processes:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
        self._log.close()


@contextmanager
def bare_workers(host: Running, log: Path, *, stock: bool = False) -> Iterator[BareWorkers]:
    """Workers on a stack's Redis that have answered once, standing still until they are awoken."""
    workers = BareWorkers(host, log, stock=stock)
    try:
        tasks.app.conf.update(broker_url=host.info.redis_url, result_backend=host.info.redis_url)
        with workers.awake():
            (tasks.stock_canvas if stock else tasks.canvas_with_ends)().apply_async().get(timeout=90)
        yield workers
    finally:
        with host.lent("redis", *TELEMETRY_PARTS):
            workers.end()
