"""Failures of tasks that never ran, under their ids: who sent one waits for it as for any other.

Written as Celery's result backend writes a failure, so that any Celery client raises it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from plenum.pipeline.errors import PlenumError
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from plenum.pipeline.record.redis.scripting import Scripting

_MOST_ID: Final = 255
_LOOKED_AT: Final = 65_536
"""Characters at each end of a text in which an id is looked for."""
_ID: Final = re.compile(r'"(?:id|correlation_id)": ?"([^"\\]{1,255})"')
_IGNORED: Final = re.compile(r'"ignore_result": ?true')


def refuse(scripting: Scripting, refused: Mapping[str, PlenumError], keep_s: int) -> None:
    """Tell the tasks of these ids why they were refused, in one round trip; kept for so long."""
    calls = [
        ([keys.result_key(task_id), JobKeys(task_id).job], [_failure(task_id, error), max(1, keep_s)])
        for task_id, error in refused.items()
    ]
    scripting.run_each("refuse", calls)


def waiting_id(raw: Any) -> str:
    """The id of the task that somebody waits for, as far as a message can be read; empty for none.

    `raw` is a message as an object, or its text.
    """
    if isinstance(raw, bytes):
        raw = raw.decode("utf-8", "replace")
    if isinstance(raw, str):
        ends = raw if len(raw) <= 2 * _LOOKED_AT else f"{raw[:_LOOKED_AT]} {raw[-_LOOKED_AT:]}"
        found = _ID.search(ends)
        return found[1] if found and not _IGNORED.search(ends) else ""
    headers, properties = (_part(raw, name) for name in ("headers", "properties"))
    task_id = headers.get("id") or properties.get("correlation_id")
    if not isinstance(task_id, str) or len(task_id) > _MOST_ID or headers.get("ignore_result") is True:
        return ""
    return task_id


def _part(raw: Any, name: str) -> Mapping[str, Any]:
    part = raw.get(name) if isinstance(raw, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _failure(task_id: str, error: PlenumError) -> bytes:
    return msgspec.json.encode(
        {
            "status": "FAILURE",
            "result": {
                "exc_type": type(error).__name__,
                "exc_message": list(error.args),
                "exc_module": type(error).__module__,
            },
            "traceback": None,
            "children": [],
            "date_done": datetime.now(UTC).isoformat(),
            "task_id": task_id,
        }
    )
