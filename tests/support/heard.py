"""A hook for workers under test: what each process hears, in a file of its own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from plenum.events.bus import Bus, Event
from plenum.events.event_file import EventFile

FOLDER: Final = "PLENUM_TESTS_HEARD"


def hears(bus: Bus) -> None:
    """Subscribe, as PLENUM_HOOKS names it; a file is made with a process' first event, after any fork."""
    own: dict[int, Bus] = {}

    def write(event: Event) -> None:
        pid = os.getpid()
        if pid not in own:
            own[pid] = Bus()
            EventFile(own[pid], Path(os.environ[FOLDER]) / f"heard-{pid}.log")
        own[pid].publish(event.name, event.fields)

    bus.subscribe(write)


def events(folder: Path) -> list[dict[str, Any]]:
    """All that was heard."""
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("heard-*.log")]
    return [json.loads(line) for text in texts for line in text[: text.rfind("\n") + 1].splitlines()]
