"""A job keeps the stage graph it was planned with: workers of another version do its stages all the same."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

from redis import Redis

from plenum.files.read import read_building
from plenum.pipeline.graph import Graph
from plenum.pipeline.plan import Trail, plan, push_to
from plenum.settings import Settings
from plenum.telemetry.spans import SpanRef
from plenum.worker.runtime import Runtime
from plenum.worker.stage import StageRun
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
    root = SpanRef.new()
    planned = plan(read_building(building(2)), TWO_LIGHTS, most_tiles=1000, most_rooms=10)
    runtimes = {name: Runtime(name, _settings(server)) for name in (*LIGHTS, "selector")}
    record = runtimes["selector"].record
    trail = Trail("job", str(root), 2e9)
    pushes = [push_to(trail, TWO_LIGHTS, "b0000", name, str(root.child())) for name in LIGHTS]
    fields = {**planned.fields, "job_id": "job", "root": str(root)}
    about = {"fingerprint": "f", "idempotency_key": None, "deadline_s": 60.0, "max_jobs": 1}
    record.accept("job", fields, planned.batches, pushes, "{}", **about)
    for name, runtime in runtimes.items():
        runtime.open()
        message = json.loads(client.rpop(name))  # type: ignore[arg-type]
        StageRun(runtime, name, "1")(_stage_message(message))
        runtime.close()
    rooms = json.loads(record.outputs("job")["b0000/selector"])["rooms"]
    assert [{c["model_name"] for c in room["candidates"]} for room in rooms] == [set(LIGHTS)] * 2
    assert client.llen("air_supply_model") == 1


def _settings(server: RedisServer) -> Settings:
    return Settings(redis_url=server.url, telemetry=False)


def _stage_message(entry: dict[str, str]) -> object:
    """What the task of a queue's entry is called with."""
    (args, _, _) = json.loads(base64.b64decode(entry["body"]))
    return args[0]
