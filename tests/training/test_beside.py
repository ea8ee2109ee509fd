"""`plenum up --with mlflow`: the server as a part of the stack, without collector, Jaeger and Prometheus."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plenum.stack.health import answers_http
from services.light_model_d_learned.model import NAME
from tests.integration.stack.conftest import plenum
from tests.support.waiting import HANGS_S
from tests.training.conftest import Training

pytestmark = [pytest.mark.mlflow, pytest.mark.timeout(900)]

UP = ("up", "--embedded", "--with", "learned", "--with", "mlflow", "--ready-within", str(HANGS_S))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A state folder whose stack is taken down whatever happens."""
    yield tmp_path / "state"
    plenum("down", state=tmp_path / "state")


def status(state: Path) -> dict[str, Any]:
    """Of the stack there."""
    found: dict[str, Any] = json.loads(plenum("status", "--json", state=state).stdout)
    return found


def _watched(state: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which version is in shadow there, once a watch that was told of nothing has found stack and server."""
    monkeypatch.setenv("PLENUM_STATE", str(state))
    Training("", state).done("watch", "--once")
    with urllib.request.urlopen(f"{status(state)['addresses']['gateway']}/info", timeout=HANGS_S) as answer:
        return str(json.load(answer)["registered"][NAME]["shadow"]["version"])


def test_the_server_is_a_part_of_the_stack(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ready, with an address, a log and a page; the gateway names it; it keeps what it has, and ends."""
    began = plenum(*UP, state=state)
    assert began.returncode == 0, began.stderr
    found = status(state)
    (part,) = [each for each in found["parts"] if each["name"] == "mlflow"]
    assert part["ready"]
    assert Path(part["log"]).exists()
    uri = found["addresses"]["mlflow"]
    page = plenum("open", "--of", "mlflow", "--no-browser", state=state)
    assert page.stdout == f"{uri}/\n"
    with urllib.request.urlopen(f"{found['addresses']['gateway']}/info", timeout=HANGS_S) as answer:
        assert json.load(answer)["MLFLOW_TRACKING_URI"] == uri
    training = Training(uri, state)
    training.done("tracked", "--rooms", "30", "--epochs", "3", "--examined", "30")
    training.done("registry", "shadow", "--who", "me")
    assert _watched(state, monkeypatch) == "1"
    assert plenum("down", state=state).returncode == 0
    assert not answers_http(f"{uri}/health")
    again = plenum(*UP, state=state)
    assert again.returncode == 0, again.stderr
    kept = Training(status(state)["addresses"]["mlflow"], state)
    assert kept.shown()["aliases"] == {"challenger": "1", "shadow": "1"}
