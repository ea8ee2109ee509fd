"""docker-compose.yml without containers: each service as a process, with hosts, ports and paths replaced.

Everything else is taken from the file as it stands: commands, variables, mounted configurations, the
order of the start, and the checks by which a service counts as healthy.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml
from redis import Redis

from plenum.announced import services_package
from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S

ROOT = Path(__file__).parents[2]
_VARIABLE = re.compile(r"\$\{(\w+):-([^{}]*)\}")
_PORT_IN_CONFIG = re.compile(r"\$\{env:(\w+_PORT):-(\d+)\}")


def at_defaults(text: str) -> tuple[str, dict[str, str]]:
    """The file's text with every variable at its default, and these by name; one may stand within another."""
    defaults: dict[str, str] = {}
    while found := _VARIABLE.findall(text):
        defaults.update(found)
        text = _VARIABLE.sub(lambda each: each[2], text)
    return text, defaults


def load() -> dict[str, Any]:
    """The services that start by themselves, every variable at its default."""
    text, _ = at_defaults((ROOT / "docker-compose.yml").read_text())
    services: dict[str, Any] = yaml.safe_load(text)["services"]
    return {name: block for name, block in services.items() if "profiles" not in block}


def set_variables(block: Mapping[str, Any]) -> dict[str, str]:
    """A service's variables that the file sets; one without a value is handed on where a user sets it."""
    given = block.get("environment", {})
    return {name: str(value) for name, value in given.items() if value is not None}


@dataclass
class Native:
    """The file's services on this machine; `programs` stand in for the images."""

    folder: Path
    programs: Mapping[str, Path]
    """By the image's program, which for some is the image's entry point and not in the command."""
    services: dict[str, Any] = field(default_factory=load)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _ports: dict[tuple[str, int], int] = field(default_factory=dict)

    def port(self, service: str, inside: int) -> int:
        """The free port of this machine that stands for a container's."""
        return self._ports.setdefault((service, inside), free_port())

    def _mounts(self, service: str) -> dict[str, Path]:
        """Where a container's paths are here: named volumes are folders, mounted files the repository's."""
        found = {}
        for mount in self.services[service].get("volumes", []):
            source, inside, *_ = mount.split(":")
            if source.startswith("./"):
                here = ROOT / source
                if here.is_dir():
                    here = self._copied(here)
            else:
                here = self.folder / source
                here.mkdir(exist_ok=True)
            found[inside] = here
        return found

    def _copied(self, source: Path) -> Path:
        """A folder of configuration in which hosts are replaced, as in the commands."""
        target = self.folder / source.name
        if not target.exists():
            shutil.copytree(source, target)
            for file in target.glob("targets/*.yml"):
                file.write_text(self._hosts(file.read_text()))
        return target

    def _hosts(self, text: str) -> str:
        names = "|".join(map(re.escape, self.services))
        return re.sub(
            rf"\b({names}):(\d+)\b", lambda found: f"127.0.0.1:{self.port(found[1], int(found[2]))}", text
        )

    def here(self, service: str, text: str) -> str:
        """A command's word or a variable's value on this machine."""
        for inside, path in self._mounts(service).items():
            text = re.sub(rf"(?<![\w/]){re.escape(inside)}(?=/|$)", str(path), text)
        text = re.sub(
            r"\b127\.0\.0\.1:(\d+)\b", lambda found: f"127.0.0.1:{self.port(service, int(found[1]))}", text
        )
        return self._hosts(text).replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - taken out

    def environment(self, service: str) -> dict[str, str]:
        """The file's variables, and the ports of the mounted configuration, where it has any."""
        given = set_variables(self.services[service])
        made = {name: self.here(service, value) for name, value in given.items()}
        for path in self._mounts(service).values():
            if path.is_file():
                for name, port in _PORT_IN_CONFIG.findall(path.read_text()):
                    made[name] = str(self.port(service, int(port)))
        if service == "gateway":
            made["PLENUM_GATEWAY_PORT"] = str(self.port(service, 8000))
        return {"PATH": f"{self._bin}:{os.environ['PATH']}", "HOME": str(self.folder), **made}

    @cached_property
    def _bin(self) -> Path:
        """The programs under their names in the images, for scripts that are mounted there."""
        folder = self.folder / "bin"
        folder.mkdir()
        for name, program in self.programs.items():
            (folder / name).symlink_to(program)
        return folder

    def command(self, service: str) -> list[str]:
        """The file's command, by the program that is installed here."""
        words = [self.here(service, word) for word in self.services[service]["command"]]
        # The image has the wheel, this machine the checkout.
        words = [re.sub(r"^plenum_services\b", services_package(), word) for word in words]
        if service in self.programs:
            # The image's entry point is the program; the command is its arguments alone.
            words = [str(self.programs[service]), *words]
        elif words[0] == "python":
            words[0] = sys.executable
        elif words[0] in self.programs:
            words[0] = str(self.programs[words[0]])
        # Ports that a container has for itself alone.
        if service == "redis":
            words += ["--bind", "127.0.0.1", "--port", str(self.port(service, 6379))]
        if service == "prometheus":
            words.append(f"--web.listen-address=127.0.0.1:{self.port(service, 9090)}")
        return words

    def start(self, patiently: Callable[[Callable[[], bool]], bool]) -> None:
        """Start all in the file's order, waiting where it waits. Raises AssertionError with the log."""
        needs = {name: block.get("depends_on", {}) for name, block in self.services.items()}
        for service in TopologicalSorter(needs).static_order():
            for needed, wish in needs[service].items():
                if wish["condition"] == "service_healthy":
                    assert patiently(lambda name=needed: self.healthy(name)), self.log(needed)  # type: ignore[misc]  # mypy infers no lambda with a default
                if wish["condition"] == "service_completed_successfully":
                    assert self.processes[needed].wait(HANGS_S) == 0, self.log(needed)
            with (self.folder / f"{service}.log").open("wb") as log:
                self.processes[service] = subprocess.Popen(
                    self.command(service),
                    env=self.environment(service),
                    cwd=self.folder,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        for service in self.services:
            assert patiently(lambda name=service: self.healthy(name)), self.log(service)  # type: ignore[misc]  # mypy infers no lambda with a default

    @property
    def redis_url(self) -> str:
        """As the services reach it."""
        return self.environment("coordinator")["PLENUM_REDIS_URL"]

    def healthy(self, service: str) -> bool:
        """What the file's health check says; where it has none, whether the process runs or ended well."""
        check = self.services[service].get("healthcheck")
        ended = self.processes[service].poll()
        if check is None or ended is not None:
            return not ended
        program, *arguments = check["test"][1:]
        if program == "valkey-cli":
            return _answers(lambda: Redis.from_url(self.redis_url).ping())
        if program == "wget":
            url = self.here(service, arguments[-1])
            return _answers(lambda: urllib.request.urlopen(url, timeout=HANGS_S).close())
        assert program == "python"
        words = [sys.executable, *(self.here(service, word) for word in arguments)]
        return subprocess.run(words, env=self.environment(service), capture_output=True).returncode == 0

    def log(self, service: str) -> str:
        """The end of a service's output."""
        return f"{service}: {(self.folder / f'{service}.log').read_text(errors='replace')[-3000:]}"

    def stop(self) -> None:
        """End them in the opposite order, each by its own process id."""
        running = [p for p in reversed(self.processes.values()) if p.poll() is None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(HANGS_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(HANGS_S)


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Exception:  # noqa: BLE001 - whatever it is, it is not an answer
        return False
    return True
