"""Requests made from the OpenAPI description alone: no 5xx, and nothing that it does not say.

`PLENUM_EXPLORE=500` asks for so many of each operation, other ones each time; the seed is printed.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.exploring import EXPLORE
from tests.support.gateway import RunningGateway
from tests.support.waiting import HANGS_S

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
)


USUAL, SEED = 150, "1"


def explored(
    gateway: RunningGateway, folder: Path, examples: int, phases: str, seed: str = SEED
) -> subprocess.CompletedProcess[str]:
    """Each operation by itself, then several after one another by the description's links."""
    same_each_time = ("--generation-deterministic",) if seed == SEED else ()
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        *("run", f"{gateway.url}/openapi.json", "--checks", ",".join(CHECKS), "--phases", phases),
        *("--max-examples", str(examples), "--seed", seed, *same_each_time, "--no-color"),
        # It says 503 on purpose where Plenum is not healthy, and here it lacks a collector.
        *("--exclude-path", "/health", "--request-timeout", f"{HANGS_S:g}"),
    ]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


def test_some_requests_by_the_description_are_answered_as_it_says(
    gateway: RunningGateway, tmp_path: Path
) -> None:
    """A few of each operation."""
    ran = explored(gateway, tmp_path, 2, "examples,fuzzing,stateful")
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert "Stateful" in ran.stdout


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_thousands_of_requests_by_the_description_are_answered_as_it_says(
    gateway: RunningGateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same with more of them; their number is printed."""
    seed = str(random.randrange(2**32)) if EXPLORE else SEED
    phases = "examples,coverage,fuzzing,stateful"
    ran = explored(gateway, tmp_path, EXPLORE or USUAL, phases, seed)
    with capsys.disabled():
        print(f"\nseed {seed}", *(line for line in ran.stdout.splitlines() if "generated" in line), sep="\n")
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
