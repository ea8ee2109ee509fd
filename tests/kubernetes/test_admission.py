"""What kubernetes/ holds: admitted by a real API server, again without a change, rolled forth and back."""

from __future__ import annotations

import copy
import json
import os
import re
from pathlib import Path
from typing import Any, Final

import pytest

from tests.kubernetes.cluster import Cluster
from tests.kubernetes.conftest import ROOT
from tests.support.kustomize import built
from tests.support.seen import See

pytestmark = pytest.mark.kubernetes
EVERYTHING: Final = ROOT / "kubernetes" / "everything"
APPLY: Final = ("apply", "--server-side", "-k")
OF_ITS_OWN: Final = "Warning: spec.SessionAffinity is ignored for headless services"
"""Said of a default that the server itself fills in."""
_CHANGED: Final = 1
"""The exit code of `kubectl diff` where something differs."""
POD: Final[dict[str, Any]] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "stranger", "namespace": "plenum"},
    "spec": {
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 1,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [
            {
                "name": "one",
                "image": "stranger:1",
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
    },
}
"""One that is taken in."""


@pytest.fixture(scope="module")
def applied(kubernetes: Cluster, see: See) -> Cluster:
    """Everything, applied."""
    answer = kubernetes(*APPLY, str(EVERYTHING))
    assert answer.code == 0, answer.stderr
    told = answer.stdout.splitlines()
    assert all(line.endswith(" serverside-applied") for line in told), told
    see("everything/: objects admitted", len(told))
    return kubernetes


def versions(cluster: Cluster) -> dict[str, str]:
    """Each object of ours with the version that the API server gave it."""
    kinds = sorted({f"{kind.lower()}" for kind, _ in built(EVERYTHING)} - {"namespace"})
    found = cluster.objects("-n", "plenum", ",".join(kinds))
    return {
        f"{each['kind']}/{each['metadata']['name']}": each["metadata"]["resourceVersion"] for each in found
    }


def deployed(cluster: Cluster) -> dict[str, Any]:
    """What each deployment asks for."""
    found = cluster.objects("-n", "plenum", "deployments")
    return {each["metadata"]["name"]: each["spec"] for each in found}


def test_every_object_is_admitted_without_a_warning(applied: Cluster) -> None:
    """All of what kustomize makes of the folder, as our own tests read it."""
    assert set(versions(applied)) >= {
        f"{kind}/{name}" for kind, name in built(EVERYTHING) if kind != "Namespace"
    }
    assert set(applied(*APPLY, str(EVERYTHING)).stderr.splitlines()) <= {OF_ITS_OWN}


def test_applied_again_it_changes_nothing(applied: Cluster, see: See) -> None:
    """No default that the server fills in is fought over; diff is silent."""
    # A claim is made without its status' default, `phase: Pending`, which its first update stores.
    applied.do(*APPLY, str(EVERYTHING))
    before = versions(applied)
    applied.do(*APPLY, str(EVERYTHING))
    assert versions(applied) == before
    assert applied("diff", "--server-side", "-k", str(EVERYTHING)).code == 0
    see("everything/ again: objects changed", 0)


@pytest.mark.parametrize("folder", ["base", "with-external-redis"])
def test_the_other_ways_to_deploy_are_admitted_too(kubernetes: Cluster, folder: str, see: See) -> None:
    """By the server, without being kept."""
    told = kubernetes.do(*APPLY, str(ROOT / "kubernetes" / folder), "--dry-run=server", "--force-conflicts")
    see(f"{folder}/: objects admitted", len(told.splitlines()))
    assert ("statefulset.apps/redis" in told) == (folder == "base")


def test_an_upgrade_changes_images_alone_and_the_way_back_leaves_nothing(
    applied: Cluster, tmp_path: Path, see: See
) -> None:
    """What `kubectl diff` shows of another tag is what will roll, and nothing else does."""
    overlay = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": [os.path.relpath(EVERYTHING, tmp_path)],
        "images": [{"name": "plenum", "newTag": "9.9.9"}],
    }
    (tmp_path / "kustomization.yaml").write_text(json.dumps(overlay))
    answer = applied("diff", "--server-side", "-k", str(tmp_path))
    assert answer.code == _CHANGED, answer.stderr
    changed = [line for line in answer.stdout.splitlines() if re.match(r"[-+] ", line)]
    assert changed
    assert all(re.search(r"image: plenum:|generation: ", line) for line in changed), changed
    see("upgrade: lines that differ", f"{len(changed)}, all of them images and generations")
    before = deployed(applied)
    applied.do(*APPLY, str(tmp_path))
    applied.do(*APPLY, str(EVERYTHING))
    assert deployed(applied) == before
    see("roll-back: specifications that differ", 0)


def refused(cluster: Cluster, pod: dict[str, Any]) -> str:
    """Why a pod is not taken in."""
    answer = cluster("create", "-f", "-", "--dry-run=server", given=pod)
    assert answer.code != 0, answer.stdout
    return answer.stderr


def changed(**security: Any) -> dict[str, Any]:
    """A pod whose container says something else of itself."""
    pod = copy.deepcopy(POD)
    pod["spec"]["containers"][0]["securityContext"].update(security)
    return pod


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (changed(privileged=True, allowPrivilegeEscalation=True), "privileged"),
        (changed(allowPrivilegeEscalation=True), "allowPrivilegeEscalation"),
        (changed(capabilities={"add": ["SYS_ADMIN"]}), "capabilities"),
        (changed(runAsUser=0, runAsNonRoot=False), "runAsNonRoot"),
        ({**POD, "spec": {**POD["spec"], "hostNetwork": True}}, "host namespaces"),
        (
            {**POD, "spec": {**POD["spec"], "volumes": [{"name": "node", "hostPath": {"path": "/"}}]}},
            "restricted volume types",
        ),
    ],
    ids=["privileged", "escalation", "capability", "root", "host network", "host path"],
)
def test_a_pod_that_could_harm_its_node_is_refused(
    applied: Cluster, wrong: dict[str, Any], reason: str, see: See
) -> None:
    """Whoever makes it: the namespace's level is restricted."""
    said = refused(applied, wrong)
    assert 'violates PodSecurity "restricted' in said
    assert reason in said
    see(f"refused: {reason}", "Forbidden, PodSecurity restricted")


def test_a_pod_without_limits_gets_them_and_one_that_asks_for_a_node_is_refused(
    applied: Cluster, see: See
) -> None:
    """The namespace's bounds."""
    made = json.loads(applied.do("create", "-f", "-", "--dry-run=server", "-o", "json", given=POD))
    assert made["spec"]["containers"][0]["resources"]["limits"] == {"cpu": "1", "memory": "256Mi"}
    greedy = copy.deepcopy(POD)
    greedy["spec"]["containers"][0]["resources"] = {"limits": {"cpu": "64", "memory": "1Ti"}}
    assert "maximum memory usage per Container is 4Gi" in refused(applied, greedy)
    see("without limits", "admitted with those of the namespace; above its maximum refused")


@pytest.mark.parametrize(
    ("kind", "patch", "reason"),
    [
        ("deployment/selector", {"spec": {"replicas": -1}}, "must be greater than or equal to 0"),
        ("deployment/selector", {"spec": {"selector": {"matchLabels": {"a": "b"}}}}, "immutable"),
        ("service/gateway", {"spec": {"ports": [{"port": 70000}]}}, "between 1 and 65535"),
        ("scaledobject/selector", {"spec": {"triggers": [{"type": 7}]}}, "must be of type string"),
        ("networkpolicy/nobody", {"spec": {"policyTypes": ["Sideways"]}}, "Unsupported value"),
    ],
)
def test_a_change_that_means_nothing_is_refused(
    applied: Cluster, kind: str, patch: dict[str, Any], reason: str, see: See
) -> None:
    """The server reads every field; the test's own eyes are not what admits."""
    words = ("-n", "plenum", "patch", kind, "--type=merge", "-p", json.dumps(patch), "--dry-run=server")
    answer = applied(*words)
    assert answer.code != 0
    assert reason in answer.stderr
    see(f"refused: {kind} {json.dumps(patch['spec'])[:40]}", reason)
