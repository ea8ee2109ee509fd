"""Redis away: what needs it is refused clearly, at once and for as long as it lasts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.buildings import building
from tests.support.gateway import answers, running_gateway
from tests.support.redis_server import RedisServer
from tests.support.waiting import eventually


def test_requests_are_refused_while_redis_is_away_and_served_again(
    tmp_path: Path, grid: dict[str, Any]
) -> None:
    """503 with Retry-After; the process lives; it is ready again by itself."""
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    with running_gateway(tmp_path / "gateway", server.url, ready=False) as gateway, gateway.client() as http:
        assert eventually(lambda: http.get("/health/ready").status_code, lambda code: code == 503) == 503
        for answer in (
            http.post("/predict", json=grid),
            http.post("/v1/jobs", json=building(1)),
            http.post("/v1/jobs", json=building(1), headers={"Idempotency-Key": "k"}),
            http.get("/v1/jobs"),
            http.get("/v1/jobs/some"),
            http.get("/metrics"),
            http.delete("/v1/jobs/some"),
        ):
            assert answer.status_code == 503, answer.text
            assert answer.json()["code"] == "redis_away"
            assert int(answer.headers["retry-after"]) > 0
        assert answers(gateway, "live")
        assert http.get("/health").json() == {"status": "unhealthy"}
        server.start()
        try:
            assert eventually(lambda: answers(gateway, "ready"))
            assert http.get("/v1/jobs").json() == {"jobs": [], "total": 0}
        finally:
            assert server.process is not None
            server.process.kill()
            server.process.wait()
