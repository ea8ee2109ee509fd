"""What else looks at a worker's log events before they are written: hooks, and sampling."""

from __future__ import annotations

from structlog.typing import Processor

from plenum.events.loading import bus_of
from plenum.events.log import publishing
from plenum.settings import Settings, WrongSettingError, variable
from plenum.telemetry.log_sampling import sampled, shares


def taps(config: Settings) -> list[Processor]:
    """By the settings. Raises WrongSettingError for a hook that is not there, or a share that is none."""
    bus = bus_of(config.hooks)
    try:
        kept = shares(config.log_sampling)
    except ValueError as error:
        raise WrongSettingError(f"{variable('log_sampling')}={error}") from None
    # Hooks hear of all: what they sum up or alarm of is not to be sampled.
    return [*([publishing(bus)] if bus else ()), *([sampled(kept)] if kept else ())]
