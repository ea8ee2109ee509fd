"""The processes of a stack: what each is called, how it is started and how it is stopped."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from plenum.stack import configs, graph, neighbours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plenum.stack.folder import StateFolder
    from plenum.stack.info import StackInfo


@dataclass(frozen=True)
class Part:
    """One process under the process manager."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    start_s: int = 1
    """Ending within this many seconds of its start counts as not having started."""
    stop_s: int = 10
    """How long it may take to end by itself before its group is killed, in seconds."""
    whole_group: bool = True
    """Whether the signal to stop goes to the children too, rather than to the parent alone."""


@dataclass(frozen=True)
class Programs:
    """The programs of the infrastructure; collector, Jaeger and Prometheus in the full stack alone."""

    redis: Path
    collector: Path | None = None
    jaeger: Path | None = None
    prometheus: Path | None = None
    beside: Mapping[str, Path] = field(default_factory=dict)
    """By the names that `plenum up --with` knows."""


def infrastructure(info: StackInfo, folder: StateFolder, programs: Programs) -> tuple[Part, ...]:
    """Redis, where the telemetry goes, and what was asked for beside them."""
    if not info.full:
        return (_redis(info, folder, programs.redis), _sink(info, folder), *_beside(info, programs))
    environment = configs.environment(info)
    flags = (
        f"--config.file={folder.prometheus / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder.prometheus / 'data'}",
        f"--web.listen-address=127.0.0.1:{info.ports['prometheus']}",
        f"--storage.tsdb.retention.time={os.environ.get('PLENUM_METRICS_KEEP', '15d')}",
        f"--storage.tsdb.retention.size={os.environ.get('PLENUM_METRICS_MOST', '512MB')}",
        "--enable-feature=exemplar-storage",
    )
    return (
        _redis(info, folder, programs.redis),
        Part(
            "jaeger",
            (str(programs.jaeger), "--config", str(configs.source("jaeger/config.yaml"))),
            environment,
        ),
        Part(
            "otel-collector",
            (
                str(programs.collector),
                *(part for file in configs.collector(info.beside) for part in ("--config", str(file))),
            ),
            environment,
        ),
        Part("prometheus", (str(programs.prometheus), *flags)),
        *_beside(info, programs),
    )


def services(info: StackInfo) -> tuple[Part, ...]:
    """One process a replica, so that scaling touches no other."""
    return tuple(
        Part(
            f"{service}-{replica}",
            graph.program(service, replica),
            {**info.environment_of(service), "PLENUM_LOG_FORMAT": "json"},
            start_s=5,  # importing alone takes more than one
            # A warm stop waits for the room at hand. It is the parent's to lead: its pool children
            # would die of the signal, with the work in them.
            stop_s=30,
            whole_group=False,
        )
        for service, count in info.services.items()
        for replica in range(1, count + 1)
    )


def _beside(info: StackInfo, programs: Programs) -> tuple[Part, ...]:
    return tuple(
        Part(
            each.part,
            neighbours.command(info, each, programs.beside[name]),
            each.environment,
            each.start_s,
        )
        for name, each in neighbours.of(info)
    )


def _redis(info: StackInfo, folder: StateFolder, program: Path) -> Part:
    return Part(
        "redis",
        (
            str(program),
            *("--bind", "127.0.0.1", "--port", str(info.ports["redis"])),
            *("--dir", str(folder.redis), "--daemonize", "no"),
            *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
            *("--maxmemory-policy", "noeviction"),
            *(("--aclfile", str(folder.users_file)) if info.passwords else ()),
            # A title would overwrite the environment by which `down` knows its processes.
            *("--set-proc-title", "no"),
        ),
    )


def _sink(info: StackInfo, folder: StateFolder) -> Part:
    return Part(
        "otlp-sink",
        (
            *(sys.executable, "-m", "plenum.stack.sink"),
            *("--port", str(info.ports["otlp_http"]), "--directory", str(folder.telemetry)),
        ),
    )
