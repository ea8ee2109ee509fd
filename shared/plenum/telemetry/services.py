"""OTLP's services by signal: their requests and answers, and what an answer says was refused."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def message(signal: str, kind: str) -> Any:
    """The class of a signal's `Request` or `Response`; `signal` is `TRACES`, `METRICS` or `LOGS`."""
    name = "trace" if signal == "TRACES" else signal.lower()
    module = import_module(f"opentelemetry.proto.collector.{name}.v1.{name}_service_pb2")
    return getattr(module, f"Export{name.capitalize()}Service{kind}")


def rejected(answer: Any) -> int:
    """Items that a receiver took the request without: OTLP's partial success."""
    partial = answer.partial_success
    fields = ("rejected_spans", "rejected_log_records", "rejected_data_points")
    return sum(getattr(partial, field, 0) for field in fields)
