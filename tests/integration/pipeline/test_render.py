"""A rendered message is the message that Celery itself would have put on the queue."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import Any

from celery import Celery
from redis import Redis

from plenum.pipeline.job import Slot
from plenum.pipeline.messages import send_span, written
from plenum.pipeline.record.redis.render import render
from tests.support.redis_server import RedisServer
from tests.support.stage_entry import entry


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


def test_a_stages_message_says_what_celery_would_write_and_its_ids_at_the_front() -> None:
    """Left out is only what Celery takes for granted; the front is what the scripts read."""
    slot, root = Slot("job", "b0", "s"), f"00-{1:032x}-{1:016x}-01"
    filled = entry(slot, root, pushed_ms=5.0)
    front = {"plenum": written(slot), "traceparent": send_span(slot, root), "pushed_ms": "5.000"}
    assert filled.startswith(json.dumps({"headers": front})[:-2])
    ours = json.loads(filled)
    plain = json.loads(render("plenum.stage.s", "job.b0.s", "s", [], headers=front, ignore_result=True))
    for message in (ours, plain):
        assert message["properties"].pop("delivery_tag")
    told = ours.pop("headers")
    left_out = {name: value for name, value in plain.pop("headers").items() if name not in told}
    assert left_out.pop("origin")
    assert [value for value in left_out.values() if value not in (None, "", {}, [None, None])] == []
    assert ours == plain


def test_the_template_is_the_same_in_every_process() -> None:
    """A script that differs from process to process would be kept once for each of them."""
    script = "from plenum.pipeline.record.redis.scripting import script; print(script('turn'))"
    run = [sys.executable, "-c", script]
    texts = {subprocess.run(run, capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(texts) == 1
