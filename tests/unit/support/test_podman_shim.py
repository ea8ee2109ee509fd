"""The shim before podman changes what an old podman lacks, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.containers import podman_shim
from tests.support.waiting import HANGS_S


@pytest.fixture
def podman(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A podman on the path that writes down how it was called; its first two health checks fail."""
    program = tmp_path / "podman"
    program.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/calls\n[ $(wc -l < {tmp_path}/calls) -gt 2 ]\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path / "calls"


def run(*words: str) -> str:
    """What the shim says."""
    command = [sys.executable, podman_shim.__file__, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=HANGS_S).stdout


@pytest.mark.slow
def test_waiting_for_health_runs_the_containers_own_check_until_it_holds(podman: Path) -> None:
    """Nobody else runs it where there is no systemd."""
    run("wait", "--condition=healthy", "redis_1")
    assert podman.read_text().splitlines() == ["healthcheck run redis_1"] * 3


def test_flags_that_an_old_podman_cannot_follow_are_dropped(podman: Path) -> None:
    """And the rest is podman's, in its order."""
    run("create", "--requires=y_1", "--health-startup-interval", "3s", "--name", "x", "image", "a b")
    assert podman.read_text() == "create --name x image a b\n"


def test_other_waits_are_podmans(podman: Path) -> None:
    """It knows `stopped` and `running`."""
    run("wait", "--condition=stopped", "x")
    assert podman.read_text() == "wait --condition=stopped x\n"


def test_nothing_is_pulled(podman: Path) -> None:
    """What has no stand-in fails at its use, with its name."""
    run("pull", "--policy", "missing", "docker.io/library/x")
    assert not podman.exists()
