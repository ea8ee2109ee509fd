"""Who emits: the resource of every span, metric and log record, so that two deployments are told apart.

OTEL_RESOURCE_ATTRIBUTES is laid over the defaults; what names the service and its process is ours alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from opentelemetry.sdk.resources import OTELResourceDetector, Resource

from plenum import distribution

_DEFAULTS: Final[Mapping[str, str]] = {
    "service.namespace": "plenum",
    "deployment.environment.name": "default",
}
_OURS: Final = frozenset({"service.name", "service.version", "service.instance.id"})


def resource(service: str, instance: str | None = None) -> Resource:
    """A service's resource. The instance id is the SDK's own, new for each process, unless one is given.

    Prometheus knows a series by namespace, service and instance alone: so one that is given must be no other
    deployment's, whatever their environments are called.
    """
    about: dict[str, Any] = {"service.name": service, "service.version": distribution.version()}
    told = {name: value for name, value in _told().items() if name not in _OURS}
    attributes = {**_DEFAULTS, **told, **about}
    if instance:
        return Resource({**attributes, "service.instance.id": instance})
    return Resource.create({**attributes, "process.pid": os.getpid()})


def _told() -> Mapping[str, Any]:
    """What OTEL_RESOURCE_ATTRIBUTES says, as the SDK reads it."""
    return OTELResourceDetector().detect().attributes
