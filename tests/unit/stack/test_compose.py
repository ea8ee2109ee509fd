"""docker-compose.yml tells the same stack as the native runner; no engine is needed to compare them."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import yaml

from plenum.stack import configs, graph, parts, ports
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo

ROOT = Path(__file__).parents[3]
VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


def settings_example() -> dict[str, str]:
    """The variables of .env.example with their values."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file with every variable at its default."""
    text = VARIABLE.sub(lambda found: found[2], (ROOT / "docker-compose.yml").read_text())
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@pytest.mark.parametrize("service", graph.service_names())
def test_every_service_of_the_graph_runs_the_command_of_the_native_runner(
    compose: dict[str, Any], service: str
) -> None:
    """One block a service; program and arguments are those of `plenum up`.

    The image has the wheel, where the services are `plenum_services`.
    """
    native = graph.program(service, 1, package="plenum_services")
    assert compose["services"][service]["command"] == [Path(native[0]).name, *native[1:]]


def test_no_worker_runs_in_containers_alone(compose: dict[str, Any]) -> None:
    """A block that consumes a queue which the graph does not have would be forgotten code."""
    blocks = {name for name, block in compose["services"].items() if block["command"][0] == "celery"}
    assert blocks == set(graph.service_names())


def test_a_service_gets_the_variables_that_the_native_runner_sets(compose: dict[str, Any]) -> None:
    """Redis, OTLP endpoint and protocol: the same names, with the addresses of the network."""
    info = StackInfo(ROOT, "id", full=True, ports=dict(ports.CUSTOMARY), services={})
    for service in graph.service_names():
        block = compose["services"][service]
        assert set(block["environment"]) == {*info.environment(), "PLENUM_LOG_FORMAT"}
        assert block["healthcheck"]["test"][-2:] == ["plenum.stack.alive", service]


def test_collector_and_jaeger_know_every_variable_they_are_given(compose: dict[str, Any]) -> None:
    """A variable that no configuration reads would be a setting without effect, here and natively."""
    text = (ROOT / "otel-collector/config.yaml").read_text() + (ROOT / "jaeger/config.yaml").read_text()
    known = set(re.findall(r"\$\{env:(\w+):-", text))
    info = StackInfo(ROOT, "id", full=True, ports=dict(ports.CUSTOMARY), services={})
    # How many traces Jaeger keeps is the user's to set; natively it comes down by inheritance.
    assert set(configs.environment(info)) - {"GOMEMLIMIT"} == known - {"PLENUM_JAEGER_MAX_TRACES"}
    for name in ("otel-collector", "jaeger"):
        assert set(compose["services"][name]["environment"]) <= known | {"GOMEMLIMIT"}


def test_the_ports_in_the_configurations_are_the_customary_ones() -> None:
    """With nothing set, collector and Jaeger listen where the native runner looks first."""
    info = StackInfo(ROOT, "id", full=True, ports=dict(ports.CUSTOMARY), services={})
    text = (ROOT / "otel-collector/config.yaml").read_text() + (ROOT / "jaeger/config.yaml").read_text()
    defaults = dict(re.findall(r"\$\{env:(\w+_PORT|\w+_ENDPOINT):-([^}]*)\}", text))
    native = configs.environment(info)
    assert defaults == {name: native[name] for name in defaults}
    assert len(defaults) == 11


def test_images_are_pinned_and_listed_in_the_example_of_settings(compose: dict[str, Any]) -> None:
    """A tag on each image, never `latest`, and the example shows exactly what the file uses."""
    for name, block in compose["services"].items():
        tag = block["image"].rpartition(":")[2]
        assert re.fullmatch(r"v?\d+\.\d+\.\d+.*", tag), f"{name}: {block['image']}"
    used = dict(VARIABLE.findall((ROOT / "docker-compose.yml").read_text()))
    assert settings_example() == used
    assert f"ARG PYTHON_IMAGE={used['PYTHON_IMAGE']}" in (ROOT / "Dockerfile").read_text()


def test_the_container_images_are_the_versions_that_are_built_natively(
    compose: dict[str, Any],
) -> None:
    """The native tests speak for the containers only while the versions are the same."""
    collector = compose["services"]["otel-collector"]["image"].rpartition(":")[2]
    assert f"otlpreceiver v{collector}" in (ROOT / "otel-collector/builder.yaml").read_text()
    jaeger = compose["services"]["jaeger"]["image"].rpartition(":")[2]
    # Jaeger tags one commit twice: v1.x is the Go module's number, v2.x the image's.
    (module,) = re.findall(r"jaegertracing/jaeger v(\S+)", (ROOT / "jaeger/go.mod").read_text())
    assert {"1.76.0": "2.13.0"}[module] == jaeger


def test_nothing_is_published_beyond_this_machine(compose: dict[str, Any]) -> None:
    """Each published port is bound to 127.0.0.1."""
    published = [port for block in compose["services"].values() for port in block.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_mounted_files_exist_and_cannot_be_written(compose: dict[str, Any]) -> None:
    """A missing source would become an empty folder in the container."""
    mounts = [v for block in compose["services"].values() for v in block.get("volumes", [])]
    files = [mount for mount in mounts if mount.startswith("./")]
    assert len(files) == 3
    for mount in files:
        source, _, mode = mount.split(":")
        assert (ROOT / source).exists()
        assert mode == "ro"
    named = {mount.split(":")[0] for mount in mounts} - {mount.split(":")[0] for mount in files}
    assert named == set(compose["volumes"])


def test_every_container_is_unprivileged_and_bounded(compose: dict[str, Any]) -> None:
    """No root, no capabilities, no new privileges, a read-only root and a memory limit."""
    for name, block in compose["services"].items():
        assert block["user"].split(":")[0] not in {"0", "root", ""}, name
        assert block["read_only"] is True, name
        assert block["cap_drop"] == ["ALL"], name
        assert block["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"\d+[mg]", block["mem_limit"]), name
    assert re.search(r"^USER 10001:10001$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_what_a_container_waits_for_exists_and_is_checked(compose: dict[str, Any]) -> None:
    """Dependencies have a condition, form no circle, and `healthy` asks one that has a check."""
    services = compose["services"]
    order = TopologicalSorter({name: block.get("depends_on", {}) for name, block in services.items()})
    assert set(order.static_order()) == set(services)
    for block in services.values():
        for needed, wish in block.get("depends_on", {}).items():
            assert wish["condition"] != "service_healthy" or "healthcheck" in services[needed]


def test_targets_of_prometheus_are_the_ports_that_the_containers_listen_on() -> None:
    """The compose network's targets name existing services and the configurations' own ports."""
    targets = {
        path.stem: yaml.safe_load(path.read_text())[0]["targets"]
        for path in (ROOT / "prometheus/targets").glob("*.yml")
    }
    assert targets == {
        "plenum": [f"otel-collector:{ports.CUSTOMARY['collector_prometheus']}"],
        "otel-collector": [f"otel-collector:{ports.CUSTOMARY['collector_metrics']}"],
        "jaeger": [f"jaeger:{ports.CUSTOMARY['jaeger_metrics']}"],
    }


def test_redis_keeps_what_it_acknowledged_in_both_ways_to_run(compose: dict[str, Any]) -> None:
    """Append-only file on, nothing ever evicted."""
    folder = StateFolder(ROOT)
    info = StackInfo(ROOT, "id", full=False, ports=dict(ports.CUSTOMARY), services={})
    native = parts.infrastructure(info, folder, parts.Programs(Path("redis-server")))[0].command
    for command in (compose["services"]["redis"]["command"], list(native)):
        told = {name: command[command.index(name) + 1] for name in command if name.startswith("--")}
        assert told["--appendonly"] == "yes"
        assert told["--appendfsync"] == "everysec"
        assert told["--save"] == ""
        assert told["--maxmemory-policy"] == "noeviction"
