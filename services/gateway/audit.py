"""Who changed what: a line for each request that did, in a file that is rotated, and a log event."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from plenum.files.errors import printable
from plenum.telemetry import names

from .access import Principal

_FILE: Final = "audit.jsonl"
_MOST_BYTES: Final = 8 * 2**20
_KEPT: Final = 4
"""Files before the current one."""


class Audit:
    """Where it is written; a folder that is not given leaves the log events."""

    def __init__(self, folder: Path | None, log: Any) -> None:
        self._log = log
        self._file: RotatingFileHandler | None = None
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = folder / _FILE
            path.touch(mode=0o600)
            self._file = RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8")

    def note(self, who: Principal, action: str, job_id: str = "", **more: str) -> None:
        """Somebody did something that changes what others see."""
        told = {name: printable(value) for name, value in more.items() if value}
        self._log.info(names.GATEWAY_AUDIT, who=who.name, action=action, job_id=job_id, **told)
        if self._file is not None:
            at = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = json.dumps({"at": at, "who": who.name, "action": action, "job_id": job_id, **told})
            self._file.emit(logging.LogRecord("audit", logging.INFO, "", 0, line, (), None))

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
