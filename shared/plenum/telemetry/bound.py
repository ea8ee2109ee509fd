"""The ids that every log line carries while a job is worked on, a library's lines included.

One variable for all of them: structlog keeps one for each name, and goes through all at each line and at
each binding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from structlog.typing import EventDict

_ids: ContextVar[Mapping[str, str]] = ContextVar("plenum_ids")
_NONE: Mapping[str, str] = {}


@contextmanager
def bound(ids: Mapping[str, str]) -> Iterator[None]:
    """Events within carry these ids, and those that are bound around it."""
    around = _ids.get(_NONE)
    token = _ids.set({**around, **ids} if around else ids)
    try:
        yield
    finally:
        _ids.reset(token)


def add_ids(_logger: object, _method: str, event: EventDict) -> EventDict:
    """The processor that puts what is bound into an event."""
    ids = _ids.get(_NONE)
    return {**ids, **event} if ids else event
