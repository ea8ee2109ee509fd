"""A request's span and the trace that it belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.telemetry.spans import SpanRef
from services.gateway.telemetry import caller, method, server_span

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def scope(*headers: tuple[bytes, bytes], **more: Any) -> dict[str, Any]:
    """A request as the server hands it on."""
    asked = {"method": "POST", "path": "/v1/jobs", "scheme": "http", "http_version": "1.1"}
    return {**asked, "headers": headers, "server": ("127.0.0.1", 8000), **more}


def test_the_callers_span_is_known() -> None:
    """As W3C trace context writes it."""
    assert str(caller(scope((b"traceparent", TRACEPARENT.encode())))) == TRACEPARENT


@pytest.mark.parametrize(
    "given",
    [b"", b"nonsense", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01", TRACEPARENT[:-4].encode(), b"\xff"],
)
def test_a_traceparent_that_is_none_begins_a_trace_of_its_own(given: bytes) -> None:
    """Nobody is refused for it."""
    assert caller(scope((b"traceparent", given))) is None


def test_a_span_follows_the_conventions() -> None:
    """Named by method and route; an error from 500 on."""
    asked = scope(state={"job_id": "j"})
    span = server_span(asked, SpanRef.new(), None, (1, 2), ("/v1/jobs", 202))
    assert span.name == "POST /v1/jobs"
    assert span.attributes["http.request.method"] == "POST"
    assert span.attributes["http.route"] == "/v1/jobs"
    assert span.attributes["http.response.status_code"] == 202
    assert span.attributes["plenum.job.id"] == "j"
    assert not span.error
    assert server_span(asked, SpanRef.new(), None, (1, 2), ("/v1/jobs", 503)).error


def test_a_path_without_a_route_and_a_method_that_is_none_name_nothing() -> None:
    """Both are the caller's to make up."""
    asked = scope(method="BREW", path="/made/up")
    assert method(asked) == "_OTHER"
    span = server_span(asked, SpanRef.new(), None, (1, 2), ("unmatched", 404))
    assert span.name == "_OTHER"
    assert "http.route" not in span.attributes
