"""What every service needs, imported once, before any of them is forked.

A module that cannot be imported is left out: who needs it fails by itself, with its own log.
"""

from __future__ import annotations

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
    # What Celery looks up by name when a worker starts.
    "celery.__main__",
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.backends.redis",
    "celery.concurrency.prefork",
    "celery.concurrency.thread",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer",
    "celery.worker.strategy",
)


def load() -> bool:
    """Import it all; whether the process may be forked then: not where an import left a thread behind."""
    for module in _COMMON:
        _import(module)
    for module in _of_services():
        _import(module)
    # What is loaded stays: no collection writes into its pages, so that all forks share them.
    gc.collect()
    gc.freeze()
    return _threads() == 1


def _of_services() -> list[str]:
    """The models, and all of a service that is no stage but its `worker`, which is for one process alone."""
    from plenum.announced import services_package
    from plenum.pipeline.graph import installed_graph
    from plenum.settings import settings

    found: list[str] = []
    try:
        found += [stage.model.partition(":")[0] for stage in installed_graph().stages if stage.model]
        found += _beside_the_worker(services_package())
    except Exception:  # noqa: BLE001 - wrong settings, a graph that cannot be imported: each service says so
        pass
    # Each service reads its own environment, which is more than this process has.
    settings.cache_clear()
    installed_graph.cache_clear()
    return found


def _beside_the_worker(package: str) -> list[str]:
    from plenum.announced import announced_services

    found = []
    for service in announced_services():
        name = f"{package}.{service.name}"
        folder = getattr(_import(name), "__path__", ())
        found += [f"{name}.{module.name}" for module in pkgutil.iter_modules(folder)]
    return [name for name in found if name.rpartition(".")[2] not in ("worker", "__main__")]


def _import(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except (Exception, SystemExit):  # noqa: BLE001 - whatever a service's module does when it is imported
        return None


def _threads() -> int:
    """Those of native libraries too, where the kernel tells of them (Linux)."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else threading.active_count()
