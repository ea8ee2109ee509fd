"""Which tasks a broadcast of Celery's revokes, and what is no revocation."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from redis import Redis

from plenum.worker.revocations import channel, revoked


def broadcast(method: str, **arguments: Any) -> bytes:
    """As kombu sends it."""
    told = {"method": method, "arguments": arguments, "destination": None}
    return json.dumps({"body": base64.b64encode(json.dumps(told).encode()).decode()}).encode()


@pytest.mark.parametrize(
    ("given", "ids"), [("one", ["one"]), (["one", "two"], ["one", "two"]), ([1, "two"], ["two"]), (None, [])]
)
def test_one_task_or_several_are_revoked(given: Any, ids: list[str]) -> None:
    """As `revoke` takes them; what is no id is none."""
    assert revoked(broadcast("revoke", task_id=given, terminate=False)) == ids


@pytest.mark.parametrize(
    "raw",
    [broadcast("ping"), broadcast("revoke"), b"", b"{}", b"[]", b'{"body": "%"}', b"[" * 100_000],
    ids=["another broadcast", "no ids", "nothing", "empty", "a list", "no base64", "deep"],
)
def test_whatever_else_is_told_revokes_nothing(raw: bytes) -> None:
    """Anybody may publish there."""
    assert revoked(raw) == ()


def test_each_database_has_a_channel_of_its_own() -> None:
    """As kombu names it."""
    assert channel(Redis.from_url("redis://127.0.0.1:1/3")) == "/3.celery.pidbox"
