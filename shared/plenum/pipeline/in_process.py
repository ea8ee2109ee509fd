"""Hosts for a program that does every service's work itself, with telemetry or without."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Final

from plenum.events.log import PublishedLog
from plenum.pipeline.host import Telemetry, carrier
from plenum.pipeline.record.calls import Worker, owner
from plenum.pipeline.record.memory.record import MemoryRecord
from plenum.settings import Settings, settings
from plenum.telemetry.configured import endpoint_given
from plenum.telemetry.silent import Silent, silent_log
from plenum.telemetry.spans import Attributes

if TYPE_CHECKING:
    from plenum.events.bus import Bus
    from plenum.telemetry.in_process import InProcess
    from plenum.telemetry.watched import Watched

SYSTEM: Final = "in_process"
"""`messaging.system`: the conventions allow values of one's own."""


@dataclass(frozen=True)
class ServiceInProcess:
    """One service's part of this process."""

    service: str
    token: str
    record: MemoryRecord
    config: Settings
    telemetry: Telemetry
    log: Any
    system: str = SYSTEM

    @property
    def carrier(self) -> Attributes:
        """As the conventions tell of it: there is no server."""
        return carrier(self.system, self.owner)

    @property
    def owner(self) -> str:
        """Who holds what is worked on here."""
        return owner(self.service, self.token, os.getpid())


class ProcessHosts:
    """The hosts of one program by service, over one record in memory."""

    def __init__(self, telemetry: Watched | None = None, bus: Bus | None = None) -> None:
        """`telemetry`: the program's own; none: exported where an endpoint is configured, or none at all.

        `bus`: who hears of events, whether or not they are exported.
        """
        self._bus = bus
        self._telemetry = telemetry or (_telemetry() if endpoint_given() else None)
        self.record = MemoryRecord(counted=self._telemetry.count if self._telemetry else None)
        # Nobody asks for a job again once its result was handed over.
        self.config = settings().model_copy(update={"keep_s": 0})
        self._token = uuid.uuid4().hex[:12]
        self._hosts: dict[str, ServiceInProcess] = {}

    def of(self, service: str) -> ServiceInProcess:
        """A service's host; it lives as long as the program does."""
        if service not in self._hosts:
            self.record.beat(Worker(service, self._token, (os.getpid(),)), inf)
            telemetry: Telemetry = Silent()
            log = silent_log()
            if self._telemetry:
                telemetry, log = self._telemetry.of(service), self._telemetry.log(service)
            if self._bus:
                log = PublishedLog(log, self._bus, service)
            self._hosts[service] = ServiceInProcess(
                service, self._token, self.record, self.config, telemetry, log
            )
        return self._hosts[service]


def _telemetry() -> InProcess:
    from plenum.telemetry.in_process import in_process

    return in_process()
