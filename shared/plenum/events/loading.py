"""The hooks that a setting names, for processes in which nobody writes a program: PLENUM_HOOKS."""

from __future__ import annotations

from importlib import import_module

from plenum.events.bus import Bus
from plenum.settings import WrongSettingError


def bus_of(named: str) -> Bus | None:
    """A bus on which these functions (`module:function`, with commas) have subscribed; None for none.

    Each is called once with the bus. Raises WrongSettingError for one that is not there.
    """
    found = [word.strip() for word in named.split(",") if word.strip()]
    if not found:
        return None
    bus = Bus()
    for word in found:
        module, _, function = word.partition(":")
        try:
            subscribe = getattr(import_module(module), function)
        except (ImportError, AttributeError, ValueError) as error:
            raise WrongSettingError(f"PLENUM_HOOKS={word}: {error}; give module:function") from None
        subscribe(bus)
    return bus
