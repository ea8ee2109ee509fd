"""Settings that workers must share are compared when one starts, in Redis, where they all meet.

The first worker's settings stand in `plenum:settings` for as long as any worker beats. A worker
that differs in what must agree does not start; in what should, it says so and goes on.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from celery import Celery, signals
from redis import Redis, exceptions

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.prefixed import prefix_of
from plenum.pipeline.record.redis.reaching import passes
from plenum.pipeline.record.redis.scripting import script
from plenum.settings import MUST_AGREE, SHOULD_AGREE, Settings, variable
from plenum.telemetry import names
from plenum.worker.runtime import Runtime, connect


@dataclass(frozen=True)
class Compared:
    """How settings relate to those of the workers that run."""

    agreed: bool
    lapses_s: float
    """How long the others' settings hold if none of them lives."""
    held: Mapping[str, str]
    """What differs, by name: the value that the others have."""

    def differences(self, config: Settings) -> str:
        """Each difference with both values."""
        return "; ".join(
            f"{variable(name)} is {_text(config, name)!r} here and {held!r} with the workers that run"
            for name, held in self.held.items()
        )


def compare(client: Redis, config: Settings) -> Compared:
    """Ask, and leave our settings where nothing forbids it."""
    ask = client.register_script(script("agree", prefix_of(client)))
    must, should = (
        [part for name in group for part in (name, _text(config, name))]
        for group in (MUST_AGREE, SHOULD_AGREE)
    )
    outcome, lapses_ms, *pairs = ask(
        keys=[keys.SETTINGS], args=[int(config.lifetime_s * 1000), len(MUST_AGREE), *must, *should]
    )
    texts = [raw.decode() for raw in pairs]
    return Compared(
        outcome == b"agreed", int(lapses_ms) / 1000, dict(zip(texts[::2], texts[1::2], strict=True))
    )


def check_at_start(app: Celery, runtime: Runtime) -> None:
    """Let no worker of this app start with settings that the running ones contradict."""

    def check(instance: Any, **_: Any) -> None:
        if instance.app is not app:
            return
        try:
            join(runtime.service, runtime.config)
        except Exception as error:
            # Celery logs what a receiver of its signals raises, and goes on: the check would be left out.
            raise SystemExit(f"{_here(runtime.service)}: cannot compare settings: {error!r}") from error

    signals.celeryd_after_setup.connect(check, weak=False)


def join(service: str, config: Settings) -> None:
    """Agree with the workers that run. Raises SystemExit with what differs and the cure.

    Waits for a Redis that is away, loading, read-only or full, but not for one that knows no such password.
    """
    log = structlog.get_logger()
    client = connect(config)
    try:
        compared = _when_redis_answers(client, config)
    except (exceptions.AuthenticationError, exceptions.NoPermissionError) as error:
        raise SystemExit(
            f"{_here(service)}: Redis refuses the user or password of {variable('redis_url')}: {error}"
        ) from None
    if not compared.agreed:
        # Those who held these settings may all be gone: then they lapse.
        time.sleep(compared.lapses_s + 0.2)
        compared = _when_redis_answers(client, config)
    if not compared.agreed:
        raise SystemExit(
            f"{_here(service)}: {compared.differences(config)}; set the same value here, "
            "or stop all workers and then start them with the new one"
        )
    if compared.held:
        log.warning(names.SETTINGS_DIFFER, message=compared.differences(config))
    client.close()


def renew(client: Redis, config: Settings) -> None:
    """Put the settings back when Redis lost them; too late to refuse, not to tell."""
    compared = compare(client, config)
    if compared.held:
        structlog.get_logger().error(names.SETTINGS_DIFFER, message=compared.differences(config))


def _when_redis_answers(client: Redis, config: Settings) -> Compared:
    """As Celery does at its start: wait for as long as it takes."""
    warned = False
    while True:
        try:
            return compare(client, config)
        except exceptions.RedisError as error:
            if isinstance(error, exceptions.AuthenticationError) or not passes(error):
                raise
            if not warned:
                structlog.get_logger().warning(names.START_WAITS_FOR_REDIS, error=str(error))
            warned = True
            time.sleep(1)


def _here(service: str) -> str:
    return f"{service} on {socket.gethostname()}"


def _text(config: Settings, name: str) -> str:
    return str(getattr(config, name))
