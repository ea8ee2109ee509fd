"""The hooks that come with the bus, on a real run of the pipeline and by themselves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from plenum import PipelineRunner
from plenum.events.bus import Bus
from plenum.events.cache_statistics import CacheStatistics, Looked
from plenum.events.event_file import EventFile
from plenum.events.snapshots import MetricsSnapshot
from plenum.events.summary import Summary
from plenum.events.webhook import VARIABLE, Webhook, alert
from plenum.files.read import read_building
from plenum.settings import WrongSettingError
from plenum.telemetry import names
from plenum.telemetry.watched import Watched

GRID = Path(__file__).parents[3] / "examples/grid.json"
FAILED = {"room_id": "r", "error": "ValueError", "job_id": "j"}


@pytest.fixture
def posted() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address, and what is posted there."""
    messages: list[dict[str, Any]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", messages
        server.shutdown()


def test_a_run_is_summed_up_and_leaves_its_events_and_figures(tmp_path: Path) -> None:
    """All hooks on one bus, whatever else is exported or not."""
    bus, watched = Bus(), Watched()
    summary, caches = Summary(bus), CacheStatistics(bus)
    written = EventFile(bus, tmp_path / "events.log")
    MetricsSnapshot(bus, tmp_path / "plenum.prom", watched.text)
    runner = PipelineRunner(telemetry=watched, bus=bus)
    completed = runner.run_full_pipeline(read_building(GRID))
    assert bus.drain(60)
    written.close()
    assert summary.jobs == {completed["status"]: 1}
    executions = {name: n for name, n in completed["totals"]["executions"].items() if name != "selector"}
    assert summary.rooms == executions
    assert f"jobs      {completed['status']}: 1" in summary.text()
    lines = [json.loads(line) for line in (tmp_path / "events.log").read_text().splitlines()]
    assert [line["event"] for line in (lines[0], lines[-1])] == [
        names.PIPELINE_START,
        names.PIPELINE_COMPLETE,
    ]
    assert {line["job_id"] for line in lines} == {completed["job_id"]}
    assert {line["service"] for line in lines} > {"coordinator", "selector"}
    assert "ml_model_executions_total" in (tmp_path / "plenum.prom").read_text()
    assert len(caches.jobs) == 1
    assert caches.total().hits + caches.total().misses > 0


def test_events_are_published_where_nothing_is_exported() -> None:
    """A runner without telemetry."""
    bus = Bus()
    summary = Summary(bus)
    PipelineRunner(bus=bus).run_full_pipeline(read_building(GRID))
    assert summary.jobs.total() == 1


def test_the_event_file_rotates(tmp_path: Path) -> None:
    """So many older files stay, no more."""
    bus = Bus()
    written = EventFile(bus, tmp_path / "events.log", most_bytes=500, kept=2)
    for number in range(50):
        bus.publish(names.PIPELINE_START, {"number": number})
    written.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["events.log", "events.log.1", "events.log.2"]
    assert json.loads((tmp_path / "events.log").read_text().splitlines()[-1])["number"] == 49


@pytest.mark.slow
def test_the_webhook_posts_what_went_wrong_once_in_its_time(
    posted: tuple[str, list[dict[str, Any]]],
) -> None:
    """By event; what was left out meanwhile is counted; what is well is not posted."""
    bus = Bus()
    webhook = Webhook(bus, posted[0])
    for name, fields in (
        (names.PIPELINE_COMPLETE, {"status": "complete"}),
        (names.ROOM_FAILED, FAILED),
        (names.ROOM_FAILED, FAILED),
        (names.PIPELINE_COMPLETE, {"status": "failed"}),
    ):
        bus.publish(name, fields)
        assert bus.drain(60)
    assert [message["event"] for message in posted[1]] == [names.ROOM_FAILED, names.PIPELINE_COMPLETE]
    assert posted[1][0]["fields"] == FAILED
    webhook._last.clear()
    bus.publish(names.ROOM_FAILED, FAILED)
    assert bus.drain(60)
    assert posted[1][-1]["left_out"] == 1


def test_a_webhook_needs_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the program, and by the setting."""
    with pytest.raises(ValueError, match="http"):
        Webhook(Bus(), "file:///etc/passwd")
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(WrongSettingError, match=VARIABLE):
        alert(Bus())


def test_a_rate_of_nothing_is_none() -> None:
    """And of something its share."""
    assert Looked(0, 0).rate == 0.0
    assert Looked(3, 1).rate == 0.75
