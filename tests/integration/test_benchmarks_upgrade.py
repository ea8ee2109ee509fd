"""The change of version under load, as far as a version differs from itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.waiting import HANGS_S

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_services_are_replaced_forth_and_back_and_no_job_fails() -> None:
    """Each worker by its successor from other sources, while jobs come."""
    command = [sys.executable, "-m", "benchmarks.upgrade", "HEAD", "--seconds", "2", "--rate", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3 * HANGS_S)
    assert done.returncode == 0, done.stderr
    assert all(
        f"{phase}, {way}" in done.stdout
        for phase in ("quiet before", "rolled forth", "quiet after", "rolled back")
        for way in ("Celery", "HTTP")
    )
