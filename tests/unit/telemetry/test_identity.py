"""Who emits: deployments that share a collector are told apart."""

from __future__ import annotations

import pytest

from plenum.telemetry.identity import resource


def test_a_deployment_is_called_what_the_environment_says_and_its_services_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else what names a service and its instance would be everybody's at once."""
    told = "deployment.environment.name=north,team=a,service.name=x,service.instance.id=y,service.version=z"
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", told)
    found = resource("plenum", "a-record").attributes
    assert (found["deployment.environment.name"], found["team"]) == ("north", "a")
    assert (found["service.name"], found["service.instance.id"]) == ("plenum", "a-record")
    assert found["service.version"] != "z"


def test_a_process_has_an_instance_of_its_own_and_the_defaults_of_a_deployment() -> None:
    """Nothing of it needs to be set."""
    one, other = resource("a").attributes, resource("a").attributes
    assert (one["service.namespace"], one["deployment.environment.name"]) == ("plenum", "default")
    assert one["service.name"] == other["service.name"] == "a"
    assert one["service.instance.id"]
