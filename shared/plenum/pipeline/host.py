"""What the pipeline asks of the process it runs in: a worker of the stack, or a program by itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from plenum.pipeline.record.port import Record
from plenum.redis_url import RedisUrl
from plenum.settings import Settings
from plenum.telemetry import names
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.instruments import Instruments
from plenum.telemetry.later import Emission
from plenum.telemetry.spans import Attributes, OwnAttributes, SpanData

_REDIS_PORT: Final = 6379


@lru_cache(maxsize=16)
def carrier(system: str, owner: str, url: str = "") -> Attributes:
    """What the conventions say of whatever carries messages: its kind, its address, who sends and works.

    `url`: Redis'; a password in it is left out. A socket's path is an address too, of Sentinels the first.
    """
    about: OwnAttributes = {names.MESSAGING_SYSTEM: system, names.CLIENT_ID: owner}
    parts = urlsplit(RedisUrl.of(url).servers[0])
    if address := parts.hostname or (parts.path if parts.scheme == "unix" else ""):
        about[names.SERVER_ADDRESS] = address
    if parts.hostname:
        about[names.SERVER_PORT] = parts.port or _REDIS_PORT
    return about


class Telemetry(Protocol):
    """Where spans and figures go."""

    enabled: bool

    @property
    def instruments(self) -> Instruments:
        """What figures are recorded with, where telemetry is enabled."""
        ...

    def emit(self, spans: Iterable[SpanData]) -> None:
        """Send spans, parents before their children."""
        ...

    def later(self, emission: Emission) -> None:
        """Have something emitted and recorded after the work."""
        ...

    def flush(self) -> Flushed:
        """Send what waits, now, and say what came of the spans since the last time."""
        ...


class Host(Protocol):
    """A service's process, or the part of a process that does a service's work."""

    @property
    def service(self) -> str:
        """The service's name."""
        ...

    @property
    def system(self) -> str:
        """What carries the messages, as the conventions' `messaging.system`."""
        ...

    @property
    def carrier(self) -> Attributes:
        """All that the conventions say of it, as `carrier` above puts it together."""
        ...

    @property
    def owner(self) -> str:
        """Who holds what this process works on."""
        ...

    @property
    def config(self) -> Settings:
        """Limits and intervals."""
        ...

    @property
    def record(self) -> Record:
        """Where all jobs are kept."""
        ...

    @property
    def telemetry(self) -> Telemetry:
        """Of this service."""
        ...

    @property
    def log(self) -> Any:
        """A structlog logger for the service's events."""
        ...
