"""What a worker process holds: its telemetry, its record, its name. Made after the fork, ended with it."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from celery import Celery, signals
from redis import Redis
from structlog.typing import Processor

from plenum.deployable import ORDINARY, Own
from plenum.pipeline.graph import installed_graph
from plenum.pipeline.host import carrier
from plenum.pipeline.observe.begun import begin_series
from plenum.pipeline.observe.caches import observe_caches
from plenum.pipeline.record.calls import owner
from plenum.pipeline.record.redis.line import Line
from plenum.pipeline.record.redis.reaching import reach
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.settings import Settings, settings
from plenum.telemetry import names, variables
from plenum.telemetry.limits import Bounded
from plenum.telemetry.logs import configure_logs
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import Attributes
from plenum.worker.memory import Frees, limit_memory
from plenum.worker.stopping import Stopping
from plenum.worker.taps import taps

_PR_SET_PDEATHSIG = 1
_COLLECT: Final = (50_000, 20, 50)
"""Garbage collection's thresholds: new objects before a look at them, looks before one at the older."""


@dataclass
class Runtime:
    """A service's process-wide state. `token` is drawn in the parent and shared by its children."""

    service: str
    config: Settings
    own: Own = ORDINARY
    """What its service needs for itself alone."""
    system: str = "redis"
    """`messaging.system` of what carries its messages."""
    taps: Sequence[Processor] = ()
    """What else looks at its log events."""
    is_stopping: Stopping = field(default_factory=Stopping)
    """Whether its worker was told to stop."""
    token: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    _born: int = field(default_factory=os.getpid)
    _telemetry: Telemetry | None = None
    _record: RedisRecord | None = None
    _log: Any = None

    @property
    def owner(self) -> str:
        """Who holds a batch: this service's worker and the process within it."""
        return owner(self.service, self.token, os.getpid())

    @property
    def carrier(self) -> Attributes:
        """As the conventions tell of it."""
        return carrier(self.system, self.owner, self.config.redis_url)

    @property
    def log(self) -> Any:
        """The process' logger."""
        # structlog's own puts one together for each line.
        if self._log is None:
            self._log = structlog.get_logger().bind()
        return self._log

    @property
    def telemetry(self) -> Telemetry:
        """The process' telemetry; RuntimeError before `open`."""
        if self._telemetry is None:
            raise RuntimeError("telemetry is set up after the pool's processes exist")
        return self._telemetry

    @property
    def record(self) -> RedisRecord:
        """The process' own connections to the record."""
        if self._record is None:
            client = connect(self.config)
            self._record = RedisRecord(
                client,
                patience_s=self.config.redis_patience_s,
                is_stopping=self.is_stopping,
                line=Line(client),
            )
        return self._record

    def open(self, **_: Any) -> None:
        """Build what must not cross a fork."""
        limit_memory(self.own.memory_limit_mib or self.config.memory_limit_mib)
        if os.getpid() != self._born:
            die_with_parent()
        # What is loaded stays; and a batch's data would be looked through every 700 objects, though
        # hardly any of it is in cycles: that took a quarter of a message's time.
        gc.freeze()
        gc.set_threshold(*_COLLECT)
        self._record = self._log = None
        self._telemetry = Telemetry(
            self.service, export_interval_s=self.config.export_interval_s, enabled=self.config.telemetry
        )
        observe_caches(self._telemetry.meter)
        begin_series(self._telemetry.instruments, installed_graph(), self.service, self.system)

    def close(self, **_: Any) -> None:
        """Send what telemetry is left."""
        if self._telemetry is not None:
            self._telemetry.shutdown()

    def logs(self, **_: Any) -> None:
        """Our log lines instead of Celery's."""
        configure_logs(self.config.log_format, lambda: self._telemetry, taps=self.taps)
        self._log = None
        for variable, cure in variables.refused().items():
            self.log.warning(names.VARIABLE_REFUSED, variable=variable, cure=cure)


def connect(config: Settings) -> Redis:
    """A Redis client that notices a silent peer."""
    return reach(config.redis_url, config.redis_answer_s)


def die_with_parent() -> None:
    """A pool child whose parent was killed has nobody to end it when it hangs: the kernel does (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def attach_runtime(app: Celery, service: str, own: Own = ORDINARY) -> Runtime:
    """A runtime that opens and closes with this app's worker processes, whichever the pool.

    Raises WrongSettingError for a variable of ours or OpenTelemetry's that cannot be honoured.
    """
    variables.check()
    Bounded()
    runtime = Runtime(service, settings(), own, taps=taps(settings()))
    signals.setup_logging.connect(runtime.logs, weak=False)
    # Prefork and solo announce their processes; threads run in the process that was started.
    if app.conf.worker_pool == "threads":
        signals.worker_init.connect(runtime.open, weak=False)
        signals.worker_shutdown.connect(runtime.close, weak=False)
    else:
        signals.worker_process_init.connect(runtime.open, weak=False)
        signals.worker_process_shutdown.connect(runtime.close, weak=False)
    signals.task_postrun.connect(Frees(), weak=False)
    return runtime
