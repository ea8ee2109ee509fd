"""The gateway's settings: what it refuses to start with."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenum.settings import WrongSettingError
from services.gateway.config import gateway_settings, is_local


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "gateway.example.org"])  # noqa: S104 - to be refused
def test_another_address_without_tokens_is_refused(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """And the words say what to set."""
    monkeypatch.setenv("PLENUM_GATEWAY_HOST", host)
    with pytest.raises(WrongSettingError, match="PLENUM_GATEWAY_TOKENS"):
        gateway_settings()


@pytest.mark.parametrize("name", ["PLENUM_GATEWAY_TOKENS", "PLENUM_GATEWAY_OPEN"])
def test_with_tokens_or_on_purpose_it_is_served(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A container has an address of its own and is published on this machine alone."""
    monkeypatch.setenv("PLENUM_GATEWAY_HOST", "0.0.0.0")  # noqa: S104 - what a container listens on
    monkeypatch.setenv(name, "true" if name.endswith("OPEN") else "tokens")
    assert gateway_settings().host == "0.0.0.0"  # noqa: S104 - likewise


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "[::1]", "localhost"])
def test_this_machines_addresses_are_known(host: str) -> None:
    """By number and by name."""
    assert is_local(host)


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of all other settings do."""
    monkeypatch.setenv("PLENUM_GATEWAY_WAIT_S", "0")
    with pytest.raises(WrongSettingError, match="PLENUM_GATEWAY_WAIT_S"):
        gateway_settings()


def test_several_gateways_need_a_store_that_they_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with a file of its own would know half of the feedback; no message shows the password."""
    monkeypatch.setenv("PLENUM_GATEWAY_REPLICAS", "2")
    with pytest.raises(WrongSettingError, match="PLENUM_GATEWAY_STORE"):
        gateway_settings()
    monkeypatch.setenv("PLENUM_GATEWAY_STORE", "postgresql://plenum:secret@db/plenum")
    found = gateway_settings()
    assert found.store_url == "postgresql://plenum:secret@db/plenum"
    assert "secret" not in repr(found)


def test_every_setting_has_its_row_on_the_page() -> None:
    """docs/http.md names each."""
    from services.gateway.config import GatewaySettings

    page = (Path(__file__).parents[4] / "docs/http.md").read_text(encoding="utf-8")
    missing = [
        name for name in GatewaySettings.model_fields if f"`PLENUM_GATEWAY_{name.upper()}`" not in page
    ]
    assert missing == []
