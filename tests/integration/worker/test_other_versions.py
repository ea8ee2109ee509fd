"""A job keeps the stage graph it was planned with: workers of another version do its stages all the same."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from redis import Redis

from plenum.files.read import read_building
from plenum.pipeline.answers import Output, Selection
from plenum.pipeline.graph import Graph
from plenum.pipeline.intake import Ask, BatchSize, Intake
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Limits
from plenum.pipeline.stage.run import StageRun
from plenum.pipeline.stage.turn import Turns
from plenum.settings import Settings
from plenum.worker import runtime
from plenum.worker.runtime import Runtime
from services.stages import GRAPH
from tests.support.buildings import building
from tests.support.redis_server import RedisServer

LIGHTS = ("light_model_a_dense", "light_model_c_balanced")
TWO_LIGHTS = Graph(
    tuple(
        replace(stage, after=LIGHTS) if stage.name == "selector" else stage
        for stage in GRAPH.stages
        if stage.name != "light_model_b_sparse"
    )
)


@pytest.fixture(autouse=True)
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime bounds its process and tunes its collector for good; this process has other tests to run."""
    monkeypatch.setattr(runtime, "limit_memory", lambda _mib: None)
    nothing = SimpleNamespace(freeze=lambda: None, set_threshold=lambda *_: None)
    monkeypatch.setattr(runtime, "gc", nothing)


def test_a_selector_joins_the_candidates_of_the_jobs_own_graph(server: RedisServer, client: Redis) -> None:
    """The job was planned when there were two light models; the worker knows of three."""
    hosts = {name: Runtime(name, _settings(server)) for name in ("coordinator", *LIGHTS, "selector")}
    for host in hosts.values():
        host.open()
    ask = Ask("job", "f", waiter=lambda _job_id: "{}", deadline_s=60.0)
    intake = Intake(hosts["coordinator"], TWO_LIGHTS, BatchSize(1000, 10))
    intake.begin(ask).accept(read_building(building(2)))
    for name in (*LIGHTS, "selector"):
        entry = json.loads(client.lindex(name, -1))  # type: ignore[arg-type]  # sync client
        client.rpop(name)
        turns = Turns(hosts[name], {name: StageRun(hosts[name], GRAPH, GRAPH[name])}, lambda: True)
        turns.receive(name, entry["headers"]["plenum"])
    record = hosts["selector"].record
    output = record.outputs_of(Slot("job", "b0000", "selector"), ["selector"])["selector"]
    assert isinstance(output, Output)
    chosen = [room for room in output.rooms if isinstance(room, Selection)]
    assert [{c.model_name for c in room.candidates} for room in chosen] == [set(LIGHTS)] * 2
    assert client.llen("air_supply_model") == 1
    for host in hosts.values():
        host.close()


def test_a_message_of_a_newer_version_is_left_alone_and_its_batch_is_done_all_the_same(
    server: RedisServer, client: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not misread: a line of the log names its version. The batch is still due, and is sent again."""
    host = Runtime("selector", _settings(server))
    host.open()
    ask = Ask("job", "f", waiter=lambda _job_id: "{}", deadline_s=60.0)
    Intake(host, GRAPH, BatchSize(1000, 10)).begin(ask).accept(read_building(building(2)))
    light = LIGHTS[0]
    entry = client.rpop(light)
    assert isinstance(entry, bytes)
    client.rpush(light, entry.replace(b"plenum.msg/2", b"plenum.msg/3"))
    worker = Turns(host, {light: StageRun(host, GRAPH, GRAPH[light])})
    worker.spell()
    assert client.llen(light) == 1
    raw = client.rpop(light)
    assert isinstance(raw, bytes)
    worker.receive(light, json.loads(raw)["headers"]["plenum"])
    assert "not a plenum.msg/2 message: 'plenum.msg/3 job b0000" in capsys.readouterr().out
    assert host.record.letters() == []
    swept = host.record.sweep(Limits(100, 100, settle_s=0))
    assert Slot("job", "b0000", light) in swept.resent
    worker.spell()
    assert light in host.record.outputs_of(Slot("job", "b0000", light), [light])
    host.close()


def _settings(server: RedisServer) -> Settings:
    return Settings(redis_url=server.url, telemetry=False)
