"""A hook that posts what went wrong to an address: for who runs no Prometheus and no Alertmanager."""

from __future__ import annotations

import asyncio
import json
import os
import time
import urllib.request
from typing import Final

from plenum.events.bus import Bus, Event
from plenum.settings import WrongSettingError
from plenum.telemetry import names

ALARMING: Final = frozenset(
    {names.ROOM_FAILED, names.CANDIDATE_GIVEN_UP, names.BREAKER_CHANGED, names.WORK_RESENT}
)
_ANSWER_S: Final = 5.0
VARIABLE: Final = "PLENUM_ALERT_WEBHOOK"


class Webhook:
    """One post an event's name in `every_s` seconds, with how many were left out since the last."""

    def __init__(self, bus: Bus, url: str, *, every_s: float = 60.0) -> None:
        """Raises ValueError for what is no address of HTTP."""
        if not url.startswith(("http://", "https://")):
            raise ValueError("a webhook's address begins with http:// or https://")
        self._url, self._every_s = url, every_s
        self._last: dict[str, float] = {}
        self._left_out: dict[str, int] = {}
        bus.subscribe(self)

    async def __call__(self, event: Event) -> None:
        """Post what is alarming. Raises OSError where nobody answers."""
        failed = event.name == names.PIPELINE_COMPLETE and event.fields.get("status") in ("failed", "overdue")
        if not failed and event.name not in ALARMING:
            return
        now = time.monotonic()
        if now - self._last.get(event.name, -self._every_s) < self._every_s:
            self._left_out[event.name] = self._left_out.get(event.name, 0) + 1
            return
        self._last[event.name] = now
        left_out = self._left_out.pop(event.name, 0)
        body = json.dumps({"event": event.name, "left_out": left_out, "fields": event.fields}, default=str)
        await asyncio.to_thread(self._post, body.encode())

    def _post(self, body: bytes) -> None:
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})  # noqa: S310 - checked above
        with urllib.request.urlopen(request, timeout=_ANSWER_S):  # noqa: S310 - checked above
            pass


def alert(bus: Bus) -> None:
    """For PLENUM_HOOKS: post to PLENUM_ALERT_WEBHOOK. Raises WrongSettingError where that is not set."""
    url = os.environ.get(VARIABLE, "")
    try:
        Webhook(bus, url)
    except ValueError as error:
        raise WrongSettingError(f"{VARIABLE}: {error}") from None
