"""OpenTelemetry's own variables, as far as they are not the official exporters' and samplers' matter.

What Plenum honours and what it refuses by name is a table here, which docs/telemetry.md shows. A value that
cannot be honoured stops a service at its start with the variable's name: telemetry that goes nowhere is
noticed when it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

from plenum.distribution import cure
from plenum.settings import WrongSettingError

SIGNALS: Final = ("TRACES", "METRICS", "LOGS")
_EXPORTERS: Final = ("", "otlp", "none")
_PROTOCOLS: Final = ("", "http/protobuf", "grpc")
_PREFERENCES: Final = ("", "cumulative", "delta", "lowmemory")
_SAMPLERS: Final = (
    *("", "always_on", "always_off", "traceidratio"),
    *("parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"),
)

REFUSED: Final[Mapping[str, str]] = {
    "OTEL_SERVICE_NAME": "a service is named after its stage; tell deployments apart by service.namespace"
    " in OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_CONFIG_FILE": "there is no declarative configuration; use the variables of the table",
    "OTEL_EXPORTER_ZIPKIN_ENDPOINT": "spans go out over OTLP alone; a collector translates",
    "OTEL_EXPORTER_ZIPKIN_TIMEOUT": "spans go out over OTLP alone; a collector translates",
    "OTEL_EXPORTER_PROMETHEUS_HOST": "metrics go out over OTLP alone; the collector is scraped",
    "OTEL_EXPORTER_PROMETHEUS_PORT": "metrics go out over OTLP alone; the collector is scraped",
    "OTEL_LOG_LEVEL": "it is the SDK's own; Celery's --loglevel is what log lines go by",
    "OTEL_PYTHON_ID_GENERATOR": "ids of messages' spans follow from their job, so that copies agree",
    "OTEL_PYTHON_TRACER_CONFIGURATOR": "there is one scope, plenum; switch it off by OTEL_SDK_DISABLED",
    "OTEL_PYTHON_METER_CONFIGURATOR": "there is one scope, plenum; switch it off by OTEL_METRICS_EXPORTER",
    "OTEL_PYTHON_LOGGER_CONFIGURATOR": "there is one scope, plenum; switch it off by OTEL_LOGS_EXPORTER",
    "OTEL_PYTHON_SDK_INTERNAL_METRICS_ENABLED": "what is lost is in plenum_telemetry_dropped_total",
    "OTEL_PYTHON_EXPORTER_OTLP_GRPC_RETRYABLE_ERROR_CODES": "what a receiver that is away answers is kept",
    "OTEL_SEMCONV_STABILITY_OPT_IN": "names are those of the current conventions",
    "OTEL_SPAN_EVENT_COUNT_LIMIT": "a span has one exception at most",
    "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "an exception's attributes are needed",
    **{
        f"OTEL_PYTHON_EXPORTER_OTLP_HTTP_{signal}CREDENTIAL_PROVIDER": "give headers or certificates"
        for signal in ("", *(f"{signal}_" for signal in SIGNALS))
    },
}
"""Variables that change nothing here, and what to do in their stead; a service says so at its start."""


def disabled() -> bool:
    """Whether OTEL_SDK_DISABLED says that nothing is to be told."""
    return os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"


def exported(signal: str) -> bool:
    """Whether a signal (`TRACES`, `METRICS`, `LOGS`) goes out: its exporter is `otlp`, the default."""
    names = _value(f"OTEL_{signal}_EXPORTER").split(",")
    return not disabled() and any(name.strip() in ("", "otlp") for name in names)


def given(prefix: str, signal: str, name: str) -> str:
    """A signal's own variable, or else the one for all signals; empty where neither is set."""
    return os.environ.get(f"{prefix}_{signal}_{name}") or os.environ.get(f"{prefix}_{name}") or ""


def protocol(signal: str) -> str:
    """`grpc` or `http/protobuf`. Raises WrongSettingError for another, or one that is not installed."""
    found = given("OTEL_EXPORTER_OTLP", signal, "PROTOCOL").strip().lower()
    if found not in _PROTOCOLS:
        raise WrongSettingError(
            f"OTEL_EXPORTER_OTLP_PROTOCOL={found}: give http/protobuf or grpc"
            f" (also OTEL_EXPORTER_OTLP_{signal}_PROTOCOL)"
        )
    if found == "grpc" and find_spec("opentelemetry.exporter.otlp.proto.grpc") is None:
        raise WrongSettingError(f"OTEL_EXPORTER_OTLP_PROTOCOL=grpc: {cure('grpc')}, or give http/protobuf")
    return found or "http/protobuf"


def number(name: str, otherwise: float, least: float = 1.0) -> float:
    """A variable's number. Raises WrongSettingError for what is none, or below `least`."""
    text = _value(name)
    if not text:
        return otherwise
    try:
        value = float(text)
    except ValueError:
        raise WrongSettingError(f"{name}={text}: give a number") from None
    if not least <= value < float("inf"):
        raise WrongSettingError(f"{name}={text}: give a number from {least:g}")
    return value


def refused() -> Mapping[str, str]:
    """Variables that are set and change nothing, with what to do in their stead."""
    return {name: cure for name, cure in REFUSED.items() if os.environ.get(name)}


def check() -> None:
    """Raise WrongSettingError naming the first variable whose value cannot be honoured."""
    for signal in SIGNALS:
        for name in _value(f"OTEL_{signal}_EXPORTER").split(","):
            if name.strip() not in _EXPORTERS:
                raise WrongSettingError(
                    f"OTEL_{signal}_EXPORTER={name.strip()}: give otlp or none; a collector translates"
                )
        protocol(signal)
    preference = _value("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")
    if preference not in _PREFERENCES:
        raise WrongSettingError(
            f"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE={preference}:"
            " give cumulative, delta or lowmemory"
        )
    if (sampler := _value("OTEL_TRACES_SAMPLER")) not in _SAMPLERS:
        raise WrongSettingError(f"OTEL_TRACES_SAMPLER={sampler}: give one of {', '.join(_SAMPLERS[1:])}")
    for batch in ("OTEL_BSP", "OTEL_BLRP"):
        for name in ("SCHEDULE_DELAY", "MAX_QUEUE_SIZE", "MAX_EXPORT_BATCH_SIZE", "EXPORT_TIMEOUT"):
            number(f"{batch}_{name}", 1)
    number("OTEL_METRIC_EXPORT_INTERVAL", 1)
    number("OTEL_METRIC_EXPORT_TIMEOUT", 1)


def _value(name: str) -> str:
    return os.environ.get(name, "").strip().lower()
