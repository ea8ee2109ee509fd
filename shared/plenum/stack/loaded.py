"""What every service needs, imported once, before any of them is forked.

A module that cannot be imported is left out: who needs it fails by itself, with its own log.
"""

from __future__ import annotations

import contextlib
import gc
import pkgutil
import threading
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

_COMMON: Final = (
    # First: it bounds the threads of linear algebra before numpy is there.
    "plenum.worker",
    "plenum.worker.stage",
    "plenum.stack.otlp_json",
    "plenum.worker.consumer",
    # What numpy leaves until the first model asks for it.
    "numpy.ma",
    "numpy.polynomial.legendre",
    # What Celery looks up by name when a worker starts.
    "celery.app.control",
    "celery.app.events",
    "celery.app.log",
    "celery.apps.worker",
    "celery.backends.redis",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.concurrency.thread",
    "celery.events",
    "celery.fixups.django",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer.delayed_delivery",
    "celery.worker.strategy",
    "billiard.popen_fork",
    "billiard.sharedctypes",
    "billiard.synchronize",
    "kombu.mixins",
    "kombu.pidbox",
)


def load() -> bool:
    """Import it all; whether the process may be forked then: not where an import left a thread behind."""
    for module in _COMMON:
        _import(module)
    _load_services()
    # What is loaded stays: no collection writes into its pages, so that all forks share them.
    gc.collect()
    gc.freeze()
    return _threads() == 1


def _load_services() -> None:
    """The models, and all of a service that is no stage but its `worker`, which is for one process alone."""
    from plenum.announced import announced_services, services_package
    from plenum.pipeline.graph import installed_graph
    from plenum.settings import settings

    # Wrong settings, a graph that cannot be imported: each service says so.
    with contextlib.suppress(Exception):
        for stage in installed_graph().stages:
            # Its folder is read now, while what lies there is what was imported.
            with contextlib.suppress(Exception, SystemExit):
                _ = stage.version
        # A program without queues is not waited for: the rest shares nothing of what it imports.
        for service in filter(lambda service: service.queues, announced_services()):
            _import_parts(f"{services_package()}.{service.name}")
    # Each service has addresses of its own in its environment; the graph is the same for all.
    settings.cache_clear()


def _import_parts(package: str) -> None:
    for module in pkgutil.iter_modules(getattr(_import(package), "__path__", ())):
        if module.name not in ("worker", "__main__"):
            _import(f"{package}.{module.name}")


def _import(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except (Exception, SystemExit):  # noqa: BLE001 - whatever a service's module does when it is imported
        return None


def _threads() -> int:
    """Those of native libraries too, where the kernel tells of them (Linux)."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else threading.active_count()
