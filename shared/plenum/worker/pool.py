"""A worker for all stages: whoever is free takes the next message, whichever model it is for.

With a worker a stage, a machine of few cores waits for its slowest model while the others rest. Here every
process has every model, and is the service whose message it has in hand: that one's telemetry and limits.
To the record it is a worker of each stage, and beats for each; what it holds it holds as the pool.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, Final

from celery import Celery, signals

from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.stage.turn import Turns
from plenum.settings import settings
from plenum.telemetry.logs import configure_logs
from plenum.telemetry.setup import Telemetry
from plenum.worker.agreement import check_at_start
from plenum.worker.app import make_app
from plenum.worker.heartbeat import Heartbeat
from plenum.worker.memory import Frees, limit_memory
from plenum.worker.order import NearestEndFirst
from plenum.worker.revocations import Revocations
from plenum.worker.runtime import Runtime
from plenum.worker.stage import add_tasks, stage_run
from plenum.worker.taps import taps
from plenum.worker.warm import warm_up

NAME: Final = "pool"


class Services:
    """What a process holds for each stage's service, and which of them it is now."""

    def __init__(self, pool: Runtime, stages: Iterable[Stage]) -> None:
        self._config = config = pool.config
        self._taps = taps(config)
        # One stop for all: it is one worker.
        self.runtimes = {
            stage.name: Runtime(stage.name, config, stage.own, is_stopping=pool.is_stopping)
            for stage in stages
        }
        self._now: Runtime | None = None

    def open(self, **_: Any) -> None:
        """Build what must not cross a fork, for each service."""
        for runtime in self.runtimes.values():
            runtime.open()

    def close(self, **_: Any) -> None:
        """Send what telemetry is left: all at once, for each may wait for a collector that is gone."""
        closers = [threading.Thread(target=runtime.close) for runtime in self.runtimes.values()]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join()

    def logs(self, **_: Any) -> None:
        """Our log lines instead of Celery's, exported as the service at work."""
        configure_logs(self._config.log_format, self._telemetry, taps=self._taps)

    def be(self, stage: str) -> None:
        """Be this stage's service: memory is bounded as that service's is."""
        if self._now is self.runtimes[stage]:
            return
        runtime = self._now = self.runtimes[stage]
        limit_memory(runtime.own.memory_limit_mib or self._config.memory_limit_mib)

    def _telemetry(self) -> Telemetry | None:
        return self._now._telemetry if self._now else None


def pool_worker() -> Celery:
    """The Celery app of a worker that serves every stage of the installed graph."""
    graph = installed_graph()
    app = make_app(NAME, [stage.name for stage in graph.stages])
    pool = Runtime(NAME, settings())
    services = Services(pool, graph.stages)
    signals.setup_logging.connect(services.logs, weak=False)
    signals.worker_process_init.connect(services.open, weak=False)
    signals.worker_process_shutdown.connect(services.close, weak=False)
    signals.task_postrun.connect(Frees(), weak=False)
    check_at_start(app, pool)
    Heartbeat(pool, *services.runtimes.values())
    Revocations(pool)
    for stage in graph.stages:
        warm_up(stage, lambda: pool.record)
    add_tasks(app, _turns(pool, services, graph))
    return app


def _turns(pool: Runtime, services: Services, graph: Graph) -> Turns:
    order = NearestEndFirst()
    order.update(services.runtimes)

    def becomes(stage: str) -> None:
        order.rotate(stage)
        services.be(stage)

    runs = {stage.name: stage_run(services.runtimes[stage.name], graph, stage) for stage in graph.stages}
    return Turns(pool, runs, pool.is_stopping, order=lambda: tuple(order.items), becomes=becomes)
