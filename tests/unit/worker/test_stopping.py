"""A worker that is told to stop tells the processes of its pool."""

from __future__ import annotations

import os

import pytest

from plenum.worker import stopping
from plenum.worker.stopping import Stopping
from tests.support.worker_signals import instead_of


def test_processes_that_were_forked_before_hear_of_the_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """They share a byte with the one that is told."""
    signals = instead_of(monkeypatch, stopping)
    is_stopping = Stopping()
    assert not is_stopping()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.read(told, 1)
        os._exit(7 if is_stopping() else 0)
    signals.worker_shutting_down.send(sender="worker", sig="SIGTERM", how="Warm", exitcode=0)
    os.write(tell, b".")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert is_stopping()
