"""What a version's processes run from in a change of version: a copy of its sources, or an image of it.

Either way a process is ended by SIGTERM and waited for: the engine hands the signal on to its container.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

from plenum.stack import graph

_PACKAGE: Final = "plenum_services"
"""Of the services in an image, which has them from the wheel."""
_AS_COMPOSED: Final = (
    *("--rm", "--init", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"),
    *("--pids-limit=256", "--memory=768m", "--cpus=1", "--volume=/gateway"),
)
"""As docker-compose.yml hardens and bounds a worker."""


class Version(Protocol):
    """One of the two."""

    def has(self, service: str) -> bool:
        """Whether there is a service of this name."""

    def start(
        self, service: str, replica: int, environment: Mapping[str, str], log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        """A process of a service."""


@dataclass(frozen=True)
class Sources:
    """A checkout, run by the environment that runs this."""

    folder: Path

    def has(self, service: str) -> bool:
        """By its folder."""
        return (self.folder / "services" / service).is_dir()

    def start(
        self, service: str, replica: int, environment: Mapping[str, str], log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        """As DEPLOYMENT.md starts it."""
        path = os.pathsep.join([str(self.folder / "shared"), str(self.folder)])
        env = {**os.environ, "PYTHONPATH": path, **environment}
        command = graph.program(service, replica)
        return subprocess.Popen(command, cwd=self.folder, env=env, stdout=log, stderr=log)


@dataclass(frozen=True)
class Image:
    """An image that the engine has, as `docker compose build` makes it."""

    engine: str
    name: str

    def has(self, service: str) -> bool:
        """By its module. Raises RuntimeError where the image cannot be asked, or is none of Plenum's."""
        look = f"from importlib.util import find_spec; print(find_spec('{_PACKAGE}.{service}') is not None)"
        words = (self.engine, "run", *_AS_COMPOSED, self.name, "python", "-c", look)
        asked = subprocess.run(words, check=False, capture_output=True, text=True)
        if asked.returncode:
            raise RuntimeError(f"{self.name} does not say whether it has {service}: {asked.stderr[-2000:]}")
        return asked.stdout.split()[-1:] == ["True"]

    def start(
        self, service: str, replica: int, environment: Mapping[str, str], log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        """On this machine's network, where Redis is; by its host name a container is told from the next."""
        where = ("--network=host", f"--hostname={service.replace('_', '-')}-{replica}")
        # Where the image has a folder that its user may write to.
        env = {**environment, "PLENUM_GATEWAY_FOLDER": "/gateway"}
        told = [f"--env={name}={value}" for name, value in env.items()]
        program = graph.program_arguments(service, replica, _PACKAGE)
        command = [self.engine, "run", *_AS_COMPOSED, *where, *told, self.name, *program]
        return subprocess.Popen(command, stdout=log, stderr=log)
