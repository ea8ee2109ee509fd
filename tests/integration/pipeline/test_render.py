"""A rendered message is the message that Celery itself would have put on the queue."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
from celery import Celery
from redis import Redis

from plenum.pipeline.messages import StageMessage
from plenum.pipeline.record.redis.render import render, render_stage
from tests.support.redis_server import RedisServer


def sent_by_celery(server: RedisServer, client: Redis, **options: Any) -> dict[str, Any]:
    """What kombu's transport writes for a task of this name."""
    app = Celery("any", broker=server.url, set_as_current=False)
    app.conf.task_serializer = "json"
    app.send_task("plenum.finish", args=["job"], task_id="the-id", queue="coordinator", **options)
    raw = client.rpop("coordinator")
    assert isinstance(raw, bytes)
    message: dict[str, Any] = json.loads(raw)
    return message


def test_a_rendered_message_differs_from_celerys_only_in_who_and_when(
    server: RedisServer, client: Redis
) -> None:
    """Same fields, same encoding, same body; tag, time and origin are each delivery's own, and the
    texts of the arguments, which only Celery's events show, are left out.
    """
    theirs = sent_by_celery(server, client)
    ours = json.loads(render("plenum.finish", "the-id", "coordinator", ["job"]))
    assert base64.b64decode(ours["body"]) == base64.b64decode(theirs["body"])
    assert ours["headers"].pop("pushed_ms") == "@PUSHED@"
    assert ours["properties"].pop("delivery_tag") == "@TAG@"
    assert theirs["properties"].pop("delivery_tag")
    for shown in ("argsrepr", "kwargsrepr"):
        assert ours["headers"].pop(shown) == ""
        assert theirs["headers"].pop(shown)
    assert ours["headers"].pop("origin")
    assert theirs["headers"].pop("origin")
    assert ours["properties"].pop("delivery_info")["routing_key"] == "coordinator"
    theirs["properties"].pop("delivery_info")
    theirs["properties"].pop("reply_to")
    ours["properties"].pop("reply_to")
    del ours["body"], theirs["body"]
    # Celery writes null for "not asked", which is the same as false.
    theirs["headers"]["ignore_result"] = bool(theirs["headers"]["ignore_result"])
    assert ours == theirs


def test_what_was_to_follow_a_task_is_carried_in_the_rendered_message() -> None:
    """Links, errbacks, chain and chord travel in the body, as protocol 2 has it."""
    text = render("plenum.finish", "i", "q", ["job"], callbacks=[{"task": "next"}], chain=[{"task": "then"}])
    body = json.loads(base64.b64decode(json.loads(text)["body"]))
    assert body[0] == ["job"]
    assert body[2]["callbacks"] == [{"task": "next"}]
    assert body[2]["chain"] == [{"task": "then"}]


def test_a_stages_message_is_rendered_the_same_from_its_template() -> None:
    """Message by message it is what rendering each of them would give."""
    for number in range(2):
        parent = f"00-{number + 1:032x}-{number + 1:016x}-01"
        message = StageMessage(
            job_id="job", batch_id=f"b{number}", stage="s", deadline_at=2e9, traceparent=parent, root=parent
        )
        argument = json.loads(msgspec.json.encode(message))
        filled = json.loads(render_stage(message))
        plain = json.loads(
            render(
                "plenum.stage.s",
                f"job.b{number}.s",
                "s",
                [argument],
                headers={"traceparent": parent},
                ignore_result=True,
            )
        )
        bodies = [json.loads(base64.b64decode(each.pop("body"))) for each in (filled, plain)]
        assert bodies[0] == bodies[1]
        assert filled == plain
        assert StageMessage.parse(bodies[0][0][0]) == message
