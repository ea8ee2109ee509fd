"""The stack of docker-compose.yml does in containers what it does as plain processes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from plenum import traces
from plenum.stack import graph
from tests.containers.engine import PUBLISHED, Engine
from tests.integration.stack.probes import counters
from tests.support.buildings import building
from tests.support.gateway import WAITING
from tests.support.seen import See
from tests.support.system import sums
from tests.support.waiting import HANGS_S, eventually

pytestmark = pytest.mark.containers
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "small_office.json"


def test_the_example_building_is_completed_by_the_command_line_in_a_container(
    engine: Engine, see: See
) -> None:
    """The profile's `cli`: a building on standard input, the result on standard output."""
    words = ("--profile", "tools", "run", "--rm", "--no-deps", "-T", "cli", "plenum", "place", "-", "-o", "-")
    result: dict[str, Any] = json.loads(engine.compose(*words, fed=EXAMPLE.read_text()))
    engine.results.append(result)
    assert result["status"] == "complete"
    assert len(result["rooms"]) == 19
    see("the example building", f"complete, 19 rooms, {result['duration_s']:.1f} s")


def test_its_trace_is_whole_in_jaeger(engine: Engine, see: See) -> None:
    """One root, no orphan, spans from every service; the building came over HTTP."""
    url = engine.url("PLENUM_GATEWAY_PORT")
    answer = httpx.post(f"{url}/v1/jobs", json=building(3), headers=WAITING, timeout=HANGS_S)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    engine.results.append(result)
    services = set(graph.service_names())

    def whole(spans: list[traces.Seen]) -> bool:
        found = traces.shape(spans)
        return found.roots == 1 and not found.orphans and {s.service for s in spans} >= services

    url = engine.url("PLENUM_JAEGER_QUERY_PORT")
    spans = eventually(lambda: traces.from_jaeger(url, result["trace_id"]), whole)
    assert whole(spans), traces.shape(spans)
    see("trace in Jaeger", f"{len(spans)} spans of {len(services)} services, 1 root, 0 orphans")


def test_the_counters_in_prometheus_are_the_results_sums(engine: Engine, see: See) -> None:
    """After everything that was placed, killed and stopped so far."""
    engine.place(building(2))
    url = engine.url("PLENUM_PROMETHEUS_PORT")
    wanted = sums(engine.results)
    assert eventually(lambda: counters(url), lambda found: found == wanted) == wanted
    see("counters in Prometheus", f"equal the sums of {len(engine.results)} results")


def test_each_container_finds_the_others_by_name(engine: Engine, see: See) -> None:
    """Names of services are host names on the project's network."""
    names = [name for name in engine.services if name != "telemetry-volume"]
    look = "import socket, sys; print(*(socket.gethostbyname(n) for n in sys.argv[1:]))"
    addresses = engine.execute("selector", "python", "-c", look, *names).split()
    assert len(set(addresses)) == len(names)
    see("DNS", f"{len(names)} names, {len(set(addresses))} addresses")


def test_ports_are_published_on_127_0_0_1_alone(engine: Engine, see: See) -> None:
    """What .env says, and nothing else."""
    published = {}
    for service in engine.services:
        for container in engine.names(service):
            for inside, bound in (engine.inspect(container)["NetworkSettings"]["Ports"] or {}).items():
                for each in bound or ():
                    published[(service, int(inside.split("/")[0]))] = (each["HostIp"], int(each["HostPort"]))
    assert published == {place: ("127.0.0.1", engine.ports[name]) for name, place in PUBLISHED.items()}
    see("published", f"{len(published)} ports, on 127.0.0.1, as .env says")


def test_what_env_sets_reaches_the_services(engine: Engine, see: See) -> None:
    """A setting that the file only hands on."""
    for service in graph.service_names():
        assert "PLENUM_KEEP_S=43210" in engine.execute(service, "env").splitlines()
        assert "PLENUM_GRAPH=" not in engine.execute(service, "env")
    services = len(graph.service_names())
    see(".env", f"PLENUM_KEEP_S in all {services} services; what it leaves out is not there")


def test_a_container_starts_after_what_it_waits_for(engine: Engine, see: See) -> None:
    """By the times that podman notes: `healthy` before `started`, the one-shot before the collector."""
    times = {}
    for service in set(engine.services) - engine.started_again:
        state = engine.inspect(engine.name(service))["State"]
        times[service] = datetime.fromisoformat(state["StartedAt"][:26])
    pairs = [
        (needed, name) for name, block in engine.services.items() for needed in block.get("depends_on", ())
    ]
    told = [pair for pair in pairs if set(pair) <= set(times)]
    assert all(times[needed] < times[service] for needed, service in told), times
    assert told
    once = engine.inspect(engine.name("telemetry-volume"))["State"]
    assert (once["Status"], once["ExitCode"]) == ("exited", 0)
    see("depends_on", f"{len(told)} pairs in order; telemetry-volume ended with 0")


def test_logs_reach_the_volume_of_the_collector(engine: Engine, see: See) -> None:
    """Which belongs to the collector's user; each volume is its service's to write."""
    result = engine.place(building(1))
    owners = {}
    for volume, owner in (("redis-data", 999), ("telemetry", 10001), ("prometheus-data", 65534)):
        (found,) = json.loads(engine.podman("volume", "inspect", f"{engine.project}_{volume}"))
        folder = Path(found["Mountpoint"])
        owners[volume] = folder.stat().st_uid
        assert owners[volume] == owner
        assert any(path.stat().st_uid == owner for path in folder.iterdir())
        if volume == "telemetry":
            log = folder / "logs.jsonl"
            assert eventually(lambda file=log: result["job_id"] in file.read_text())  # type: ignore[misc]  # mypy infers no lambda with a default
    see("volumes' owners", ", ".join(f"{volume} {owner}" for volume, owner in owners.items()))
