"""What a coordinator reads without Celery, and what it leaves to it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from plenum.pipeline.record.redis.render import render
from services.coordinator.messages import FINISH, PLACE, parse


def entry(name: str = PLACE, args: Any = ("a building",), **changes: Any) -> dict[str, Any]:
    """A queue's entry as a Celery client writes it, with some headers changed."""
    options = {key: changes.pop(key) for key in ("chain", "callbacks", "chord") if key in changes}
    made: dict[str, Any] = json.loads(render(name, "the id", "celery", args, **options))
    made["headers"] |= changes
    return made


def parsed(made: Any) -> Any:
    """What is understood of it."""
    return parse(json.dumps(made).encode())


@pytest.mark.parametrize("name", [PLACE, FINISH])
def test_a_plain_message_is_understood(name: str) -> None:
    """With the request as Celery's worker would see it, headers of others included."""
    message = parsed(entry(name, traceparent="00-1", ignore_result=True, root_id="root"))
    request = message.request
    assert (message.task, message.args, message.kwargs) == (name, ["a building"], {})
    assert (request.id, request.traceparent, request.ignore_result, request.root_id) == (
        "the id",
        "00-1",
        True,
        "root",
    )
    assert not message.is_followed


@pytest.mark.parametrize(
    "follows", [{"chain": [{"task": "x"}]}, {"callbacks": [{"task": "x"}]}, {"chord": {"task": "x"}}]
)
def test_a_message_says_whether_something_follows_its_task(follows: dict[str, Any]) -> None:
    """That is for Celery to send."""
    assert parsed(entry(**follows)).is_followed


@pytest.mark.parametrize(
    "asked",
    [
        {"eta": "2030-01-01T00:00:00+00:00"},
        {"expires": "2030-01-01T00:00:00+00:00"},
        {"retries": 1},
        {"timelimit": [10, None]},
        {"timelimit": [None, 5]},
        {"stamped_headers": ["who"], "stamps": {"who": ["me"]}},
        {"compression": "application/x-gzip"},
        {"task": "somebody.elses"},
        {"id": None},
    ],
    ids=str,
)
def test_what_asks_for_more_than_its_task_is_celerys(asked: dict[str, Any]) -> None:
    """It knows how to wait, to give up, to find a stamp."""
    assert parsed(entry(**asked)) is None


def body(raw: bytes) -> str:
    """As an entry holds it."""
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json {",
        b"\xff\xfe",
        b"5",
        b"{}",
        b"[" * 100_000,
        *(
            json.dumps({**entry(), **change}).encode()
            for change in (
                {"headers": None},
                {"headers": [1]},
                {"headers": {"task": []}},
                {"properties": None},
                {"body": "%"},
                {"body": body(b"\xff{")},
                {"body": body(b"[]")},
                {"body": body(b"[[], [], {}]")},
                {"content-type": "application/x-python-serialize"},
                {"content-encoding": "binary"},
            )
        ),
    ],
)
def test_what_is_no_message_is_celerys_to_complain_about(raw: bytes) -> None:
    """Nothing that anybody pushes onto a queue raises here."""
    assert parse(raw) is None
