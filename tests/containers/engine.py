"""docker-compose.yml as podman-compose runs it: up, looked into, broken, down, and nothing left behind."""

from __future__ import annotations

import json
import os
import shlex
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from plenum.client import Client
from plenum.pipeline.record.redis import keys
from tests.containers import pins, podman_shim, stand_ins
from tests.support import compose
from tests.support.buildings import building
from tests.support.held import Held, children, held
from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S, eventually

PUBLISHED: Final = {
    "PLENUM_REDIS_PORT": ("redis", 6379),
    "PLENUM_OTLP_GRPC_PORT": ("otel-collector", 4317),
    "PLENUM_OTLP_HTTP_PORT": ("otel-collector", 4318),
    "PLENUM_COLLECTOR_HEALTH_PORT": ("otel-collector", 13133),
    "PLENUM_JAEGER_QUERY_PORT": ("jaeger", 16686),
    "PLENUM_PROMETHEUS_PORT": ("prometheus", 9090),
    "PLENUM_GATEWAY_PORT": ("gateway", 8000),
}
# Raising limits above one's own is not permitted everywhere, crun not on hybrid control groups.
_CONFIGURATION: Final = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=2000:2000"]
[engine]
env = ["DISABLE_HC_SYSTEMD=true"]
runtime = "runc"
cgroup_manager = "cgroupfs"
[network]
network_backend = "netavark"
"""
_HANDED_TO_BUILDS: Final = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")
"""How this machine reaches the package index, for the time of a build."""


def compose_program() -> str:
    """podman-compose: PODMAN_COMPOSE, as `make test-containers` sets it, or the one on the path."""
    return os.environ.get("PODMAN_COMPOSE", "podman-compose")


@dataclass
class Engine:
    """One project: its containers, network and volumes bear its name."""

    folder: Path
    settings: Mapping[str, str]
    """What its .env says beside ports and images."""
    project: str = field(default_factory=lambda: f"plenum-test-{os.getpid()}")
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in PUBLISHED})
    services: dict[str, Any] = field(default_factory=compose.load)
    """The file's, but for the optional ones."""
    started_again: set[str] = field(default_factory=set)
    """Services that tests stopped, killed or restarted: their times tell no order any more."""
    results: list[dict[str, Any]] = field(default_factory=list)
    """Every result that tests have had, for the sums."""

    def __post_init__(self) -> None:
        (self.folder / "containers.conf").write_text(_CONFIGURATION)
        images = {pins.VARIABLES[name]: image for name, image in pins.local().items()}
        lines = {**images, **self.ports, **self.settings}
        (self.folder / ".env").write_text("".join(f"{k}={v}\n" for k, v in lines.items()))
        shim = self.folder / "podman"
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {podman_shim.__file__} "$@"\n')
        shim.chmod(shim.stat().st_mode | stat.S_IXUSR)

    @cached_property
    def environment(self) -> dict[str, str]:
        """Of podman and podman-compose; nothing of a stack that the shell has settings for."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PLENUM_", "OTEL_"))}
        return {
            **clean,
            "CONTAINERS_CONF": str(self.folder / "containers.conf"),
            "DISABLE_HC_SYSTEMD": "true",  # whoever waits for a check runs it
        }

    def podman(self, *words: str, fails: bool = False) -> str:
        """What podman says; raises AssertionError with its words where it fails, unless it may."""
        done = subprocess.run(
            ["podman", *words], env=self.environment, capture_output=True, text=True, timeout=HANGS_S
        )
        assert fails or done.returncode == 0, f"podman {shlex.join(words)}: {done.stderr}"
        return (done.stdout + done.stderr if fails else done.stdout).strip()

    def compose(self, *words: str, fed: str | None = None) -> str:
        """What podman-compose says on standard output; raises AssertionError with its words."""
        builds = " ".join(
            [
                *stand_ins.isolated(),
                *(f"--volume={path}:{path}:ro" for path in _HANDED_TO_BUILDS if Path(path).exists()),
            ]
        )
        command = [
            *(compose_program(), "--podman-path", str(self.folder / "podman"), "--in-pod", "false"),
            *("--podman-build-args", builds, "--env-file", str(self.folder / ".env")),
            *("-f", str(pins.ROOT / "docker-compose.yml"), "-p", self.project, *words),
        ]
        done = subprocess.run(
            command, env=self.environment, cwd=pins.ROOT, input=fed, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{shlex.join(words)}: {done.stderr[-6000:]}"
        return done.stdout

    def names(self, service: str) -> list[str]:
        """The containers of a service, running or not."""
        label = f"label=com.docker.compose.service={service}"
        mine = f"label=com.docker.compose.project={self.project}"
        listed = self.podman("ps", "--all", "--filter", label, "--filter", mine, "--format", "{{.Names}}")
        return sorted(listed.split())

    def name(self, service: str) -> str:
        """The container of a service that has one."""
        (found,) = self.names(service)
        return found

    def inspect(self, container: str) -> dict[str, Any]:
        """All that podman knows of a container."""
        (found,) = json.loads(self.podman("inspect", "--type", "container", container))
        return dict(found)

    def execute(self, service: str, *words: str, fails: bool = False) -> str:
        """A command's output, run in the service's (first) container."""
        return self.podman("exec", self.names(service)[0], *words, fails=fails)

    def pid(self, container: str) -> int:
        """Its first process, as the machine numbers it; waits for one that is starting again."""
        found: int = eventually(lambda: self.inspect(container)["State"]["Pid"])
        assert found, f"{container} does not run"
        return found

    def healthy(self, container: str) -> bool:
        """Whether its own check holds now."""
        done = subprocess.run(
            ["podman", "healthcheck", "run", container], env=self.environment, capture_output=True
        )
        return done.returncode == 0

    def url(self, variable: str) -> str:
        """The address on this machine of a published port."""
        return f"http://127.0.0.1:{self.ports[variable]}"

    def redis_url(self, user: str = "plenum") -> str:
        """The published Redis, as one of its users."""
        name = "PLENUM_REDIS_PASSWORD" if user == "plenum" else f"PLENUM_REDIS_{user.upper()}_PASSWORD"
        return f"redis://{user}:{self.settings[name]}@127.0.0.1:{self.ports['PLENUM_REDIS_PORT']}/0"

    @cached_property
    def client(self) -> Client:
        """Of the published Redis, which tests look into as whoever looks after it may."""
        return Client(self.redis_url("operator"))

    def place(self, building: dict[str, Any]) -> dict[str, Any]:
        """The completed building."""
        return self.result(self.client.submit(building))

    def result(self, job_id: str) -> dict[str, Any]:
        """A job's result, remembered for the sums."""
        completed: dict[str, Any] = self.client.result(job_id, HANGS_S)
        self.results.append(completed)
        return completed

    def up(self, *words: str) -> float:
        """Start what does not run; the seconds that it took."""
        started = time.monotonic()
        self.compose("up", "--detach", "--no-build", *words)
        return time.monotonic() - started

    def down(self) -> None:
        """Take everything away. Raises AssertionError for what is still there."""
        self.compose("down", "--volumes", "--timeout", "1")
        mine = f"label=com.docker.compose.project={self.project}"
        for listing, name in (("ps --all", "Names"), ("volume ls", "Name"), ("network ls", "Name")):
            left = self.podman(*listing.split(), "--filter", mine, "--format", f"{{{{.{name}}}}}")
            assert not left, f"{listing}: {left}"

    def beating(self, service: str) -> int:
        """How many workers of a service beat."""
        return len(list(self.client.redis.scan_iter(f"{keys.WORKER}{service}:*", count=1000)))

    def all_beat(self) -> None:
        """Wait until each service has one worker, which beats; the check of a container asks the same."""
        for service in self.workers:
            found = eventually(lambda name=service: self.beating(name), lambda n: n == 1)  # type: ignore[misc]  # mypy infers no lambda with a default
            assert found == 1, f"{service}: {found} workers beat"

    def worker(self, service: str) -> int:
        """Celery's main process in a service's container, as the machine numbers it."""
        (found,) = eventually(lambda: children(self.pid(self.name(service))), lambda seen: len(seen) == 1)
        return int(found)

    @contextmanager
    def held(self, service: str) -> Iterator[Held]:
        """A service's worker takes a message and does not work on it until the block ends."""
        # What an earlier test left on the queue, copies that are nobody's, is behind it after this.
        self.place(building(1))
        with held(self.client.redis, {service: [self.worker(service)]}) as holding:
            yield holding

    @property
    def workers(self) -> list[str]:
        """The services whose containers run Celery."""
        return [name for name, block in self.services.items() if block["command"][0] == "celery"]

    def start(self, service: str) -> None:
        """Start a service's container that was stopped."""
        self.podman("start", self.name(service))
        self.started_again.add(service)

    def revive(self, service: str) -> None:
        """Wait until a container that was killed runs again, by its restart policy."""
        self.started_again.add(service)
        name = self.name(service)
        assert eventually(lambda: self.inspect(name)["State"]["Status"] == "running"), name
