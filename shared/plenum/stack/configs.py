"""The files that configure collector, Jaeger and Prometheus: the repository's own, with the stack's ports."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Final

from plenum import beside_code
from plenum.stack.errors import MissingProgramError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from plenum.stack.folder import StateFolder
    from plenum.stack.info import StackInfo

COLLECTOR_MEMORY_MIB = 400
OVERLAYS: Final = ("tail-sampling", "forward", "own-telemetry", "log-store")
"""What may be laid over the collector's configuration: otel-collector/NAME.yaml."""


def source(relative: str) -> Path:
    """A file that comes beside the code. Raises MissingProgramError where it does not."""
    try:
        return beside_code.find(relative)
    except FileNotFoundError as error:
        raise MissingProgramError(f"{error} (the embedded stack needs no such file)") from error


def collector(beside: Sequence[str] = ()) -> tuple[Path, ...]:
    """The collector's configuration and what PLENUM_COLLECTOR_WITH, names with commas, lays over it.

    `beside`: the stack's neighbours; a log store among them is sent what it keeps.

    Raises UsageError for a name that is none.
    """
    wanted = [name for name in os.environ.get("PLENUM_COLLECTOR_WITH", "").split(",") if name]
    for name in wanted:
        if name not in OVERLAYS:
            raise UsageError(f"PLENUM_COLLECTOR_WITH={name}: give some of {', '.join(OVERLAYS)}")
    if "logs" in beside:
        wanted.append("log-store")
    return tuple(source(f"otel-collector/{name}.yaml") for name in ("config", *dict.fromkeys(wanted)))


def environment(info: StackInfo) -> dict[str, str]:
    """The variables by which collector and Jaeger learn their ports."""
    ports = info.ports
    return {
        "PLENUM_COLLECTOR_HOST": "127.0.0.1",
        "PLENUM_OTLP_GRPC_PORT": str(ports["otlp_grpc"]),
        "PLENUM_OTLP_HTTP_PORT": str(ports["otlp_http"]),
        "PLENUM_COLLECTOR_HEALTH_PORT": str(ports["collector_health"]),
        "PLENUM_COLLECTOR_PROMETHEUS_PORT": str(ports["collector_prometheus"]),
        "PLENUM_COLLECTOR_METRICS_PORT": str(ports["collector_metrics"]),
        "PLENUM_COLLECTOR_MEMORY_MIB": str(COLLECTOR_MEMORY_MIB),
        "GOMEMLIMIT": f"{COLLECTOR_MEMORY_MIB * 8 // 10}MiB",
        "PLENUM_JAEGER_OTLP_ENDPOINT": f"127.0.0.1:{ports['jaeger_otlp_grpc']}",
        "PLENUM_TELEMETRY_DIR": str(info.telemetry_dir),
        "PLENUM_COLLECTOR_QUEUE_DIR": str(info.telemetry_dir / "queue"),
        "PLENUM_JAEGER_HOST": "127.0.0.1",
        "PLENUM_JAEGER_QUERY_PORT": str(ports["jaeger_query"]),
        "PLENUM_JAEGER_QUERY_GRPC_PORT": str(ports["jaeger_query_grpc"]),
        "PLENUM_JAEGER_HEALTH_PORT": str(ports["jaeger_health"]),
        "PLENUM_JAEGER_OTLP_GRPC_PORT": str(ports["jaeger_otlp_grpc"]),
        "PLENUM_JAEGER_METRICS_PORT": str(ports["jaeger_metrics"]),
        "PLENUM_JAEGER_PROMETHEUS": f"http://127.0.0.1:{ports['prometheus']}",
        **(
            {"PLENUM_LOG_STORE_OTLP": f"{info.victorialogs}/insert/opentelemetry/v1/logs"}
            if info.victorialogs
            else {}
        ),
    }


def write_prometheus(info: StackInfo, folder: StateFolder) -> None:
    """Lay Prometheus' folder: the repository's file and rules as they are, targets with our ports."""
    shutil.copyfile(source("prometheus/prometheus.yml"), folder.prometheus / "prometheus.yml")
    shutil.copytree(source("prometheus/rules"), folder.prometheus / "rules", dirs_exist_ok=True)
    targets = folder.prometheus / "targets"
    targets.mkdir(exist_ok=True)
    for name, port in (
        ("plenum", "collector_prometheus"),
        ("otel-collector", "collector_metrics"),
        ("jaeger", "jaeger_metrics"),
    ):
        (targets / f"{name}.yml").write_text(f'- targets: ["127.0.0.1:{info.ports[port]}"]\n')
    alertmanager = [f"127.0.0.1:{info.ports['alertmanager']}"] if "alerts" in info.beside else []
    (targets / "alertmanager.yml").write_text(json.dumps([{"targets": alertmanager}]) + "\n")


def write_wanted(folder: StateFolder, workers: Mapping[str, int]) -> None:
    """How many workers of each service there should be, as rules that Prometheus judges the living by."""
    rules = [
        {"record": "plenum:workers_wanted", "expr": f"vector({count})", "labels": {"service": name}}
        for name, count in workers.items()
    ]
    groups = [{"name": "wanted", "interval": "5s", "rules": rules}]
    # JSON is YAML.
    (folder.prometheus / "rules" / "wanted.yml").write_text(json.dumps({"groups": groups}, indent=1) + "\n")
