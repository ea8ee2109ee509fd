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

from celery import Celery
from kombu.serialization import dumps
from kombu.transport.virtual.base import Base64

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
    headers: Mapping[str, Any] | None = None,
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


def render_stage(name: str, task_id: str, queue: str, argument: str, traceparent: str) -> str:
    """A stage's message, as `render` would write it with one argument, here as JSON text.

    Rendered once for each stage and filled in for each message: ids and traceparents have no character
    that JSON escapes.
    """
    message, body = _template(name, queue)
    filled = base64.b64encode(body.replace(f'"{_ARGUMENT}"', argument).encode()).decode()
    return message.replace(_ID, task_id).replace(_PARENT, traceparent).replace(_BODY, filled)


@lru_cache(maxsize=64)
def _template(name: str, queue: str) -> tuple[str, str]:
    """A message and its body, with marks where one message differs from the next."""
    text = render(name, _ID, queue, [_ARGUMENT], headers={"traceparent": _PARENT}, ignore_result=True)
    message = json.loads(text)
    body = base64.b64decode(message["body"]).decode()
    return json.dumps({**message, "body": _BODY}), body
