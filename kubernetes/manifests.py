"""Kubernetes' objects for what `plenum up` and the compose file run, from the stack's own description.

    PYTHONPATH=kubernetes .venv/bin/python kubernetes/generate.py

writes the files that are many times the same; a test fails when one is not current. Memory and cores are
those of DEPLOYMENT.md, "Sizing" and "Limits".
"""

from __future__ import annotations

from typing import Any, Final

from plenum.distribution import version
from plenum.stack import graph

Object = dict[str, Any]
NAMESPACE: Final = "plenum"
GRACE_S: Final = 60
"""A worker gives back what it does not finish in 5 s; a room in a native call has PLENUM_ROOM_LIMIT_S."""
RESTRICTED: Final[Object] = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


def pod_security(user: int) -> Object:
    """What the namespace's level `restricted` asks of a pod, with its user and group."""
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def object_name(service: str) -> str:
    """A service's name as Kubernetes takes it."""
    return service.replace("_", "-")


def labels(service: str) -> dict[str, str]:
    """What tells a service's pods from others; `part-of` is what network policies go by."""
    return {"app.kubernetes.io/name": object_name(service), "app.kubernetes.io/part-of": NAMESPACE}


def resources(request_mib: int, limit_mib: int, cpu: str = "100m") -> Object:
    """A container's bounds; one core at most, as in compose."""
    return {
        "requests": {"cpu": cpu, "memory": f"{request_mib}Mi"},
        "limits": {"cpu": "1", "memory": f"{limit_mib}Mi"},
    }


def probe(what: str, of: str, **times: int) -> Object:
    """Some 0.2 s of a core each, hence seldom."""
    command = ["python", "-m", "plenum.health.probe", what, of]
    return {"exec": {"command": command}, "timeoutSeconds": 10, "periodSeconds": 30, **times}


def probes(of: str) -> Object:
    """Alive also holds while Redis is away: a restart would mend nothing."""
    return {
        "startupProbe": probe("live", of, periodSeconds=5, failureThreshold=60),
        "livenessProbe": probe("live", of, failureThreshold=4),
        "readinessProbe": probe("ready", of, failureThreshold=2),
    }


def container(service: str, command: list[str]) -> Object:
    """One of ours, from the image that all share."""
    return {
        "name": object_name(service),
        "image": f"plenum:{version()}",
        "command": command,
        "envFrom": [{"configMapRef": {"name": "plenum"}}, {"secretRef": {"name": "plenum-redis"}}],
        "securityContext": RESTRICTED,
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108 an empty folder of the pod's
    }


def deployment(service: str, own: Object, volumes: list[Object], replicas: int = 2) -> Object:
    """Rolled one by one, the new one ready before an old one is told to stop; spread over nodes."""
    spread = {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": labels(service)},
    }
    pod = {
        "automountServiceAccountToken": False,
        "shareProcessNamespace": True,  # its first process reaps pool processes that were killed
        "terminationGracePeriodSeconds": GRACE_S,
        "securityContext": pod_security(10001),
        "topologySpreadConstraints": [spread],
        "containers": [own],
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "256Mi"}}, *volumes],
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": object_name(service), "labels": labels(service)},
        "spec": {
            "replicas": replicas,
            "revisionHistoryLimit": 5,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
            "selector": {"matchLabels": labels(service)},
            "template": {"metadata": {"labels": labels(service)}, "spec": pod},
        },
    }


def worker(service: str) -> list[Object]:
    """A service that consumes queues, and how many of it may be taken away at a time."""
    command = list(graph.program_arguments(service, 1, package="plenum_services"))
    # Kubernetes expands $(…) alone: Celery's own %h, the pod's name, stays.
    own = {**container(service, command), "resources": resources(256, 768), **probes(service)}
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": object_name(service), "labels": labels(service)},
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": labels(service)}},
    }
    return [deployment(service, own, []), budget]


def scaled(stage: str) -> Object:
    """As many workers as are busy and as waiting asks for; no queue's length shows running work."""
    busy = f'sum(rate(messaging_process_duration_seconds_sum{{messaging_destination_name="{stage}"}}[2m]))'
    waiting = f'clamp_max(max(plenum_queue_oldest_age_seconds{{queue="{stage}"}}), 20) / 5'
    trigger = {
        "type": "prometheus",
        "metricType": "AverageValue",
        "metadata": {
            "serverAddress": "http://prometheus:9090",
            "query": f"({busy} or vector(0)) + ({waiting} or vector(0))",
            "threshold": "0.7",
        },
    }
    down = {
        "stabilizationWindowSeconds": 300,
        "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}],
    }
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": object_name(stage), "labels": labels(stage)},
        "spec": {
            "scaleTargetRef": {"name": object_name(stage)},
            "minReplicaCount": 2,
            "maxReplicaCount": 12,
            "pollingInterval": 10,
            "advanced": {"horizontalPodAutoscalerConfig": {"behavior": {"scaleDown": down}}},
            "fallback": {"failureThreshold": 3, "replicas": 2},
            "triggers": [trigger],
        },
    }
