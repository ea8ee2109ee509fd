"""Who emits: deployments that share a collector are told apart."""

from __future__ import annotations

import pytest

from plenum.telemetry.identity import resource


def test_an_instance_that_every_deployment_has_is_told_apart_by_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else two ledgers would be one series, with now the one's value and now the other's."""
    found = []
    for environment in ("north", "south"):
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", f"deployment.environment.name={environment}")
        found.append(resource("plenum", "ledger").attributes["service.instance.id"])
    monkeypatch.delenv("OTEL_RESOURCE_ATTRIBUTES")
    found.append(resource("plenum", "ledger").attributes["service.instance.id"])
    assert found == ["ledger-north", "ledger-south", "ledger"]


def test_a_process_has_an_instance_of_its_own_and_the_defaults_of_a_deployment() -> None:
    """Nothing of it needs to be set."""
    one, other = resource("a").attributes, resource("a").attributes
    assert (one["service.namespace"], one["deployment.environment.name"]) == ("plenum", "default")
    assert one["service.name"] == other["service.name"] == "a"
    assert one["service.instance.id"]
