"""kubernetes/ tells the stack that compose and `plenum up` run, hardened and bounded."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plenum.health import probe
from plenum.settings import DEMAND, IGNORE, Settings
from plenum.stack import graph
from tests.support.compose import at_defaults
from tests.support.kustomize import Object, built

ROOT: Final = Path(__file__).resolve().parents[3]
KUBERNETES: Final = ROOT / "kubernetes"
EVERYTHING: Final = built(KUBERNETES / "everything")
LONG_S: Final = Settings.model_fields["room_limit_s"].default
PROMISED: Final = {"plenum-redis", "plenum-gateway"}
"""Secrets that are the operator's to make: kubernetes/README.md."""


def pods() -> Iterator[tuple[str, Object]]:
    """Each kind of pod, by its object's name."""
    for (kind, name), found in EVERYTHING.items():
        if kind in {"Deployment", "StatefulSet"}:
            yield name, found["spec"]["template"]["spec"]


def containers() -> Iterator[tuple[str, Object]]:
    """Each container."""
    for name, pod in pods():
        for container in pod["containers"]:
            yield name, container


def references(found: Any) -> Iterator[tuple[str, str]]:
    """The ConfigMaps and Secrets that a pod asks for."""
    for name, value in found.items() if isinstance(found, dict) else enumerate(found):
        if name in {"configMap", "configMapRef"}:
            yield "ConfigMap", value["name"]
        elif name == "secretRef":
            yield "Secret", value["name"]
        elif name == "secretName":
            yield "Secret", value
        elif isinstance(value, dict | list):
            yield from references(value)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file with every variable at its default."""
    text, _ = at_defaults((ROOT / "docker-compose.yml").read_text())
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded["services"]


def defaulted(word: str) -> str:
    """A word of compose's where no variable is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", word)


@pytest.mark.slow
def test_what_is_generated_is_current() -> None:
    """A change of the stack that is not in the manifests would be deployed half."""
    script = "import generate, json; print(json.dumps(generate.files()))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=KUBERNETES, capture_output=True, text=True, check=True
    )
    for path, text in yaml.safe_load(done.stdout).items():
        assert (KUBERNETES / path).read_text() == text, path


def test_every_service_runs_with_the_command_and_image_of_compose(compose: dict[str, Any]) -> None:
    """And so do Redis and the programs around."""
    found = dict(containers())
    assert set(found) == {
        *(service.replace("_", "-") for service in graph.service_names()),
        *("redis", "otel-collector", "jaeger", "prometheus"),
    }
    for name, container in found.items():
        told = compose.get(name) or compose[name.replace("-", "_")]
        assert container["image"] == told["image"], name
        if name not in {"otel-collector", "jaeger"}:
            command = [defaulted(word) for word in told["command"]]
            assert container.get("command", container.get("args")) == command, name


def test_ports_are_those_that_the_programs_listen_on(compose: dict[str, Any]) -> None:
    """What compose publishes, and what Prometheus is told to scrape, is a port of a service of that name."""
    services = {
        name: {port["port"] for port in found["spec"]["ports"]}
        for (kind, name), found in EVERYTHING.items()
        if kind == "Service"
    }
    for name, block in compose.items():
        if "profiles" not in block:
            assert {int(port.rpartition(":")[2]) for port in block.get("ports", [])} <= services.get(
                name, set()
            )
    targets = EVERYTHING["ConfigMap", "prometheus-targets"]["data"]
    for target in [yaml.safe_load(text)[0]["targets"][0] for text in targets.values()]:
        host, _, port = target.partition(":")
        assert host == "alertmanager" or int(port) in services[host]


def test_every_container_is_bounded_and_watched() -> None:
    """Limits as in compose; two probes at least; what starts slowly has a third."""
    for name, container in containers():
        bounds = container["resources"]
        assert set(bounds["requests"]) == set(bounds["limits"]) == {"cpu", "memory"}, name
        assert {"readinessProbe", "livenessProbe"} <= set(container), name


def test_limits_are_those_of_compose(compose: dict[str, Any]) -> None:
    """What refuses before the kernel does holds in both."""
    units = {"m": 1, "g": 1024}
    for name, container in containers():
        told = (compose.get(name) or compose[name.replace("-", "_")])["mem_limit"]
        limit = container["resources"]["limits"]["memory"]
        given = int(limit[:-2]) * (1024 if limit.endswith("Gi") else 1)
        assert given == int(told[:-1]) * units[told[-1]], name


def test_every_pod_meets_the_level_restricted() -> None:
    """The Pod Security Standards' level, which the namespace enforces; and no token of the cluster's."""
    for name, pod in pods():
        security = pod["securityContext"]
        assert security["runAsNonRoot"] is True, name
        assert security["runAsUser"] > 0, name
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod), name
        allowed = {"configMap", "emptyDir", "persistentVolumeClaim", "projected", "secret"}
        assert all(set(volume) - {"name"} <= allowed for volume in pod["volumes"]), name
    for name, container in containers():
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False, name
        assert security["readOnlyRootFilesystem"] is True, name
        assert security["capabilities"] == {"drop": ["ALL"]}, name
    labels = EVERYTHING["Namespace", "plenum"]["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


@pytest.mark.parametrize("service", graph.worker_names())
def test_a_worker_is_rolled_without_loss(service: str) -> None:
    """The new pod is ready before an old one goes; who stops has longer than a room; never all at once."""
    name = service.replace("_", "-")
    found = EVERYTHING["Deployment", name]["spec"]
    assert found["replicas"] >= 2
    assert found["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    pod = found["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > LONG_S + 5
    (spread,) = pod["topologySpreadConstraints"]
    assert spread["topologyKey"] == "kubernetes.io/hostname"
    budget = EVERYTHING["PodDisruptionBudget", name]["spec"]
    selectors = (found["selector"], budget["selector"], spread["labelSelector"])
    assert all(selector["matchLabels"] == found["template"]["metadata"]["labels"] for selector in selectors)
    assert budget["maxUnavailable"] < found["replicas"]


@pytest.mark.parametrize("service", graph.worker_names())
def test_a_workers_probes_are_its_health_checks(service: str) -> None:
    """Alive is not ready: a Redis that is away restarts nobody."""
    (container,) = EVERYTHING["Deployment", service.replace("_", "-")]["spec"]["template"]["spec"][
        "containers"
    ]
    module = probe.__name__
    for kind, what in (("startup", "live"), ("liveness", "live"), ("readiness", "ready")):
        assert container[f"{kind}Probe"]["exec"]["command"] == ["python", "-m", module, what, service]


def test_settings_are_known_and_secrets_are_named_not_given() -> None:
    """Every variable is one that Plenum reads; what is asked for exists, or is said to be the operator's."""
    known = set(
        re.findall(
            r"`([A-Z][A-Z_]+)`",
            "".join(
                (ROOT / "docs" / page).read_text() for page in ("configuration.md", "http.md", "telemetry.md")
            ),
        )
    )
    assert set(EVERYTHING["ConfigMap", "plenum"]["data"]) <= known | {"OTEL_EXPORTER_OTLP_PROTOCOL"}
    assert not [key for key in EVERYTHING if key[0] == "Secret"]
    told = (KUBERNETES / "README.md").read_text()
    assert all(name in told for name in PROMISED)
    maps = {name for kind, name in EVERYTHING if kind == "ConfigMap"}
    for name, pod in pods():
        asked = list(references(pod))
        assert {what for kind, what in asked if kind == "Secret"} <= PROMISED, name
        assert {what for kind, what in asked if kind == "ConfigMap"} <= maps, name


def test_keda_scales_every_stage_by_work_and_age() -> None:
    """On series that Plenum tells, of the queue whose workers are scaled; never below what a roll needs."""
    metrics = (ROOT / "docs" / "telemetry.md").read_text()
    scaled = {name: found["spec"] for (kind, name), found in EVERYTHING.items() if kind == "ScaledObject"}
    assert set(scaled) == {name.replace("_", "-") for name in graph.worker_names()} - {"coordinator"}
    for name, spec in scaled.items():
        assert spec["scaleTargetRef"]["name"] == name
        assert spec["minReplicaCount"] == EVERYTHING["Deployment", name]["spec"]["replicas"]
        query = spec["triggers"][0]["metadata"]["query"]
        assert set(re.findall(r'="(\w+)"', query)) == {name.replace("-", "_")}
        for series in re.findall(r"(\w+)\{", query):
            assert f"`{series.removesuffix('_sum')}`" in metrics


def test_prometheus_is_given_every_rule_and_target() -> None:
    """A file that is not in the projection would be missing in silence."""
    pod = EVERYTHING["Deployment", "prometheus"]["spec"]["template"]["spec"]
    (projected,) = [volume["projected"] for volume in pod["volumes"] if "projected" in volume]
    paths = {item["path"] for source in projected["sources"] for item in source["configMap"].get("items", [])}
    assert paths == {
        f"{folder}/{at.name}"
        for folder in ("rules", "targets")
        for at in (ROOT / "prometheus" / folder).iterdir()
    }


@pytest.mark.slow
def test_another_redis_takes_the_bases_own_away() -> None:
    """And nothing else."""
    base = built(KUBERNETES / "base")
    left = built(KUBERNETES / "with-external-redis")
    assert {name for _, name in set(base) - set(left)} == {"redis", "redis-start"}


@pytest.mark.slow
def test_nothing_speaks_to_another_redis_in_the_clear() -> None:
    """The base's own is within the cluster: nothing is said of that."""
    settings = built(KUBERNETES / "with-external-redis")["ConfigMap", "plenum"]["data"]
    base = built(KUBERNETES / "base")["ConfigMap", "plenum"]["data"]
    assert Settings(redis_tls=settings.pop("PLENUM_REDIS_TLS")).redis_tls == DEMAND
    assert Settings(redis_tls=base.pop("PLENUM_REDIS_TLS")).redis_tls == IGNORE
    assert settings == base


@pytest.mark.slow
def test_another_redis_and_its_sentinels_are_within_reach_where_nothing_else_is() -> None:
    """Of every pod that is given the address."""
    left = built(KUBERNETES / "with-external-redis")
    assert left["NetworkPolicy", "nobody"]["spec"]["podSelector"] == {}
    policy = left["NetworkPolicy", "out-to-redis"]["spec"]
    ((out,), (kept_in,)) = policy["egress"], policy["podSelector"]["matchExpressions"]
    assert {6379, 26379} <= {port["port"] for port in out["ports"]}
    for (kind, name), found in left.items():
        if kind == "Deployment" and "PLENUM_REDIS_URL" in str(found):
            labels = found["spec"]["template"]["metadata"]["labels"]
            assert policy["podSelector"]["matchLabels"].items() <= labels.items()
            assert name not in kept_in["values"]
