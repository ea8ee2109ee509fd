"""`plenum simulate` against a gateway, as a person types it."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx2 as httpx

from tests.support.gateway import RunningGateway
from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S


def simulate(*words: str) -> subprocess.CompletedProcess[str]:
    """The command."""
    command = [sys.executable, "-m", "plenum", "simulate", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=HANGS_S)


def test_a_stream_of_jobs_and_feedback_shows_in_the_quality(
    gateway: RunningGateway, http: httpx.Client
) -> None:
    """All that it sent is done, and all that was said is counted."""
    words = (
        "--rate",
        "120",
        "--seconds",
        "4",
        "--lag",
        "0.1",
        "--feedback",
        "1",
        "--most-rooms",
        "2",
        "--json",
    )
    ran = simulate("--url", gateway.url, *words)
    assert ran.returncode == 0, ran.stderr
    counts = json.loads(ran.stdout)
    assert counts["submitted"] == counts["done"] > 0
    assert "failed" not in counts
    found = {each["model_name"]: each["windows"] for each in http.get("/v1/quality").json()["models"]}
    said = sum(counts.get(word, 0) for word in ("accept", "edit", "reject"))
    assert found["smoke_detector_model"]["30d"]["ratings"] >= said > 0


def test_without_a_gateway_it_says_so() -> None:
    """And fails."""
    ran = simulate("--url", f"http://127.0.0.1:{free_port()}")
    assert ran.returncode == 1
    assert "no gateway" in ran.stderr
