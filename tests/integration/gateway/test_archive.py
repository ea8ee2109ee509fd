"""What outlives Redis' retention: in SQLite and PostgreSQL, caught up after an outage, served later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from redis import Redis

from tests.support.buildings import building
from tests.support.gateway import WAITING, RunningGateway, running_gateway
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.redis_server import RedisServer
from tests.support.waiting import eventually


@dataclass
class Stored:
    """A gateway with a store of one kind."""

    gateway: RunningGateway
    http: httpx.Client
    env: dict[str, str] = field(default_factory=dict)
    postgres: PostgresServer | None = None


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stored(
    request: pytest.FixtureRequest, plenum: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stored]:
    """With inputs and results kept."""
    with ExitStack() as stack:
        env = {"PLENUM_GATEWAY_KEEP_FILES": "true"}
        server = stack.enter_context(postgres_server()) if request.param == "postgresql" else None
        if server:
            env["PLENUM_GATEWAY_STORE"] = server.url
        folder = tmp_path_factory.mktemp(request.param)
        running = stack.enter_context(running_gateway(folder, plenum.url, **env))
        yield Stored(running, stack.enter_context(running.client()), env, server)


def done(http: httpx.Client, content: Any) -> dict[str, Any]:
    """A completed building."""
    answer = http.post("/v1/jobs", json=content, headers=WAITING)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def is_stored(http: httpx.Client, job_id: str) -> bool:
    """Whether the store lists it."""
    answer = http.get("/v1/jobs", params={"stored": "true", "limit": 1000})
    return answer.status_code == 200 and job_id in [job["job_id"] for job in answer.json()["jobs"]]


def forget(plenum: RedisServer, job_id: str) -> None:
    """What Redis does when a job's day is over."""
    with Redis(port=plenum.port) as redis:
        for key in redis.scan_iter(f"*{job_id}*"):
            redis.delete(key)
        redis.zrem("plenum:jobs", job_id)


def test_a_job_outlives_its_record(stored: Stored, plenum: RedisServer) -> None:
    """Its state, its result in every form, and feedback on it."""
    http, result = stored.http, done(stored.http, building(2))
    job_id = result["job_id"]
    before = http.get(f"/v1/jobs/{job_id}").json()
    assert eventually(lambda: is_stored(http, job_id))
    forget(plenum, job_id)
    after = http.get(f"/v1/jobs/{job_id}").json()
    for name in ("status", "rooms", "trace_id", "submitted_by", "accepted_at", "duration_s", "answered"):
        assert after[name] == before[name], name
    assert http.get(f"/v1/jobs/{job_id}/result").json() == result
    assert http.get(f"/v1/jobs/{job_id}/result.svg").status_code == 200
    room_id = result["rooms"][0]["room_id"]
    answer = http.post(f"/v1/jobs/{job_id}/feedback", json={"room_id": room_id, "verdict": "accept"})
    assert answer.status_code == 201, answer.text
    assert result["rooms"][0]["selected_model"] in [each["model_name"] for each in answer.json()["ratings"]]


def test_a_grids_job_still_answers_with_a_grid(
    stored: Stored, plenum: RedisServer, grid: dict[str, Any]
) -> None:
    """As it did while Redis kept it."""
    answer = stored.http.post("/predict", json=grid)
    job_id = answer.headers["location"].rpartition("/")[2]
    assert eventually(lambda: is_stored(stored.http, job_id))
    forget(plenum, job_id)
    assert stored.http.get(f"/v1/jobs/{job_id}/result").json() == answer.json()


def test_what_ended_while_no_gateway_ran_is_stored_when_one_does(
    stored: Stored, plenum: RedisServer, tmp_path: Path
) -> None:
    """The record keeps it meanwhile: nothing hangs on whoever submitted it."""
    with running_gateway(tmp_path, plenum.url, **stored.env) as other, other.client() as http:
        job_id = done(http, building(1))["job_id"]
    assert eventually(lambda: is_stored(stored.http, job_id))


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """One that a test may take away."""
    with postgres_server() as server:
        yield server


def test_no_job_waits_for_a_store_that_is_away_and_two_gateways_share_it(
    postgres: PostgresServer, plenum: RedisServer, tmp_path: Path
) -> None:
    """Feedback is refused with a time to come again, and when it is back all is caught up, by whichever."""
    env = {"PLENUM_GATEWAY_STORE": postgres.url, "PLENUM_GATEWAY_REPLICAS": "2"}
    with ExitStack() as stack:
        both = [
            stack.enter_context(running_gateway(tmp_path / name, plenum.url, **env)) for name in ("a", "b")
        ]
        first, second = (stack.enter_context(gateway.client()) for gateway in both)
        before = done(first, building(1))["job_id"]
        assert eventually(lambda: is_stored(second, before))
        postgres.stop()
        result = done(first, building(1))
        opinion = {"room_id": result["rooms"][0]["room_id"], "verdict": "accept"}
        refused = first.post(f"/v1/jobs/{result['job_id']}/feedback", json=opinion)
        assert (refused.status_code, refused.json()["code"]) == (503, "store_away")
        assert refused.headers["retry-after"]
        assert first.get("/health/ready").status_code == 200
        assert eventually(lambda: "app_store_away 1" in first.get("/metrics").text)
        postgres.start()
        assert eventually(lambda: is_stored(second, result["job_id"]))
        taken = first.post(f"/v1/jobs/{result['job_id']}/feedback", json=opinion)
        assert taken.status_code == 201, taken.text
        said = second.get(f"/v1/jobs/{result['job_id']}/feedback").json()
        assert [each["verdict"] for each in said] == ["accept"]
        assert eventually(lambda: "gateway_store_back" in both[0].log())
