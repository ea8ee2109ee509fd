"""OpenTelemetry's own variables: each is in the page's table, and what is refused is refused by its name."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from plenum.settings import WrongSettingError, settings
from plenum.telemetry import names, variables
from plenum.telemetry.configured import endpoint_given
from plenum.telemetry.limits import Bounded
from plenum.telemetry.setup import Telemetry
from plenum.worker.runtime import Runtime

PAGE = Path(__file__).parents[3] / "docs/telemetry.md"
NO_VARIABLES = {"OTEL_COMPONENT_NAME", "OTEL_COMPONENT_TYPE", "OTEL_SEMCONV_STABILITY_SIGNAL_MAPPING"}
"""Constants of OpenTelemetry's packages that are called like variables."""
PACKAGES = (
    *("opentelemetry.sdk.environment_variables", "opentelemetry.environment_variables"),
    *("opentelemetry.propagate", "opentelemetry.context", "opentelemetry.instrumentation"),
    *("opentelemetry.exporter.otlp.common", "opentelemetry.exporter.otlp.proto.http"),
    "opentelemetry.exporter.otlp.proto.grpc",
)


def known() -> set[str]:
    """Every variable that an installed package of OpenTelemetry's reads and Plenum's process may meet."""
    found: set[str] = set()
    for package in PACKAGES:
        spec = find_spec(package)
        assert spec is not None, package
        folders = spec.submodule_search_locations or [str(Path(str(spec.origin)).parent)]
        for module in (module for folder in folders for module in Path(folder).glob("*.py")):
            text = module.read_text(encoding="utf-8")
            found |= set(re.findall(r"\bOTEL_[A-Z0-9_]*[A-Z0-9]\b", text))
    return found - NO_VARIABLES


def rows() -> dict[str, str]:
    """Each variable of the page's table, with what is said of it."""
    table = PAGE.read_text(encoding="utf-8").partition("## OpenTelemetry's own variables")[2]
    lines = re.findall(r"^\| (`OTEL_[^|]*) \| (.*) \|$", table, re.MULTILINE)
    return {name: said for first, said in lines for name in re.findall(r"`(OTEL_[A-Z_]+)`", first)}


def test_every_variable_of_opentelemetrys_is_in_the_table() -> None:
    """Honoured, refused, or left to whom it concerns: a new one of a new version fails here."""
    assert known() - set(rows()) == set()


def test_what_the_table_refuses_is_what_is_refused_by_name() -> None:
    """And nothing else."""
    refused = {name for name, said in rows().items() if said.startswith("refused")}
    assert refused == set(variables.REFUSED)
    said = {"honoured", "refused", "left"}
    assert {re.split(r"\W", words)[0] for words in rows().values()} == said


def test_a_variable_that_changes_nothing_is_named_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do in its stead."""
    monkeypatch.setenv("OTEL_SERVICE_NAME", "ours")
    monkeypatch.setattr("plenum.worker.runtime.configure_logs", lambda *_, **_more: None)
    with capture_logs() as logged:
        Runtime("a", settings()).logs()
    (event,) = logged
    assert (event["event"], event["variable"]) == (names.VARIABLE_REFUSED, "OTEL_SERVICE_NAME")
    assert "service.namespace" in event["cure"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_TRACES_EXPORTER", "zipkin"),
        ("OTEL_METRICS_EXPORTER", "prometheus"),
        ("OTEL_LOGS_EXPORTER", "otlp,console"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "thrift"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "sometimes"),
        ("OTEL_TRACES_SAMPLER", "jaeger_remote"),
        ("OTEL_BSP_SCHEDULE_DELAY", "soon"),
        ("OTEL_BLRP_MAX_QUEUE_SIZE", "0"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "-1"),
    ],
)
def test_a_value_that_cannot_be_honoured_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """And with what would be right, at a service's start."""
    variables.check()
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettingError, match="give ") as refused:
        variables.check()
    assert str(refused.value).startswith(name.replace("METRICS_PROTOCOL", "PROTOCOL"))


def test_a_limit_that_is_no_number_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the SDK does."""
    monkeypatch.setenv("OTEL_SPAN_LINK_COUNT_LIMIT", "many")
    with pytest.raises(WrongSettingError, match="OTEL_SPAN_LINK_COUNT_LIMIT"):
        Bounded()


def test_a_disabled_sdk_is_telemetry_that_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a worker, and in a program that runs the pipeline by itself."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert endpoint_given()
    monkeypatch.setenv("OTEL_SDK_DISABLED", "True")
    assert not endpoint_given()
    assert not Telemetry("a").enabled
