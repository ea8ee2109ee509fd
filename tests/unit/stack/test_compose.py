"""docker-compose.yml tells the same stack as the native runner; no engine is needed to compare them."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import yaml

from plenum import distribution
from plenum.settings import Settings, variable
from plenum.stack import configs, graph, neighbours, parts, ports, users
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo
from tests.support.compose import at_defaults, set_variables

ROOT = Path(__file__).parents[3]
PARENT_MIB = 100
"""What a worker's parent holds beside its child: DEPLOYMENT.md, Sizing."""
NATIVE_ALONE = {
    "PLENUM_COLLECTOR_WITH",
    "PLENUM_LOGS_KEEP",
    "PLENUM_LOGS_MOST",
    "PLENUM_METRICS_KEEP",
    "PLENUM_METRICS_MOST",
    "PLENUM_JAEGER_MAX_TRACES",
    "PLENUM_ROOT",
    "XDG_CACHE_HOME",
    "PLENUM_TEST_DATA",
    "PLENUM_NO_SKIPS",
}
"""Variables of the configuration page that no process of ours in a container reads."""


def settings_example() -> dict[str, str]:
    """The variables of .env.example with their values: all commented out, so that a copy changes nothing."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert all(line.startswith("#") for line in lines if line)
    return dict(re.findall(r"^#([A-Z]\w+)=(.*)$", "\n".join(lines), re.MULTILINE))


def mebibytes(text: str) -> int:
    """A limit as compose and Redis write it."""
    number, unit = re.fullmatch(r"(\d+)(m|g|mb|gb|MiB)", text).groups()  # type: ignore[union-attr]  # it matches
    return int(number) * (1024 if unit[0] == "g" else 1)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file with every variable at its default."""
    text, _ = at_defaults((ROOT / "docker-compose.yml").read_text())
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
    assert blocks == set(graph.worker_names())


def test_a_service_gets_the_variables_that_the_native_runner_sets(compose: dict[str, Any]) -> None:
    """Redis, OTLP endpoint and protocol: the same names, with the addresses of the network."""
    info = StackInfo(ROOT, "id", full=True, ports=dict(ports.CUSTOMARY), services={})
    for service in graph.worker_names():
        block = compose["services"][service]
        own = {"PLENUM_LOG_FORMAT", "PLENUM_REDIS_TLS", "PLENUM_CHILD_MEMORY_MIB", "PLENUM_MEMORY_LIMIT_MIB"}
        assert set(set_variables(block)) == {*info.environment(), *own}
        assert block["healthcheck"]["test"][-3:] == ["plenum.health.probe", "ready", service]


def test_collector_and_jaeger_know_every_variable_they_are_given(compose: dict[str, Any]) -> None:
    """A variable that no configuration reads would be a setting without effect, here and natively."""
    files = ("otel-collector/config.yaml", "otel-collector/log-store.yaml", "jaeger/config.yaml")
    text = "".join((ROOT / name).read_text() for name in files)
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


def test_images_are_pinned_in_one_place(compose: dict[str, Any]) -> None:
    """A full name and a tag on each, never `latest`; no other file repeats a version."""
    pins: dict[str, str] = compose["x-pins"]
    for name, pin in pins.items():
        assert re.fullmatch(r"[\w.-]+\.\w+/[\w./-]+:v?\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?", pin), name
    own = f"plenum:{distribution.version()}"
    images = {block["image"] for block in compose["services"].values()}
    assert images == {own, *pins.values()} - {pins["python"]}
    # One service builds the image that all of them run: podman-compose builds once for each that asks.
    (built,) = [block["build"]["args"] for block in compose["services"].values() if "build" in block]
    assert built == {"PYTHON_IMAGE": pins["python"]}
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^ARG PYTHON_IMAGE.*$", dockerfile, re.MULTILINE) == ["ARG PYTHON_IMAGE"]
    assert f'version="{distribution.version()}"' in dockerfile
    assert {name for name, value in settings_example().items() if "IMAGE" in name and value} == set()


def test_the_image_is_built_from_all_that_the_wheel_takes() -> None:
    """What is not let through to the build would fail it, and nobody sees that without an engine."""
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = built["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = {*wheel["force-include"], *built["project"]["license-files"], built["project"]["readme"]}
    let_through = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert wanted < set(let_through)
    assert all((ROOT / path).exists() for path in let_through)
    (extras,) = re.findall(r'"plenum-ceilings\[([\w,]+)\]"', (ROOT / "Dockerfile").read_text())
    assert {"stack", "gateway"} < set(extras.split(",")) < set(built["project"]["optional-dependencies"])


def test_the_example_of_settings_lists_each_variable_with_its_default(compose: dict[str, Any]) -> None:
    """What is written there is what holds without it."""
    _, used = at_defaults((ROOT / "docker-compose.yml").read_text())
    wanted = {name: "" if name.endswith("_IMAGE") else value for name, value in used.items()}
    blocks = (compose["x-plenum"], compose["services"]["gateway"])
    handed_on = {name for block in blocks for name, value in block["environment"].items() if value is None}
    example = settings_example()
    assert set(example) == {*wanted, *handed_on}
    assert {name: example[name] for name in wanted} == wanted
    for name, field in Settings.model_fields.items():
        if variable(name) in handed_on:
            assert example[variable(name)] == str(field.default).replace("True", "true").replace(
                "False", "false"
            ), name


def test_every_variable_of_the_configuration_page_reaches_the_services(compose: dict[str, Any]) -> None:
    """Set in .env: handed on by name, or a default of the file that it replaces."""
    page = (ROOT / "docs/configuration.md").read_text()
    rows = re.findall(r"^\| (`.+?`) \|", page, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row)} - NATIVE_ALONE
    assert {variable(name) for name in Settings.model_fields} < named
    settable = set(settings_example())
    for service in graph.service_names():
        environment = compose["services"][service]["environment"]
        assert named <= set(environment), service
        assert named <= settable


def test_what_refuses_is_ours_and_not_the_kernel(compose: dict[str, Any]) -> None:
    """Each process' own limit on memory is under its container's."""
    services = compose["services"]
    for service in graph.service_names():
        block = services[service]
        given = set_variables(block)
        own = int(given["PLENUM_MEMORY_LIMIT_MIB"])
        assert int(given["PLENUM_CHILD_MEMORY_MIB"]) < own <= mebibytes(block["mem_limit"]) - PARENT_MIB, (
            service
        )
    redis = services["redis"]
    own = mebibytes(redis["command"][redis["command"].index("--maxmemory") + 1])
    assert own <= mebibytes(redis["mem_limit"]) * 2 / 3
    for name in ("otel-collector", "jaeger", "prometheus"):
        collected = mebibytes(services[name]["environment"]["GOMEMLIMIT"])
        assert collected <= mebibytes(services[name]["mem_limit"]) * 0.8, name
    assert int(services["otel-collector"]["environment"]["PLENUM_COLLECTOR_MEMORY_MIB"]) < mebibytes(
        services["otel-collector"]["mem_limit"]
    )


def test_every_container_has_a_limit_on_cores(compose: dict[str, Any]) -> None:
    """One service that runs wild leaves the others theirs."""
    for name, block in compose["services"].items():
        assert 0 < float(block["cpus"]) <= 1, name


def test_what_is_optional_has_a_profile_and_nothing_waits_for_it(compose: dict[str, Any]) -> None:
    """`docker compose up` starts the stack of `plenum up --full`, and no more."""
    services = compose["services"]
    optional = {name for name, block in services.items() if "profiles" in block}
    assert optional == {"cli", "alertmanager", "victorialogs", "grafana", "mlflow"}
    around = {"redis", "otel-collector", "jaeger", "prometheus"}
    assert set(services) - optional == {*graph.service_names(), *around, "telemetry-volume"}
    for block in services.values():
        assert not optional & set(block.get("depends_on", {}))


def test_the_collectors_image_is_the_version_that_is_built_natively(compose: dict[str, Any]) -> None:
    """The native tests speak for the container while the versions are the same."""
    collector = compose["x-pins"]["collector"].rpartition(":")[2]
    assert f"otlpreceiver v{collector}" in (ROOT / "otel-collector/builder.yaml").read_text()


def test_jaegers_image_and_its_native_build_are_a_pair_that_is_written_down(compose: dict[str, Any]) -> None:
    """Jaeger ended its Go module at v1.76.0, its 2.13.0; the image goes on, for its security releases.

    Whoever moves one of the two says so in its README, and here.
    """
    image = compose["x-pins"]["jaeger"].rpartition(":")[2]
    (module,) = re.findall(r"jaegertracing/jaeger v(\S+)", (ROOT / "jaeger/go.mod").read_text())
    assert (module, image) == ("1.76.0", "2.21.0")
    told = (ROOT / "jaeger/README.md").read_text()
    assert f"v{module}" in told
    assert image in told


def test_prometheus_gets_the_flags_of_the_native_runner(
    compose: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for paths and the port, which a container has for itself."""
    for variable_name in ("PLENUM_METRICS_KEEP", "PLENUM_METRICS_MOST"):
        monkeypatch.delenv(variable_name, raising=False)
    info = StackInfo(ROOT, "id", full=True, ports=dict(ports.CUSTOMARY), services={})
    programs = parts.Programs(Path("redis"), Path("collector"), Path("jaeger"), Path("prometheus"))
    native = {part.name: part for part in parts.infrastructure(info, StateFolder(tmp_path), programs)}
    kept = [word for word in native["prometheus"].command[1:] if "listen-address" not in word]
    told = compose["services"]["prometheus"]["command"]
    assert [word.split("=")[0] for word in told] == [word.split("=")[0] for word in kept]
    assert [w for w in told if "=/" not in w] == [w for w in kept if "/" not in w]
    for name in ("otel-collector", "jaeger"):
        assert [*native[name].command[1:]][:1] == compose["services"][name]["command"][:1]
        mounted = compose["services"][name]["volumes"][0].split(":")[0].removeprefix("./")
        assert native[name].command[2].endswith(mounted)


@pytest.mark.parametrize("name", neighbours.NEIGHBOURS)
def test_a_neighbour_is_a_profile_with_the_flags_of_the_native_runner(
    compose: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for paths and the address."""
    for variable_name in ("PLENUM_LOGS_KEEP", "PLENUM_LOGS_MOST"):
        monkeypatch.delenv(variable_name, raising=False)
    neighbour = neighbours.NEIGHBOURS[name]
    block = compose["services"][neighbour.part]
    assert block["profiles"] == [name]
    native = neighbour.flags(Path("/folder"), "127.0.0.1:1")
    native_set = {flag for flag in native if not re.search("=/|=127|:///|--port", flag)}
    told = block["command"][block["command"][0] == neighbour.program.name :]
    assert {flag for flag in told if not re.search("=/|=0|:///|--port", flag)} == native_set
    assert neighbour.environment.items() <= block.get("environment", {}).items()
    assert neighbour.part in ports.BESIDE


def test_nothing_is_published_beyond_this_machine(compose: dict[str, Any]) -> None:
    """Each published port is bound to 127.0.0.1."""
    published = [port for block in compose["services"].values() for port in block.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_one_number_moves_every_published_port(compose: dict[str, Any]) -> None:
    """`make compose-up-observe HOST_PORT=20000`: each from its own variable, no two the same."""
    ports_of_file = [port for block in compose["services"].values() for port in block.get("ports", [])]
    asked = ["make", "--silent", "-f", "-", "show", "HOST_PORT=20000"]
    rule = f"include {ROOT / 'Makefile'}\nshow:\n\t@env | grep '^PLENUM_.*_PORT='\n"
    shown = subprocess.run(asked, input=rule, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    set_ports = dict(re.findall(r"^(PLENUM_\w+_PORT)=(\d+)$", shown, re.MULTILINE))
    assert set(set_ports) == {name for name in settings_example() if name.endswith("_PORT")}
    assert len(set(set_ports.values())) == len(ports_of_file)
    assert all(20000 <= int(port) < 20100 for port in set_ports.values())


def test_mounted_files_exist_and_cannot_be_written(compose: dict[str, Any]) -> None:
    """A missing source would become an empty folder in the container."""
    mounts = [v for block in compose["services"].values() for v in block.get("volumes", [])]
    files = [mount for mount in mounts if mount.startswith("./")]
    assert len(files) == 8
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
        "alertmanager": [f"alertmanager:{ports.CUSTOMARY['alertmanager']}"],
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


def users_of(folder: Path, **given: str) -> list[str]:
    """What the container's script tells a server that prints it."""
    server = folder / "valkey-server"
    server.write_text('#!/bin/sh\necho "$@"\ncat\n')
    server.chmod(0o700)
    unset = {f"PLENUM_REDIS_{role}PASSWORD": "" for role in ("", "SUBMIT_", "OPERATOR_")}
    done = subprocess.run(
        ["sh", str(ROOT / "valkey/start.sh"), "--dir", "/data"],
        env={"PATH": f"{folder}:{os.environ['PATH']}", **unset, **given},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_redis_has_the_users_of_the_native_runner(tmp_path: Path) -> None:
    """The same rights by the same names; digests alone, none of them in the command line."""
    known = {user: f"{user} secret" for user in users.RULES}
    folder = StateFolder(tmp_path)
    users.write_users(folder, known)
    told = users_of(
        tmp_path,
        PLENUM_REDIS_PASSWORD=known["plenum"],
        PLENUM_REDIS_SUBMIT_PASSWORD=known["submit"],
        PLENUM_REDIS_OPERATOR_PASSWORD=known["operator"],
    )
    assert told == ["- --dir /data", *folder.users_file.read_text().splitlines()]
    assert "secret" not in "".join(told)


def test_a_user_without_a_password_is_not_there(tmp_path: Path) -> None:
    """Who may do everything, or anybody may use, is not made unasked."""
    told = users_of(tmp_path, PLENUM_REDIS_PASSWORD=tmp_path.name)
    assert [line.split()[1] for line in told[1:]] == ["default", "plenum"]


def test_no_secret_is_in_a_command_line_of_the_file() -> None:
    """Whoever can list the machine's processes would read it there."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name, block in services.items():
        words = [*block["command"], *block.get("healthcheck", {}).get("test", [])]
        assert not [word for word in words if "PASSWORD" in word or "_URL" in word], name
