"""The change of version under load, in containers, as far as an image differs from itself."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.containers.engine import Engine
from tests.containers.pins import ROOT
from tests.support.seen import See
from tests.support.waiting import HANGS_S

pytestmark = pytest.mark.containers


def test_services_are_replaced_forth_and_back_and_no_job_fails(engine: Engine, see: See) -> None:
    """Each container by its successor from another image, while jobs come over Celery and HTTP."""
    image = engine.services["selector"]["image"]
    command = [sys.executable, "-m", "benchmarks.upgrade", image, "--engine", "podman", "--image", image]
    done = subprocess.run(
        [*command, "--seconds", "2", "--rate", "2"],
        cwd=ROOT,
        env=engine.environment,
        capture_output=True,
        text=True,
        timeout=3 * HANGS_S,
    )
    assert done.returncode == 0, done.stderr
    rolled = re.findall(r"rolled (?:forth|back), (?:Celery|HTTP)\W+(\d+)\W+0\b", done.stdout)
    assert len(rolled) == 4, done.stdout
    see("a version rolled out and back", f"{sum(map(int, rolled))} jobs meanwhile, none failed")
