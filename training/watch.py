"""Sees to it that a running Plenum answers by what the registry says, and what becomes of a version there.

python -m training.watch [--every 5] [--gateway URL] [--once]

Between the stack that runs here, as commands find it, and its MLflow server; PLENUM_REDIS_URL and
MLFLOW_TRACKING_URI name others.

Each round brings the registry's word to the record, compares the shadow on jobs that ended, promotes the
challenger where the rule lets it, and takes a version back of which people keep less. While the registry is
away its last word stands.
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
from plenum.stack.errors import StackError
from training.aliases import MODEL
from training.compared import Compared
from training.connection import connect, of_the_stack
from training.judge import Judge
from training.opinions import Opinions, opinions
from training.refresher import Refresher
from training.registry import FromRegistry


class Watch:
    """One round after the other, until it is told to stop."""

    def __init__(self, redis_url: str, gateway: str, token: str, say: Callable[[str], None]) -> None:
        self._plenum = Client(redis_url, patience_s=0.0)
        self._compared = Compared(self._plenum, MODEL)
        self._gateway = gateway
        self._token = token
        self._say = say
        self._wrong = ""
        self._judge = Judge(say)

    def run(self, every_s: float, stopping: threading.Event) -> None:
        """For ever, each `every_s`."""
        while True:
            try:
                self.round()
                self._told("")
            except Exception as error:  # noqa: BLE001 - whatever one of them raises: the last word stands
                self._told(f"{type(error).__name__}: {error}"[:300])
            if stopping.wait(every_s):
                return

    def round(self) -> None:
        """Raises what the registry, Redis and the gateway raise while they are away."""
        client, record = connect(), self._plenum.record
        refresher = Refresher(MODEL, FromRegistry(client), record, settings().keep_s, self._say)
        serving = refresher.refresh()
        self._compared.round(serving.shadow if serving.shadow != serving.champion else None)
        found = opinions(self._gateway, MODEL, self._token) if self._gateway else Opinions({})
        counters = record.counters()
        self._compared.forget(counters, serving)
        if self._judge.round(client, serving, found, counters):
            refresher.refresh()

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
    """The exit code; what is wrong with a round that was asked for alone is raised."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two rounds, 1 at least")
    parser.add_argument("--gateway", default="", help="whose /v1/quality tells what people keep")
    parser.add_argument("--token", default=os.environ.get("PLENUM_TOKEN", ""), help="for that gateway")
    parser.add_argument("--once", action="store_true", help="one round alone")
    asked = parser.parse_args(arguments)
    gateway = asked.gateway
    if not os.environ.get("PLENUM_REDIS_URL"):
        try:
            found = of_the_stack()
        except StackError as error:
            parser.error(str(error))
        os.environ["PLENUM_REDIS_URL"] = found.redis_url
        gateway = gateway or found.gateway or ""
    watch = Watch(settings().redis_url, gateway, asked.token, say)
    if asked.once:
        watch.round()
        return 0
    stopping = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopping.set())
    os.nice(10)  # jobs come first
    watch.run(max(1.0, asked.every), stopping)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
