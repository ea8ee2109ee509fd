"""Spans, metrics and the trace context of requests, around every route: routes know nothing of it.

The caller's trace goes on: its span is the parent of the request's, which is the parent of the job's.
"""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from opentelemetry import context
from opentelemetry.trace import SpanKind
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plenum.telemetry import names
from plenum.telemetry.sampling import job_root
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import OwnAttributes, SpanData, SpanRef

from .instruments import GatewayInstruments

_UNMATCHED: Final = "unmatched"
"""The route of a path that there is none for: paths are anybody's, and labels must not be."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
_QUIET: Final = frozenset({"/healthz", "/health/live", "/health/ready", "/metrics"})
"""Routes that machines ask for all day: counted, without a span."""


class Traced:
    """Around an application: one span and one observation a request."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry, instruments: GatewayInstruments) -> None:
        self._app = app
        self._telemetry = telemetry
        self._instruments = instruments
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with its trace's id in the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        parent = caller(scope)
        span = job_root(parent)
        scope.setdefault("state", {})["trace_id"] = f"{span.trace_id:032x}"
        status = 500
        start_ns, began = time.time_ns(), time.perf_counter()

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"traceresponse", str(span).encode())]
            await send(message)

        token = context.attach(span.current())
        try:
            await self._app(scope, receive, tell)
        except Exception:  # noqa: BLE001 - whatever a route did not foresee
            # What nobody foresaw was answered with 500 already, if nothing else was.
            self._log.exception(names.GATEWAY_FAILED, path=scope["path"], trace_id=f"{span.trace_id:032x}")
        finally:
            context.detach(token)
            route = getattr(scope.get("route"), "path", _UNMATCHED)
            took_s = time.perf_counter() - began
            self._instruments.requested(route, method(scope), status, took_s, span)
            if route not in _QUIET:
                end_ns = start_ns + int(took_s * 1e9)
                self._telemetry.emit([server_span(scope, span, parent, (start_ns, end_ns), (route, status))])


def caller(scope: MutableMapping[str, Any]) -> SpanRef | None:
    """The span that the caller names; none where it names none, or no valid one."""
    for name, value in scope["headers"]:
        if name == b"traceparent":
            try:
                found = SpanRef.parse(value.decode("ascii").strip())
            except ValueError:
                return None
            return found if found.trace_id and found.span_id else None
    return None


def method(scope: MutableMapping[str, Any]) -> str:
    """The method, or what the conventions call one that is none."""
    return scope["method"] if scope["method"] in _METHODS else "_OTHER"


def server_span(
    scope: MutableMapping[str, Any],
    span: SpanRef,
    parent: SpanRef | None,
    times_ns: tuple[int, int],
    outcome: tuple[str, int],
) -> SpanData:
    """The request's span after the semantic conventions for HTTP servers."""
    route, status = outcome
    attributes: OwnAttributes = {
        names.HTTP_METHOD: method(scope),
        names.HTTP_STATUS: status,
        names.URL_PATH: scope["path"],
        names.URL_SCHEME: scope["scheme"],
        names.PROTOCOL_VERSION: scope["http_version"],
    }
    if route != _UNMATCHED:
        attributes[names.HTTP_ROUTE] = route
    if scope.get("server"):
        attributes[names.SERVER_ADDRESS] = scope["server"][0]
        attributes[names.SERVER_PORT] = scope["server"][1] or 0
    if job_id := scope.get("state", {}).get("job_id"):
        attributes[names.JOB_ID] = job_id
    if status >= 500:
        attributes[names.ERROR_TYPE] = str(status)
    name = method(scope) if route == _UNMATCHED else f"{method(scope)} {route}"
    return SpanData(
        name,
        span,
        parent,
        *times_ns,
        attributes,
        SpanKind.SERVER,
        error=f"answered {status}" if status >= 500 else "",
    )
