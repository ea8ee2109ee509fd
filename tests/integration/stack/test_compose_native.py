"""The stack of docker-compose.yml, run without containers, does what the native stack does.

What this cannot show is the images: valkey, the contrib collector and Prometheus 3 are here Redis, the
collector that is built natively and whichever Prometheus is installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plenum import traces
from plenum.client import Client
from plenum.stack import binaries, graph
from tests.support.buildings import building
from tests.support.compose import Native, set_variables
from tests.support.system import sums
from tests.support.waiting import HANGS_S, eventually

from .probes import counters, fetch


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Native]:
    """Every service of the file as a process."""
    programs = {
        "valkey-server": binaries.redis_server(),
        "otel-collector": binaries.build(binaries.COLLECTOR, print),
        "jaeger": binaries.build(binaries.JAEGER, print),
        "prometheus": binaries.prometheus(),
        "celery": Path(sys.executable).with_name("celery"),
    }
    native = Native(tmp_path_factory.mktemp("composed"), programs)
    try:
        native.start(eventually)
        yield native
    finally:
        native.stop()


@pytest.fixture(scope="module")
def result(composed: Native) -> dict[str, Any]:
    """A small building, placed through the composed stack."""
    client = Client(composed.redis_url)
    completed: dict[str, Any] = client.result(client.submit(building(3)), HANGS_S)
    return completed


def test_a_building_is_completed(composed: Native, result: dict[str, Any]) -> None:
    """By all services of the graph, each of which the file's own health check finds alive."""
    assert result["status"] == "complete"
    assert set(graph.service_names()) < set(composed.processes)
    assert all(composed.processes[name].poll() is None for name in graph.service_names())


def test_its_trace_is_whole_in_jaeger(composed: Native, result: dict[str, Any]) -> None:
    """One root, no orphan, spans from every service."""
    url = f"http://127.0.0.1:{composed.port('jaeger', 16686)}"

    def whole(seen: list[traces.Seen]) -> bool:
        found = traces.shape(seen)
        return found.roots == 1 and not found.orphans and {s.service for s in seen} >= services

    services = set(graph.worker_names())
    seen = eventually(lambda: traces.from_jaeger(url, result["trace_id"]), whole)
    assert whole(seen), traces.shape(seen)


def test_its_counters_are_true_in_prometheus(composed: Native, result: dict[str, Any]) -> None:
    """What the ledger exports is what the result says, and every target is reached."""
    url = f"http://127.0.0.1:{composed.port('prometheus', 9090)}"
    wanted = sums([result])
    assert eventually(lambda: counters(url), lambda found: found == wanted) == wanted
    up = dict.fromkeys(("plenum", "otel-collector", "jaeger"), "up")

    def targets() -> dict[str, str]:
        found = fetch(f"{url}/api/v1/targets", state="active")["data"]["activeTargets"]
        return {target["labels"]["job"]: target["health"] for target in found}

    assert eventually(targets, lambda found: found == up) == up


def test_logs_reach_the_collectors_file(composed: Native, result: dict[str, Any]) -> None:
    """In the volume of the file."""
    file = composed.folder / "telemetry" / "logs.jsonl"
    text = eventually(lambda: file.read_text() if file.exists() else "", lambda t: "pipeline_complete" in t)
    assert result["job_id"] in text


def test_no_flag_of_the_file_is_unknown_to_the_prometheus_that_ran(composed: Native) -> None:
    """Nothing was left out for it: a flag that only the image's version has would end it here."""
    told = subprocess.run(
        [str(composed.programs["prometheus"]), "--help"], capture_output=True, text=True, timeout=HANGS_S
    )
    help_text = told.stdout + told.stderr
    flags = [word.split("=")[0] for word in composed.services["prometheus"]["command"]]
    assert [flag for flag in flags if flag not in help_text] == []
    assert composed.command("prometheus")[1 : len(flags) + 1] == [
        composed.here("prometheus", word) for word in composed.services["prometheus"]["command"]
    ]


def test_only_hosts_ports_and_paths_were_replaced(composed: Native) -> None:
    """A worker's command is the file's but for the package; its variables have the file's names."""
    for name in graph.worker_names():
        block = composed.services[name]
        worker = [re.sub(r"^plenum_services\b", "services", word) for word in block["command"]]
        assert composed.command(name)[1:] == worker[1:]
        given = set_variables(block)
        assert set(composed.environment(name)) == {"PATH", "HOME", *given}
        changed = {k for k, v in given.items() if composed.environment(name)[k] != v}
        assert changed == {"PLENUM_REDIS_URL", "OTEL_EXPORTER_OTLP_ENDPOINT"}
