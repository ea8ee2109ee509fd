"""Celery's worker signals without a worker: a test sends them to what it has just made alone."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from celery.utils.dispatch import Signal


class WorkerSignals:
    """In the place of `celery.signals`: a signal of its own for each that is asked for."""

    def __init__(self) -> None:
        self._signals: dict[str, Signal] = {}

    def __getattr__(self, name: str) -> Signal:
        """The signal of that name."""
        return self._signals.setdefault(name, Signal(name=name))

    def send(self, name: str, sender: Any = None, /, **more: Any) -> None:
        """As Celery would; what a receiver raises is raised here."""
        for _, answer in getattr(self, name).send(sender, **more):
            if isinstance(answer, Exception):
                raise answer

    def heard(self) -> set[str]:
        """Signals that somebody hears."""
        return {name for name, signal in self._signals.items() if signal.receivers}


def instead_of(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> WorkerSignals:
    """What this module connects to until the test ends."""
    found = WorkerSignals()
    monkeypatch.setattr(module, "signals", found)
    return found
