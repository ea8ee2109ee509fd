"""Messages as Celery would send them, rendered but not sent: the record's scripts push them.

A commit and the messages that follow from it are one step in Redis, so a message must exist as
text before it may be sent. The text is what kombu's Redis transport would have written, with two
placeholders that a script fills at the push: the delivery tag and the time. A stage's message has its ids as
placeholders too, so that one template does for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from celery import Celery
from kombu.serialization import dumps
from kombu.transport.virtual.base import Base64

from plenum.pipeline.messages import VERSION, task_name

TAG: Final = "@TAG@"
PUSHED: Final = "@PUSHED@"
STAGE: Final = "@STAGE@"
MESSAGE_ID: Final = "@ID@"


@lru_cache(maxsize=1)
def _app() -> Celery:
    """An app that only renders: protocol 2, JSON, no connection."""
    app = Celery("plenum-render", set_as_current=False)
    app.conf.task_serializer = "json"
    return app


def render(
    name: str,
    task_id: str,
    queue: str,
    args: Sequence[Any],
    *,
    headers: Mapping[str, str] | None = None,
    **options: Any,
) -> str:
    """One task message for `queue`, as text with the placeholders TAG and PUSHED.

    `options` go to `Celery.amqp.as_task_v2` (chain, callbacks, chord, group_id, root_id …).
    """
    # Celery would spend most of a message's time on texts of its arguments that only its events show.
    message = _app().amqp.as_task_v2(
        task_id, name, args=list(args), kwargs={}, argsrepr="", kwargsrepr="", **options
    )
    content_type, encoding, body = dumps(message.body, serializer="json")
    if isinstance(body, str):
        body = body.encode(encoding)
    return json.dumps(
        {
            "body": Base64().encode(body),
            "content-encoding": encoding,
            "content-type": content_type,
            "headers": {**message.headers, **(headers or {}), "pushed_ms": PUSHED},
            "properties": {
                **message.properties,
                "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": queue},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": TAG,
            },
        }
    )


@lru_cache(maxsize=1)
def stage_template() -> str:
    """Any stage's message with marks where messages differ, for `push.lua`, which fills them.

    As `render` would write it without arguments, what Celery takes for granted left out, and what the
    scripts read at the front: the message's line, its send span and when it was pushed.
    """
    text = render(task_name(STAGE), MESSAGE_ID, STAGE, (), ignore_result=True)
    whole = json.loads(text)
    headers, properties = whole.pop("headers"), whole.pop("properties")
    front = {"plenum": f"{VERSION} @JOB@ @BATCH@ {STAGE}", "traceparent": "@PARENT@", "pushed_ms": PUSHED}
    told = {name: value for name, value in headers.items() if value not in (None, "", {}, [None, None])}
    # Of the process that renders: a script must have the same text in all of them, or each is kept.
    told.pop("origin", None)
    return json.dumps({"headers": {**front, **told, **front}, **whole, "properties": properties})
