"""A job keeps the stage graph it was planned with: workers of another version do its stages all the same."""

from __future__ import annotations

import json
from dataclasses import replace

from redis import Redis

from plenum.files.read import read_building
from plenum.pipeline.answers import Output, Selection
from plenum.pipeline.graph import Graph
from plenum.pipeline.intake import Ask, BatchSize, Intake
from plenum.pipeline.job import Slot
from plenum.pipeline.stage.run import StageRun
from plenum.pipeline.stage.turn import Turns
from plenum.settings import Settings
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


def _settings(server: RedisServer) -> Settings:
    return Settings(redis_url=server.url, telemetry=False)
