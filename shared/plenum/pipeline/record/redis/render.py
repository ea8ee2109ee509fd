"""Messages as Celery would send them, rendered but not sent: the record's scripts push them.

A commit and the messages that follow from it are one step in Redis, so a message must exist as
text before it may be sent. The text is what kombu's Redis transport would have written, with two
placeholders that a script fills at the push: the delivery tag and the time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from celery import Celery
from kombu.serialization import dumps
from kombu.transport.virtual.base import Base64

from plenum.pipeline.messages import StageMessage, task_name

TAG: Final = "@TAG@"
PUSHED: Final = "@PUSHED@"
_ID, _ARGUMENT, _PARENT, _BODY = "@ID@", "@ARGUMENT@", "@TRACEPARENT@", "@BODY@"


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


def render_stage(message: StageMessage) -> str:
    """A stage's message, as `render` would write it with the message as its one argument.

    Rendered once for each stage and filled in for each message: ids and traceparents have no character
    that JSON escapes.
    """
    whole, body = _template(message.stage)
    argument = msgspec.json.encode(message).decode()
    filled = base64.b64encode(body.replace(f'"{_ARGUMENT}"', argument).encode()).decode()
    marks = ((_ID, message.slot.message_id), (_PARENT, message.traceparent), (_BODY, filled))
    for mark, value in marks:
        whole = whole.replace(mark, value)
    return whole


@lru_cache(maxsize=64)
def _template(stage: str) -> tuple[str, str]:
    """A message to a stage and its body, with marks where one message differs from the next."""
    headers = {"traceparent": _PARENT}
    text = render(task_name(stage), _ID, stage, [_ARGUMENT], headers=headers, ignore_result=True)
    message = json.loads(text)
    body = base64.b64decode(message["body"]).decode()
    return json.dumps({**message, "body": _BODY}), body
