"""The application: its description, and what every request meets before a route."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from plenum.pipeline.weights import Serving, Weights
from plenum.telemetry import names
from services.gateway.access import digest
from services.gateway.guard import HEADERS
from services.stages import LEARNED

from .conftest import Serve

ROOT = Path(__file__).parents[4]


def references(part: Any) -> set[str]:
    """Every `$ref` below."""
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(references, part.values()))
    return set().union(*map(references, part)) if isinstance(part, list) else set()


@pytest.mark.slow
def test_the_description_is_whole(serve: Serve) -> None:
    """Every reference leads somewhere, and every operation has a summary and an id of its own."""
    document = serve().get("/openapi.json").json()
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert all(each["summary"] for each in operations)
    assert len({each["operationId"] for each in operations}) == len(operations)


@pytest.mark.slow
def test_a_client_that_is_made_of_it_has_names_for_everything(serve: Serve) -> None:
    """Calls are named as a person would, JSON bodies and answers have schemas, and a problem is no result."""
    document = serve().get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"]), operation["operationId"]
            for status, answer in operation["responses"].items():
                content = answer["content"]
                assert all(each.get("schema") for each in content.values()), f"{path} {status}"
                if int(status) >= 400 and path != "/health":  # which says how it is in a word
                    assert set(content) == {"application/problem+json"}, f"{path} {status}"


@pytest.mark.slow
def test_every_route_stands_on_the_page(serve: Serve) -> None:
    """With its method; parameters by whatever name."""
    page = re.sub(r"\{\w+\}", "{}", (ROOT / "docs/http.md").read_text(encoding="utf-8"))
    for path, methods in serve().get("/openapi.json").json()["paths"].items():
        for method in methods:
            shown = re.sub(r"\{\w+\}", "{}", path)
            if shown != "/v1/jobs/{}/result.{}":  # by its suffixes
                assert f"`{method.upper()} {shown}`" in page, f"{method} {path}"


@pytest.mark.slow
def test_every_answer_has_the_headers_that_browsers_heed(serve: Serve) -> None:
    """Problems too."""
    for path in ("/healthz", "/nothing"):
        answer = serve().get(path)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe-inline" not in HEADERS["content-security-policy"]


@pytest.mark.slow
def test_no_other_origin_is_allowed_anything(serve: Serve) -> None:
    """A page elsewhere can send forms without asking: they are refused; reading it cannot."""
    answer = serve().post("/predict", json={}, headers={"Origin": "http://elsewhere.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "other_origin")
    assert "access-control-allow-origin" not in serve().get("/healthz").headers


@pytest.mark.slow
def test_a_name_that_only_leads_to_this_machine_is_not_served(serve: Serve) -> None:
    """A page's own domain may resolve to 127.0.0.1; with tokens any name will do."""
    assert serve().get("/healthz", headers={"Host": "rebound.example"}).status_code == 421
    assert serve().get("/healthz", headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.slow
def test_roles_hold_on_the_routes(serve: Serve, tmp_path: Path) -> None:
    """Who may look may not submit, and nobody comes without a token; probes ask for none."""
    tokens = tmp_path / "tokens"
    tokens.write_text(f"ann look {digest('a')}\n")
    client = serve(tokens=tokens)
    assert client.get("/info").status_code == 401
    ann = {"Authorization": "Bearer a"}
    assert client.get("/info", headers=ann).status_code == 200
    assert client.post("/predict", json={}, headers=ann).status_code == 403
    assert client.delete("/v1/jobs/some", headers=ann).status_code == 403
    assert client.post("/v1/jobs/some/feedback", json={}, headers=ann).status_code == 403
    assert client.get("/healthz").status_code == 200


@pytest.mark.slow
def test_whose_weights_answer_is_told(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each alias with its digest, and the champion's as part of the model's version."""
    monkeypatch.setattr("services.gateway.about.installed_graph", lambda: LEARNED)
    client = serve()
    parts = client.app._app._app.state.gateway  # type: ignore[attr-defined]  # the wrapped application's
    champion, name = Weights("3", "a" * 64), "light_model_d_learned"

    async def look(_call: Any) -> Any:
        return {name: Serving(champion, champion, 0.5)}

    monkeypatch.setattr(parts.backend, "look", look)
    told = client.get("/info").json()
    weights = {"version": "3", "digest": "a" * 64}
    assert told["registered"] == {
        name: {"champion": weights, "challenger": weights, "canary": 0.5, "shadow": None}
    }
    assert told["models"][name] == champion.marked(LEARNED[name].version)


def test_what_was_not_foreseen_is_a_problem_too(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word of what it was: that is in the log, beside the trace's id."""

    def broken() -> None:
        raise RuntimeError("a secret")

    client = serve()
    monkeypatch.setattr("services.gateway.about.installed_graph", broken)
    with capture_logs() as lines:
        answer = client.get("/info")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    (line,) = (line for line in lines if line["event"] == names.GATEWAY_FAILED)
    assert line["exc_info"]
    assert line["trace_id"] in answer.headers["traceresponse"]


@pytest.mark.slow
def test_a_path_that_is_none_is_counted_under_no_name_of_its_own(serve: Serve) -> None:
    """Anybody can make up paths, and each would be a series for ever."""
    client = serve()
    client.get("/made/up")
    parts = client.app._app._app.state.gateway  # type: ignore[attr-defined]  # the wrapped application's
    text = parts.metrics.text({})
    assert 'app_requests_total{route="unmatched",method="GET",status="404"} 1' in text
    assert "made" not in text
