"""The gateway as a part of a stack: its port, its state, its end."""

from __future__ import annotations

from pathlib import Path

from plenum import stack
from plenum.stack.health import answers_http

from .conftest import Up


def test_two_stacks_have_a_gateway_each(up: Up, tmp_path: Path) -> None:
    """Each on a port of its own, which it keeps when the stack is started again."""
    first = up(tmp_path / "a", services=["gateway"])
    second = up(tmp_path / "b", services=["gateway"])
    assert first.gateway != second.gateway
    for info in (first, second):
        assert answers_http(f"{info.gateway}/health/ready")
        assert info.addresses()["gateway"] == info.gateway
    stack.down(tmp_path / "a")
    assert not answers_http(f"{first.gateway}/health/live")
    assert up(tmp_path / "a", services=["gateway"]).gateway == first.gateway


def test_a_gateway_may_be_had_later_and_sent_away(up: Up, tmp_path: Path) -> None:
    """No port is chosen for one that nobody wants."""
    folder = tmp_path / "state"
    assert up(folder).gateway is None
    info = stack.scale(folder, "gateway", 1)
    assert answers_http(f"{info.gateway}/health/ready")
    assert stack.scale(folder, "gateway", 0).gateway is None
    assert not answers_http(f"{info.gateway}/health/live")
