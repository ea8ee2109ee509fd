"""Requests made from the OpenAPI description alone: no 5xx, and nothing that it does not say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.gateway import RunningGateway

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
)


def explored(
    gateway: RunningGateway, folder: Path, examples: int, phases: str
) -> subprocess.CompletedProcess[str]:
    """Each operation by itself, then several after one another by the description's links."""
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        *("run", f"{gateway.url}/openapi.json", "--checks", ",".join(CHECKS)),
        *(
            "--phases",
            phases,
            "--max-examples",
            str(examples),
            "--seed",
            "1",
            "--generation-deterministic",
            "--no-color",
        ),
        # It says 503 on purpose where Plenum is not healthy, and here it lacks a collector.
        *("--exclude-path", "/health", "--request-timeout", "60"),
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
    gateway: RunningGateway, tmp_path: Path
) -> None:
    """The same with more of them."""
    ran = explored(gateway, tmp_path, 150, "examples,coverage,fuzzing,stateful")
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
