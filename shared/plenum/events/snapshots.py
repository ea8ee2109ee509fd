"""A hook that leaves the figures as a file after each job: what a text-file collector of Prometheus reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from plenum.events.bus import Bus, Event
from plenum.telemetry import names


class MetricsSnapshot:
    """Writes the same file anew, whole or not at all."""

    def __init__(self, bus: Bus, path: Path, text: Callable[[], str]) -> None:
        """`text`: the figures as Prometheus' text, as `Watched.text`."""
        self._path, self._text = path, text
        self._turn: asyncio.Lock | None = None
        bus.subscribe(self, names.PIPELINE_COMPLETE)

    async def __call__(self, _event: Event) -> None:
        """After a job."""
        self._turn = self._turn or asyncio.Lock()
        async with self._turn:
            await asyncio.to_thread(self._write)

    def _write(self) -> None:
        draft = self._path.with_name(f"{self._path.name}.part")
        draft.write_text(self._text(), encoding="utf-8")
        draft.replace(self._path)
