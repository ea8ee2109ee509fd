"""Whether the parts can do their job: probes from outside, and waiting for them."""

from __future__ import annotations

import json
import time
import urllib.request
from collections import defaultdict
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from plenum.stack import graph, neighbours
from plenum.stack.errors import StackError, UnhealthyError
from plenum.stack.info import GATEWAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from plenum.stack.folder import StateFolder
    from plenum.stack.info import StackInfo
    from plenum.stack.supervisor import Supervisor

_LOG_TAIL_LINES = 15
#: So often may a process end right after its start before waiting for it is given up. The process
#: manager goes on trying for longer: what it needs may come back.
_TRIES = 3


def infrastructure(info: StackInfo) -> dict[str, Callable[[], bool]]:
    """A probe for each part that is no service, by the part's name: it listens and is ready."""
    probes: dict[str, Callable[[], bool]] = {"redis": lambda: answers_ping(info.redis_url)}
    for part, url in neighbours.ready_urls(info).items():
        probes[part] = partial(answers_http, url)
    if not info.full:
        probes["otlp-sink"] = lambda: answers_http(info.collector_health)
        return probes
    jaeger = f"http://127.0.0.1:{info.ports['jaeger_health']}/status"
    probes["jaeger"] = lambda: answers_http(jaeger)
    probes["otel-collector"] = lambda: answers_http(info.collector_health)
    probes["prometheus"] = lambda: answers_http(f"{info.prometheus}/-/ready")
    return probes


def listening(info: StackInfo) -> set[str]:
    """The infrastructure's parts that hold their ports."""
    return {name for name, probe in infrastructure(info).items() if probe()}


def working(info: StackInfo, processes: Iterable[dict[str, Any]]) -> set[str]:
    """Those of the process manager's processes that prove to do their job.

    Prometheus must have scraped its targets, which it finds only seconds after it is ready. A worker
    must have a heartbeat that names its process, for each service that it works for: the last one of a
    killed worker does not count.
    """
    running = {process["name"]: process["pid"] for process in processes if process["pid"]}
    found = listening(info) & set(running)
    if info.prometheus and not scrapes(info.prometheus):
        found.discard("prometheus")
    doors = {name for name in running if part_of(name) == GATEWAY}
    workers = {name: pid for name, pid in running.items() if name not in {*infrastructure(info), *doors}}
    return found | _serving(info, doors) | _beating(info, workers)


def _serving(info: StackInfo, doors: set[str]) -> set[str]:
    """The gateway if it can serve: no worker, it is reached by its port and has no heartbeat."""
    serves = doors and info.gateway and answers_http(f"{info.gateway}/health/ready")
    return doors if serves else set()


def _beating(info: StackInfo, workers: Mapping[str, int]) -> set[str]:
    """Those of some processes that have a heartbeat for each service that they work for."""
    beating = heartbeats(info.redis_url) if workers else {}
    return {
        name
        for name, pid in workers.items()
        if all(pid in beating[service] for service in graph.serves(part_of(name)))
    }


def load_client() -> None:
    """Import what the probes need, which takes as long as a small program: best while another one starts."""
    for name in ("redis", "plenum.pipeline.record.redis.keys"):
        import_module(name)


def answers_ping(redis_url: str) -> bool:
    """Whether Redis has loaded its file and answers."""
    import redis

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


def scrapes(prometheus: str) -> bool:
    """Whether every target was reached at its last scrape, and there are some."""
    url = f"{prometheus}/api/v1/targets?state=active"
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own http address
            targets = json.load(answer)["data"]["activeTargets"]
    except (OSError, ValueError):
        return False
    return bool(targets) and all(target["health"] == "up" for target in targets)


def heartbeats(redis_url: str) -> dict[str, set[int]]:
    """The process ids of the living workers of each service; none where Redis does not answer."""
    import redis

    from plenum.pipeline.record.redis.workers import living, service_of

    found: dict[str, set[int]] = defaultdict(set)
    with redis.Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2) as client:
        try:
            cards = living(client)
        except redis.RedisError:
            return found
    for name, card in cards.items():
        found[service_of(name)].add(json.loads(card)["pid"])
    return found


def await_all(
    folder: StateFolder,
    supervisor: Supervisor,
    wanted: Iterable[str],
    ready: Callable[[], set[str]],
    ready_s: float,
) -> None:
    """Wait until all `wanted` processes are `ready`, for `ready_s` seconds at most.

    Raises UnhealthyError with the tail of each log when the time is over, or sooner when one of them
    ends right after its start again and again; StackError when the process manager is gone.
    """
    deadline = time.monotonic() + ready_s
    tries: dict[str, set[int]] = defaultdict(set)
    while True:
        waiting = set(wanted) - ready()
        if not waiting:
            return
        if not supervisor.is_up():
            raise StackError(f"supervisord is gone; its log: {folder.supervisor_log}")
        for process in supervisor.processes():
            if process["statename"] in {"BACKOFF", "FATAL"}:
                tries[process["name"]].add(process["start"])
        hopeless = {name for name in waiting if len(tries[name]) >= _TRIES}
        if hopeless or time.monotonic() > deadline:
            raise UnhealthyError(_complaint(sorted(hopeless or waiting), folder))
        time.sleep(0.1)


def part_of(process: str) -> str:
    """The part a process belongs to: a replica's service, or the process' own name."""
    name, _, replica = process.rpartition("-")
    return name if replica.isdigit() else process


def _complaint(names: list[str], folder: StateFolder) -> str:
    lines = [f"not ready: {', '.join(names)}"]
    for name in names:
        log = folder.logs / f"{name}.log"
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
