"""Alertmanager and VictoriaLogs beside the full stack: an alert reaches a webhook, a record is found."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from plenum import stack
from plenum.cli import log_store
from plenum.cli.log_question import Question
from plenum.stack.errors import UsageError
from plenum.stack.info import StackInfo
from tests.support.waiting import HANGS_S, eventually

from .conftest import Up, plenum
from .probes import tell

Posted = tuple[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def posted() -> Iterator[Posted]:
    """A webhook's address, and what was posted to it."""
    messages: list[dict[str, Any]] = []

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with HTTPServer(("127.0.0.1", 0), Webhook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", messages
        server.shutdown()


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory, posted: Posted) -> Iterator[StackInfo]:
    """A full stack without services, and its neighbours."""
    folder = tmp_path_factory.mktemp("beside")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLENUM_ALERT_WEBHOOK", posted[0])
        try:
            yield stack.up(folder, full=True, services=[], beside=["alerts", "logs"], ready_s=HANGS_S)
        finally:
            stack.down(folder)


def test_an_alert_that_fires_is_posted_with_its_runbook(beside: StackInfo, posted: Posted) -> None:
    """No coordinator runs in this stack, and that is told."""
    found = eventually(
        lambda: [
            alert
            for message in posted[1]
            for alert in message["alerts"]
            if alert["labels"]["alertname"] == "PlenumCoordinatorSilent"
        ]
    )
    assert found[0]["status"] == "firing"
    assert found[0]["annotations"]["runbook"] == "docs/runbooks/PlenumCoordinatorSilent.md"


def test_a_record_is_found_in_the_store_by_its_trace(beside: StackInfo) -> None:
    """Sent to the collector, asked from VictoriaLogs; counted too."""
    trace_id = tell(beside.otlp_http)
    assert beside.victorialogs
    url, question = beside.victorialogs, Question(trace=trace_id)
    (line,) = eventually(lambda: list(log_store.lines(url, question)))
    assert (line.service, line.trace_id) == ("probe", trace_id)
    assert list(log_store.lines(url, question, last=5)) == [line]
    assert log_store.counts(url, question, ["service"]) == [(("probe",), 1)]
    assert list(log_store.lines(url, Question(trace="0" * 32))) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [({"beside": ["logs"]}, "full stack"), ({"full": True, "beside": ["loki"]}, "alerts, logs, mlflow")],
)
def test_a_neighbour_that_cannot_run_is_refused(up: Up, options: dict[str, Any], said: str) -> None:
    """Before anything is started."""
    with pytest.raises(UsageError, match=said):
        up(**options)


def test_the_embedded_stack_is_not_made_a_full_one_against_a_wish(tmp_path: Path) -> None:
    """What needs more is refused with what to write."""
    refused = plenum("up", "--embedded", "--with", "logs", state=tmp_path / "state")
    assert refused.returncode != 0
    assert "plenum up --full --with logs" in refused.stderr
