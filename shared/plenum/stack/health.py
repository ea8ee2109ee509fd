"""Whether a part can do its job: probes from outside, and waiting for them."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import TYPE_CHECKING

import redis

from plenum.pipeline import keys
from plenum.stack.errors import UnhealthyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from plenum.stack.folder import StateFolder
    from plenum.stack.info import StackInfo

_LOG_TAIL_LINES = 15


def infrastructure(info: StackInfo) -> dict[str, Callable[[], bool]]:
    """A probe for each part that is no service, by the part's name: it listens and is ready."""
    probes: dict[str, Callable[[], bool]] = {"redis": lambda: answers_ping(info.redis_url)}
    if not info.full:
        probes["otlp-sink"] = lambda: answers_http(info.collector_health)
        return probes
    jaeger = f"http://127.0.0.1:{info.ports['jaeger_health']}/status"
    probes["jaeger"] = lambda: answers_http(jaeger)
    probes["otel-collector"] = lambda: answers_http(info.collector_health)
    probes["prometheus"] = lambda: answers_http(f"{info.prometheus}/-/ready")
    return probes


def answers_ping(redis_url: str) -> bool:
    """Whether Redis has loaded its file and answers."""
    with redis.Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def answers_http(url: str) -> bool:
    """Whether the address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own http addresses
            return True
    except OSError:
        return False


def heartbeats(redis_url: str, names: Iterable[str]) -> dict[str, int]:
    """How many workers of each service are alive: each renews a short-lived key every second."""
    with redis.Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2) as client:
        try:
            return {
                name: sum(1 for _ in client.scan_iter(f"{keys.WORKER}{name}:*", count=1000)) for name in names
            }
        except redis.RedisError:
            return dict.fromkeys(names, 0)


def everything(info: StackInfo) -> dict[str, Callable[[], bool]]:
    """A probe for each part that proves it does its job.

    Prometheus must have scraped its targets, which it finds only seconds after it is ready; a service
    must have as many workers alive as are wanted.
    """
    probes = {**infrastructure(info), **services(info)}
    if info.full:
        probes["prometheus"] = lambda: scrapes(f"{info.prometheus}")
    return probes


def scrapes(prometheus: str) -> bool:
    """Whether every target was reached at its last scrape, and there are some."""
    url = f"{prometheus}/api/v1/targets?state=active"
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own http address
            targets = json.load(answer)["data"]["activeTargets"]
    except (OSError, ValueError):
        return False
    return bool(targets) and all(target["health"] == "up" for target in targets)


def services(info: StackInfo) -> dict[str, Callable[[], bool]]:
    """A probe for each service: as many of its workers are alive as are wanted."""

    def probe(name: str, count: int) -> Callable[[], bool]:
        return lambda: heartbeats(info.redis_url, [name])[name] >= count

    return {name: probe(name, count) for name, count in info.services.items()}


def await_all(
    probes: Mapping[str, Callable[[], bool]],
    deadline: float,
    folder: StateFolder,
    given_up: Callable[[], set[str]],
) -> None:
    """Wait until every probe holds.

    `deadline` is a time of the monotonic clock. Raises UnhealthyError with the tail of each log when
    it passes, or as soon as the process manager has `given_up` on a process of a part.
    """
    waiting = dict(probes)
    while True:
        waiting = {name: probe for name, probe in waiting.items() if not probe()}
        if not waiting:
            return
        hopeless = {part for part in map(part_of, given_up()) if part in waiting}
        if hopeless or time.monotonic() > deadline:
            raise UnhealthyError(_complaint(sorted(hopeless or waiting), folder))
        time.sleep(0.1)


def part_of(process: str) -> str:
    """The part a process belongs to: a replica's service, or the process' own name."""
    name, _, replica = process.rpartition("-")
    return name if replica.isdigit() else process


def _complaint(parts: list[str], folder: StateFolder) -> str:
    lines = [f"not ready: {', '.join(parts)}"]
    for log in sorted(folder.logs.glob("*.log")):
        if part_of(log.stem) in parts:
            lines += [f"--- {log}", *(tail(log) or ["(empty)"])]
    return "\n".join(lines)


def tail(log: Path, lines: int = _LOG_TAIL_LINES) -> list[str]:
    """The last lines of a log, none where there is no log."""
    try:
        with log.open("rb") as handle:
            handle.seek(max(0, log.stat().st_size - 20_000))
            return handle.read().decode(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []
