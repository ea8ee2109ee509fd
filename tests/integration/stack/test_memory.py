"""What processes hold, with and without the kernel's finer tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plenum.stack import memory


@pytest.mark.parametrize("fine", [True, False])
def test_a_process_is_told_with_each_of_its_children(
    fine: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its own first; a process that is gone is left out."""
    if not fine:
        monkeypatch.setattr(memory, "_PROC", tmp_path)
    waits = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(waits, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        # Until it waits it grows.
        assert child.stdout
        assert child.stdout.readline()
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        found = memory.resident_mib({os.getpid(), child.pid, ended.pid})
        child.communicate(b"\n")
    assert set(found) == {os.getpid(), child.pid}
    assert found[child.pid][0] in found[os.getpid()]
    assert all(0 < size < 10_000 for sizes in found.values() for size in sizes)
