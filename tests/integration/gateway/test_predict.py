"""One small grid over HTTP, and what else is asked in one request."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
import pytest

from tests.support.waiting import eventually


@pytest.mark.parametrize("path", ["/predict", "/v1/predict"])
def test_a_grid_comes_back_completed(http: httpx.Client, grid: dict[str, Any], path: str) -> None:
    """With the same cells, and lights, air and detectors on them."""
    answer = http.post(path, json=grid)
    assert answer.status_code == 200, answer.text
    completed = answer.json()
    assert [(c["x"], c["y"]) for c in completed["cells"]] == [(c["x"], c["y"]) for c in grid["cells"]]
    assert {"light", "smoke_detector"} <= {cell["component"] for cell in completed["cells"]}


def test_a_grid_that_is_wrong_is_refused_with_its_place(http: httpx.Client, grid: dict[str, Any]) -> None:
    """By the coordinator's own reader: the gateway has no rules."""
    wrong = {**grid, "cells": [{**grid["cells"][0], "component": "lamp"}, *grid["cells"][1:]]}
    answer = http.post("/predict", json=wrong)
    assert answer.status_code == 422
    assert answer.json()["pointer"].startswith("/cells/0")


@pytest.mark.parametrize("content", [[], {"schema": "plenum.building/1"}, {"cells": 3}, "text"])
def test_what_is_no_grid_is_refused(http: httpx.Client, content: Any) -> None:
    """Whatever else is JSON."""
    assert http.post("/predict", json=content).status_code == 422


def test_a_large_grid_is_sent_to_jobs(http: httpx.Client) -> None:
    """Before anything is submitted."""
    answer = http.post("/predict", json={"grid_id": "g", "width": 400, "height": 400, "cells": []})
    assert answer.status_code == 422
    assert "/v1/jobs" in answer.json()["cure"]


def test_any_layout_is_verified(http: httpx.Client, grid: dict[str, Any]) -> None:
    """An empty one breaks rules, and the evidence says which."""
    found = http.post("/v1/verify", json=grid)
    assert found.status_code == 200, found.text
    assert found.json()["broken"] > 0
    assert all(evidence["rule"] for room in found.json()["rooms"].values() for evidence in room)


def test_the_figures_are_prometheus_text(http: httpx.Client, grid: dict[str, Any]) -> None:
    """Requests by route, what was predicted, and the counters that all jobs raise."""
    assert http.post("/predict", json=grid).status_code == 200
    counted = 'app_requests_total{route="/predict",method="POST",status="200"}'
    # A request is counted once it is answered.
    text = eventually(lambda: http.get("/metrics").text, lambda told: counted in told)
    assert counted in text
    assert 'app_request_latency_seconds_bucket{route="/predict",method="POST",le="+Inf"}' in text
    assert 'app_pred_components_count{component_type="light"}' in text
    assert 'ml_model_executions_total{model_name="light_model_a_dense"}' in text


def test_info_names_the_models(http: httpx.Client) -> None:
    """With their versions."""
    assert set(http.get("/info").json()["models"]) >= {"light_model_a_dense", "selector"}


@pytest.mark.parametrize("path", ["/healthz", "/health/live", "/health/ready"])
def test_probes_are_answered(http: httpx.Client, path: str) -> None:
    """By a gateway that can serve."""
    assert http.get(path).status_code == 200


def test_health_is_told_in_a_word_and_check_by_check(http: httpx.Client) -> None:
    """The word is the worst of the checks, and the status follows it."""
    checks = http.get("/health/detailed").json()
    assert {"redis.reachable", "queue.selector"} <= {check["name"] for check in checks["checks"]}
    word = http.get("/health")
    assert word.status_code == (200 if word.json()["status"] == "healthy" else 503)
