"""`python -m benchmarks.upgrade COMMIT`: to this version and back, a service at a time, under load.

Each version's workers are started as DEPLOYMENT.md starts them, the other's from a copy of its sources; with
`--engine` both run in containers, each version of an image of its own. All share one Redis. A service's new
worker beats before its old one is told to stop, and so does the gateway answer, where both versions have one.
Jobs come at a steady rate over Celery and HTTP, far below what can be done, so that what they wait for is the
change. 1 where a job failed, or a room did without a model.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Final

from kombu.exceptions import OperationalError
from redis import RedisError
from rich.console import Console

from benchmarks import machine, rooms
from benchmarks.door import GRID
from benchmarks.report import Report, Section
from benchmarks.upgrade_door import NAME as GATEWAY
from benchmarks.upgrade_door import Door
from benchmarks.upgrade_versions import Image, Sources, Version
from plenum.client import AsyncClient, PlenumError
from plenum.pipeline.record.redis.workers import living
from plenum.stack import binaries, graph, ports

ROOT: Final = Path(__file__).resolve().parents[1]
SERVICES: Final = graph.worker_names()
ROOMS: Final = 4
_HANGS_S: Final = 120.0


@dataclass
class Phase:
    """Jobs that were sent in one part of the run."""

    name: str
    waited_s: list[float] = field(default_factory=list)
    failed: int = 0

    def percentile_ms(self, percent: int) -> float:
        """Of what was waited for results."""
        ordered = sorted(self.waited_s)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000


class Fleet:
    """One process a service, each of one version or the other."""

    def __init__(self, folder: Path, client: AsyncClient, door: Door) -> None:
        self._folder = folder
        self._client = client.client
        self._door = door
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: list[subprocess.Popen[bytes]] = []

    async def replace(self, service: str, version: Version) -> None:
        """Start a worker of this version; once it beats, stop the one before it."""
        if service == GATEWAY:
            await self._door.replace(version, self._environment)
            return
        old, new = self._running.get(service), self._start(service, version)
        self._running[service] = new
        await _until(
            lambda: self._beats(service) > (old is not None) or new.poll() is not None,
            f"{service} does not beat",
        )
        if new.poll() is not None:
            raise RuntimeError(f"{service} has ended: {self._log(service).read_text()[-2000:]}")
        if old is not None:
            old.terminate()
            await _until(lambda: old.poll() is not None, f"{service} does not stop")

    @property
    def _environment(self) -> dict[str, str]:
        return {"PLENUM_REDIS_URL": self._client.redis_url, "PLENUM_TELEMETRY": "false"}

    def _start(self, service: str, version: Version) -> subprocess.Popen[bytes]:
        with self._log(service).open("ab") as log:
            process = version.start(service, len(self._started), self._environment, log)
        self._started.append(process)
        return process

    def _log(self, service: str) -> Path:
        return self._folder / f"{service}.log"

    def _beats(self, service: str) -> int:
        return len(living(self._client.redis, service))

    async def stop(self) -> None:
        """All of them, those too that another one did not come to replace."""
        await self._door.stop()
        for process in self._started:
            process.terminate()
        for process in self._started:
            process.wait(_HANGS_S)


class Load:
    """Jobs at a steady rate, each counted in the phase in which it was sent."""

    def __init__(self, place: Callable[[], Awaitable[str]], rate: float, way: str) -> None:
        """`place`: sends one, waits for it and says what is wrong with it. `way`: how it goes, for people."""
        self.phases: list[Phase] = []
        self._place = place
        self._way = way
        self._every_s = 1 / rate
        self._jobs: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def coming(self) -> AsyncIterator[None]:
        """For the block; all are answered at its end."""
        sending = asyncio.create_task(self._send())
        try:
            yield
        finally:
            sending.cancel()
            await asyncio.gather(*self._jobs)

    def begin(self, name: str) -> None:
        """The next part of the run."""
        self.phases.append(Phase(f"{name}, {self._way}"))
        print(self.phases[-1].name, file=sys.stderr)

    async def _send(self) -> None:
        began = time.perf_counter()
        sent = 0
        while True:
            sent += 1
            job = asyncio.create_task(self._one(self.phases[-1]))
            self._jobs.add(job)
            await asyncio.sleep(began + sent * self._every_s - time.perf_counter())

    async def _one(self, phase: Phase) -> None:
        began = time.perf_counter()
        wrong = await self._place()
        phase.waited_s.append(time.perf_counter() - began)
        if wrong:
            phase.failed += 1
            print(f"{phase.name}: {wrong}", file=sys.stderr)


async def placed(client: AsyncClient, building: dict[str, Any]) -> str:
    """A job over Celery, waited for; what is wrong with it, empty where nothing is."""
    try:
        return spoilt(await client.place(building, _HANGS_S))
    except (RedisError, OperationalError, TimeoutError, PlenumError) as error:
        return repr(error)


def spoilt(done: dict[str, Any]) -> str:
    """What is wrong with a result; empty where nothing is."""
    found = [] if done["status"] == "complete" else [done["status"], *_broken(done)]
    for room in done["rooms"]:
        if room["status"] != "complete" or room["degraded"]:
            found += [room["status"], *room["reasons"], *room["degraded"], *_broken(room)]
    return " ".join(found)


def _broken(part: dict[str, Any]) -> list[str]:
    """Hard rules that a room breaks, or the building."""
    return [each["rule"] for each in part["evidence"] if each["hard"] and not each["passed"]]


async def _until(holds: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + _HANGS_S
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(otherwise)
        await asyncio.sleep(0.1)


async def _run(
    folder: Path, url: str, versions: tuple[Version, Version], rate: float, seconds: float
) -> list[Phase]:
    door, building = Door(folder), rooms.small_rooms(ROOMS)
    async with AsyncClient(url) as client:
        fleet = Fleet(folder, client, door)
        services, loads = SERVICES, [Load(lambda: placed(client, building), rate, "Celery")]
        if all(version.has(GATEWAY) for version in versions):
            services = (*SERVICES, GATEWAY)
            loads.append(Load(lambda: door.predict(GRID), rate, "HTTP"))
        try:
            await asyncio.gather(*(fleet.replace(service, versions[0]) for service in services))
            await _forth_and_back(fleet, loads, services, versions, seconds)
        finally:
            await fleet.stop()
    return [phase for load in loads for phase in load.phases[1:]]


async def _forth_and_back(
    fleet: Fleet,
    loads: Sequence[Load],
    services: Sequence[str],
    versions: tuple[Version, Version],
    seconds: float,
) -> None:
    other, this = versions

    def begin(name: str) -> None:
        for load in loads:
            load.begin(name)

    begin("warm-up")
    async with AsyncExitStack() as coming:
        for load in loads:
            await coming.enter_async_context(load.coming())
        await asyncio.sleep(seconds / 4)
        for name, way, version in (("before", "forth", this), ("after", "back", other)):
            begin(f"quiet {name}")
            await asyncio.sleep(seconds)
            begin(f"rolled {way}")
            for service in services:
                await fleet.replace(service, version)


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port = ports.choose(("redis",), {})["redis"]
    words = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--appendonly", "yes"]
    with subprocess.Popen([binaries.redis_server(), *words], stdout=subprocess.DEVNULL) as server:
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def _sources(commit: str, folder: Path) -> Sources:
    """A copy of the sources as they were."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    folder.mkdir()
    subprocess.run(["tar", "x", "-C", folder], input=packed, check=True)
    return Sources(folder)


def table(phases: Sequence[Phase]) -> Section:
    """A row a phase; the last column compares with the quiet phase before it."""
    section = Section(
        "A change of version under load", ("jobs sent", "number", "failed", "p50 ms", "p99 ms", "p99 ÷ quiet")
    )
    quiet = phases[0]
    for phase in phases:
        quiet = phase if phase.name.startswith("quiet") else quiet
        p50, p99 = phase.percentile_ms(50), phase.percentile_ms(99)
        section.rows.append(
            (
                phase.name,
                len(phase.waited_s),
                phase.failed,
                round(p50),
                round(p99),
                round(p99 / quiet.percentile_ms(99), 2),
            )
        )
    return section


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; the exit code."""
    asks = argparse.ArgumentParser(prog="python -m benchmarks.upgrade", description=__doc__)
    asks.add_argument("other", help="the other version: a commit of this repository, with --engine an image")
    asks.add_argument("--engine", help="podman or docker: both versions run in containers")
    asks.add_argument("--image", default=f"plenum:{version_of('plenum-ceilings')}", help="this version's")
    asks.add_argument("--rate", type=float, default=4.0, help="jobs a second")
    asks.add_argument("--seconds", type=float, default=40.0, help="how long each quiet phase is")
    asked = asks.parse_args(argv)
    report = Report(machine.shape(), Console())
    report.head()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        versions: tuple[Version, Version] = (
            (Image(asked.engine, asked.other), Image(asked.engine, asked.image))
            if asked.engine
            else (_sources(asked.other, folder / "other"), Sources(ROOT))
        )
        with _redis(folder) as url:
            phases = asyncio.run(_run(folder, url, versions, asked.rate, asked.seconds))
    report.add(table(phases))
    return int(any(phase.failed for phase in phases))


if __name__ == "__main__":
    sys.exit(main())
