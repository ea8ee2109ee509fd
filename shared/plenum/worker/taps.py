"""What else looks at a worker's log events before they are written: the hooks that a setting names."""

from __future__ import annotations

from structlog.typing import Processor

from plenum.events.loading import bus_of
from plenum.events.log import publishing
from plenum.settings import Settings


def taps(config: Settings) -> list[Processor]:
    """By the settings. Raises WrongSettingError for a hook that is not there."""
    bus = bus_of(config.hooks)
    return [publishing(bus)] if bus else []
