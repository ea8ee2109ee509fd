"""The task messages that a coordinator understands without Celery: `plenum.place` and `plenum.finish`.

Whatever asks for more than its task (a delay, a limit, stamps, a form of its own) is Celery's.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from celery.app.task import Context

PLACE: Final = "plenum.place"
FINISH: Final = "plenum.finish"
_CELERYS_OWN: Final = ("eta", "expires", "retries", "stamped_headers", "stamps", "compression")
"""Headers that ask for something, where they are not empty."""


class _Properties(msgspec.Struct):
    """What kombu adds to a message."""

    body_encoding: str
    reply_to: str | None = None


class _Envelope(msgspec.Struct):
    """A queue's entry, as kombu writes it."""

    body: str
    headers: dict[str, Any]
    properties: _Properties
    content_type: str = msgspec.field(name="content-type")
    content_encoding: str = msgspec.field(name="content-encoding")


_envelope = msgspec.json.Decoder(_Envelope)
_body = msgspec.json.Decoder(tuple[list[Any], dict[str, Any], dict[str, Any]])


@dataclass(frozen=True)
class Message:
    """A task that was asked for, as Celery's own worker would see it."""

    request: Context
    args: list[Any]
    kwargs: dict[str, Any]

    @property
    def task(self) -> str:
        """PLACE or FINISH."""
        return str(self.request.task)

    @property
    def is_followed(self) -> bool:
        """Whether something comes after the task: a callback, the rest of a chain, a chord."""
        return bool(self.request.callbacks or self.request.chain or self.request.chord)

    @property
    def is_urgent(self) -> bool:
        """Whether a submission asks for a priority above 0."""
        asked = self.kwargs.get("priority", self.args[3] if len(self.args) > 3 else None)
        return isinstance(asked, int) and asked > 0

    @property
    def is_alone(self) -> bool:
        """Whether nothing but an answer hangs on the task's failure."""
        request = self.request
        return not (request.errbacks or request.chain or request.chord)


def parse(entry: bytes) -> Message | None:
    """The message in a queue's entry; none where it is Celery's to read, and to complain about."""
    try:
        envelope = _envelope.decode(entry)
        if not _is_plain(envelope):
            return None
        args, kwargs, embed = _body.decode(base64.b64decode(envelope.body, validate=True))
    except (ValueError, RecursionError):
        return None
    request = Context(envelope.headers, **{"reply_to": envelope.properties.reply_to, **embed})
    return Message(request, args, kwargs)


def _is_plain(envelope: _Envelope) -> bool:
    headers = envelope.headers
    return (
        headers.get("task") in (PLACE, FINISH)
        and isinstance(headers.get("id"), str)
        and not any(headers.get(name) for name in _CELERYS_OWN)
        and not any(headers.get("timelimit") or ())
        and envelope.content_type == "application/json"
        and envelope.content_encoding == "utf-8"
        and envelope.properties.body_encoding == "base64"
    )
