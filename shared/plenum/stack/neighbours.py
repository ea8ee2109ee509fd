"""What may run beside the stack, each where it is asked for: `plenum up --with NAME`.

The compose profile of the same name has the same program with the same configuration.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from plenum.stack.configs import source
from plenum.stack.errors import UsageError
from plenum.stack.found_program import FoundProgram
from plenum.stack.go_program import GoProgram
from plenum.stack.graph import GRAPHS
from plenum.stack.users import write_private

if TYPE_CHECKING:
    from plenum.stack.info import StackInfo

LOG_STORE_MIB: Final = 64
"""What VictoriaLogs may use for its caches; it was seen with 25 MiB resident."""


@dataclass(frozen=True)
class Neighbour:
    """One of them."""

    part: str
    """Its process, its port, its folder in the state folder."""
    program: GoProgram | FoundProgram
    ready: str
    """A path that answers with success once it can do its job."""
    flags: Callable[[Path, str], tuple[str, ...]]
    """Its arguments, by its folder and the address at which it listens."""
    needs_full: bool = True
    """Whether it works on what the full stack alone has."""
    environment: Mapping[str, str] = field(default_factory=dict)
    start_s: int = 1
    """As of any part (`stack/parts.py`)."""


def _alertmanager(folder: Path, address: str) -> tuple[str, ...]:
    return (
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",  # alone: no port for others of its kind
    )


def _victorialogs(folder: Path, address: str) -> tuple[str, ...]:
    keep, most = os.environ.get("PLENUM_LOGS_KEEP", "7d"), os.environ.get("PLENUM_LOGS_MOST", "1GB")
    return (
        f"-storageDataPath={folder / 'data'}",
        f"-httpListenAddr={address}",
        f"-retentionPeriod={keep}",
        f"-retention.maxDiskSpaceUsageBytes={most}",
        f"-memory.allowedBytes={LOG_STORE_MIB}MB",
    )


def _mlflow(folder: Path, address: str) -> tuple[str, ...]:
    host, _, port = address.partition(":")
    return (
        "server",
        f"--host={host}",
        f"--port={port}",
        "--workers=1",
        f"--backend-store-uri=sqlite:///{folder / 'mlflow.db'}",
        f"--artifacts-destination={folder / 'artifacts'}",
    )


NEIGHBOURS: Final = {
    "alerts": Neighbour(
        "alertmanager",
        GoProgram("alertmanager", "alertmanager", "github.com/prometheus/alertmanager/cmd/alertmanager"),
        "/-/ready",
        _alertmanager,
    ),
    "logs": Neighbour(
        "victorialogs",
        GoProgram(
            "victoria-logs", "victorialogs", "github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs"
        ),
        "/health",
        _victorialogs,
    ),
    "mlflow": Neighbour(
        "mlflow",
        FoundProgram(
            "mlflow",
            ".venv-training",
            "`make setup-mlflow` in a checkout, or install MLflow 3.17 or newer where PATH finds it",
        ),
        "/health",
        _mlflow,
        needs_full=False,
        # What it would tell its makers is nobody's business. Its own jobs, which nobody here gives it, take
        # eight processes and 2 GB.
        environment={"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
        start_s=10,  # importing alone takes some
    ),
}


def wanted(names: Iterable[str], *, full: bool) -> list[str]:
    """Those that are asked for, once each.

    Raises UsageError for a name that is none, and where they are to run without the full stack.
    """
    found = sorted(set(names))
    for name in found:
        if name not in NEIGHBOURS:
            raise UsageError(f"--with {name}: there is {', '.join((*NEIGHBOURS, *GRAPHS))}")
    if not full and (more := [name for name in found if NEIGHBOURS[name].needs_full]):
        raise UsageError(f"--with {more[0]} needs the full stack: `plenum up --full --with {more[0]}`")
    return found


def need_full(names: Iterable[str]) -> bool:
    """Whether one of them runs beside the full stack alone."""
    return any(name in NEIGHBOURS and NEIGHBOURS[name].needs_full for name in names)


def of(info: StackInfo) -> list[tuple[str, Neighbour]]:
    """The stack's own, with the names by which they were asked for."""
    return [(name, NEIGHBOURS[name]) for name in info.beside]


def command(info: StackInfo, each: Neighbour, program: Path) -> tuple[str, ...]:
    """How one of them is started."""
    return (str(program), *each.flags(info.state / each.part, _address(info, each)))


def ports_of(names: Iterable[str]) -> tuple[str, ...]:
    """The ports that they need."""
    return tuple(NEIGHBOURS[name].part for name in names)


def ready_urls(info: StackInfo) -> dict[str, str]:
    """By part, what answers when it is ready."""
    return {each.part: f"http://{_address(info, each)}{each.ready}" for _, each in of(info)}


def lay(info: StackInfo) -> None:
    """Make their folders and configurations.

    The address to which Alertmanager posts is PLENUM_ALERT_WEBHOOK, in a file for the owner alone: it may
    have a token in it.
    """
    for name, each in of(info):
        folder = info.state / each.part
        folder.mkdir(exist_ok=True)
        if name == "alerts":
            text = source("alertmanager/alertmanager.yml").read_text()
            # It would look for the file where it was started.
            text = text.replace("url_file: webhook-url", f"url_file: {folder / 'webhook-url'}")
            (folder / "alertmanager.yml").write_text(text)
            if url := os.environ.get("PLENUM_ALERT_WEBHOOK"):
                write_private(folder / "webhook-url", url)


def _address(info: StackInfo, each: Neighbour) -> str:
    return f"127.0.0.1:{info.ports[each.part]}"
