"""Jobs of mixed sizes without pause, by plain Celery clients; every id is kept until it has an answer."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis, exceptions

from plenum.pipeline.record.redis.keys import result_key
from tests.soak.tally import Tally
from tests.support.buildings import building
from tests.support.waiting import HANGS_S

KINDS: Final[Mapping[str, dict[str, Any]]] = {
    f"{rooms} rooms": building(rooms, f"soak-{rooms}") for rooms in (1, 2, 5, 12, 30)
}
AWAY = (OperationalError, exceptions.RedisError, OSError)


class Load:
    """Keeps `most` jobs under way until told to stop."""

    def __init__(self, url: str, most: int, seed: int, tally: Tally) -> None:
        self.sent = 0
        """Jobs that a broker took."""
        self._open: dict[str, str] = {}
        """Those without an answer, by task id: their kind."""
        self._url = url
        self._most = most
        self._tally = tally
        self._random = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="soak-load", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """Send no more."""
        self._stop.set()
        self._thread.join(HANGS_S)

    def unanswered(self) -> list[str]:
        """One sentence for each job without an answer."""
        return [f"{task_id}: {kind}, without an answer" for task_id, kind in self._open.items()]

    def look(self) -> int:
        """Hand answers on; how many are still wanted. A Redis that is away has none for now."""
        waiting = list(self._open)
        try:
            with Redis.from_url(self._url, socket_timeout=5) as client:
                found = client.mget([result_key(task_id) for task_id in waiting]) if waiting else []
        except AWAY:
            return len(waiting)
        for task_id, raw in zip(waiting, found, strict=True):  # type: ignore[arg-type]  # sync client
            if raw:
                self._tally.take(task_id, self._open.pop(task_id), json.loads(raw))
        return len(self._open)

    def _run(self) -> None:
        app = Celery("soak", broker=self._url, backend=self._url, set_as_current=False)
        kinds = list(KINDS)
        while not self._stop.is_set():
            if self.look() >= self._most:
                self._stop.wait(0.05)
                continue
            kind = self._random.choice(kinds)
            self._send(app, kind, str(uuid.UUID(int=self._random.getrandbits(128))))

    def _send(self, app: Celery, kind: str, task_id: str) -> None:
        """Until a broker says that it has it: what failed may be there, and the same id is the same job."""
        while True:
            try:
                app.send_task("plenum.place", args=[KINDS[kind]], task_id=task_id, retry=False)
            except AWAY:
                time.sleep(0.5)
                continue
            self._open[task_id] = kind
            self.sent += 1
            return
