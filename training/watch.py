"""Sees to it that a running Plenum answers by what the registry says: a small process beside both.

python -m training.watch [--every 5] [--once]      PLENUM_REDIS_URL, MLFLOW_TRACKING_URI

While the registry is away its last word stands; while Redis is away there is nobody to tell.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

# Who does not answer is asked again in the next round, not within this one.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")

from plenum.client import Client
from plenum.settings import settings
from training.aliases import MODEL
from training.connection import connect
from training.refresher import Refresher
from training.registry import FromRegistry


class Watch:
    """One round after the other, until it is told to stop."""

    def __init__(self, redis_url: str, say: Callable[[str], None]) -> None:
        self._plenum = Client(redis_url, patience_s=0.0)
        self._say = say
        self._wrong = ""

    def run(self, every_s: float, stopping: threading.Event) -> None:
        """For ever, each `every_s`."""
        while True:
            try:
                self.round()
                self._told("")
            except Exception as error:  # noqa: BLE001 - whatever either of both raises: the last word stands
                self._told(f"{type(error).__name__}: {error}"[:300])
            if stopping.wait(every_s):
                return

    def round(self) -> None:
        """Raises what the registry and Redis raise while they are away."""
        source = FromRegistry(connect())
        Refresher(MODEL, source, self._plenum.record, settings().keep_s, self._say).refresh()

    def _told(self, wrong: str) -> None:
        """Once, whatever the number of rounds."""
        if wrong and not self._wrong:
            self._say(f"waits, the last word stands: {wrong}")
        elif self._wrong and not wrong:
            self._say("goes on")
        self._wrong = wrong


def say(line: str) -> None:
    """On standard error, with the time."""
    sys.stderr.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {line}\n")
    sys.stderr.flush()


def main(arguments: Sequence[str]) -> int:
    """The exit code; 1 where one round was asked for and came to nothing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two rounds")
    parser.add_argument("--once", action="store_true", help="one round alone")
    asked = parser.parse_args(arguments)
    if not os.environ.get("PLENUM_REDIS_URL"):
        parser.error("PLENUM_REDIS_URL names no Redis: plenum status --json has it, addresses.redis")
    watch = Watch(settings().redis_url, say)
    if asked.once:
        watch.round()
        return 0
    stopping = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopping.set())
    watch.run(max(1.0, asked.every), stopping)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
