"""How often this process' models found what they remember, as a counter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from plenum.ceiling.caches import tally
from plenum.telemetry import names
from plenum.telemetry.meters import observed


def lookups() -> Mapping[str, int]:
    """All caches' together, by outcome."""
    found = tally.by_cache().values()
    return {"hit": sum(one.hits for one in found), "miss": sum(one.misses for one in found)}


def observe_caches(meter: Meter) -> None:
    """Have them exported with the rest of a process' metrics."""
    observed(meter, names.CACHE_LOOKUPS, _observe)


def _observe(_options: CallbackOptions) -> Iterable[Observation]:
    return [Observation(count, {"outcome": outcome}) for outcome, count in lookups().items()]
